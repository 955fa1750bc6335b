'use strict';

// The package as npm makes it: installed into an empty project, and its README's samples run there.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { promisify } = require('node:util');
const { Scope, startRedis } = require('./support/servers');

const generated = path.join(__dirname, '../../generated/js');
const run = promisify(execFile);

describe('the package', () => {
  const scope = new Scope();
  let project;
  let files;
  let url;

  before(async () => {
    ({ url } = await startRedis(scope));
    project = fs.mkdtempSync(path.join(os.tmpdir(), 'sigma-redis-project-'));
    scope.after(() => fs.rmSync(project, { recursive: true, force: true }));
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', project], { cwd: generated });
    const [pack] = JSON.parse(stdout);
    files = pack.files.map((file) => file.path);
    await run('npm', ['init', '--yes'], { cwd: project });
    await run('npm', ['install', '--no-audit', '--no-fund', path.join(project, pack.filename)], { cwd: project });
  });

  after(() => scope.end());

  test('it has what it needs and nothing else', () => {
    const lib = fs.readdirSync(path.join(generated, 'lib')).map((file) => `lib/${file}`);
    const top = ['README.md', 'iam.d.ts', 'iam.js', 'index.d.mts', 'index.d.ts', 'index.js', 'index.mjs', 'package.json'];
    assert.deepEqual([...files].sort(), [...lib, ...top].sort());
  });

  test('it brings the client of node-redis, and no more of it', () => {
    const packages = fs.readdirSync(path.join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
    assert.deepEqual(packages.sort(), ['@redis', 'sigma-redis']);
    assert.deepEqual(fs.readdirSync(path.join(project, 'node_modules/@redis')), ['client']);
  });

  for (const [system, name, line] of [
    ['CommonJS', 'run.cjs', "const { Redis, RedisError } = require('sigma-redis');"],
    ['ES modules', 'run.mjs', "import { Redis, RedisError } from 'sigma-redis';"],
  ]) {
    test(`it works in an empty project with ${system}`, async () => {
      fs.writeFileSync(
        path.join(project, name),
        `${line}
        const redis = new Redis({ clusters: { c: ${JSON.stringify(url)} } });
        redis.set({ clusterIdentifier: 'c', params: [{ key: 'k', value: 'v' }] }, (error, response, redisClient) => {
          console.log(error, JSON.stringify(response), typeof RedisError);
          redisClient.quit();
        });`,
      );
      const { stdout } = await run(process.execPath, [name], { cwd: project, timeout: 10_000 });
      assert.equal(stdout, 'null {"success":1,"failed":0,"results":{"k":{"result":"OK","error":null}}} function\n');
    });
  }

  /** Runs a sample of the README, by its place there, as it is but for the port. */
  async function runSample(index) {
    const readme = fs.readFileSync(path.join(generated, 'README.md'), 'utf8');
    const samples = [...readme.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code);
    assert.equal(samples.length, 3);
    fs.writeFileSync(path.join(project, 'sample.js'), samples[index].replaceAll('6379', new URL(url).port));
    return (await run(process.execPath, ['sample.js'], { cwd: project, timeout: 10_000 })).stdout;
  }

  test("the README's samples run as they are, but for the port", async () => {
    assert.match(await runSample(0), /^2 0 \{/);
    assert.equal(await runSample(1), 'key1 null\nkey2 null\n');
  });

  test('what IAM tokens need is not installed, and the error says how to', async () => {
    const error = await runSample(2).then(() => undefined, (error) => error);
    const [, command] = /^Error: IAM tokens need .*: npm (install \S+)$/m.exec(error?.stderr);
    await run('npm', [...command.split(' '), '--no-audit', '--no-fund'], { cwd: project });
    assert.equal(await runSample(2), '');
    fs.writeFileSync(
      path.join(project, 'iam.mjs'),
      "import { iamToken } from 'sigma-redis/iam';\nconsole.log(typeof iamToken);",
    );
    assert.equal((await run(process.execPath, ['iam.mjs'], { cwd: project, timeout: 10_000 })).stdout, 'function\n');
  });
});
