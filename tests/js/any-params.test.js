'use strict';

// Parameters of every shape: what of them arrives at a server, and what is refused before.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { inspect } = require('node:util');
const { Redis } = require('redis-commands');
const { Scope, startFake } = require('./support/servers');

const KEY = { key: 'k' };
const SET = { key: 'k', value: 'v' };
const AT = { key: 'k', frommember: 'm', byradius: { radius: 1.5, unit: 'km' } };
const READ = { group: 'g', consumer: 'c' };

/** What is given, and what arrives. */
const ARRIVES = {
  set: [
    [SET, 'SET k v'],
    [{ ...SET, condition: undefined, ex: undefined, get: false, keepttl: false }, 'SET k v'],
    [{ ...SET, get: true, condition: 'XX' }, 'SET k v XX GET'],
    [{ ...SET, value: null, get: true }, 'SET k null GET'],
    [{ ...SET, ex: 60n }, 'SET k v EX 60'],
    [{ ...SET, px: 1 }, 'SET k v PX 1'],
    [{ ...SET, exat: new Date(5_000) }, 'SET k v EXAT 5'],
    [{ ...SET, exat: 0 }, 'SET k v EXAT 0'],
    [{ ...SET, pxat: new Date(5_001) }, 'SET k v PXAT 5001'],
    [{ ...SET, pxat: 2n ** 40n }, `SET k v PXAT ${2n ** 40n}`],
    [{ ...SET, keepttl: true, ex: undefined }, 'SET k v KEEPTTL'],
  ],
  mset: [
    [{ values: [{ key: 'a', value: 1 }, { value: [2], key: 'b' }] }, 'MSET a 1 b [2]'],
    [{ values: { a: 1, b: null } }, 'MSET a 1 b null'],
    [{ values: new Map([['a', 1], [Buffer.from('b'), Buffer.from('c')]]) }, 'MSET a 1 b c'],
    [{ values: Object.assign(Object.create(null), { a: 1 }) }, 'MSET a 1'],
    [{ values: JSON.parse('{ "__proto__": 1, "constructor": 2 }') }, 'MSET __proto__ 1 constructor 2'],
  ],
  mget: [
    [{ keys: ['a', 'b'] }, 'MGET a b'],
    [{ key: 'a', keys: undefined }, 'MGET a'],
  ],
  incrbyfloat: [
    [{ ...KEY, increment: 0.1 + 0.2 }, 'INCRBYFLOAT k 0.30000000000000004'],
    [{ ...KEY, increment: 1e300 }, 'INCRBYFLOAT k 1e+300'],
    [{ ...KEY, increment: -0 }, 'INCRBYFLOAT k -0'],
    [{ ...KEY, increment: Infinity }, 'INCRBYFLOAT k inf'],
    [{ ...KEY, increment: -Infinity }, 'INCRBYFLOAT k -inf'],
  ],
  bitfield: [
    [
      { ...KEY, steps: [{ overflow: 'SAT' }, { get: { encoding: 'u8', offset: 0 } }, { incrby: { encoding: 'i5', offset: '#1', increment: -1 } }] },
      'BITFIELD k OVERFLOW SAT GET u8 0 INCRBY i5 #1 -1',
    ],
  ],
  hset: [[{ ...KEY, fields: { name: 'Ada', age: 36 } }, 'HSET k name Ada age 36']],
  hgetall: [['k', 'HGETALL k']],
  hrandfield: [
    ['k', 'HRANDFIELD k'],
    [Buffer.from('b'), 'HRANDFIELD b'],
    [{ ...KEY, count: -2, withvalues: true }, 'HRANDFIELD k -2 WITHVALUES'],
  ],
  lrange: [
    ['k', 'LRANGE k 0 -1'],
    [{ ...KEY, stop: 5 }, 'LRANGE k 0 5'],
  ],
  linsert: [[{ ...KEY, where: 'AFTER', pivot: 1, element: true }, 'LINSERT k AFTER 1 true']],
  zadd: [
    [{ ...KEY, members: [{ score: 1, member: 'a' }, { score: 2.5, member: 'b' }] }, 'ZADD k 1 a 2.5 b'],
    [{ ...KEY, condition: 'NX', comparison: 'GT', ch: true, incr: true, members: [{ score: 1, member: 'a' }] }, 'ZADD k NX GT CH INCR 1 a'],
  ],
  zrange: [
    [
      { ...KEY, start: '(1', stop: 'inf', by: 'BYSCORE', rev: true, limit: { offset: 0, count: 10 }, withscores: true },
      'ZRANGE k (1 inf BYSCORE REV LIMIT 0 10 WITHSCORES',
    ],
  ],
  zunionstore: [
    [{ destination: 'd', keys: ['a', 'b'], weights: [1, 0.5], aggregate: 'MAX' }, 'ZUNIONSTORE d 2 a b WEIGHTS 1 0.5 AGGREGATE MAX'],
    [{ destination: 'd', key: 'a', weights: [] }, 'ZUNIONSTORE d 1 a'],
  ],
  geosearch: [
    [AT, 'GEOSEARCH k FROMMEMBER m BYRADIUS 1.5 km'],
    [
      { ...KEY, fromlonlat: { longitude: 1, latitude: -2 }, bybox: { width: 3, height: 4, unit: 'ft' }, count: 1, any: true, withhash: true },
      'GEOSEARCH k FROMLONLAT 1 -2 BYBOX 3 4 ft COUNT 1 ANY WITHHASH',
    ],
  ],
  xadd: [
    [{ ...KEY, fields: { a: 1 } }, 'XADD k * a 1'],
    [
      { ...KEY, nomkstream: true, id: '1-1', fields: [{ field: 'a', value: 1 }], trim: { strategy: 'MAXLEN', operator: '~', threshold: 9, limit: 5 } },
      'XADD k NOMKSTREAM MAXLEN ~ 9 LIMIT 5 1-1 a 1',
    ],
    [{ ...KEY, fields: { a: 1 }, trim: { strategy: 'MINID', threshold: '5-0' } }, 'XADD k MINID 5-0 * a 1'],
  ],
  xreadgroup: [
    [{ ...READ, streams: [{ key: 'a' }, { key: 'b', id: '0' }] }, 'XREADGROUP GROUP g c STREAMS a b > 0'],
    [{ ...READ, count: 2, noack: true, streams: { a: '>', b: '5' } }, 'XREADGROUP GROUP g c COUNT 2 NOACK STREAMS a b > 5'],
  ],
  xinfoGroups: [['k', 'XINFO GROUPS k']],
  ping: [
    [{}, 'PING'],
    [{ message: 'hello' }, 'PING hello'],
  ],
  eval: [
    [{ script: 's' }, 'EVAL s 0'],
    [{ script: 's', keys: [], arguments: [] }, 'EVAL s 0'],
    [{ script: 's', keys: ['a', 'b'], arguments: [1, null] }, 'EVAL s 2 a b 1 null'],
  ],
  sort: [
    [
      { ...KEY, by: 'w_*', limit: { offset: 1, count: 2 }, get: ['#', 'o_*'], order: 'DESC', alpha: true, store: 'd' },
      'SORT k BY w_* LIMIT 1 2 GET # GET o_* DESC ALPHA STORE d',
    ],
    [{ ...KEY, get: [] }, 'SORT k'],
  ],
};

