'use strict';

// Replies of every shape: what a server may answer, and what the user gets; and on a cluster, where operations go and
// what runs twice.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { Redis } = require('redis-commands');
const { slotOf } = require('./node_modules/redis-commands/lib/slots');
const { startFakeCluster } = require('./support/cluster');
const { startFake } = require('./support/servers');

/** A reply on the wire: texts are bulks, numbers are integers, `ok` is a status. */
function wire(reply) {
  if (reply === null) return '$-1\r\n';
  if (Array.isArray(reply)) return `*${reply.length}\r\n${reply.map(wire).join('')}`;
  if (typeof reply === 'object') return reply.wire;
  return typeof reply === 'string' ? `$${Buffer.byteLength(reply)}\r\n${reply}\r\n` : `:${reply}\r\n`;
}

const OK = { wire: '+OK\r\n' };
const NIL_ARRAY = { wire: '*-1\r\n' };
const status = (text) => ({ wire: `+${text}\r\n` });

/** What the user gets of a reply. */
async function ask(t, method, set, reply, options) {
  const { port } = await startFake(t, (words, socket) => socket.write(wire(reply)));
  const redis = new Redis({ clusters: { c: { host: '127.0.0.1', port } } });
  const { response, redisClient } = await redis[method]({ clusterIdentifier: 'c', params: [set], ...options });
  await redisClient.quit();
  return response;
}

const AT = { key: 'k', frommember: 'm', byradius: { radius: 1, unit: 'km' } };
const READ = { group: 'g', consumer: 'c', streams: { s: '>' } };
const ZRANGE = { key: 'k', start: 0, stop: -1, withscores: true };
const SET = { key: 'k', value: 'v' };
const UNEXPECTED = Symbol('unexpected');
const INFO = ['name', 'g', 'consumers', 1, 'pending', 2, 'last-delivered-id', '1-1'];
const GROUP = { name: 'g', consumers: 1, pending: 2, lastDeliveredId: '1-1' };

/** Method, parameter set, reply, and what becomes of it. */
const READ_AS = [
  // Doubles.
  ['incrbyfloat', { key: 'k', increment: 1 }, '1.5', 1.5],
  ['incrbyfloat', { key: 'k', increment: 1 }, 'inf', Infinity],
  ['incrbyfloat', { key: 'k', increment: 1 }, '-inf', -Infinity],
  ['incrbyfloat', { key: 'k', increment: 1 }, '1e+300', 1e300],
  ['incrbyfloat', { key: 'k', increment: 1 }, 5, 5],
  ['incrbyfloat', { key: 'k', increment: 1 }, 'five', UNEXPECTED],
  ['incrbyfloat', { key: 'k', increment: 1 }, '', UNEXPECTED],
  ['incrbyfloat', { key: 'k', increment: 1 }, null, UNEXPECTED],
  // Maps.
  ['hgetall', 'k', [], {}],
  ['hgetall', 'k', ['a', '1', 'b', '2'], { a: '1', b: '2' }],
  ['hgetall', 'k', [['a', '1'], ['b', '2']], { a: '1', b: '2' }],
  ['hgetall', 'k', ['a', '1', 'b'], UNEXPECTED],
  ['hgetall', 'k', ['a', null], UNEXPECTED],
  ['hgetall', 'k', [['a', '1', '2']], UNEXPECTED],
  ['hgetall', 'k', [['a', '1'], 'b'], UNEXPECTED],
  ['hgetall', 'k', [[], []], UNEXPECTED],
  ['hgetall', 'k', OK, UNEXPECTED],
  ['xreadgroup', READ, [['s', [['1-1', ['a', 'b']]]]], { s: [{ id: '1-1', fields: { a: 'b' } }] }],
  ['xreadgroup', READ, NIL_ARRAY, null],
  ['xreadgroup', READ, null, null],
  ['xreadgroup', READ, [['s', [['1-1', null]]]], { s: [{ id: '1-1', fields: null }] }],
  // Lists, and records in them.
  ['mget', { keys: ['a', 'b'] }, ['1', null], ['1', null]],
  ['mget', { keys: ['a', 'b'] }, ['1', 5], UNEXPECTED],
  ['mget', { keys: ['a', 'b'] }, ['1', status('word')], ['1', 'word']],
  ['mget', { keys: ['a', 'b'] }, NIL_ARRAY, UNEXPECTED],
  ['zrange', ZRANGE, ['a', '1', 'b', '2.5'], [{ member: 'a', score: 1 }, { member: 'b', score: 2.5 }]],
  ['zrange', ZRANGE, [['a', '1'], ['b', '2.5', 'more']], [{ member: 'a', score: 1 }, { member: 'b', score: 2.5 }]],
  ['zrange', ZRANGE, [], []],
  ['zrange', ZRANGE, ['a', '1', 'b'], UNEXPECTED],
  ['zrange', ZRANGE, [['a']], UNEXPECTED],
  ['zrange', ZRANGE, [null, '1'], UNEXPECTED],
  ['xrange', 'k', [['1-1', ['a', 'b', 'a', 'c']]], [{ id: '1-1', fields: { a: 'c' } }]],
  // Records by name.
  ['xinfoGroups', 'k', [INFO], [GROUP]],
  ['xinfoGroups', 'k', [[...INFO, 'entries-read', 5, 'lag', 3]], [{ ...GROUP, lag: 3 }]],
  ['xinfoGroups', 'k', [[...INFO, 'lag', null]], [{ ...GROUP, lag: null }]],
  ['xinfoGroups', 'k', [[...INFO].reverse()], UNEXPECTED],
  ['xinfoGroups', 'k', [INFO.slice(2)], UNEXPECTED],
  // By what is given.
  ['geosearch', AT, ['a', 'b'], ['a', 'b']],
  ['geosearch', { ...AT, withdist: true }, [['a', '1.5']], [{ member: 'a', distance: 1.5 }]],
  ['geosearch', { ...AT, withhash: true }, [['a', 5]], [{ member: 'a', hash: 5 }]],
  ['geosearch', { ...AT, withcoord: true }, [['a', ['1', '2']]], [{ member: 'a', coordinates: { longitude: 1, latitude: 2 } }]],
  [
    'geosearch',
    { ...AT, withcoord: true, withhash: true, withdist: true },
    [['a', '1', 5, ['1', '2']]],
    [{ member: 'a', distance: 1, hash: 5, coordinates: { longitude: 1, latitude: 2 } }],
  ],
  ['geosearch', { ...AT, withdist: false, withhash: true }, [['a', '1.5', 5]], UNEXPECTED],
  ['set', SET, OK, 'OK'],
  ['set', SET, null, UNEXPECTED],
  ['set', { ...SET, condition: 'NX' }, null, null],
  ['set', { ...SET, condition: 'NX', get: true }, 'before', 'before'],
  ['set', { ...SET, get: true }, OK, 'OK'],
  ['set', { ...SET, get: false }, OK, 'OK'],
  ['hrandfield', 'k', null, null],
  ['hrandfield', { key: 'k', count: 1 }, [], []],
  ['hrandfield', { key: 'k', count: 1, withvalues: true }, ['f', 'v'], [{ field: 'f', value: 'v' }]],
  ['sort', { key: 'k', store: 'd' }, 5, 5],
  ['sort', { key: 'k', get: [] }, ['1'], ['1']],
  ['ping', {}, status('PONG'), 'PONG'],
  ['ping', { message: 'm' }, status('PONG'), 'PONG'],
  // Anything.
  ['eval', { script: 's' }, null, null],
  ['eval', { script: 's' }, [1, 'a', null, [[]], status('OK'), { wire: `:${2n ** 62n}\r\n` }], [1, 'a', null, [[]], 'OK', 2n ** 62n]],
  ['eval', { script: 's' }, [1, { wire: '-ERR inside\r\n' }], UNEXPECTED],
];

