'use strict';

// Connecting, logging in, TLS, and connections that are kept.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { after, before, describe, test } = require('node:test');
const { promisify } = require('node:util');
const { Redis } = require('sigma-redis');
const { startTwemproxy } = require('./support/proxy');
const { Scope, certify, freePort, plainClient, startFake, startRedis, until } = require('./support/servers');

const run = promisify(execFile);
const timeouts = { connect: 500, operation: 500, call: 2_000 };

/** The outer error of a call to a cluster. */
async function errorOf(cluster) {
  try {
    await new Redis({ clusters: { c: cluster } }).get({ clusterIdentifier: 'c', params: ['k'] });
  } catch (error) {
    return error;
  }
  throw new Error('the call succeeded');
}

async function succeeds(cluster) {
  const { response, redisClient } = await new Redis({ clusters: { c: cluster } }).get({
    clusterIdentifier: 'c',
    params: ['k'],
  });
  await redisClient.quit();
  assert.equal(response.success, 1);
}

describe('connecting', () => {
  const scope = new Scope();
  let url;
  let port;

  before(async () => {
    ({ url, port } = await startRedis(scope, { args: ['--requirepass', 'p@ss word'] }));
    const admin = await plainClient(scope, `redis://:${encodeURIComponent('p@ss word')}@127.0.0.1:${port}`);
    await admin.sendCommand(['ACL', 'SETUSER', 'app', 'on', '>secret', '~*', '+@all', '-ping']);
  });

  after(() => scope.end());

  test('a server that is down is a clear error', async () => {
    const free = await freePort();
    const error = await errorOf({ host: '127.0.0.1', port: free });
    assert.equal(error.code, 'CannotConnect');
    assert.match(error.message, new RegExp(`cluster "c" \\(127.0.0.1:${free}\\): .*ECONNREFUSED.*host and port`));
    assert.match((await errorOf({ host: 'localhost', port: free })).message, /ECONNREFUSED/);
  });

  test('a host that does not exist is a clear error', async () => {
    const error = await errorOf({ host: 'no-such-host.invalid', timeouts });
    assert.equal(error.code, 'CannotConnect');
  });

  test('user and password: right, wrong, missing, and from a function', async () => {
    await succeeds({ host: '127.0.0.1', port, password: 'p@ss word' });
    await succeeds({ host: '127.0.0.1', port, user: 'app', password: 'secret' });
    await succeeds({ host: '127.0.0.1', port, user: 'app', password: () => 'secret' });
    await succeeds({ host: '127.0.0.1', port, user: 'app', password: async () => 'secret' });
    await succeeds(`redis://app:secret@127.0.0.1:${port}`);
    await succeeds(`redis://:${encodeURIComponent('p@ss word')}@127.0.0.1:${port}`);
    for (const wrong of [{ password: 'no' }, { user: 'app', password: 'no' }, {}]) {
      const error = await errorOf({ host: '127.0.0.1', port, ...wrong });
      assert.equal(error.code, 'CannotConnect');
      assert.match(error.message, /(WRONGPASS|NOAUTH).*check user and password/);
    }
    const thrown = await errorOf({ url, password: () => { throw new Error('no token'); } });
    assert.match(thrown.message, /no token/);
    const number = await errorOf({ url, password: () => 5 });
    assert.match(number.message, /the function for the password gave no string, but number/);
    assert.match((await errorOf({ url, password: 5 })).message, /password: expected a string or function, got one of type number/);
    const slow = await errorOf({ url, password: () => new Promise(() => {}), timeouts });
    assert.match(slow.message, /within 500 ms/);
  });

  test('a fresh password is asked for each connection', async () => {
    let asked = 0;
    const password = () => {
      asked++;
      return 'secret';
    };
    const redis = new Redis({ clusters: { c: { url, user: 'app', password } } });
    for (let call = 0; call < 2; call++) {
      const { redisClient } = await redis.get({ clusterIdentifier: 'c', params: ['k'] });
      await redisClient.quit();
    }
    assert.equal(asked, 2);
  });

  test('a bad entry is an outer error that names the field, not the secret', async () => {
    const cases = [
      [{}, /host/],
      [{ host: 5 }, /host: .*the number 5/],
      [{ host: 'h', port: 'x' }, /port/],
      [{ host: 'h', port: 70_000 }, /port/],
      [{ host: 'h', password: 1234 }, /password/],
      [{ host: 'h', tls: 'yes' }, /tls/],
      [{ host: 'h', timeouts: { connect: 0 } }, /timeouts\.connect/],
      ['http://user:1234@host', /url: expected redis:/],
      ['not a URL 1234', /url/],
      [null, /null/],
    ];
    for (const [entry, message] of cases) {
      const error = await errorOf(entry);
      assert.equal(error.code, 'InvalidCluster');
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /1234/);
    }
  });
});

