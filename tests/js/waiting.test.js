'use strict';

// Operations that wait: each over a connection of its own, while other calls go on.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const { createClientPool } = require('redis');
const { Redis } = require('redis-commands');
const { Redis: Shapes } = require('redis-shapes');
const { startCluster } = require('./support/cluster');
const { SlowNetwork } = require('./support/proxy');
const { freePort, plainClient, startFake, startRedis, until } = require('./support/servers');

/** Limits that nobody reaches who is answered, on however busy a machine. */
const timeouts = { connect: 60_000, operation: 60_000, call: 120_000 };
/** A wait that no test waits for, in seconds. */
const LONG = 600;

/** How a call may have a connection that others use: functions that run one. */
const WAYS = {
  'a kept connection': async (t, entry) => keptCalls(new Redis({ clusters: { c: entry } }, { keepAlive: true })),
  'a redisClient': async (t, entry) => {
    const redis = new Redis({ clusters: { c: entry } });
    const { redisClient } = await redis.ping({ clusterIdentifier: 'c' });
    t.after(() => redisClient.quit());
    return async (method, params) => {
      const outcome = await redis[method]({ redisClient, params });
      assert.equal(outcome.redisClient, redisClient);
      return outcome.response;
    };
  },
  "a client of the user's own": async (t, { host, port }) => {
    const redisClient = await plainClient(t, `redis://${host}:${port}`);
    const redis = new Redis({ clusters: {} });
    return async (method, params) => (await redis[method]({ redisClient, params })).response;
  },
};

function keptCalls(redis) {
  return async (method, params) => {
    const { response, redisClient } = await redis[method]({ clusterIdentifier: 'c', params });
    await redisClient.quit();
    return response;
  };
}

const entryOf = ({ port }, more = {}) => ({ host: '127.0.0.1', port, timeouts, ...more });
const blocked = async (server) => Number(/blocked_clients:(\d+)/.exec(await server.command('INFO', 'clients'))[1]);
const waits = (server, count = 1) => until(`${count} wait`, async () => (await blocked(server)) === count);

/** The connections of a server by their numbers, but for the one that asks. */
async function connections(server) {
  const lines = (await server.command('CLIENT', 'LIST', 'TYPE', 'NORMAL')).trim().split('\n');
  return lines.filter((line) => !/ cmd=client/.test(line)).map((line) => /^id=(\d+)/.exec(line)[1]);
}

for (const [way, start] of Object.entries(WAYS)) {
  test(`others use ${way} while a call waits, and its own connection is closed afterwards`, async (t) => {
    const server = await startRedis(t);
    const call = await start(t, entryOf(server));
    await call('ping');
    const before = await connections(server);
    assert.equal(before.length, 1);
    const waiting = call('blpop', [{ key: 'queue', timeout: LONG }]);
    await waits(server);
    assert.equal((await call('set', [{ key: 'k', value: 'v' }])).success, 1);
    // Two that wait do not wait for one another.
    const other = call('blpop', [{ key: 'other', timeout: LONG }]);
    await waits(server, 2);
    await server.command('RPUSH', 'other', 'b');
    assert.deepEqual((await other).results[0], { result: ['other', 'b'], error: null });
    await server.command('RPUSH', 'queue', 'a');
    assert.deepEqual((await waiting).results[0], { result: ['queue', 'a'], error: null });
    await until('their connections are closed', async () => (await connections(server)).length === 1);
    assert.deepEqual(await connections(server), before);
  });

  test(`with ${way}, what does not wait goes over it`, async (t) => {
    const server = await startRedis(t);
    const call = await start(t, entryOf(server));
    await call('ping');
    await server.command('XGROUP', 'CREATE', 'orders', 'g', '$', 'MKSTREAM');
    await server.command('CONFIG', 'RESETSTAT');
    const { results } = await call('xreadgroup', [{ group: 'g', consumer: 'c', streams: { orders: '>' } }]);
    assert.deepEqual(results[0], { result: null, error: null });
    // This is the connection that asks.
    assert.match(await server.command('INFO', 'stats'), /total_connections_received:1\r/);
  });
}

test('without any of them the connection of the call is handed on', async (t) => {
  const server = await startRedis(t);
  const redis = new Redis({ clusters: { c: entryOf(server) } });
  const { response, redisClient } = await redis.blpop({ clusterIdentifier: 'c', params: [{ key: 'queue', timeout: 0.01 }] });
  assert.deepEqual(response.results[0], { result: null, error: null });
  assert.equal((await connections(server)).length, 1);
  assert.equal((await redis.ping({ redisClient })).response.success, 1);
  await redisClient.quit();
});

