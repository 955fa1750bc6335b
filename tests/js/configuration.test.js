'use strict';

// What the entry of a cluster, the options, a request and its parameter sets say: nothing is ignored, nothing
// contradicts, and no secret is repeated.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const net = require('node:net');
const { after, before, describe, test } = require('node:test');
const { inspect } = require('node:util');
const { Redis } = require('sigma-redis');
const { Scope, plainClient, startRedis } = require('./support/servers');

const SECRET = 's3cr3t';
const timeouts = { connect: 2_000, operation: 2_000, call: 4_000 };

/** The outer error of a call to a cluster. */
async function errorOf(cluster) {
  try {
    const { redisClient } = await new Redis({ clusters: { c: cluster } }).get({ clusterIdentifier: 'c', params: ['k'] });
    await redisClient.quit();
  } catch (error) {
    return error;
  }
  throw new Error('the call succeeded');
}

/** Everything that a log could show of an error. */
function shown(error) {
  const texts = [];
  for (let at = error; at instanceof Error; at = at.cause) {
    texts.push(at.message, at.stack, String(at), JSON.stringify(at), inspect(at, { depth: 9, showHidden: true }));
  }
  return texts.join('\n');
}

async function isInvalid(entry, message) {
  const error = await errorOf(entry);
  assert.equal(error.code, 'InvalidCluster', error.message);
  assert.match(error.message, message);
  assert.doesNotMatch(shown(error), new RegExp(SECRET));
}

