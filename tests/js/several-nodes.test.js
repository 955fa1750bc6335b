'use strict';

// Operations that run on several nodes: on real clusters and servers, and on nodes that follow a script.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { Redis } = require('redis-commands');
const { Redis: Shapes } = require('redis-shapes');
const { startCluster, startFakeCluster } = require('./support/cluster');
const { Scope, plainClient, startRedis, until } = require('./support/servers');

/** Limits that nobody reaches who is answered, on however busy a machine. */
const timeouts = { connect: 60_000, operation: 60_000, call: 120_000 };
const keys = Array.from({ length: 200 }, (_, index) => `key:${index}`);
const addressOf = ({ port }) => `127.0.0.1:${port}`;

/** A client of a cluster, and a function for calls over it. */
function clientOf(cluster, options) {
  const redis = new Redis({ clusters: { c: cluster.entry({ timeouts }) } }, options);
  const call = async (method, params) => {
    const { response, redisClient } = await redis[method]({ clusterIdentifier: 'c', params });
    await redisClient.quit();
    return response;
  };
  return { redis, call };
}

describe('a cluster with replicas', () => {
  const scope = new Scope();
  let cluster;
  let redis;
  let call;

  before(async () => {
    cluster = await startCluster(scope);
    // A node tells of a replica once it has heard from it.
    for (const node of cluster.nodes) {
      const isWhole = async () => (await node.command('CLUSTER', 'SLOTS')).every(([, , ...members]) => members.length === 2);
      await until('all nodes know the replicas', isWhole);
    }
    ({ redis, call } = clientOf(cluster, { keepAlive: true }));
    await call('set', keys.map((key) => ({ key, value: key })));
  });

  after(() => scope.end());

  test('SCAN goes through all of it, each cursor back to its node', async () => {
    const masters = (await cluster.masters()).map(addressOf);
    const found = [];
    let params = [{ count: 20 }];
    for (let isFirst = true; params.length > 0; isFirst = false) {
      const { success, failed, results, entries } = await call('scan', params);
      if (isFirst) assert.deepEqual(Object.keys(results[0]), masters);
      const next = [];
      for (const [set, nodes] of Object.entries(results)) {
        if (!isFirst) assert.deepEqual(Object.keys(nodes), [params[set].node]);
        for (const [node, { result, error }] of Object.entries(nodes)) {
          assert.equal(error, null);
          found.push(...result.keys);
          if (result.cursor !== '0') next.push({ cursor: result.cursor, count: 20, node });
        }
      }
      assert.deepEqual([success, failed], [entries.length, 0]);
      params = next;
    }
    assert.deepEqual(Array.from(new Set(found)).sort(), keys.toSorted());
  });

  test('each result has its place and its node in the entries', async () => {
    const { entries } = await call('scan', [{}, { cursor: 'x' }]);
    const masters = (await cluster.masters()).map(addressOf);
    assert.deepEqual(entries.map(({ key, value }) => [key, value]), ['0', '1'].flatMap((set) => masters.map((node) => [set, node])));
    for (const { key, error } of entries) assert.equal(error?.message, key === '0' ? undefined : 'ERR invalid cursor');
  });

  test('a sum and a list have one result for each set', async () => {
    assert.deepEqual(await call('dbsize'), { success: 1, failed: 0, results: { 0: { result: keys.length, error: null } } });
    const { success, results } = await call('keys', [{ pattern: 'key:*' }, { pattern: 'none' }]);
    assert.equal(success, 2);
    assert.deepEqual([results[0].result.sort(), results[1].result], [keys.toSorted(), []]);
  });

  test('all nodes are the replicas, too', async () => {
    const { results } = await call('scriptLoad', [{ script: 'return 1' }, { script: 'return (' }]);
    const digest = results[0].result;
    assert.match(results[1].error.message, /compiling/);
    for (const node of cluster.nodes) assert.deepEqual(await node.command('SCRIPT', 'EXISTS', digest), [1]);
    const known = async () => (await call('scriptsExist', [{ digests: [digest, 'none'] }])).results[0].result;
    assert.deepEqual(await known(), [1, 0]);
    const replica = cluster.nodes.at(-1);
    assert.match(await replica.command('INFO', 'replication'), /role:slave/);
    await replica.command('SCRIPT', 'FLUSH');
    assert.deepEqual(await known(), [0, 0]);
  });

  test('a set may ask a replica, and no node that is none', async () => {
    const replica = addressOf(cluster.nodes.at(-1));
    const close = replica.replace(/.$/, (digit) => (Number(digit) + 1) % 10);
    const { success, failed, results } = await call('scan', [{ node: replica }, { node: close }, { node: 'redis://u:p@h:1' }, { node: 5 }]);
    assert.deepEqual([success, failed], [1, 3]);
    assert.equal(results[0][replica].error, null);
    const shown = Object.values(results).slice(1).map(({ error }) => [error.code, error.index, error.parameter, error.message]);
    for (const [index, [code, ...place]] of shown.entries()) assert.deepEqual([code, ...place.slice(0, 2)], ['InvalidParameter', index + 1, 'node']);
    assert.match(shown[0][3], new RegExp(`^scan: params\\[1\\]\\.node: expected the address of a node, got the string "${close}"; did you mean `));
    for (const node of cluster.nodes) assert.ok(shown[0][3].includes(addressOf(node)));
    assert.match(shown[1][3], /got the string "\.\.\." \(a URL\?\); the nodes are 127/);
    assert.match(shown[2][3], /^scan: params\[3\]\.node: expected the address of a node, host:port, got the number 5$/);
    const { error } = (await call('keys', [{ pattern: '*', node: replica }])).results[0];
    assert.match(error.message, /unknown parameter node/);
  });

  test('after a failover the new master is asked, whatever the client knew', async (t) => {
    const { redisClient } = await clientOf(cluster).redis.ping({ clusterIdentifier: 'c' });
    t.after(() => redisClient.quit());
    const replica = cluster.nodes.at(-1);
    await cluster.handOver(replica);
    for (const node of cluster.nodes) {
      await until('all nodes know', async () =>
        (await node.command('CLUSTER', 'SLOTS')).some(([, , [, port]]) => port === replica.port),
      );
    }
    const { response } = await redis.scan({ redisClient });
    assert.deepEqual(Object.keys(response.results[0]), (await cluster.masters()).map(addressOf));
    assert.ok(addressOf(replica) in response.results[0]);
  });
});