test('a reply may take as long as its set waits, on top of the limit; sets wait one after the other', async (t) => {
  const server = await startRedis(t);
  const clusters = { c: entryOf(server, { timeouts: { ...timeouts, operation: 500 } }) };
  const call = keptCalls(new Redis({ clusters }, { keepAlive: true }));
  const waiting = call('blpop', [{ key: 'a', timeout: LONG }, { key: 'b' }, { key: 'c', timeout: 0.01 }]);
  await waits(server);
  await sleep(1_500);
  await server.command('RPUSH', 'a', '1');
  const { success, results } = await waiting;
  assert.equal(success, 2);
  assert.deepEqual([results[0].result, results[1].error.code, results[2].result], [['a', '1'], 'InvalidParameter', null]);
});

for (const [what, limits, message] of [
  ['a reply', { operation: 500 }, /no reply within 1500 ms/],
  ['the call', { call: 2_000 }, /the call took longer than 4000 ms/],
]) {
  test(`a wait that nobody ends has the limit on ${what}, and tells it`, async (t) => {
    const server = await startFake(t, () => {});
    const call = keptCalls(new Redis({ clusters: { c: entryOf(server, { timeouts: { ...timeouts, ...limits } }) } }));
    const { results } = await call('blpop', [{ key: 'a', timeout: 1 }, { key: 'b', timeout: 1 }]);
    for (const { error } of Object.values(results)) {
      assert.equal(error.code, 'OutcomeUnknown');
      assert.match(error.message, message);
    }
  });
}

test('a wait on a frozen server ends, and the kept connection works when the server does', async (t) => {
  const server = await startRedis(t);
  const clusters = { c: entryOf(server, { timeouts: { ...timeouts, operation: 1_000 } }) };
  const call = keptCalls(new Redis({ clusters }, { keepAlive: true }));
  await call('ping');
  const [kept] = await connections(server);
  const waiting = call('blpop', [{ key: 'queue', timeout: 5 }]);
  await waits(server);
  server.freeze();
  const { error } = (await waiting).results[0];
  server.thaw();
  assert.equal(error.code, 'OutcomeUnknown');
  await until('the server works', async () => (await call('ping')).success === 1);
  assert.ok((await connections(server)).includes(kept));
});

test('a wait on a server that is killed ends, and is not sent again', async (t) => {
  const server = await startRedis(t);
  const call = keptCalls(new Redis({ clusters: { c: entryOf(server) } }, { keepAlive: true }));
  const waiting = call('blpop', [{ key: 'queue', timeout: LONG }]);
  await waits(server);
  await server.kill();
  assert.equal((await waiting).results[0].error.code, 'OutcomeUnknown');
  await server.start();
  assert.equal((await call('ping')).success, 1);
});

test('a connection that cannot be made for a wait is an error of the call, and the others stay', async (t) => {
  let isFull = false;
  const greeting = ([command]) => (isFull && command === 'PING' ? '-ERR max number of clients reached\r\n' : undefined);
  const server = await startFake(t, ([command], socket) => socket.write(command === 'CLUSTER' ? '-ERR none\r\n' : '+PONG\r\n'), greeting);
  const redis = new Shapes({ clusters: { c: entryOf(server) } });
  const { redisClient } = await redis.look({ clusterIdentifier: 'c' });
  isFull = true;
  await assert.rejects(redis.look({ redisClient, params: [{ block: 5 }] }), { code: 'CannotConnect', message: /max number of clients/ });
  assert.equal(redisClient.isOpen, true);
  await redisClient.quit();
});

test("a wait over a copy of the user's client that cannot connect is an error of the call", async (t) => {
  const server = await startRedis(t);
  const network = await SlowNetwork.start(t, server.port);
  const redisClient = await plainClient(t, `redis://127.0.0.1:${network.port}`);
  network.target = await freePort();
  const request = { redisClient, params: [{ key: 'queue', timeout: 1 }] };
  await assert.rejects(new Redis({ clusters: {} }).blpop(request), { code: 'CannotConnect', message: /like that of redisClient: ./ });
  assert.equal((await new Redis({ clusters: {} }).ping({ redisClient })).response.success, 1);
});

test('who closes redisClient ends the waits of its calls', async (t) => {
  const server = await startRedis(t);
  const cluster = await startCluster(t, { replicas: 0 });
  for (const [entry, node] of [[entryOf(server), server], [cluster.entry(), cluster.nodes[0]]]) {
    const redis = new Redis({ clusters: { c: entry } });
    const { redisClient } = await redis.ping({ clusterIdentifier: 'c' });
    // The key is in slot 0, the first node's.
    const waiting = redis.blpop({ redisClient, params: [{ key: '{la2}', timeout: LONG }] });
    await waits(node);
    await redisClient.quit();
    const { error } = (await waiting).response.results[0];
    assert.equal(error.code, 'OutcomeUnknown');
    assert.match(error.message, /redisClient was closed/);
  }
});

