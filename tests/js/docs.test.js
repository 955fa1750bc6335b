'use strict';

// The code that the reference shows, taken out of it and run: it works as it stands, and answers what stands below it.

const assert = require('node:assert/strict');
const { execFile, execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { before, after, test } = require('node:test');
const { promisify } = require('node:util');
const { Redis } = require('sigma-redis');
const { catalogue, operations } = require('./support/catalogue');
const recording = require('./support/recording');
const { Scope, plainClient, startRedis } = require('./support/servers');

const root = path.join(__dirname, '../..');
const page = fs.readFileSync(path.join(root, 'generated/docs/elasticache.md'), 'utf8');
const guide = page.slice(0, page.indexOf('Operations\n\nThe following groups'));

const scope = new Scope();
let plain;
let redis;
let url;
let project;

before(async () => {
  ({ url } = await startRedis(scope));
  plain = await plainClient(scope, url);
  redis = new Redis({ clusters: { [catalogue.service.cluster]: url } });
  project = fs.mkdtempSync(path.join(os.tmpdir(), 'sigma-redis-docs-'));
  scope.after(() => fs.rmSync(project, { recursive: true, force: true }));
});
after(() => scope.end());

/** The code blocks of a text. */
function blocks(text, language) {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)\n\`\`\`$`, 'gms'))].map(([, code]) => code);
}