describe('a proxy that closes at commands that it does not know', () => {
  test('twemproxy: the SDK connects, and keeps its connection', async (t) => {
    const servers = await Promise.all([startRedis(t), startRedis(t)]);
    const port = await startTwemproxy(t, servers.map((server) => server.port));
    const params = Array.from({ length: 100 }, (_, key) => ({ key: `k:${key}`, increment: 1 }));
    for (const options of [{}, { keepAlive: true }]) {
      const redis = new Redis({ clusters: { c: { host: '127.0.0.1', port } } }, options);
      for (let call = 0; call < 2; call++) {
        const { response, redisClient } = await redis.incrby({ clusterIdentifier: 'c', params });
        assert.equal(response.success, 100);
        await redisClient.quit();
      }
    }
    const sizes = await Promise.all(servers.map((server) => server.command('DBSIZE')));
    assert.equal(sizes[0] + sizes[1], 100);
    const told = new Redis({ clusters: { c: { host: '127.0.0.1', port, clusterModeEnabled: true } } });
    await assert.rejects(told.get({ clusterIdentifier: 'c', params: [] }), { code: 'CannotConnect' });
  });

  test('one that answers PING and then closes is connected to, with one attempt more', async (t) => {
    const greeting = ([command]) => (command === 'PING' ? '+PONG\r\n' : undefined);
    const script = ([command], socket) => (command === 'GET' ? socket.write('$1\r\nv\r\n') : socket.destroy());
    const server = await startFake(t, script, greeting);
    await succeeds({ host: '127.0.0.1', port: server.port });
    assert.equal(server.connections(), 2);
  });

  test('a server that closes whatever it is sent is asked twice, and the first error is told', async (t) => {
    const closing = await startFake(t, (words, socket) => socket.destroy(), () => undefined);
    const error = await errorOf({ host: '127.0.0.1', port: closing.port });
    assert.match(error.message, /closed.*; if the server requires TLS, set tls: true$/);
    assert.equal(closing.connections(), 2);
  });
});

describe('TLS', () => {
  const scope = new Scope();
  let plainPort;
  let tlsPort;
  let ca;

  before(async () => {
    const certificate = certify(scope, ['DNS:localhost', 'IP:127.0.0.1']);
    ca = certificate.ca;
    ({ port: plainPort } = await startRedis(scope));
    tlsPort = await freePort();
    await startRedis(scope, { port: tlsPort, args: ['--port', '0', '--tls-port', tlsPort, ...certificate.args] });
  });

  after(() => scope.end());

  test('with the right authority it connects', async () => {
    await succeeds({ host: '127.0.0.1', port: tlsPort, tls: { ca } });
    await succeeds({ url: `rediss://localhost:${tlsPort}`, tls: { ca } });
  });

  test('a certificate of an unknown authority is said', async () => {
    const error = await errorOf(`rediss://127.0.0.1:${tlsPort}`);
    assert.match(error.message, /the authority of the server's certificate is unknown; give it as tls\.ca$/);
  });

  test('a certificate for another name is said, as through a tunnel; tls.servername helps', async (t) => {
    const certificate = certify(t, ['DNS:master.my-cache.example']);
    const port = await freePort();
    await startRedis(t, { port, args: ['--port', '0', '--tls-port', port, ...certificate.args] });
    const tls = { ca: certificate.ca };
    const error = await errorOf({ host: '127.0.0.1', port, tls });
    assert.match(error.message, /certificate is for another name .*; give a name that it is for as tls\.servername$/);
    assert.doesNotMatch(error.message, /tls\.ca\b/);
    await succeeds({ host: '127.0.0.1', port, tls: { ...tls, servername: 'master.my-cache.example' } });
  });

  test('a server that wants a certificate of its clients: the error says so', async (t) => {
    const certificate = certify(t, ['IP:127.0.0.1']);
    const port = await freePort();
    const args = [...certificate.args.slice(0, -2), '--tls-auth-clients', 'yes'];
    await startRedis(t, { port, args: ['--port', '0', '--tls-port', port, ...args] });
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
      const error = await errorOf({ host: '127.0.0.1', port, tls: { ca: certificate.ca, maxVersion } });
      assert.match(error.message, /if the server wants a certificate of its clients, give tls\.cert and tls\.key$/);
    }
  });

  test('a server with TLS and a client without: the error says so', async () => {
    const error = await errorOf({ host: '127.0.0.1', port: tlsPort });
    assert.equal(error.code, 'CannotConnect');
    assert.match(error.message, /if the server requires TLS, set tls: true/);
  });

  test('a server without TLS and a client with it: the error says so', async () => {
    const error = await errorOf({ host: '127.0.0.1', port: plainPort, tls: true, timeouts });
    assert.equal(error.code, 'CannotConnect');
    assert.match(error.message, /if the server does not use TLS, set tls: false/);
  });
});

