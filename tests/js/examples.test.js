'use strict';

// Every example of the catalogue, by callback and by promise, on every server version at hand.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { Redis } = require('sigma-redis');
const { camel, catalogue, exact, operations } = require('./support/catalogue');
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
      for (const operation of operations) {
        for (const example of operation.examples) {
          await t.test(`${operation.name}: ${example.title}`, () => run(example, operation));
        }
      }

      async function run({ given = [], call: params, results, after = [] }, { name, params: declared }) {
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
      }
    });
  }
}

/** A reply of node-redis as the catalogue writes it. */
function normal(reply) {
  return reply instanceof Set ? [...reply] : reply;
}

function matches(got, expected) {
  if (expected !== null && typeof expected === 'object' && !Array.isArray(expected)) {
    assert.equal(got.result, null);
    assert.ok(got.error.message.includes(expected.error), got.error.message);
  } else {
    assert.equal(got.error, null);
    assert.deepEqual(sorted(got.result), sorted(exact(expected)));
  }
}
