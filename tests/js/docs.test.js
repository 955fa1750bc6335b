'use strict';

// The code that the reference shows, taken out of it and run: it works as it stands, and answers what stands below it.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { before, after, test } = require('node:test');
const { Redis } = require('sigma-redis');
const { catalogue, operations } = require('./support/catalogue');
const recording = require('./support/recording');
const { Scope, plainClient, startRedis } = require('./support/servers');

const root = path.join(__dirname, '../..');
const page = fs.readFileSync(path.join(root, 'generated/docs/elasticache.md'), 'utf8');

const scope = new Scope();
let plain;
let redis;

before(async () => {
  const { url } = await startRedis(scope);
  plain = await plainClient(scope, url);
  redis = new Redis({ clusters: { [catalogue.service.cluster]: url } });
});
after(() => scope.end());

/** The code blocks of a text. */
function blocks(text, language) {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)\n\`\`\`$`, 'gms'))].map(([, code]) => code);
}

/** Runs code that calls `redis` with callbacks, and gives the last response. */
function run(code, calls) {
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

test('the guide has a call on several keys, and two calls over one connection', async () => {
  const guide = page.slice(0, page.indexOf('Operations\n\nThe following groups'));
  const [several, reuse] = blocks(guide, 'js').filter((code) => /redis\.[a-z]+\(/.test(code));
  await plain.sendCommand(['FLUSHALL']);
  await plain.sendCommand(['SET', 'key1', 'one']);
  const { results } = await run(several, 1);
  assert.deepEqual(results, { key1: { result: 'one', error: null }, key2: { result: null, error: null } });
  assert.equal((await run(reuse, 2)).success, 1);
  assert.equal(await plain.sendCommand(['GET', 'new_key']), 'test_value');
});

for (const operation of operations) {
  test(`the example of ${operation.title}`, async () => {
    const start = page.search(new RegExp(`^#### \\d+\\. ${operation.title}$`, 'm'));
    assert.notEqual(start, -1, 'it has a heading');
    const section = page.slice(start).split(/^#{1,4} /m)[1];
    const [code, response, ...more] = blocks(section, 'js');
    assert.deepEqual(more, []);
    await plain.sendCommand(['FLUSHALL']);
    for (const words of operation.examples[0].given ?? []) await plain.sendCommand(words.map(String));
    const got = recording.plain(await run(code, 1), operation);
    assert.deepEqual(got, recording.plain(new Function(`return ${response}`)(), operation));
  });
}
