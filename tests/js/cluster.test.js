'use strict';

// A real cluster: where operations go, and what is followed while nothing breaks.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { Redis } = require('sigma-redis');
const { startCluster } = require('./support/cluster');
const { Scope, VERSIONS } = require('./support/servers');

for (const { version, binary } of VERSIONS) {
  describe(`a cluster of Redis ${version}`, () => {
    const scope = new Scope();
    let cluster;
    let redis;
    let redisClient;

    before(async () => {
      cluster = await startCluster(scope, { binary });
      redis = new Redis({ clusters: { c: cluster.entry() } });
      ({ redisClient } = await redis.get({ clusterIdentifier: 'c', params: [] }));
    });

    after(async () => {
      await redisClient?.quit();
      await scope.end();
    });

    const keys = Array.from({ length: 5_000 }, (_, index) => `key:${index}`);

    async function reads(expected) {
      const { response } = await redis.get({ redisClient, params: keys });
      assert.deepEqual([response.success, response.failed], [keys.length, 0]);
      for (const key of keys) assert.equal(response.results[key].result, expected(key));
    }

    test('operations go to the nodes of their slots', async () => {
      const { response } = await redis.set({ redisClient, params: keys.map((key) => ({ key, value: key })) });
      assert.equal(response.success, keys.length);
      await reads((key) => key);
    });

    test('a slot that has moved is followed', async () => {
      const [first, second] = await cluster.masters();
      const slots = Array.from({ length: 50 }, (_, slot) => slot * 100);
      await cluster.moveSlots(first, second, slots);
      await reads((key) => key);
      await cluster.moveSlots(second, first, slots);
      await reads((key) => key);
    });
  });
}
