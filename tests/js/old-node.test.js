'use strict';

// The package on versions of Node.js that are too old for it: one that cannot even read all of its files, and one
// that can.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');
const { engines } = require('sigma-redis/package.json');

const ENTRIES = {
  "require('sigma-redis')": ['--eval', "require('sigma-redis')"],
  "require('sigma-redis/iam')": ['--eval', "require('sigma-redis/iam')"],
  "import 'sigma-redis'": ['--input-type=module', '--eval', "import 'sigma-redis'"],
  "import 'sigma-redis/iam'": ['--input-type=module', '--eval', "import 'sigma-redis/iam'"],
};

for (const version of [14, 18]) {
  // npm has a package of each platform's binary; see optionalDependencies in package.json.
  const node = path.join(__dirname, `node_modules/node-${version}-${process.arch}/bin/node`);
  for (const [entry, args] of Object.entries(ENTRIES)) {
    test(`${entry} on Node.js ${version} says in one line what it needs`, () => {
      const { status, stderr, error } = spawnSync(node, args, { cwd: __dirname, encoding: 'utf8' });
      assert.equal(error, undefined);
      assert.equal(status, 1);
      const [message, ...others] = stderr.split('\n').filter((line) => /^\w*Error/.test(line));
      const line = /^Error: sigma-redis needs Node\.js (\d+) or later, and this is (\d+)\.\d+\.\d+$/.exec(message);
      assert.ok(line, stderr);
      assert.equal(`>=${line[1]}`, engines.node);
      assert.equal(Number(line[2]), version);
      assert.deepEqual(others, []);
    });
  }
}
