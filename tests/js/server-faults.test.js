'use strict';

// A real server alone, and everything that happens to it.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const { Redis } = require('sigma-redis');
const { Ledger } = require('./support/ledger');
const { SlowNetwork } = require('./support/proxy');
const { plainClient, startRedis, until } = require('./support/servers');

const ROUNDS = process.env.SOAK ? 10 : 1;

/** A server, and a function for calls to it over a connection of their own. */
async function start(t, args = [], entry = {}) {
  const server = await startRedis(t, { args });
  const redis = new Redis({ clusters: { c: { host: '127.0.0.1', port: server.port, ...entry } } });
  const call = async (method, params) => {
    const { response, redisClient } = await redis[method]({ clusterIdentifier: 'c', params });
    await redisClient.quit();
    return response;
  };
  return { server, redis, call };
}

const codes = ({ results }) => Object.values(results).map(({ error }) => error?.code);

for (const [what, work] of Object.entries({
  'is killed': async (server) => {
    await server.kill();
    await sleep(300);
    await server.start();
  },
  'hangs for a moment': async (server) => {
    server.freeze();
    await sleep(300);
    server.thaw();
  },
  'hangs for longer than an operation may take': async (server) => {
    server.freeze();
    await sleep(2_500);
    server.thaw();
  },
  'is restarted': (server) => server.restart(),
})) {
  test(`a server that ${what}: the account of increments is right`, async (t) => {
    const { server } = await start(t, ['--appendonly', 'yes', '--appendfsync', 'always']);
    const ledger = new Ledger({ host: '127.0.0.1', port: server.port });
    await ledger.prepare();
    for (let round = 0; round < ROUNDS; round++) {
      await ledger.during(async () => {
        await sleep(300);
        await work(server);
        await sleep(300);
      });
      await ledger.recovers();
      t.diagnostic(JSON.stringify(await ledger.settle({ nothingLost: true })));
    }
  });
}

test('a command that the user may not run fails alone', async (t) => {
  const { server, redis } = await start(t, [], { user: 'app', password: 'secret' });
  await server.command('ACL', 'SETUSER', 'app', 'on', '>secret', '~*', '+@all', '-incrby');
  const { response, redisClient } = await redis.incrby({ clusterIdentifier: 'c', params: [{ key: 'k', increment: 1 }] });
  assert.deepEqual(codes(response), ['NOPERM']);
  assert.equal((await redis.get({ redisClient, params: ['k'] })).response.success, 1);
  await redisClient.quit();
});

test('keys that the user may not touch fail alone, and a user who may ask for nothing else is connected', async (t) => {
  const { server, call } = await start(t, [], { user: 'app', password: 'secret' });
  await server.command('ACL', 'SETUSER', 'app', 'on', '>secret', '~mine:*', '+get');
  assert.deepEqual(codes(await call('get', ['mine:a', 'other', 'mine:b'])), [undefined, 'NOPERM', undefined]);
});

test('a server without memory refuses writes, and still reads', async (t) => {
  const { server, redis } = await start(t, ['--maxmemory-policy', 'noeviction']);
  const { redisClient } = await redis.set({ clusterIdentifier: 'c', params: [{ key: 'k', value: 'v' }] });
  await server.command('CONFIG', 'SET', 'maxmemory', '1');
  const { response } = await redis.set({ redisClient, params: [{ key: 'a', value: 'x' }, { key: 'b', value: 'x' }] });
  assert.deepEqual(codes(response), ['OOM', 'OOM']);
  assert.equal((await redis.get({ redisClient, params: ['k'] })).response.results.k.result, 'v');
  await server.command('CONFIG', 'SET', 'maxmemory', '0');
  assert.equal((await redis.set({ redisClient, params: [{ key: 'a', value: 'x' }] })).response.success, 1);
  await redisClient.quit();
});

test('a replica refuses writes, and reads', async (t) => {
  const master = await startRedis(t);
  await master.command('SET', 'k', 'v');
  const { server, call } = await start(t, ['--replicaof', `127.0.0.1 ${master.port}`, '--repl-diskless-sync-delay', '0']);
  await until('the replica has the data', async () => (await server.command('GET', 'k')) === 'v');
  assert.deepEqual(codes(await call('set', [{ key: 'k', value: 'x' }])), ['READONLY']);
  assert.equal((await call('get', ['k'])).results.k.result, 'v');
});

test('after a failover the next call reaches the new primary', async (t) => {
  const [old, primary] = await Promise.all([startRedis(t), startRedis(t)]);
  const network = await SlowNetwork.start(t, old.port); // where the host's name leads
  const redis = new Redis({ clusters: { c: { host: '127.0.0.1', port: network.port } } }, { keepAlive: true });
  const set = async (value) => {
    const { response, redisClient } = await redis.set({ clusterIdentifier: 'c', params: [{ key: 'k', value }] });
    await redisClient.quit();
    return codes(response);
  };
  assert.deepEqual(await set('1'), [undefined]);
  await old.command('REPLICAOF', '127.0.0.1', primary.port);
  network.target = primary.port;
  assert.deepEqual(await set('2'), ['READONLY']);
  assert.deepEqual(await set('3'), [undefined]);
  assert.equal(await primary.command('GET', 'k'), '3');
});

