'use strict';

// A real cluster that is whole: where operations go, what is followed, and how connections are kept.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { after, before, describe, test } = require('node:test');
const { promisify } = require('node:util');
const { Redis } = require('sigma-redis');
const { encode, startCluster } = require('./support/cluster');
const { Scope, VERSIONS, certify, startFake, startRedis } = require('./support/servers');

const run = promisify(execFile);
const keys = Array.from({ length: 5_000 }, (_, index) => `key:${index}`);

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

    test('keys in different slots fail alone, and a hash tag helps', async () => {
      const params = [{ key: 'a', values: ['b'] }, { key: '{a}1', values: ['{a}2'] }];
      const { response } = await redis.sunion({ redisClient, params });
      assert.equal(response.success, 1);
      assert.equal(response.results.a.error.code, 'CROSSSLOT');
      assert.match(response.results.a.error.message, /CROSSSLOT.*hash tag/);
    });

    test('slots that have moved, and that are half moved, are followed', async () => {
      const [first, second] = await cluster.masters();
      const slots = Array.from({ length: 50 }, (_, slot) => slot * 100);
      await cluster.moveSlots(first, second, slots, (slot) => slot % 1_000 === 0 && reads((key) => key));
      await reads((key) => key);
      await cluster.moveSlots(second, first, slots);
      await reads((key) => key);
    });

    test('several keys of a slot that is half moved wait until it is whole', async () => {
      const [first, second] = await cluster.masters();
      const [low, high] = ['{b}1', '{b}2']; // slot 3300
      const add = [low, high].map((key) => ({ key, values: [key] }));
      assert.equal((await redis.sadd({ redisClient, params: add })).response.success, 2);
      let call;
      await cluster.moveSlots(first, second, [3_300], async () => {
        await first.command('MIGRATE', '127.0.0.1', second.port, low, 0, 5_000);
        call = redis.sunion({ redisClient, params: [{ key: low, values: [high] }] });
        await new Promise((resolve) => setTimeout(resolve, 100));
      });
      const { response } = await call;
      assert.deepEqual(response.results[low].result?.sort(), [low, high]);
      await cluster.moveSlots(second, first, [3_300]);
    });

    test('quit closes every connection, and may be called again', async () => {
      const connections = async () => {
        const lists = await Promise.all(cluster.nodes.map((node) => node.command('CLIENT', 'LIST', 'TYPE', 'normal')));
        return lists.join('').trim().split('\n').length;
      };
      const idle = await connections();
      const other = await redis.get({ clusterIdentifier: 'c', params: keys });
      assert.equal(await connections(), idle + 3);
      assert.equal(other.redisClient.isOpen, true);
      await other.redisClient.quit();
      await other.redisClient.quit();
      assert.equal(other.redisClient.isOpen, false);
      assert.equal(await connections(), idle);
      await assert.rejects(redis.get({ redisClient: other.redisClient, params: ['k'] }), { code: 'ConnectionClosed' });
    });

    test('any node leads to the others, also one after a seed that is down', async () => {
      for (const { port } of cluster.nodes) {
        const clusters = {
          up: `redis://127.0.0.1:${port}`,
          down: { host: '127.0.0.1', port: 1, seeds: [{ host: '127.0.0.1', port }] },
        };
        for (const clusterIdentifier of ['up', 'down']) {
          const call = new Redis({ clusters }).get({ clusterIdentifier, params: keys });
          const { response, redisClient: client } = await call;
          assert.equal(response.success, keys.length);
          await client.quit();
        }
      }
    });

    for (const keepAlive of [false, true]) {
      test(`the process exits by itself after quit, ${keepAlive ? 'with' : 'without'} keepAlive`, async () => {
        const code = `const { Redis } = require('sigma-redis');
          const redis = new Redis({ clusters: { c: ${JSON.stringify(cluster.entry())} } }, { keepAlive: ${keepAlive} });
          const params = Array.from({ length: 100 }, (_, index) => 'key:' + index);
          redis.get({ clusterIdentifier: 'c', params }, (error, response, redisClient) => {
            redisClient.quit();
            redis.get({ clusterIdentifier: 'c', params }, (error, response, redisClient) => {
              console.log(response.success);
              redisClient.quit();
            });
          });`;
        const { stdout } = await run(process.execPath, ['-e', code], { cwd: __dirname, timeout: 20_000 });
        assert.equal(stdout.trim(), '100');
      });
    }
  });
}