describe('keepAlive', () => {
  const scope = new Scope();
  let url;
  let plain;

  before(async () => {
    ({ url } = await startRedis(scope));
    plain = await plainClient(scope, url);
  });

  after(() => scope.end());

  const request = { clusterIdentifier: 'c', params: ['k'] };
  const identity = (redisClient) => redisClient.sendCommand(['CLIENT', 'ID']);

  test('calls share one connection, and quit gives it back', async () => {
    const redis = new Redis({ clusters: { c: url } }, { keepAlive: true });
    const [first, second] = await Promise.all([redis.get(request), redis.get(request)]);
    const id = await identity(first.redisClient);
    assert.equal(await identity(second.redisClient), id);
    await first.redisClient.quit();
    await first.redisClient.quit();
    await assert.rejects(redis.get({ redisClient: first.redisClient, params: ['k'] }), { code: 'ConnectionClosed' });
    assert.equal((await redis.get({ redisClient: second.redisClient, params: ['k'] })).response.success, 1);
    await second.redisClient.quit();
    const third = await redis.get(request);
    assert.equal(await identity(third.redisClient), id);
    third.redisClient.destroy();
  });

  test('a dead connection is noticed before a write goes out on it', async () => {
    const redis = new Redis({ clusters: { c: url } }, { keepAlive: true });
    const first = await redis.get(request);
    const id = await identity(first.redisClient);
    await first.redisClient.quit();
    await plain.sendCommand(['CLIENT', 'KILL', 'ID', String(id)]);
    const second = await redis.incrby({ clusterIdentifier: 'c', params: [{ key: 'n', increment: 1 }] });
    assert.equal(second.response.success, 1);
    assert.notEqual(await identity(second.redisClient), id);
    second.redisClient.destroy();
  });

  test('a connection that is replaced is closed, once nobody has it', async (t) => {
    const replica = await startRedis(t, { args: ['--replicaof', '127.0.0.1 1'] });
    const redis = new Redis({ clusters: { c: replica.url } }, { keepAlive: true });
    const set = () => redis.set({ clusterIdentifier: 'c', params: [{ key: 'k', value: 'v' }] });
    const clients = async () => (await replica.command('CLIENT', 'LIST', 'TYPE', 'normal')).trim().split('\n').length;
    const first = await set();
    assert.equal(first.response.results.k.error.code, 'READONLY');
    for (let call = 0; call < 20; call++) await (await set()).redisClient.quit();
    // The first, which is held, the last, and the one that asks.
    await until('the others are closed', async () => (await clients()) === 3);
    assert.equal((await redis.get({ redisClient: first.redisClient, params: ['k'] })).response.success, 1);
    await first.redisClient.quit();
    await until('the first is closed', async () => (await clients()) === 2);
    const last = await redis.get(request);
    last.redisClient.destroy();
  });

  test('the process exits by itself once every client is given back', async () => {
    const code = `const { Redis } = require('sigma-redis');
      const redis = new Redis({ clusters: { c: ${JSON.stringify(url)} } }, { keepAlive: true });
      redis.get({ clusterIdentifier: 'c', params: ['k'] }, (error, response, redisClient) => {
        redisClient.quit();
        redis.get({ clusterIdentifier: 'c', params: ['k'] }, (error, response, redisClient) => {
          console.log(response.success);
          redisClient.quit();
        });
      });`;
    const { stdout } = await run(process.execPath, ['-e', code], { cwd: __dirname, timeout: 10_000 });
    assert.equal(stdout.trim(), '1');
  });
});
