'use strict';

// Many calls at a time over the kept connections of one SDK object: no reply is lost or crossed. SOAK=1: for
// a minute.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { Redis } = require('sigma-redis');
const { startCluster } = require('./support/cluster');
const { startRedis } = require('./support/servers');

const CALLERS = 64;
const DURATION = process.env.SOAK ? 60_000 : 2_000;

async function share(entry) {
  const redis = new Redis({ clusters: { c: entry } }, { keepAlive: true });
  let calls = 0;
  async function call(method, params) {
    const { response, redisClient } = await redis[method]({ clusterIdentifier: 'c', params });
    assert.deepEqual([response.success, response.failed], [params.length, 0]);
    calls++;
    await redisClient.quit();
    return response.results;
  }
  const end = performance.now() + DURATION;
  const callers = Array.from({ length: CALLERS }, async (_, caller) => {
    for (let round = 1; performance.now() < end; round++) {
      const keys = Array.from({ length: 1 + ((caller * 7 + round * 13) % 100) }, (_, index) => `${caller}:${index}`);
      await call('set', keys.map((key) => ({ key, value: `${key} in ${round}` })));
      const values = await call('get', keys);
      for (const key of keys) assert.equal(values[key].result, `${key} in ${round}`);
      const counter = `counter:${caller}`;
      const counts = await call('incrby', [{ key: counter, increment: 1 }]);
      assert.equal(counts[counter].result, round);
    }
  });
  await Promise.all(callers);
  return calls;
}

describe(`${CALLERS} callers share one SDK object`, () => {
  test('on a single server', async (t) => {
    const { port } = await startRedis(t);
    t.diagnostic(`${await share({ host: '127.0.0.1', port })} calls`);
  });

  test('on a cluster', async (t) => {
    const cluster = await startCluster(t, { replicas: 0 });
    t.diagnostic(`${await share(cluster.entry())} calls`);
  });
});