test("the code of the project's README runs, awaiting and with a callback", async () => {
  const readme = fs.readFileSync(path.join(root, 'README.md'), 'utf8');
  const [whole, callback] = blocks(readme, 'js');
  await prepare([['SET', 'key1', 'one']]);
  for (const code of [whole, whole.replace(/async function main[^]*/, callback)]) {
    assert.match(await printed(code), /^2 0 \{\s+key1: \{ result: 'one', error: null \}/);
  }
});

/** Runs a program in the project, with this server in the place of the usual one, and gives what it printed. */
async function printed(code) {
  const file = path.join(project, 'program.js');
  fs.writeFileSync(file, code.replace('6379', new URL(url).port));
  const env = { ...process.env, NODE_PATH: path.join(__dirname, 'node_modules') };
  const { stdout } = await promisify(execFile)(process.execPath, [file], { env });
  return stdout;
}

test('a program of another client and the one that stands for it print the same', async () => {
  const page = fs.readFileSync(path.join(root, 'MIGRATING.md'), 'utf8');
  const [own, ...pairs] = blocks(page, 'js');
  // What Sigma writes: the clusters are properties of an array.
  const manager = `module.exports = function () {
    this.clusters = [];
    this.clusters['sigma-redis'] = { host: '127.0.0.1', port: ${new URL(url).port}, clusterModeEnabled: false };
};
`;
  fs.writeFileSync(path.join(project, 'ClusterManager.js'), manager);
  assert.equal(await printed(own), '2 0 OK\n');
  for (const [expected, ...pair] of [['Ada null\n', ...pairs.slice(0, 2)], ['2 WRONGTYPE\n', ...pairs.slice(2)]]) {
    assert.equal(pair.length, 2);
    for (const code of pair) {
      await prepare();
      assert.equal(await printed(code), expected);
    }
  }
});

/** Runs code that calls `redis`, in either form, and gives the last response. */
function run(code) {
  return /\bawait\b/.test(code) ? runAwaiting(code) : runCallbacks(code, code.split(', function (error').length - 1);
}

function runCallbacks(code, calls) {
  return new Promise((resolve, reject) => {
    let left = calls;
    const watched = new Proxy(redis, {
      get: (target, method) => (request, callback) =>
        target[method](request, (error, response, redisClient) => {
          callback(error, response, redisClient);
          left -= 1;
          if (!error && left === 0) redisClient.quit().then(() => resolve(response), reject);
        }),
    });
    new Function('redis', 'callback', code)(watched, reject);
  });
}

function runAwaiting(code) {
  const AsyncFunction = (async () => {}).constructor;
  const last = code.includes('response2') ? 'response2' : 'response';
  const ended = code.replace('//await redisClient.quit();', 'await redisClient.quit();');
  assert.notEqual(ended, code, 'it says how to quit');
  return new AsyncFunction('redis', `${ended}\nreturn ${last};`)(redis);
}

async function prepare(given = []) {
  await plain.sendCommand(['FLUSHALL']);
  for (const words of given) await plain.sendCommand(words.map(String));
}

test('the guide has a call on several keys, and two calls over one connection, each in both forms', async () => {
  const calls = blocks(guide, 'js').filter((code) => /^(const .* = await )?redis\.[a-z]+\(/m.test(code));
  const several = calls.filter((code) => code.includes("'key1', 'key2'"));
  const reuse = calls.filter((code) => code.includes('redisClient: redisClient'));
  assert.deepEqual([several, reuse].map((both) => both.map((code) => code.includes('await'))), Array(2).fill([true, false]));
  for (const code of several) {
    await prepare([['SET', 'key1', 'one']]);
    const { results } = await run(code);
    assert.deepEqual(results, { key1: { result: 'one', error: null }, key2: { result: null, error: null } });
  }
  for (const code of reuse) {
    await prepare();
    assert.equal((await run(code)).success, 1);
    assert.equal(await plain.sendCommand(['GET', 'new_key']), 'test_value');
  }
});

test('the guide shows an operation that fails as it does', async () => {
  const section = guide.slice(guide.indexOf('### Errors'));
  const [code, response] = blocks(section, 'js');
  const given = [...section.split('```')[0].matchAll(/`([A-Z]+ [^`]*)`/g)].map(([, command]) => command.split(' '));
  await prepare(given);
  const got = await run(code);
  assert.ok(got.failed > 0);
  const get = operations.find(({ name }) => code.includes(`redis.${name}(`));
  assert.deepEqual(recording.plain(got, get), recording.plain(new Function(`return ${response}`)(), get));
});

test('the guide begins with commands and code that get `redis`', async () => {
  const [commands] = blocks(guide, 'sh');
  const [first, ...npm] = commands.split('\n');
  assert.equal(first, 'sigma-gen js -o sdk');
  const folder = path.join(project, 'start');
  // What that command writes.
  fs.cpSync(path.join(root, 'generated/js'), path.join(folder, 'sdk'), { recursive: true });
  execFileSync('npm', ['init', '--yes'], { cwd: folder });
  for (const command of npm) execFileSync('sh', ['-c', `${command} --no-audit --no-fund`], { cwd: folder, stdio: 'pipe' });
  const [make] = blocks(guide, 'js');
  const call = "redis.get({ clusterIdentifier: 'sigma-redis', params: ['k'] }, (e, { success }, c) => { console.log(success); c.quit(); });";
  for (const code of [make, make.replace(/^const .*\n\/\/ or: /, '')]) {
    const file = path.join(folder, code === make ? 'start.cjs' : 'start.mjs');
    fs.writeFileSync(file, `${code.replace('6379', new URL(url).port)}\n${call}`);
    assert.equal(execFileSync(process.execPath, [file], { encoding: 'utf8' }), '1\n');
  }
});

// Lambda's runtime of Node.js 24 refuses a handler with a third parameter, and awaits what the handler gives.
const RUNTIME = `
const { handler } = require('./index.js');
if (handler.length > 2) throw new Error('Runtime.CallbackHandlerDeprecated');
// Only what the handler leaves open keeps the process until then.
setTimeout(() => { throw new Error('something is still open'); }, 60_000).unref();
(async () => {
  for (const event of JSON.parse(process.argv[2])) console.log(JSON.stringify(await handler(event, {})));
})();
`;

/** Puts the handler of the guide into a function, and gives what it answers to events. */
async function invoke(code, events) {
  const folder = fs.mkdtempSync(path.join(project, 'function-'));
  fs.writeFileSync(path.join(folder, 'index.js'), code);
  fs.writeFileSync(path.join(folder, 'runtime.js'), RUNTIME);
  const env = {
    ...process.env,
    NODE_PATH: path.join(__dirname, 'node_modules'),
    SIGMA_REDIS_CLUSTERS: JSON.stringify({ 'sigma-redis': url }),
  };
  // The process ends by itself: nothing of the handler is left open.
  const { stdout } = await promisify(execFile)(process.execPath, ['runtime.js', JSON.stringify(events)], { cwd: folder, env });
  return stdout.trim().split('\n').map((line) => JSON.parse(line));
}

/** How many connections the server has accepted so far. */
async function connections() {
  const info = await plain.sendCommand(['INFO', 'stats']);
  return Number(/^total_connections_received:(\d+)/m.exec(info)[1]);
}

test('the handler of the guide works as a Lambda function, by event and with a kept connection', async () => {
  const handler = blocks(guide, 'js').find((code) => code.includes('exports.handler'));
  const kept = /`(new Redis\(undefined, .*?\))`/.exec(guide)[1];
  await prepare([['SET', 'key1', 'one'], ['SADD', 'colours', 'red']]);
  const events = [{ keys: ['key1', 'key2'] }, { keys: ['key1'] }];
  const answers = [
    { key1: { result: 'one', error: null }, key2: { result: null, error: null } },
    { key1: { result: 'one', error: null } },
  ];
  const before = await connections();
  assert.deepEqual(await invoke(handler, events), answers);
  assert.equal(await connections(), before + 2, 'a connection for each event');
  const keeping = handler.replace('new Redis()', kept);
  assert.notEqual(keeping, handler);
  assert.deepEqual(await invoke(keeping, events), answers);
  assert.equal(await connections(), before + 3, 'one for all events');
  await assert.rejects(invoke(handler, [{}]), /RedisError/, 'an error of the call fails the function');
});

for (const operation of operations) {
  test(`the example of ${operation.title}`, async () => {
    const start = page.search(new RegExp(`^#### \\d+\\. ${operation.title}$`, 'm'));
    assert.notEqual(start, -1, 'it has a heading');
    const section = page.slice(start).split(/^#{1,4} /m)[1];
    const [promise, callback, response, ...more] = blocks(section, 'js');
    assert.deepEqual(more, []);
    assert.deepEqual([promise, callback].map((code) => code.includes('await')), [true, false]);
    for (const code of [promise, callback]) {
      await prepare(operation.examples[0].given);
      const got = recording.plain(await run(code), operation);
      assert.deepEqual(got, recording.plain(new Function(`return ${response}`)(), operation));
    }
  });
}
