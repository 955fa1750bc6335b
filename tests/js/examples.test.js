'use strict';

// Every example of the catalogue, by callback and by promise, on every server version at hand; and on a
// cluster of each.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { Redis } = require('sigma-redis');
const { SLOTS, slotOf } = require('./node_modules/sigma-redis/lib/slots');
const { camel, catalogue, exact, operations, tag, tagged } = require('./support/catalogue');
const { startCluster } = require('./support/cluster');
const { fitted } = require('./support/like');
const recording = require('./support/recording');
const { VERSIONS, plainClient, startRedis } = require('./support/servers');

const sorted = (value) => (Array.isArray(value) ? [...value].sort() : value);

function byCallback(redis, method, request) {
  return new Promise((resolve, reject) => {
    redis[method](request, (error, response, redisClient) => {
      if (error) reject(error);
      else resolve({ response, redisClient });
    });
  });
}

const STYLES = {
  callback: byCallback,
  promise: (redis, method, request) => redis[method](request),
};

for (const { version, binary } of VERSIONS) {
  for (const [style, call] of Object.entries(STYLES)) {
    test(`examples by ${style} on Redis ${version}`, async (t) => {
      const { url } = await startRedis(t, { binary });
      const plain = await plainClient(t, url);
      const redis = new Redis({ clusters: { [catalogue.service.cluster]: url } });
      const recorded = {};
      await every(t, async (example, operation) => {
        const response = await run(example, operation, { redis, call, plain });
        recorded[operation.name] ??= {};
        recorded[operation.name][example.title] = recording.toRecord(response, operation, example);
      });
      await t.test('the responses are those that the docs print', () => recording.compare(recorded, version));
    });
  }

  // The keys of an operation must lie in one slot; where those of an example do not, a hash tag helps.
  test(`examples on a cluster of Redis ${version}, with a hash tag`, async (t) => {
    const cluster = await startCluster(t, { binary, replicas: 0 });
    const masters = await cluster.masters();
    const { port } = masters[Math.floor(((slotOf('tag') + 1) * masters.length - 1) / SLOTS)];
    const plain = await plainClient(t, `redis://127.0.0.1:${port}`);
    const redis = new Redis({ clusters: { [catalogue.service.cluster]: cluster.entry() } });
    await every(t, async (example, operation) => {
      const call = (redis, method, request) =>
        redis[method]({ ...request, params: request.params.map((set) => tagged(operation, set)) });
      const results = Object.fromEntries(Object.entries(example.results).map(([key, result]) => [tag(key), result]));
      const given = await Promise.all((example.given ?? []).map((words) => withTag(plain, words)));
      const after = (example.after ?? []).map(async ({ run, is }) => ({ run: await withTag(plain, run), is }));
      await run({ ...example, given, results, after: await Promise.all(after) }, operation, { redis, call, plain });
    });
  });
}

async function every(t, check) {
  for (const operation of operations) {
    for (const example of operation.examples) {
      await t.test(`${operation.name}: ${example.title}`, () => check(example, operation));
    }
  }
}

/** A command with its keys tagged; the server knows where they are. */
async function withTag(plain, words) {
  const [[, , , first, last, step]] = await plain.sendCommand(['COMMAND', 'INFO', words[0]]);
  const end = last < 0 ? words.length + last : last;
  return words.map((word, at) => (at >= first && at <= end && (at - first) % step === 0 ? tag(word) : word));
}

async function run({ given = [], call: params, results, after = [] }, { name, params: declared }, { redis, call, plain }) {
  await plain.sendCommand(['FLUSHALL']);
  for (const words of given) await plain.sendCommand(words.map(String));
  const request = { clusterIdentifier: catalogue.service.cluster, params: exact(params) };
  const { response, redisClient } = await call(redis, camel(name), request);
  await redisClient.quit();

  const each = declared.find((param) => param.repeat === 'each');
  const counts = params.map((set) => (each && set[each.name]?.length) || 1);
  assert.equal(response.success + response.failed, counts.reduce((sum, count) => sum + count));
  const entries = [];
  for (const [key, expected] of Object.entries(results)) {
    const got = response.results[key];
    if (each && typeof expected?.error !== 'string') {
      for (const [value, one] of Object.entries(expected)) entries.push([got[value], one]);
      assert.equal(Object.keys(got).length, Object.keys(expected).length);
    } else {
      entries.push([got, expected]);
    }
  }
  for (const [got, expected] of entries) matches(got, expected);
  assert.equal(Object.keys(response.results).length, Object.keys(results).length);
  for (const { run: words, is } of after) {
    const reply = await plain.sendCommand(words.map(String));
    assert.deepEqual(sorted(normal(reply)), sorted(exact(is) ?? null), words.join(' '));
  }
  return response;
}

/** A reply of node-redis as the catalogue writes it. */
function normal(reply) {
  return reply instanceof Set ? [...reply] : reply;
}

function matches(got, expected) {
  if (typeof expected?.error === 'string') {
    assert.equal(got.result, null);
    assert.ok(got.error.message.includes(expected.error), got.error.message);
  } else {
    assert.equal(got.error, null);
    assert.deepEqual(sorted(fitted(got.result, exact(expected))), sorted(exact(expected)));
  }
}
