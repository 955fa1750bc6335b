'use strict';

// What a call takes and gives: constructor forms, callbacks, responses, keys and values.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { after, before, describe, test } = require('node:test');
const { promisify } = require('node:util');
const { createCluster } = require('redis');
const { Redis, RedisError } = require('sigma-redis');
const { operations } = require('./support/catalogue');
const { Scope, plainClient, startRedis } = require('./support/servers');

const ID = 'sigma-redis';
const run = promisify(execFile);

describe('calls', () => {
  const scope = new Scope();
  let url;
  let plain;
  let redis;
  let redisClient;

  before(async () => {
    ({ url } = await startRedis(scope));
    plain = await plainClient(scope, url);
    redis = new Redis({ clusters: { [ID]: url } });
    ({ redisClient } = await redis.get({ clusterIdentifier: ID, params: [] }));
    scope.after(() => redisClient.quit());
  });

  after(() => scope.end());

  /** The only result of an operation with one parameter set. */
  async function one(method, set, options) {
    const { response } = await redis[method]({ redisClient, params: [set], ...options });
    assert.equal(response.success + response.failed, 1);
    return Object.values(response.results)[0];
  }

  /** Runs a script that has `url`, and gives what it prints. */
  async function script(source, env = {}) {
    const code = `const { Redis } = require('sigma-redis'); const url = ${JSON.stringify(url)}; ${source}`;
    const options = { cwd: __dirname, timeout: 20_000, env: { ...process.env, ...env } };
    return (await run(process.execPath, ['-e', code], options)).stdout.trim();
  }

  test('the constructor takes a class, functions, an instance and a plain object', async () => {
    const clusters = { [ID]: { host: '127.0.0.1', port: Number(new URL(url).port), clusterModeEnabled: false } };
    class ConnectionManager {
      clusters = clusters;
    }
    function OldManager() {
      this.clusters = clusters;
    }
    for (const manager of [ConnectionManager, OldManager, () => ({ clusters }), new ConnectionManager(), { clusters }]) {
      const { response, redisClient: client } = await new Redis(manager).get({ clusterIdentifier: ID, params: ['none'] });
      assert.deepEqual(response, { success: 1, failed: 0, results: { none: { result: null, error: null } } });
      await client.quit();
    }
    for (const manager of [null, 5, {}, 'redis://x', class {}]) {
      assert.throws(() => new Redis(manager), { name: 'TypeError', message: /clusters/ });
    }
  });

  test('without an argument the clusters come from the environment', async () => {
    const source = `new Redis().get({ clusterIdentifier: 'c', params: ['none'] }, (error, response, client) => {
      console.log(error, response.success); client.quit(); })`;
    assert.equal(await script(source, { SIGMA_REDIS_CLUSTERS: JSON.stringify({ c: url }) }), 'null 1');
    const bad = `try { new Redis() } catch (error) { console.log(error.message) }`;
    assert.match(await script(bad, { SIGMA_REDIS_CLUSTERS: '{' }), /SIGMA_REDIS_CLUSTERS is not JSON/);
  });

  test('the callback comes once, later, with null and three arguments', async () => {
    let called = 0;
    const args = await new Promise((resolve) => {
      const returned = redis.set({ clusterIdentifier: ID, params: [{ key: 'k', value: 'v' }] }, (...rest) => {
        called++;
        resolve(rest);
      });
      assert.equal(returned, undefined);
      assert.equal(called, 0);
    });
    const [error, response, client] = args;
    assert.equal(error, null);
    assert.deepEqual(response, { success: 1, failed: 0, results: { k: { result: 'OK', error: null } } });
    await client.quit();
    assert.equal(called, 1);
  });

  test('an outer error comes to the callback later and once', async () => {
    let synchronous = true;
    const args = await new Promise((resolve) => {
      redis.get({ clusterIdentifier: 'nowhere', params: ['k'] }, (...rest) => {
        assert.equal(synchronous, false);
        resolve(rest);
      });
      synchronous = false;
    });
    assert.equal(args.length, 1);
    assert.ok(args[0] instanceof RedisError);
    assert.equal(args[0].code, 'UnknownCluster');
    assert.match(args[0].message, /"nowhere".*"sigma-redis"/);
  });

  test("an exception in the user's callback is the user's, and the callback is not called again", async () => {
    const source = `
      let calls = 0;
      process.on('uncaughtException', (error, origin) => console.log(error.message, origin, calls));
      process.on('unhandledRejection', () => console.log('rejection'));
      new Redis({ clusters: { c: url } }).get({ clusterIdentifier: 'c', params: ['k'] }, (error, response, client) => {
        calls++;
        client.quit();
        throw new Error('mine');
      });`;
    assert.equal(await script(source), 'mine uncaughtException 1');
  });

  test('the sample of connection reuse works, and the process exits by itself after quit', async () => {
    const source = `
      const redis = new Redis({ clusters: { 'sigma-redis': url } });
      const callback = console.error;
      redis.set({
          clusterIdentifier: 'sigma-redis',
          params: [{ key: 'my_key', value: 'test_value' }]
      }, function (error, response, redisClient) {
          if (error) {
              callback(error);
          } else {
              redis.rename({
                  redisClient: redisClient,
                  params: [{ key: 'my_key', name: 'new_key' }]
              }, function (error, response, redisClient) {
                  if (error) {
                      callback(error);
                  } else {
                      console.log(JSON.stringify(response));
                      redisClient.quit();
                      redisClient.quit();
                  }
              });
          }
      });`;
    assert.equal(await script(source), '{"success":1,"failed":0,"results":{"my_key":{"result":"OK","error":null}}}');
  });

  test('the reused connection is one connection, and the client is the same', async () => {
    const clients = async () => (await plain.sendCommand(['CLIENT', 'LIST'])).trim().split('\n').length;
    const before = await clients();
    const keys = Array.from({ length: 1_000 }, (_, index) => `many:${index}`);
    const { response, redisClient: same } = await redis.get({ redisClient, params: keys });
    assert.equal(response.success, 1_000);
    assert.equal(same, redisClient);
    assert.equal(await clients(), before);
  });

  test('a client that was quit, or never was one, is an outer error', async () => {
    const { redisClient: client } = await redis.get({ clusterIdentifier: ID, params: [] });
    assert.equal(await client.quit(), 'OK');
    assert.equal(await client.quit(), 'OK');
    await assert.rejects(redis.get({ redisClient: client, params: ['k'] }), { code: 'ConnectionClosed' });
    await assert.rejects(redis.get({ redisClient: {}, params: ['k'] }), { code: 'InvalidRequest' });
    const cluster = createCluster({ rootNodes: [{ url }] });
    await assert.rejects(redis.get({ redisClient: cluster, params: ['k'] }), {
      code: 'InvalidRequest',
      message: /cluster client/,
    });
  });

  test('a connection that the user made with node-redis serves too', async () => {
    await plain.set('own', 'x');
    const { response } = await redis.get({ redisClient: plain, params: ['own'] });
    assert.deepEqual(response.results, { own: { result: 'x', error: null } });
    await plain.sAdd('own-set', ['a']);
    const members = await redis.smembers({ redisClient: plain, params: ['own-set'] });
    assert.deepEqual(members.response.results, { 'own-set': { result: ['a'], error: null } });
  });

  test('parameters may be changed right after the call', async () => {
    const key = Buffer.from('early key');
    const value = new Uint8Array(Buffer.from('early value'));
    const params = [{ key, value }];
    const call = redis.set({ redisClient, params });
    key.fill('x');
    value.fill(0);
    params[0].value = 'late';
    const { response } = await call;
    assert.deepEqual(Object.keys(response.results), ['early key']);
    assert.equal(await plain.get('early key'), 'early value');
  });

  test('keys such as __proto__ and constructor are keys like any other', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''];
    await redis.set({ redisClient, params: names.map((key) => ({ key, value: `value of ${key}` })) });
    const { response } = await redis.get({ redisClient, params: names });
    assert.deepEqual(Object.keys(response.results).sort(), [...names].sort());
    for (const name of names) assert.equal(response.results[name].result, `value of ${name}`);
    assert.equal({}.result, undefined);
    const each = await redis.sismember({ redisClient, params: [{ key: '__proto__:set', values: ['__proto__'] }] });
    assert.deepEqual(Object.keys(each.response.results['__proto__:set']), ['__proto__']);
  });

  test('a key that is given twice counts twice, and the later result stands', async () => {
    await plain.del('twice');
    const increment = { key: 'twice', increment: 1 };
    const { response } = await redis.incrby({ redisClient, params: [increment, increment] });
    assert.deepEqual(response, { success: 2, failed: 0, results: { twice: { result: 2, error: null } } });
  });

  test('integers are exact at both ends', async () => {
    const values = [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n, 2n ** 53n - 1n, -1n];
    for (const value of values) {
      await plain.set('n', String(value));
      const { result } = await one('incrby', { key: 'n', increment: 0 });
      assert.equal(BigInt(result), value);
      assert.equal(typeof result, Number.isSafeInteger(Number(value)) ? 'number' : 'bigint');
    }
    await plain.del('n');
    assert.equal((await one('decrby', { key: 'n', decrement: 2n ** 63n - 1n })).result, -(2n ** 63n) + 1n);
    assert.match((await one('incrby', { key: 'n', increment: -(2n ** 63n) })).error.message, /overflow/);
  });

  test('all text survives: unpaired surrogates, NUL, line ends, emoji, a megabyte', async () => {
    const texts = ['\ud800', 'a\udc00\ud800b', '\0', '\r\n', '😀', '', '\ufffd', '$5\r\nhello\r\n', 'é'.repeat(500_000)];
    const params = texts.map((value, index) => ({ key: `text:${index}:${value.slice(0, 9)}`, value }));
    await redis.set({ redisClient, params });
    const { response } = await redis.get({ redisClient, params: params.map(({ key }) => key) });
    for (const { key, value } of params) assert.equal(response.results[key].result, value);
  });

  test('bytes go in, and come out with returnBuffers', async () => {
    const bytes = Buffer.from([0xff, 0x00, 0xfe, 0x0d, 0x0a]);
    await one('set', { key: Buffer.from('bytes'), value: new Uint8Array(bytes) });
    assert.deepEqual((await one('get', 'bytes', { returnBuffers: true })).result, bytes);
    assert.equal(await plain.strLen('bytes'), 5);
    await one('sadd', { key: 'byte-set', values: [bytes] });
    assert.deepEqual((await one('smembers', 'byte-set', { returnBuffers: true })).result, [bytes]);
    assert.equal((await one('type', 'byte-set', { returnBuffers: true })).result, 'set');
  });

  test('keys of any bytes have their own results: by name where they are text, and in order in entries', async () => {
    const keys = [[0xff, 1], [0xfe, 1], [0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80]].map((bytes) => Buffer.from(bytes));
    const params = [...keys, '\ufffd\u0001', '\u{10000}', Buffer.from('text'), '\ud800'];
    await redis.set({ redisClient, params: params.map((key, index) => ({ key, value: `value ${index}` })) });
    const { response } = await redis.get({ redisClient, params });
    assert.deepEqual([response.success, response.failed], [7, 0]);
    assert.deepEqual(response.entries, params.map((key, index) => ({ key, result: `value ${index}`, error: null })));
    const names = { '\ufffd\u0001': 'value 3', '\u{10000}': 'value 4', text: 'value 5', '\ud800': 'value 6' };
    const results = Object.entries(names).map(([name, result]) => [name, { result, error: null }]);
    assert.deepEqual(response.results, Object.fromEntries(results));
    assert.deepEqual(Object.keys(response), ['success', 'failed', 'results']);
  });

  test('values of any bytes have their own results too', async () => {
    const values = [Buffer.from([0xff, 1]), new Uint8Array([0xfe, 1]), '\ufffd\u0001', 5, undefined];
    const key = Buffer.from([0xfd]);
    await redis.sadd({ redisClient, params: [{ key, values: [values[0], 5] }, { key: 'any bytes', values: [values[0], 5] }] });
    const { response } = await redis.sismember({ redisClient, params: [{ key, values }, { key: 'any bytes', values }] });
    const of = (key) => response.entries.filter((entry) => key.equals(Buffer.from(entry.key)));
    for (const given of [key, Buffer.from('any bytes')]) {
      const entries = of(given);
      assert.deepEqual(entries.map(({ value }) => value), values.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value)));
      assert.deepEqual(entries.map(({ result, error }) => error?.code ?? result), [1, 0, 0, 1, 'InvalidParameter']);
    }
    assert.deepEqual(Object.keys(response.results), ['any bytes']);
    assert.deepEqual(Object.keys(response.results['any bytes']).sort(), ['5', 'values[4]', '\ufffd\u0001']);
  });

  test('what has no key takes no name of another, and every result is in entries', async () => {
    await plain.set('params[1]', 'x');
    const { response } = await redis.get({ redisClient, params: ['params[1]', undefined, 'params[3]', null] });
    assert.equal(response.results['params[1]'].result, 'x');
    assert.equal(response.results['params[3]'].result, null);
    assert.deepEqual(response.entries.map(({ key, error }) => [key, error?.index]), [
      ['params[1]', undefined],
      [undefined, 1],
      ['params[3]', undefined],
      [undefined, 3],
    ]);
    const [good, bad] = [['a'], []].map((values) => ({ key: 'none', values }));
    const each = await redis.sismember({ redisClient, params: [bad, good, bad, good] });
    assert.deepEqual(each.response.results, { none: { a: { result: 0, error: null } } });
    const [wrong, right] = [[undefined, 'InvalidParameter'], ['a', undefined]];
    assert.deepEqual(each.response.entries.map(({ value, error }) => [value, error?.code]), [wrong, right, wrong, right]);
  });

  test('an entry with a large integer serialises as its result does', async () => {
    await plain.set('large', String(2n ** 62n));
    const { response } = await redis.incrby({ redisClient, params: [{ key: 'large', increment: 0 }] });
    assert.equal(JSON.stringify(response.entries), `[{"key":"large","result":"${2n ** 62n}","error":null}]`);
  });

  test('values of type any go as text, bytes, numbers or JSON', async () => {
    const values = ['text', 1, 1.5, 10n, true, null, [1, 'a'], { b: [null] }, Buffer.from('bytes')];
    assert.equal((await one('sadd', { key: 'any', values })).result, values.length);
    const members = await plain.sMembers('any');
    const expected = ['text', '1', '1.5', '10', 'true', 'null', '[1,"a"]', '{"b":[null]}', 'bytes'];
    assert.deepEqual([...members].sort(), expected.sort());
    const circular = {};
    circular.self = circular;
    for (const bad of [undefined, NaN, Symbol('s'), () => {}, new Map(), circular, [1n]]) {
      assert.equal((await one('sadd', { key: 'any', values: ['fine', bad] })).error.code, 'InvalidParameter');
    }
  });

  test('one value may be given by its single name', async () => {
    await plain.sAdd('colours', ['red', 'green']);
    assert.equal((await one('srem', { key: 'colours', value: 'red' })).result, 1);
    assert.equal((await one('srem', { key: 'colours', values: ['green', 'blue'] })).result, 1);
  });

  test('each value of sismember has its own result', async () => {
    await plain.sAdd('each', ['a', '1']);
    await plain.set('each-string', 'x');
    const { response } = await redis.sismember({
      redisClient,
      params: [{ key: 'each', values: ['a', 'b', 1] }, { key: 'each-string', values: ['a'] }, { key: 'each-empty', values: [] }, { values: ['a'] }],
    });
    assert.equal(response.success, 3);
    assert.equal(response.failed, 3);
    assert.deepEqual(response.results.each, {
      1: { result: 1, error: null },
      a: { result: 1, error: null },
      b: { result: 0, error: null },
    });
    assert.equal(response.results['each-string'].a.error.code, 'WRONGTYPE');
    assert.match(response.results['each-empty'].error.message, /values/);
    assert.match(response.results['params[3]'].a.error.message, /params\[3\]\.key: .*got nothing/);
  });

  test('bad parameters fail alone, and say what and where', async () => {
    const cases = [
      ['set', { key: 'k' }, /set: params\[1\]\.value: expected a string or bytes, got nothing/],
      ['set', { value: 'v' }, /set: params\[1\]\.key: expected a string or bytes, got nothing/],
      ['set', { key: 'k', value: 5 }, /value: .*got the number 5/],
      ['set', null, /expected an object with key, value, got null/],
      ['set', 'k', /expected an object with key, value/],
      ['get', { key: 'k' }, /get: params\[1\]: expected a string or bytes, got an object/],
      ['get', undefined, /params\[1\]: .*got nothing/],
      ['incrby', { key: 'k', increment: 1.5 }, /increment: .*got the number 1.5/],
      ['incrby', { key: 'k', increment: '1' }, /increment: .*got a string$/],
      ['incrby', { key: 'k', increment: 2n ** 63n }, /increment: .*64 bits/],
      ['incrby', { key: 'k', increment: 2 ** 60 }, /increment: .*BigInt/],
      ['expire', { key: 'k', seconds: 0 }, /seconds: expected a positive whole number/],
      ['sadd', { key: 'k', values: [] }, /values: .*an empty array/],
      ['sadd', { key: 'k', values: 'v' }, /values: .*got a string$/],
      ['sdiff', { key: 'k', values: ['a', 5] }, /values\[1\]: .*got the number 5/],
      ['set', { key: 'k', get value() { throw new Error('a getter'); } }, /a getter/],
    ];
    const good = {
      set: { key: 'good', value: 'v' },
      get: 'good',
      incrby: { key: 'good-n', increment: 1 },
      expire: { key: 'good', seconds: 100 },
      sadd: { key: 'good-set', values: ['v'] },
      sdiff: { key: 'good-set', values: ['none'] },
    };
    for (const [method, bad, message] of cases) {
      const { response } = await redis[method]({ redisClient, params: [good[method], bad] });
      assert.deepEqual([response.success, response.failed], [1, 1], method);
      const { error, result } = Object.values(response.results)[1];
      assert.equal(result, null);
      assert.equal(error.code, 'InvalidParameter');
      assert.equal(error.operation, method);
      assert.equal(error.index, 1);
      assert.match(error.message, message);
    }
  });

  test('what is called by its title, and not by its method, says which method it is', () => {
    const mistaken = operations.filter(({ name, title }) => title.toLowerCase() !== name);
    assert.deepEqual(mistaken.map(({ title }) => title), ['DELETE']);
    for (const { name, title } of mistaken) {
      const method = title.toLowerCase();
      assert.throws(() => redis[method]({ redisClient, params: ['k'] }), {
        name: 'TypeError',
        message: `${method} is not a method; did you mean ${name}?`,
      });
    }
  });

  test('bad requests are outer errors', async () => {
    for (const request of [undefined, null, 5, {}, { clusterIdentifier: ID }, { clusterIdentifier: ID, params: 'k' }]) {
      await assert.rejects(redis.get(request), { code: 'InvalidRequest', message: /^get: / });
    }
    await assert.rejects(redis.get({ params: ['k'] }), { code: 'UnknownCluster' });
  });

  test('parameters may be changed after the call', async () => {
    const params = [{ key: 'later', value: 'first' }];
    const call = redis.set({ clusterIdentifier: ID, params });
    params[0].value = 'second';
    params.push({ key: 'never', value: 'x' });
    const { response, redisClient: client } = await call;
    await client.quit();
    assert.equal(response.success, 1);
    assert.equal(await plain.get('later'), 'first');
  });

  test('the keys of set operations, and only those, get setKeyPrefix', async () => {
    const prefix = '{hash-slot-identifier}';
    const old = new Redis({ clusters: { [ID]: { url, setKeyPrefix: prefix } } });
    const { response, redisClient: client } = await old.sadd({ clusterIdentifier: ID, params: [{ key: 'p', values: ['m'] }] });
    assert.deepEqual(response.results, { p: { result: 1, error: null } });
    await old.smove({ redisClient: client, params: [{ key: 'p', destination: 'q', value: 'm' }] });
    await old.sunionstore({ redisClient: client, params: [{ key: 'r', values: ['p', 'q'] }] });
    await old.set({ redisClient: client, params: [{ key: 'p', value: 'text' }] });
    await client.quit();
    assert.equal(await plain.exists(`${prefix}q`), 1);
    assert.deepEqual([...(await plain.sMembers(`${prefix}r`))], ['m']);
    assert.equal(await plain.get('p'), 'text');
  });
});