describe('replies of every shape', () => {
  READ_AS.forEach(([method, set, reply, expected], index) => {
    const name = typeof expected === 'symbol' ? 'is unexpected' : JSON.stringify(expected, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
    test(`${index + 1}: ${method}: ${name}`, async (t) => {
      const [{ result, error }] = (await ask(t, method, set, reply)).entries;
      if (expected === UNEXPECTED) {
        assert.equal(error?.code, 'UnexpectedReply', JSON.stringify(result));
        assert.equal(result, null);
      } else {
        assert.equal(error, null);
        assert.deepEqual(result, expected);
      }
    });
  });

  test('names such as __proto__ are names like any other', async (t) => {
    const names = ['__proto__', 'constructor', 'toString'];
    const { results } = await ask(t, 'hgetall', 'k', names.flatMap((name) => [name, 'x']));
    assert.deepEqual(Object.entries(results.k.result), names.map((name) => [name, 'x']));
    assert.equal({}.x, undefined);
    assert.equal(Object.getPrototypeOf(results.k.result), Object.prototype);
    const nested = await ask(t, 'xreadgroup', READ, [['__proto__', [['1-1', ['__proto__', 'x']]]]]);
    assert.equal(JSON.stringify(nested.results[0].result), '{"__proto__":[{"id":"1-1","fields":{"__proto__":"x"}}]}');
  });

  test('returnBuffers gives Buffers everywhere inside, but for names', async (t) => {
    const of = async (...args) => (await ask(t, ...args, { returnBuffers: true })).entries[0].result;
    const x = Buffer.from('x');
    assert.deepEqual(await of('hgetall', 'k', ['f', 'x']), { f: x });
    assert.deepEqual(await of('mget', { keys: ['a', 'b'] }, ['x', null]), [x, null]);
    assert.deepEqual(await of('xreadgroup', READ, [['s', [['x', ['f', 'x']]]]]), { s: [{ id: x, fields: { f: x } }] });
    assert.deepEqual(await of('zrange', ZRANGE, ['x', '1']), [{ member: x, score: 1 }]);
    assert.deepEqual(await of('eval', { script: 's' }, ['x', [status('OK'), 1]]), [x, ['OK', 1]]);
    assert.deepEqual(await of('set', { ...SET, get: true }, 'x'), x);
    assert.equal(await of('set', SET, OK), 'OK');
  });

  test('integers beyond 2^53 are digits in JSON, wherever they stand', async (t) => {
    const large = { wire: `:${2n ** 62n}\r\n` };
    const response = await ask(t, 'bitfield', { key: 'k', steps: [{ overflow: 'SAT' }] }, [1, large]);
    assert.deepEqual(response.results.k.result, [1, 2n ** 62n]);
    assert.equal(JSON.stringify(response.results), `{"k":{"result":[1,"${2n ** 62n}"],"error":null}}`);
    assert.equal(JSON.stringify(response.entries), `[{"key":"k","result":[1,"${2n ** 62n}"],"error":null}]`);
    const inside = await ask(t, 'xinfoGroups', 'k', [[...INFO, 'lag', large]]);
    assert.match(JSON.stringify(inside), /"lag":"4611686018427387904"/);
  });

  test('each set of a call has the reply of what it gives', async (t) => {
    const { port } = await startFake(t, (words, socket) => socket.write(wire(words.includes('GET') ? 'before' : words.includes('NX') ? null : OK)));
    const redis = new Redis({ clusters: { c: { host: '127.0.0.1', port } } });
    const params = [SET, { ...SET, get: true }, { ...SET, condition: 'NX' }, { ...SET, condition: 'NX', get: true }];
    const { response, redisClient } = await redis.set({ clusterIdentifier: 'c', params });
    await redisClient.quit();
    assert.deepEqual(response.entries.map(({ result }) => result), ['OK', 'before', null, 'before']);
  });
});

describe('commands of every shape on a cluster', () => {
  /** The slots and the words of what arrives at the nodes of a cluster. */
  async function onCluster(t, method, params, reply = OK) {
    const arrived = [];
    const cluster = await startFakeCluster(t, 3, (words, socket, node) => {
      arrived.push({ words, node });
      socket.write(wire(reply));
    });
    const redis = new Redis({ clusters: { c: cluster.entry() } });
    const { response, redisClient } = await redis[method]({ clusterIdentifier: 'c', params });
    await redisClient.quit();
    return { arrived, response };
  }

  const [first, , last] = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].toSorted((a, b) => slotOf(a) - slotOf(b)).filter((_, at) => at % 3 === 0);

  test('keys decide wherever they stand, and must lie in one slot', async (t) => {
    const two = { [`${first}{x}`]: 1, [`${last}{x}`]: 2 };
    const { response, arrived } = await onCluster(t, 'mset', [{ values: two }, { values: { [first]: 1, [last]: 2 } }, { values: { [last]: 1 } }]);
    assert.deepEqual(response.entries.map(({ error }) => error?.code), [undefined, 'CROSSSLOT', undefined]);
    assert.equal(arrived.length, 2);
    const streams = await onCluster(t, 'xreadgroup', [{ ...READ, streams: { [first]: '>', [last]: '>' } }, READ], null);
    assert.deepEqual(streams.response.entries.map(({ error }) => error?.code), ['CROSSSLOT', undefined]);
    const sort = await onCluster(t, 'sort', [{ key: first, store: last }, { key: '{x}a', store: '{x}b' }], 1);
    assert.deepEqual(sort.response.entries.map(({ error }) => error?.code), ['CROSSSLOT', undefined]);
    const scripts = await onCluster(t, 'eval', [{ script: 's', keys: [first, last] }, { script: 's', keys: [first] }, { script: 's' }], 1);
    assert.deepEqual(scripts.response.entries.map(({ error }) => error?.code), ['CROSSSLOT', undefined, undefined]);
  });

  test('without a key a command goes to the node of the first slot', async (t) => {
    const { arrived, response } = await onCluster(t, 'eval', [{ script: 's' }, { script: 't' }], 1);
    assert.equal(response.success, 2);
    assert.deepEqual(arrived.map(({ node }) => node), [0, 0]);
  });
});

test('a write that may run twice does not where a parameter forbids it', async (t) => {
  const counts = {};
  const onCommand = (words, socket) => {
    const line = words.join(' ');
    counts[line] = (counts[line] ?? 0) + 1;
    if (counts[line] === 1) socket.destroy();
    else socket.write(wire(OK));
  };
  const { port } = await startFake(t, onCommand);
  const redis = new Redis({ clusters: { c: { host: '127.0.0.1', port } } }, { retrySafeWrites: true });
  for (const [set, times] of [[SET, 2], [{ ...SET, condition: 'NX' }, 1], [{ ...SET, get: true }, 1], [{ ...SET, ex: 5 }, 2]]) {
    for (const line of Object.keys(counts)) delete counts[line];
    const { response, redisClient } = await redis.set({ clusterIdentifier: 'c', params: [set] });
    await redisClient.quit();
    assert.deepEqual(Object.values(counts), [times], JSON.stringify(set));
    assert.equal(response.results.k.error?.code, times === 1 ? 'OutcomeUnknown' : undefined);
  }
});