/** What is given, and what is said of it. */
const REFUSED = {
  set: [
    [{ ...SET, condition: 'nx' }, 'params[0].condition: expected NX or XX, got a string; did you mean NX?'],
    [{ ...SET, condition: 'password' }, 'params[0].condition: expected NX or XX, got a string'],
    [{ ...SET, condition: null }, 'params[0].condition: expected NX or XX, got null'],
    [{ ...SET, get: 1 }, 'params[0].get: expected true or false, got the number 1'],
    [{ ...SET, nx: true }, "params[0]: unknown parameter nx; did you mean condition: 'NX'?"],
    [{ ...SET, keeptll: true }, 'params[0]: unknown parameter keeptll; did you mean keepttl?'],
    [{ ...SET, expiration: 5 }, 'params[0]: unknown parameter expiration; did you mean ex, px, exat, pxat or keepttl?'],
    [{ ...SET, ex: 5, keepttl: true }, 'params[0]: ex and keepttl are alternatives: leave one out'],
    [{ ...SET, ex: 0 }, 'params[0].ex: expected a positive whole number of seconds, got the number 0'],
    [{ ...SET, px: 0.5 }, 'params[0].px: expected a positive whole number of milliseconds, got the number 0.5'],
    [
      { ...SET, exat: new Date(1_500) },
      'params[0].exat: expected a time from 1970 on: a Date without a part of a second, or a whole number of seconds, got the Date 1970-01-01T00:00:01.500Z',
    ],
    [{ ...SET, pxat: -1n }, 'params[0].pxat: expected a time from 1970 on: a Date, or a whole number of milliseconds, got the BigInt -1'],
    [{ ...SET, pxat: new Date(NaN) }, 'params[0].pxat: expected a time from 1970 on: a Date, or a whole number of milliseconds, got an invalid Date'],
    [{ value: 1 }, 'params[0].key: expected a string or bytes, got nothing'],
    ['k', 'params[0]: expected an object with key, value, condition, get, ex, px, exat, pxat, keepttl, got a string'],
    [Symbol('s'), 'params[0]: expected an object with key, value, condition, get, ex, px, exat, pxat, keepttl, got a symbol'],
  ],
  mset: [
    [{}, 'params[0].values: expected an array of at least one, a plain object or a Map, got nothing'],
    [{ values: [] }, 'params[0].values: expected an array of at least one, a plain object or a Map, got an empty array'],
    [{ values: {} }, 'params[0].values: expected an array of at least one, a plain object or a Map, got an empty object'],
    [{ values: new Map() }, 'params[0].values: expected an array of at least one, a plain object or a Map, got an empty Map'],
    [{ values: new Redis({ clusters: {} }) }, 'params[0].values: expected an array of at least one, a plain object or a Map, got an object'],
    [{ values: { a: undefined } }, 'params[0].values["a"]: expected a value, got nothing'],
    [{ values: { a: Symbol('s') } }, 'params[0].values["a"]: expected a string, bytes, a finite number, or a value with a JSON text, got a symbol'],
    [{ values: new Map([[5, 1]]) }, 'params[0].values[0]: expected a string or bytes, got the number 5'],
    [{ values: [{ key: 'a', value: 1 }, { key: 'b', vlaue: 1 }] }, 'params[0].values[1]: unknown parameter vlaue; did you mean value?'],
    [{ values: [['a', 1]] }, 'params[0].values[0]: expected an object with key, value, got an array'],
  ],
  mget: [
    [{ keys: ['a'], key: 'b' }, 'params[0]: key and keys are two ways to give the same: leave one out'],
    [{ keys: ['a', 5] }, 'params[0].keys[1]: expected a string or bytes, got the number 5'],
  ],
  incrbyfloat: [[{ ...KEY, increment: NaN }, 'params[0].increment: expected a number, got the number NaN']],
  bitfield: [
    [{ ...KEY, steps: [{}] }, 'params[0].steps[0]: expected get, incrby or overflow, got none'],
    [{ ...KEY, steps: [{ overflow: 'SAT', get: {} }] }, 'params[0].steps[0]: get and overflow are alternatives: leave one out'],
    [
      { ...KEY, steps: [{ incrby: { encoding: 'u8', offset: 0, increment: 0.5 } }] },
      'params[0].steps[0].incrby.increment: expected a whole number of at most 64 bits (a BigInt beyond 2^53), got the number 0.5',
    ],
  ],
  hrandfield: [
    [{ ...KEY, withvalues: true }, 'params[0].withvalues: it needs count, which is not given'],
    [5, 'params[0]: expected a key, or an object with key, count, withvalues, got the number 5'],
  ],
  hgetall: [[{ key: 'k' }, 'params[0]: expected a string or bytes, got an object']],
  zadd: [
    [{ ...KEY, members: { m: 1 } }, 'params[0].members: expected an array of at least one, got an object'],
    [{ ...KEY, members: [{ score: 1, member: 'a' }, { score: '2', member: 'b' }] }, 'params[0].members[1].score: expected a number, got a string'],
  ],
  zrange: [
    [{ ...KEY, start: 0, stop: 1, limit: { offset: 0, count: 1 } }, 'params[0].limit: it needs by, which is not given'],
    [{ ...KEY, start: 0, stop: 1, by: 'BYLEX', limit: 5 }, 'params[0].limit: expected an object with offset, count, got the number 5'],
  ],
  geosearch: [
    [{ ...KEY, byradius: AT.byradius }, 'params[0]: expected frommember or fromlonlat, got neither'],
    [{ ...AT, byradius: { radius: 1, unit: 'KM' } }, 'params[0].byradius.unit: expected m, km, ft or mi, got a string; did you mean km?'],
  ],
  xadd: [[{ ...KEY, fields: { a: 1 }, trim: { strategy: 'MAXLEN', threshold: 1, limit: 5 } }, 'params[0].trim.limit: it needs operator, which is not given']],
  xreadgroup: [
    [{ ...READ, streams: { a: undefined } }, 'params[0].streams["a"]: expected a value, got nothing'],
    [{ ...READ, streams: [{ key: 'a' }, { key: 'b', id: 5 }] }, 'params[0].streams[1].id: expected a string or bytes, got the number 5'],
  ],
  eval: [[{ script: 's', keys: 'k' }, 'params[0].keys: expected an array, got a string']],
  sort: [[{ ...KEY, get: ['a', 5] }, 'params[0].get[1]: expected a string or bytes, got the number 5']],
  ping: [[{ mesage: 'x' }, 'params[0]: unknown parameter mesage; did you mean message?']],
};