test('a server that loads its data is a connect error, until it has', async (t) => {
  const { server, call } = await start(t);
  await call('set', Array.from({ length: 100 }, (_, key) => ({ key: `k:${key}`, value: 'x'.repeat(2_000) })));
  await server.command('SAVE');
  await server.restart(['--key-load-delay', '20000', '--loading-process-events-interval-bytes', '1024']);
  await assert.rejects(call('get', ['k:1']), { code: 'CannotConnect', message: /LOADING/ });
  await until('the data is loaded', async () => (await call('strlen', ['k:1'])).results['k:1'].result === 2_000);
});

test('a kept connection stays while its server answers with errors, and the operations get them', async (t) => {
  const server = await startRedis(t, { args: ['--replica-serve-stale-data', 'no'] });
  const redis = new Redis({ clusters: { c: { host: '127.0.0.1', port: server.port } } }, { keepAlive: true });
  const get = () => redis.get({ clusterIdentifier: 'c', params: ['k'] });
  const { redisClient } = await get();
  const id = await redisClient.sendCommand(['CLIENT', 'ID']);
  await server.command('REPLICAOF', '127.0.0.1', '1');
  for (let call = 0; call < 2; call++) {
    const { response, redisClient: same } = await get();
    assert.deepEqual(codes(response), ['MASTERDOWN']);
    assert.equal(redisClient.isOpen, true);
    await same.quit();
  }
  await server.command('REPLICAOF', 'NO', 'ONE');
  const { response, redisClient: last } = await get();
  assert.deepEqual(codes(response), [undefined]);
  assert.equal(await last.sendCommand(['CLIENT', 'ID']), id);
  await redisClient.quit();
  last.destroy();
});

test('a kept connection that was logged out is replaced, and stays open for who holds it', async (t) => {
  const server = await startRedis(t);
  await server.command('ACL', 'SETUSER', 'app', 'on', '>secret', '~*', '+@all');
  await server.command('ACL', 'SETUSER', 'default', 'off');
  const entry = { host: '127.0.0.1', port: server.port, user: 'app', password: 'secret' };
  const redis = new Redis({ clusters: { c: entry } }, { keepAlive: true });
  const get = () => redis.get({ clusterIdentifier: 'c', params: ['k'] });
  const { redisClient } = await get();
  await redisClient.sendCommand(['RESET']);
  const { response, redisClient: other } = await get();
  assert.deepEqual(codes(response), [undefined]);
  assert.equal(redisClient.isOpen, true);
  await redisClient.quit();
  other.destroy();
});

test('a server with too many connections is a connect error that says so', async (t) => {
  const { server, call } = await start(t, ['--maxclients', '4']);
  const others = await Promise.all(Array.from({ length: 4 }, () => plainClient(t, server.url)));
  await assert.rejects(call('get', ['k']), { code: 'CannotConnect', message: /max number of clients|refuse/ });
  others[0].destroy();
  await until('there is room', async () => (await call('get', ['k'])).success === 1);
});

test('a value beyond the limit of the server fails, and is not sent again', async (t) => {
  const { server, call } = await start(t, ['--proto-max-bulk-len', '1mb']);
  const value = 'x'.repeat(2 ** 20 + 1);
  const response = await call('append', [{ key: 'a', value: 'x' }, { key: 'b', value }, { key: 'c', value: 'x' }]);
  // The server closes with bytes unread, which may take its last replies away.
  const [a, b, c] = codes(response);
  assert.ok([undefined, 'OutcomeUnknown'].includes(a), a);
  assert.ok(['ERR', 'OutcomeUnknown'].includes(b), b);
  assert.equal(c, 'OutcomeUnknown');
  assert.deepEqual(await Promise.all(['a', 'b', 'c'].map((key) => server.command('STRLEN', key))), [1, 0, 0]);
});

test('a server that closes because of its query limit leaves the outcome unknown', async (t) => {
  const { server, call } = await start(t, ['--client-query-buffer-limit', '1mb']);
  const value = 'x'.repeat(3 * 2 ** 20);
  const response = await call('append', [{ key: 'a', value: 'x' }, { key: 'b', value }]);
  const [a, b] = codes(response);
  assert.ok([undefined, 'OutcomeUnknown'].includes(a), a);
  assert.equal(b, 'OutcomeUnknown');
  assert.deepEqual(await Promise.all(['a', 'b'].map((key) => server.command('STRLEN', key))), [1, 0]);
  assert.equal((await call('get', ['a'])).success, 1);
});

test('a server that closes because of its output limit: what came is kept, the rest says so', async (t) => {
  const { server, call } = await start(t, ['--client-output-buffer-limit', 'normal 2mb 0 0']);
  await server.command('SET', 'small', 'x');
  await server.command('SET', 'large', 'x'.repeat(2 ** 20));
  const response = await call('get', ['small', ...Array(50).fill('large')]);
  assert.equal(response.success + response.failed, 51);
  assert.equal(response.results.large.error.code, 'OutcomeUnknown');
  assert.equal((await call('get', ['small'])).results.small.result, 'x');
});