describe('the entry of a cluster', () => {
  const scope = new Scope();
  let port;
  let plain;

  before(async () => {
    ({ port } = await startRedis(scope, { args: ['--requirepass', SECRET] }));
    plain = await plainClient(scope, `redis://:${SECRET}@127.0.0.1:${port}/3`);
  });

  after(() => scope.end());

  /** The database that a call with this entry uses. */
  async function databaseOf(entry) {
    await plain.sendCommand(['FLUSHALL']);
    const redis = new Redis({ clusters: { c: entry } });
    const { redisClient } = await redis.set({ clusterIdentifier: 'c', params: [{ key: 'k', value: 'v' }] });
    await redisClient.quit();
    const keyspace = await plain.sendCommand(['INFO', 'keyspace']);
    return Number(/db(\d+):/.exec(keyspace)[1]);
  }

  test('a field that is undefined is not given: TLS stays TLS, and no password goes out in plain text', async (t) => {
    let received = Buffer.alloc(0);
    const server = net.createServer((socket) => {
      socket.on('error', () => {}).on('data', (bytes) => {
        received = Buffer.concat([received, bytes]);
        socket.destroy();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => server.close());
    const url = `rediss://alice:${SECRET}@127.0.0.1:${server.address().port}`;
    await errorOf({ url, tls: undefined, timeouts });
    assert.equal(received[0], 0x16, 'the first byte of a TLS handshake');
    assert.equal(received.includes(SECRET), false);
  });

  test('a field that is undefined is not given: what the URL says holds', async () => {
    const none = { host: undefined, port: undefined, user: undefined, password: undefined, database: undefined };
    const limits = { connect: undefined, operation: undefined, call: undefined };
    const entry = { url: `redis://:${SECRET}@127.0.0.1:${port}/3`, ...none, seeds: undefined, timeouts: limits, nothing: undefined };
    assert.equal(await databaseOf(entry), 3);
  });

  test('the path selects the database, ?db= and the field do the same, and they may agree', async () => {
    const base = `redis://:${SECRET}@127.0.0.1:${port}`;
    const where = { host: '127.0.0.1', port, password: SECRET };
    assert.equal(await databaseOf(base), 0);
    assert.equal(await databaseOf(`${base}/`), 0);
    for (const entry of [`${base}/3`, `${base}?db=3`, `${base}/?db=3`, `${base}/3?db=3`, { url: `${base}/3`, database: 3 }]) {
      assert.equal(await databaseOf(entry), 3);
    }
    assert.equal(await databaseOf({ url: base, database: 3 }), 3);
    assert.equal(await databaseOf({ ...where, database: 3 }), 3);
    assert.equal(await databaseOf({ url: `${base}?db=3`, ...where }), 3);
  });

  test('what contradicts the URL is an error that says which two', async () => {
    const url = `rediss://alice:${SECRET}@h:7000/3`;
    const cases = [
      [{ url, tls: false }, /url and tls/],
      [{ url: `redis://alice:${SECRET}@h`, tls: true }, /url and tls.*rediss:/],
      [{ url, host: 'other' }, /url and host/],
      [{ url, port: 7001 }, /url and port/],
      [{ url, user: 'bob' }, /url and user/],
      [{ url, password: `${SECRET}2` }, /url and password/],
      [{ url, password: () => SECRET }, /url and password/],
      [{ url, database: 4 }, /url and database/],
      [`redis://:${SECRET}@h/3?db=4`, /\/3.*\?db=4|path.*db/],
      [`redis://:${SECRET}@h?db=3&db=4`, /db/],
    ];
    for (const [entry, message] of cases) await isInvalid(entry, message);
  });

  test('what is not known, in the URL and as a field, is an error', async () => {
    const host = 'h';
    const cases = [
      [{ host, db: 3 }, /unknown field db; did you mean database\?/],
      [{ host, pasword: SECRET }, /unknown field pasword; did you mean password\?/],
      [{ host, username: 'alice' }, /unknown field username; did you mean user\?/],
      [{ host, TLS: true }, /unknown field TLS; did you mean tls\?/],
      [{ host, colour: SECRET }, /unknown field colour; the fields are host, port, /],
      [{ host, timeouts: { conect: 5 } }, /timeouts: unknown field conect; did you mean connect\?/],
      [{ host, seeds: [{ hots: 'i' }] }, /seeds\[0\]: unknown field hots; did you mean host\?/],
      [{ host, seeds: [`redis://:${SECRET}@i`] }, /seeds\[0\]: expected an object/],
      [{ host, clusterModeEnabled: 'false' }, /clusterModeEnabled: expected a boolean/],
      [{ host, database: -1 }, /database/],
      [`redis://:${SECRET}@h?database=3`, /url: .*query.*db/],
      [`redis://h?password=${SECRET}`, /url: .*query.*db/],
      [`redis://h?db=${SECRET}`, /url: .*db/],
      [`redis://h/${SECRET}`, /url: .*database/],
      [`redis://h/3/${SECRET}`, /url: .*database/],
      [`redis://h#${SECRET}`, /url: .*#/],
    ];
    for (const [entry, message] of cases) await isInvalid(entry, message);
  });

  test('user and password of a URL are percent-encoded, and one that is not is refused', async () => {
    await plain.sendCommand(['ACL', 'SETUSER', 'a/b@c', 'on', '>1#2/3?4%5:6 7é', '~*', '+@all']);
    const user = encodeURIComponent('a/b@c');
    const password = encodeURIComponent('1#2/3?4%5:6 7é');
    await assert.rejects(databaseOf(`redis://${user}:${SECRET}@127.0.0.1:${port}/3`), { code: 'CannotConnect' });
    assert.equal(await databaseOf(`redis://${user}:${password}@127.0.0.1:${port}/3`), 3);
    for (const mark of ['#', '/', '?', '%', '%zz', '%2']) {
      for (const login of [`:${SECRET}${mark}x`, `:1${mark}${SECRET}`, `${SECRET}${mark}:x`]) {
        await isInvalid(`redis://${login}@127.0.0.1:${port}/3`, /url: .*%23.*%2F.*%3F.*%25/);
      }
    }
    await isInvalid(`redis://:${SECRET}%ff@h`, /url: .*UTF-8/);
  });

  test('no secret is repeated, wherever it was put', async () => {
    const url = `redis://:${SECRET}@h`;
    const hidden = (error) => assert.doesNotMatch(shown(error), new RegExp(SECRET));
    for (const entry of [{ host: url }, { host: 'h', port: url }, { host: 'h', seeds: [{ host: url }] }, { host: 'h', user: [url] }]) {
      await isInvalid(entry, /expected/);
    }
    for (const entry of [`redis:${SECRET}@h`, `http://:${SECRET}@h`, `:${SECRET}@h`, `redis://${SECRET}:x`]) await isInvalid(entry, /url/);
    for (const manager of [url, { clusters: url }, () => ({ clusters: url })]) {
      assert.throws(() => new Redis(manager), (error) => hidden(error) ?? error instanceof TypeError);
    }
    assert.throws(() => new Redis({ clusters: {} }, url), (error) => hidden(error) ?? error instanceof TypeError);
    const redis = new Redis({ clusters: { c: url, [url]: { host: 5 } } });
    for (const request of [{ clusterIdentifier: url }, { clusterIdentifier: 'x' }, { redisClient: url }]) {
      await assert.rejects(redis.get({ params: [], ...request }), (error) => hidden(error) ?? true);
    }
    for (const request of [url, { clusterIdentifier: 'c', params: url }]) {
      await assert.rejects(redis.get(request), (error) => hidden(error) ?? error.code === 'InvalidRequest');
    }
    const { response } = await new Redis({ clusters: { c: { host: '127.0.0.1', port, password: SECRET } } })
      .sadd({ clusterIdentifier: 'c', params: [{ key: 's', values: SECRET }, SECRET] })
      .then(async (outcome) => outcome.redisClient.quit().then(() => outcome));
    assert.equal(response.failed, 2);
    assert.doesNotMatch(JSON.stringify(response) + inspect(response, { depth: 9, showHidden: true }), new RegExp(SECRET));
    assert.doesNotMatch(inspect(redis, { depth: 9, showHidden: true }), new RegExp(SECRET));
  });

  test('broken JSON in the environment is an error without its text', (t) => {
    t.after(() => delete process.env.SIGMA_REDIS_CLUSTERS);
    for (const json of [`{"c":"redis://:${SECRET}@h`, `redis://:${SECRET}@h`, `["${SECRET}"`, `"${SECRET}"`]) {
      process.env.SIGMA_REDIS_CLUSTERS = json;
      assert.throws(() => new Redis(), (error) => {
        assert.match(error.message, /^SIGMA_REDIS_CLUSTERS/);
        assert.doesNotMatch(shown(error), new RegExp(SECRET));
        return true;
      });
    }
  });
});

test('an option that is not known is an error', () => {
  const manager = { clusters: {} };
  assert.throws(() => new Redis(manager, { keepALive: true }), {
    name: 'TypeError',
    message: 'options: unknown field keepALive; did you mean keepAlive?',
  });
  assert.throws(() => new Redis(manager, { pool: 5 }), { name: 'TypeError', message: /pool; the fields are keepAlive, returnBuffers, / });
  assert.throws(() => new Redis(manager, null), { name: 'TypeError', message: /options: expected an object, got null/ });
  new Redis(manager, { keepAlive: undefined, colour: undefined });
});

describe('a request', () => {
  const scope = new Scope();
  let redis;
  let redisClient;

  before(async () => {
    const { url } = await startRedis(scope);
    redis = new Redis({ clusters: { c: url } });
    ({ redisClient } = await redis.get({ clusterIdentifier: 'c', params: [] }));
    scope.after(() => redisClient.quit());
  });

  after(() => scope.end());

  test('with a field that is not known is an error', async () => {
    await assert.rejects(redis.get({ redisClient, params: ['k'], returnBuffer: true }), {
      code: 'InvalidRequest',
      message: 'get: unknown field returnBuffer; did you mean returnBuffers?',
    });
    await assert.rejects(redis.get({ redisClient, param: ['k'] }), { code: 'InvalidRequest', message: /param; did you mean params\?/ });
    await redis.get({ redisClient, params: [], returnBuffers: undefined, colour: undefined });
  });

  test('with a parameter that is not known fails for that parameter set alone', async () => {
    const { response } = await redis.setex({
      redisClient,
      params: [
        { key: 'a', value: 'v', seconds: 5 },
        { key: 'b', value: 'v', seconds: 5, second: 6 },
        { key: 'c', vlaue: 'v', seconds: 5 },
        { key: 'd', value: 'v', seconds: 5, nx: undefined },
        { key: 'e', value: 'v', seconds: 5, nx: true },
      ],
    });
    const messages = Object.values(response.results).map(({ error }) => error && `${error.code}: ${error.message}`);
    assert.deepEqual(messages, [
      null,
      'InvalidParameter: setex: params[1]: unknown parameter second; did you mean seconds?',
      'InvalidParameter: setex: params[2]: unknown parameter vlaue; did you mean value?',
      null,
      'InvalidParameter: setex: params[4]: unknown parameter nx; the parameters are key, value, seconds',
    ]);
  });

  test('names of single and repeated parameters are known, and not both at a time', async () => {
    const results = async (method, ...params) => Object.values((await redis[method]({ redisClient, params })).response.results);
    const [one, both] = await results('sadd', { key: 's', value: 'a' }, { key: 't', value: 'a', values: ['b'] });
    assert.equal(one.result, 1);
    assert.match(both.error.message, /sadd: params\[1\]: value and values/);
    const [each] = await results('sismember', { key: 's', values: ['a'], vals: 1 });
    assert.match(each.error.message, /sismember: params\[0\]: unknown parameter vals; did you mean values\?/);
  });
});
