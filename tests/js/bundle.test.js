'use strict';

// The package in one file with a Lambda function, by the commands of its README.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { promisify } = require('node:util');
const { startRedis } = require('./support/servers');

const run = promisify(execFile);
const readme = fs.readFileSync(path.join(__dirname, 'node_modules/sigma-redis/README.md'), 'utf8');
const commands = [...readme.matchAll(/^```sh\n(npx esbuild [^]*?)```$/gm)].map(([, command]) => command);

// As whoever writes ES modules, or TypeScript, has it.
const HANDLER = `
import { Redis } from 'sigma-redis';
import { iamToken } from 'sigma-redis/iam';
const password = iamToken({ user: 'app', replicationGroup: 'my-cache', region: 'eu-west-1' });
const redis = new Redis({ clusters: { c: process.env.URL, iam: { host: 'h', tls: true, user: 'app', password } } });
export async function handler() {
  const { response, redisClient } = await redis.incrby({ clusterIdentifier: 'c', params: [{ key: 'n', increment: 1 }, {}] });
  await redisClient.quit();
  return response;
}
`;

test('the README has a command for CommonJS, and one for ES modules', () => {
  assert.deepEqual(commands.map((command) => /--outfile=(\S+)/.exec(command)[1]), ['dist/index.js', 'dist/index.mjs']);
});

for (const command of commands) {
  for (const more of ['', '--minify']) {
    const [, output] = /--outfile=(\S+)/.exec(command);
    test(`${output} ${more} runs by itself`, async (t) => {
      const { url } = await startRedis(t);
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sigma-redis-bundle-'));
      t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
      const source = path.join(folder, 'source');
      fs.mkdirSync(source);
      fs.writeFileSync(path.join(source, 'handler.js'), HANDLER);
      fs.symlinkSync(path.join(__dirname, 'node_modules'), path.join(source, 'node_modules'));
      const bin = path.join(__dirname, 'node_modules/esbuild/bin');
      const PATH = `${bin}${path.delimiter}${process.env.PATH}`;
      const line = `${command.replace('npx ', '').trim()} ${more}`;
      await run('sh', ['-c', line], { cwd: source, env: { ...process.env, PATH } });

      const bundle = path.join(folder, path.basename(output));
      fs.renameSync(path.join(source, output), bundle);
      fs.rmSync(source, { recursive: true });
      const call = `import(${JSON.stringify(bundle)}).then((it) => (it.handler ?? it.default.handler)())`;
      const code = `${call}.then((response) => console.log(JSON.stringify(response)))`;
      const { stdout } = await run(process.execPath, ['-e', code], { cwd: folder, env: { ...process.env, URL: url } });
      const { success, failed, results } = JSON.parse(stdout);
      assert.deepEqual([success, failed, results.n.result, results['params[1]'].error.code], [1, 1, 1, 'InvalidParameter']);
    });
  }
}