test("the user's pool has a connection for a wait already", async (t) => {
  const server = await startRedis(t);
  const pool = createClientPool({ url: server.url }, { minimum: 2 });
  pool.on('error', () => {}); // the server ends before it does
  await pool.connect();
  t.after(() => pool.destroy());
  const redis = new Redis({ clusters: {} });
  const waiting = redis.blpop({ redisClient: pool, params: [{ key: 'queue', timeout: LONG }] });
  await waits(server);
  assert.equal((await redis.ping({ redisClient: pool })).response.success, 1);
  await server.command('RPUSH', 'queue', 'a');
  assert.deepEqual((await waiting).response.results[0].result, ['queue', 'a']);
});

test('a read that waits is sent once more over another connection of its own', async (t) => {
  const sent = [];
  const server = await startFake(t, (words, socket, connection) => {
    sent.push([words.join(' '), connection]);
    if (sent.length === 1) socket.destroy();
    else socket.write('$1\r\na\r\n');
  });
  const redis = new Shapes({ clusters: { c: entryOf(server) } }, { keepAlive: true });
  const { response, redisClient } = await redis.look({ clusterIdentifier: 'c', params: [{ block: 5 }] });
  assert.equal(response.results[0].result, 'a');
  assert.deepEqual(sent, [['LOOK BLOCK 5', 1], ['LOOK BLOCK 5', 2]]);
  await redis.look({ redisClient });
  assert.deepEqual(sent.at(-1), ['LOOK', 0]);
  await redisClient.quit();
});

test('who is unblocked by hand is told so, and nothing else changes', async (t) => {
  const server = await startRedis(t);
  const call = keptCalls(new Redis({ clusters: { c: entryOf(server) } }, { keepAlive: true }));
  await call('ping');
  const [kept] = await connections(server);
  const waiting = call('blpop', [{ key: 'queue', timeout: LONG }]);
  await waits(server);
  const own = (await connections(server)).find((id) => id !== kept);
  await server.command('CLIENT', 'UNBLOCK', own, 'ERROR');
  const { error } = (await waiting).results[0];
  assert.deepEqual([error.code, error.message], ['UNBLOCKED', 'UNBLOCKED client unblocked via CLIENT UNBLOCK']);
  await call('ping');
  assert.ok((await connections(server)).includes(kept));
});

test('a master that becomes a replica refuses those that wait, and the next call reaches the new one', async (t) => {
  const [old, primary] = await Promise.all([startRedis(t), startRedis(t)]);
  const network = await SlowNetwork.start(t, old.port); // where the host's name leads
  const call = keptCalls(new Redis({ clusters: { c: entryOf(network) } }, { keepAlive: true }));
  const waiting = call('blpop', [{ key: 'queue', timeout: LONG }]);
  await waits(old);
  network.target = primary.port;
  await old.command('REPLICAOF', '127.0.0.1', primary.port);
  assert.match((await waiting).results[0].error.message, /^UNBLOCKED force/);
  await call('set', [{ key: 'k', value: 'v' }]);
  assert.equal(await primary.command('GET', 'k'), 'v');
});

for (const keepAlive of [true, false]) {
  test(`on a cluster, ${keepAlive ? 'kept' : 'given'}, a wait has connections of its own to the nodes it needs`, async (t) => {
    const cluster = await startCluster(t, { replicas: 0 });
    const [first, second] = await cluster.masters();
    const redis = new Redis({ clusters: { c: cluster.entry({ timeouts }) } }, { keepAlive });
    const { redisClient } = await redis.set({ clusterIdentifier: 'c', params: [{ key: '1', value: '' }, { key: 'b', value: '' }] });
    t.after(() => redisClient.quit());
    const request = keepAlive ? { clusterIdentifier: 'c' } : { redisClient };
    const before = await Promise.all([first, second].map(connections));
    // The slot of b is one of the first node.
    const waiting = redis.blpop({ ...request, params: [{ key: '{b}', timeout: LONG }] });
    await waits(first);
    assert.equal((await redis.set({ ...request, params: [{ key: 'b', value: 'v' }] })).response.success, 1);
    assert.deepEqual(await connections(second), before[1]);
    await first.command('RPUSH', '{b}', 'a');
    const outcome = await waiting;
    assert.deepEqual(outcome.response.results[0].result, ['{b}', 'a']);
    if (keepAlive) await outcome.redisClient.quit();
    else assert.equal(outcome.redisClient, redisClient);
    await until('its connection is closed', async () => (await connections(first)).length === before[0].length);
    assert.deepEqual(await connections(first), before[0]);
  });
}

test('on a cluster a wait goes on at the node that becomes the master', async (t) => {
  const cluster = await startCluster(t, { masters: 3, replicas: 1 });
  const [master] = await cluster.masters();
  const replica = cluster.nodes[cluster.nodes.indexOf(master) + 3];
  const call = keptCalls(new Redis({ clusters: { c: cluster.entry({ timeouts }) } }, { keepAlive: true }));
  const waiting = call('blpop', [{ key: 'b', timeout: LONG }]);
  await waits(master);
  await cluster.handOver(replica);
  await waits(replica);
  await replica.command('RPUSH', 'b', 'a');
  assert.deepEqual((await waiting).results[0], { result: ['b', 'a'], error: null });
});