describe('what a server is', () => {
  test('the server tells, unless the entry says it', async (t) => {
    const { port } = await startRedis(t, { args: ['--cluster-enabled', 'yes'] });
    const single = await startRedis(t);
    const clusters = {
      found: { host: '127.0.0.1', port },
      told: { host: '127.0.0.1', port, clusterModeEnabled: true },
      single: { host: '127.0.0.1', port: single.port },
      wrong: { host: '127.0.0.1', port: single.port, clusterModeEnabled: true },
    };
    const redis = new Redis({ clusters });
    const isCluster = async (clusterIdentifier) => {
      const { redisClient } = await redis.get({ clusterIdentifier, params: [] });
      await redisClient.quit();
      return redisClient.sendCommand === undefined;
    };
    assert.deepEqual(await Promise.all(['found', 'told', 'single'].map(isCluster)), [true, true, false]);
    await assert.rejects(redis.get({ clusterIdentifier: 'wrong', params: [] }), {
      code: 'CannotConnect',
      message: /cluster support disabled; .*clusterModeEnabled/,
    });
  });

  test('seeds that are all down: the error names each', async () => {
    const redis = new Redis({ clusters: { c: { host: '127.0.0.1', port: 1, seeds: [{ host: '127.0.0.1', port: 2 }] } } });
    const message = /"c" \(127\.0\.0\.1:1\): .*; cannot connect to cluster "c" \(127\.0\.0\.1:2\): /;
    await assert.rejects(redis.get({ clusterIdentifier: 'c', params: [] }), { code: 'CannotConnect', message });
  });

  test('a user who may not ask a node for its cluster learns that', async (t) => {
    const { nodes } = await startCluster(t, { masters: 2, replicas: 0 });
    const [node] = nodes;
    await node.command('ACL', 'SETUSER', 'app', 'on', '>secret', '~*', '+@all', '-cluster');
    const entry = { host: '127.0.0.1', port: node.port, user: 'app', password: 'secret' };
    const redis = new Redis({ clusters: { asked: entry, told: { ...entry, clusterModeEnabled: true } } });
    const { response, redisClient } = await redis.get({ clusterIdentifier: 'asked', params: ['a', 'b'] });
    await redisClient.quit();
    const { error } = response.results.a;
    assert.equal(error.code, 'MOVED');
    assert.match(error.message, /^MOVED \d+ \S+: the server is a node of a cluster; .*: NOPERM .*; the user must be allowed to run CLUSTER SLOTS$/);
    const message = /: NOPERM .*'cluster.*'.*; allow it to the user$/;
    await assert.rejects(redis.get({ clusterIdentifier: 'told', params: ['a'] }), { code: 'CannotConnect', message });
  });

  test('a server that tells of a cluster that cannot be one is refused', async (t) => {
    const shards = Array(100_000).fill([0, 16_383, ['127.0.0.1', 6_379, 'id']]);
    const slots = encode(shards);
    const greeting = ([command, word]) => (command === 'PING' ? '+PONG\r\n' : word === 'SLOTS' ? slots : '$2\r\nid\r\n');
    const { port } = await startFake(t, () => {}, greeting);
    const redis = new Redis({ clusters: { c: { host: '127.0.0.1', port, timeouts: { connect: 60_000 } } } });
    await assert.rejects(redis.get({ clusterIdentifier: 'c', params: [] }), {
      code: 'CannotConnect',
      message: /CLUSTER SLOTS cannot be right: it has more shards than slots/,
    });
  });

  test('bad seeds are an outer error that names them', async () => {
    for (const [seeds, message] of [
      ['h', /seeds: expected an array/],
      [[null], /seeds\[0\]: expected an object/],
      [[{ port: 1 }], /seeds\[0\]\.host/],
      [[{ host: 'h' }, { host: 'h', port: 'x' }], /seeds\[1\]\.port/],
    ]) {
      const redis = new Redis({ clusters: { c: { host: 'h', seeds } } });
      await assert.rejects(redis.get({ clusterIdentifier: 'c', params: [] }), { code: 'InvalidCluster', message });
    }
  });
});

test('TLS: nodes are reached by the host names that they announce', async (t) => {
  const { ca, args } = certify(t, ['DNS:localhost']); // not for 127.0.0.1
  const cluster = await startCluster(t, { replicas: 0, tls: args });
  const [{ port }] = cluster.nodes;
  const redis = new Redis({ clusters: { c: { host: 'localhost', port: port + 1, tls: { ca } } } });
  const { response, redisClient } = await redis.set({
    clusterIdentifier: 'c',
    params: keys.map((key) => ({ key, value: key })),
  });
  assert.equal(response.success, keys.length);
  const [first, second] = cluster.nodes;
  await cluster.moveSlots(first, second, [3_300]);
  assert.equal((await redis.get({ redisClient, params: ['b'] })).response.success, 1);
  await redisClient.quit();
});
