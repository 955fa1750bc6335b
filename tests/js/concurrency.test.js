'use strict';

// Many calls at a time over the kept connections of one SDK object: no reply is lost or crossed. SOAK=1: for
// a minute. And calls of several processes, of which one ends.

const assert = require('node:assert/strict');
const { fork } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const { describe, test } = require('node:test');
const { Redis } = require('sigma-redis');
const { startCluster } = require('./support/cluster');
const { startRedis, until } = require('./support/servers');

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

/** Two processes increment the same counters in one call each, and one ends in the middle of it. */
async function interrupt(t, entry, end) {
  const keys = Array.from({ length: 100 }, (_, index) => `counter:${index}`);
  const [own, its] = [2_000, 5_000];
  const redis = new Redis({ clusters: { c: entry } });
  const call = async (method, params) => {
    const { response, redisClient } = await redis[method]({ clusterIdentifier: 'c', params });
    await redisClient.quit();
    return response;
  };
  const underWay = (marker) =>
    until('the call is under way', async () => (await call('get', [marker])).results[marker].result === '1');

  const args = [entry, { marker: 'its', keys, times: its }].map((value) => JSON.stringify(value));
  const other = fork(path.join(__dirname, 'support/increments.js'), args);
  t.after(() => other.kill('SIGKILL'));
  const exit = once(other, 'exit');
  await underWay('its');
  const each = keys.map((key) => ({ key, increment: 1 }));
  const increments = [{ key: 'own', increment: 1 }, ...Array.from({ length: own }, () => each).flat()];
  let isDone = false;
  const calling = call('incrby', increments).finally(() => {
    isDone = true;
  });
  await underWay('own');
  assert.ok(!isDone, 'both are in the middle of their calls');
  end(other);
  const [code] = await exit;
  assert.notEqual(code, 1, 'it ended in the middle of its call');

  const response = await calling;
  assert.deepEqual([response.success, response.failed], [increments.length, 0]);
  const { results } = await call('get', keys);
  const counts = keys.map((key) => Number(results[key].result));
  for (const count of counts) assert.ok(count >= own && count <= own + its, `${count} increments`);
  const executed = counts.reduce((sum, count) => sum + count - own, 0);
  assert.ok(executed > 0 && executed < keys.length * its, `it did ${executed} increments`);
  t.diagnostic(`${executed} of ${keys.length * its} increments were executed`);
}

describe('a process that ends in the middle of a large call disturbs no other, and does nothing twice', () => {
  for (const [how, end] of Object.entries({
    'is killed': (other) => other.kill('SIGKILL'),
    exits: (other) => other.send('exit'),
  })) {
    test(`it ${how}, on a single server`, async (t) => {
      const { port } = await startRedis(t);
      await interrupt(t, { host: '127.0.0.1', port }, end);
    });

    test(`it ${how}, on a cluster`, async (t) => {
      const cluster = await startCluster(t, { replicas: 0 });
      await interrupt(t, cluster.entry(), end);
    });
  }
});