/** Values that throw when they are looked at, never end, or look like something else. */
function hostile() {
  const circle = {};
  circle.circle = circle;
  let deep = [];
  for (let depth = 0; depth < 100_000; depth++) deep = [deep];
  const throws = () => {
    throw new Error('mine');
  };
  const names = ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor'];
  const proxy = new Proxy({}, Object.fromEntries(names.map((name) => [name, throws])));
  const revoked = Proxy.revocable([], {});
  revoked.revoke();
  const throwsNothing = new Proxy({}, { get: () => { throw undefined; }, ownKeys: () => { throw null; } });
  return [
    circle, deep, proxy, revoked.proxy, throwsNothing, Symbol('s'), Symbol.iterator, () => 1, class {}, NaN, new Date(NaN), new WeakMap(),
    { toJSON: throws }, { get key() { return throws(); } }, { then: throws }, new Map([[circle, circle]]), new Map([[Symbol('s'), 1]]),
    [undefined], [circle], [proxy], [revoked.proxy], { __proto__: { key: 'k' } }, Object.create(proxy), new Proxy([], { get: throws }),
  ];
}

describe('parameters of every shape', () => {
  const scope = new Scope();
  const arrived = [];
  let redis;
  let redisClient;

  before(async () => {
    const { port } = await startFake(scope, (words, socket) => {
      arrived.push(words.join(' '));
      socket.write('+OK\r\n');
    }, ([command]) => (command === 'CLUSTER' ? '-ERR This instance has cluster support disabled\r\n' : undefined));
    redis = new Redis({ clusters: { c: { host: '127.0.0.1', port, clusterModeEnabled: false } } });
    ({ redisClient } = await redis.ping({ clusterIdentifier: 'c' }));
    scope.after(() => redisClient.quit());
  });

  after(() => scope.end());

  /** What arrives of a call, and its response. */
  async function call(method, params) {
    arrived.length = 0;
    const { response } = await redis[method]({ redisClient, params });
    return { response, arrived: [...arrived] };
  }

  for (const [method, cases] of Object.entries(ARRIVES)) {
    test(`what arrives of ${method}`, async () => {
      const { arrived } = await call(method, cases.map(([set]) => set));
      assert.deepEqual(arrived, cases.map(([, line]) => line));
    });
  }

  for (const [method, cases] of Object.entries(REFUSED)) {
    test(`what ${method} refuses`, async () => {
      for (const [set, message] of cases) {
        const { response, arrived } = await call(method, [set]);
        assert.deepEqual(arrived, []);
        const [{ error }] = response.entries;
        assert.equal(error.message, `${method}: ${message}`);
        assert.deepEqual([error.code, error.operation, error.index], ['InvalidParameter', method, 0]);
        const place = /^params\[0\]\.?(.*?): /.exec(message)[1];
        assert.equal(error.parameter, place === '' ? undefined : place);
      }
    });
  }

  test('a bad set fails alone, under its key or its place', async () => {
    const { response, arrived } = await call('mset', [{ values: { a: 1 } }, { values: 5 }, { values: { b: 2 } }]);
    assert.deepEqual(arrived, ['MSET a 1', 'MSET b 2']);
    assert.deepEqual(Object.keys(response.results), ['0', '1', '2']);
    assert.equal(response.results[1].error.index, 1);
    const named = await call('zadd', [{ key: 'k', members: [] }, { members: [] }]);
    assert.deepEqual(Object.keys(named.response.results), ['k', 'params[1]']);
  });

  test('without parameters an operation that needs none runs once, and others not at all', async () => {
    arrived.length = 0;
    const { response } = await redis.ping({ redisClient });
    assert.deepEqual(arrived, ['PING']);
    assert.deepEqual(Object.keys(response.results), ['0']);
    assert.deepEqual((await call('ping', [])).arrived, []);
    for (const params of [null, 'x', {}]) await assert.rejects(redis.ping({ redisClient, params }), { code: 'InvalidRequest' });
    await assert.rejects(redis.mset({ redisClient }), { code: 'InvalidRequest', message: 'mset: params: expected an array, got nothing' });
  });

  test('parameters may be changed right after the call', async () => {
    const fields = { name: Buffer.from('Ada') };
    const set = { key: Buffer.from('k'), fields };
    arrived.length = 0;
    const calling = redis.hset({ redisClient, params: [set] });
    fields.name.fill('x');
    set.key.fill('x');
    fields.more = 1;
    await calling;
    assert.deepEqual(arrived, ['HSET k name Ada']);
  });

  test('hostile values are refused, or arrive as data, and harm nothing else', async () => {
    const good = { key: 'good', fields: { f: 1 } };
    const places = {
      hset: [(value) => value, (value) => ({ key: value, fields: { f: 1 } }), (value) => ({ key: 'k', fields: value }), (value) => ({ key: 'k', fields: { f: value } }), (value) => ({ key: 'k', fields: [value] })],
      geosearch: [(value) => value, (value) => ({ ...AT, byradius: value }), (value) => ({ ...AT, withdist: value }), (value) => ({ ...AT, order: value })],
      xadd: [(value) => ({ key: 'k', fields: { a: 1 }, trim: value }), (value) => ({ key: 'k', fields: { a: 1 }, id: value })],
      set: [(value) => ({ ...SET, exat: value }), (value) => ({ ...SET, value }), (value) => ({ ...SET, [typeof value === 'symbol' ? value : 'x']: value })],
      bitfield: [(value) => ({ key: 'k', steps: value }), (value) => ({ key: 'k', steps: [value] }), (value) => ({ key: 'k', steps: [{ get: value }] })],
    };
    for (const [method, makers] of Object.entries(places)) {
      const sets = hostile().flatMap((value) => makers.map((make) => make(value)));
      const { response } = await call(method, sets);
      assert.equal(response.entries.length, sets.length, method);
      for (const { error } of response.entries) assert.match(error?.code ?? 'UnexpectedReply', /^(InvalidParameter|UnexpectedReply)$/);
      inspect(response, { depth: 5 });
      JSON.stringify(response);
    }
    assert.deepEqual((await call('hset', [good])).arrived, ['HSET good f 1']);
    assert.equal({}.key, undefined);
  });
});