test('a node that is down has its error, which is the error of what all make together', async (t) => {
  const cluster = await startCluster(t, { replicas: 0 });
  const { call } = clientOf(cluster);
  const [, down] = await cluster.masters();
  await down.kill();
  const { success, failed, results } = await call('scan');
  assert.deepEqual([success, failed], [2, 1]);
  for (const [address, { error }] of Object.entries(results[0])) {
    assert.equal(error?.code, address === addressOf(down) ? 'NotSent' : undefined);
  }
  const sum = await call('dbsize');
  assert.deepEqual([sum.success, sum.failed, sum.results[0].result, sum.results[0].error.code], [0, 1, null, 'NotSent']);
});

test('a single server is the only node, for a client of the user, too', async (t) => {
  const server = await startRedis(t);
  await server.command('MSET', 'a', 1, 'b', 2);
  const redis = new Redis({ clusters: { c: { host: '127.0.0.1', port: server.port, timeouts } } });
  const { redisClient } = await redis.ping({ clusterIdentifier: 'c' });
  t.after(() => redisClient.quit());
  for (const client of [redisClient, await plainClient(t, server.url)]) {
    const scan = async (params) => (await redis.scan({ redisClient: client, params })).response;
    const [[address, { result }], ...others] = Object.entries((await scan([{}])).results[0]);
    assert.deepEqual([address, others.length, result.keys.sort()], [addressOf(server), 0, ['a', 'b']]);
    assert.equal((await scan([{ node: address, match: 'a' }])).success, 1);
    const { failed, results } = await scan([{ node: 'localhost:1' }]);
    assert.deepEqual([failed, results[0].error.code], [1, 'InvalidParameter']);
    assert.equal((await redis.dbsize({ redisClient: client })).response.results[0].result, 2);
  }
});

describe('scripted nodes', () => {
  /** What nodes answer, each one its own; undefined breaks the connection. */
  async function callOf(t, replies, options) {
    const sent = [];
    const cluster = await startFakeCluster(t, replies.length, (words, socket, node) => {
      sent.push(node);
      const reply = typeof replies[node] === 'function' ? replies[node]() : replies[node];
      if (reply === undefined) socket.destroy();
      else socket.write(`${reply}\r\n`);
    });
    const redis = new Shapes({ clusters: { c: cluster.entry({ timeouts }) } }, options);
    const call = async (method) => {
      const { response, redisClient } = await redis[method]({ clusterIdentifier: 'c' });
      await redisClient.quit();
      return response.results[0];
    };
    return { call, sent };
  }

  for (const [method, replies, expected] of [
    ['total', [':9007199254740993', ':-1', ':2'], 9_007_199_254_740_994n],
    ['total', [':1', ':2', ':3'], 6],
    ['total', [':1', '+OK', ':3'], 'UnexpectedReply'],
    ['total', [':1', '-ERR no', '-OOM no'], 'ERR'],
    ['agreed', [':1', ':1'], 1],
    ['agreed', [':1', ':0'], 0],
    ['agreed', [':1', ':2'], 'UnexpectedReply'],
    ['stop', ['-NOTBUSY no', '$-1', '$1\r\na'], null],
    ['stop', ['-NOTBUSY no', '-ERR no'], 'NOTBUSY'],
  ]) {
    test(`${method} of ${replies.map((reply) => JSON.stringify(reply)).join(', ')}`, async (t) => {
      const { call } = await callOf(t, replies);
      const { result, error } = await call(method);
      if (typeof expected === 'string') assert.deepEqual([result, error.code], [null, expected]);
      else assert.deepEqual([result, error], [expected, null]);
    });
  }

  test('no redirection is followed', async (t) => {
    const { call, sent } = await callOf(t, ['$1\r\na', '-MOVED 1 127.0.0.1:1', '-READONLY no']);
    const answers = Object.values(await call('report'));
    assert.deepEqual(answers.map(({ result, error }) => error?.code ?? result), ['a', 'MOVED', 'READONLY']);
    assert.deepEqual(sent.sort(), [0, 1, 2]);
  });

  test('after a broken connection a read is sent once more to its node, and a write is not', async (t) => {
    let isBroken = false;
    const once = () => {
      isBroken = !isBroken;
      return isBroken ? undefined : '$1\r\nb';
    };
    const reading = await callOf(t, ['$1\r\na', once, () => undefined]);
    const read = Object.values(await reading.call('report'));
    assert.deepEqual(read.map(({ result, error }) => error?.code ?? result), ['a', 'b', 'OutcomeUnknown']);
    assert.deepEqual(reading.sent.sort(), [0, 1, 1, 2, 2]);
    const writing = await callOf(t, ['+OK', () => undefined]);
    const written = Object.values(await writing.call('change'));
    assert.deepEqual(written.map(({ result, error }) => error?.code ?? result), ['OK', 'OutcomeUnknown']);
    assert.deepEqual(writing.sent.sort(), [0, 1]);
  });
});
