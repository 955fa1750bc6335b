'use strict';

// Shapes that no command of the examples has: shapes.yaml.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { Redis } = require('redis-shapes');
const { startFakeCluster } = require('./support/cluster');
const { Scope, startFake } = require('./support/servers');

const bulk = (text) => `$${text.length}\r\n${text}\r\n`;
const array = (...items) => `*${items.length}\r\n${items.join('')}`;

const PART = { hash: 'h' };

/** What is given, and what arrives. */
const ARRIVES = {
  size: [[{}, 'SIZE OF']],
  hold: [
    [{}, 'HOLD 0.5 SINCE THEN 5 FACTOR 1.5'],
    [{ seconds: 0.001, field: 'a', since: new Date(0), factor: -Infinity }, 'HOLD 0.001 FIELDS 1 a SINCE THEN 0 FACTOR -inf'],
    [{ seconds: 1e6, fields: ['a', 'b'] }, 'HOLD 1000000 FIELDS 2 a b SINCE THEN 5 FACTOR 1.5'],
    [{ fields: [] }, 'HOLD 0.5 SINCE THEN 5 FACTOR 1.5'],
  ],
  eachKey: [
    [{ key: 'k', value: 1 }, 'EACHKEY k 1'],
    [{ key: 'k', mode: 'FAST', values: [2] }, 'EACHKEY k MODE FAST 2'],
  ],
  eachPlace: [[{ values: ['a'] }, 'EACHPLACE a']],
  move: [
    [{ list: 'l' }, 'MOVE TO l'],
    [{ sets: ['a', 'b'] }, 'MOVE TO SETS 2 a b'],
    [{ part: PART }, 'MOVE TO PART h'],
    [{ part: { ...PART, field: 'f' } }, 'MOVE TO PART h FIELD f'],
    [{ part: { ...PART, first: true, field: undefined } }, 'MOVE TO PART h FIRST'],
    [{ list: 'l', rows: { a: [1, 2], b: [3] } }, 'MOVE TO l ROWS a b 2 1 2 1 3'],
    [{ list: 'l', rows: {} }, 'MOVE TO l'],
  ],
  choose: [
    [{ key: 'k', steps: [{ name: 'a', by: 1 }, { upTo: 5n, name: 'b' }] }, 'CHOOSE k STEP a BY 1 STEP b UPTO 5'],
  ],
};

const REFUSED = {
  size: [
    [{ x: 1 }, 'params[0]: unknown parameter x; there are no parameters'],
    ['x', 'params[0]: expected an object, got a string'],
  ],
  hold: [
    [{ seconds: 0 }, 'params[0].seconds: expected a positive number of seconds, with three decimals at most, got the number 0'],
    [{ seconds: 0.0001 }, 'params[0].seconds: expected a positive number of seconds, with three decimals at most, got the number 0.0001'],
    [{ seconds: Infinity }, 'params[0].seconds: expected a positive number of seconds, with three decimals at most, got the number Infinity'],
    [{ seconds: 1n }, 'params[0].seconds: expected a positive number of seconds, with three decimals at most, got the BigInt 1'],
    [{ fields: ['a'], field: 'b' }, 'params[0]: field and fields are two ways to give the same: leave one out'],
    [{ fields: 'a' }, 'params[0].fields: expected an array, got a string'],
  ],
  eachKey: [
    [{ key: 'k' }, 'params[0].values: expected an array of at least one, got nothing'],
    [{ key: 'k', values: ['a'] }, 'params[0].values[0]: expected a whole number of at most 64 bits (a BigInt beyond 2^53), got a string'],
    [{ key: 'k', mode: 'slow', values: [1] }, 'params[0].mode: expected FAST or SLOW, got a string; did you mean SLOW?'],
  ],
  move: [
    [{}, 'params[0]: expected list, sets or part, got none'],
    [{ list: 'l', part: PART }, 'params[0]: list and part are alternatives: leave one out'],
    [{ sets: [] }, 'params[0].sets: expected an array of at least one, got an empty array'],
    [{ part: { ...PART, first: true, field: 'f' } }, 'params[0].part: field and first are alternatives: leave one out'],
    [{ part: { ...PART, where: 'f' } }, 'params[0].part: unknown parameter where; did you mean field or first?'],
    [{ list: 'l', rows: { a: [1], b: [] } }, 'params[0].rows["b"]: expected an array of at least one, got an empty array'],
    [{ list: 'l', rows: { a: [1], b: [2, 'x'] } }, 'params[0].rows["b"][1]: expected a whole number of at most 64 bits (a BigInt beyond 2^53), got a string'],
  ],
  choose: [[{ key: 'k', steps: [{ name: 'a', by: 1 }, { name: 'b' }] }, 'params[0].steps[1]: expected by or upTo, got neither']],
};

describe('further shapes', () => {
  const scope = new Scope();
  const arrived = [];
  let answer;
  let redis;
  let redisClient;

  before(async () => {
    const { port } = await startFake(scope, (words, socket) => {
      arrived.push(words.join(' '));
      socket.write(answer(words));
    });
    redis = new Redis({ clusters: { c: { host: '127.0.0.1', port } } });
    ({ redisClient } = await redis.choose({ clusterIdentifier: 'c', params: [] }));
    scope.after(() => redisClient.quit());
  });

  after(() => scope.end());

  async function call(method, params, reply = ':1\r\n') {
    arrived.length = 0;
    answer = typeof reply === 'function' ? reply : () => reply;
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
        assert.equal(response.entries[0].error?.message, `${method}: ${message}`);
      }
    });
  }

  test('each value has its own result, also beside options and without a key', async () => {
    const { response } = await call('eachKey', [{ key: 'k', values: [1, 'x', 2] }]);
    assert.deepEqual(Object.keys(response.results.k).sort(), ['1', '2', 'values[1]']);
    assert.deepEqual(response.entries.map(({ value, error }) => [value, error?.parameter]), [[1, undefined], ['x', 'values[1]'], [2, undefined]]);
    const modes = await call('eachKey', [{ key: 'k', mode: 'SLOW', values: [1] }]);
    assert.deepEqual(modes.response.results, { k: { 1: { result: 1, error: null } } });
    const places = await call('eachPlace', [{ values: ['a', 'b'] }, { values: ['a'] }, {}]);
    assert.deepEqual(Object.keys(places.response.results), ['0', '1', '2']);
    assert.deepEqual(places.response.results[0].b, { result: 1, error: null });
    assert.deepEqual(places.response.entries.map(({ key, value }) => [key, value]), [['0', 'a'], ['0', 'b'], ['1', 'a'], ['2', undefined]]);
    assert.equal(places.response.results[2].error.message, 'eachPlace: params[2].values: expected an array of at least one, got nothing');
  });

  const common = [bulk('a-status'), '+OK\r\n', bulk('a.flag'), ':1\r\n', bulk('a_word'), '+THREE\r\n', bulk('newer'), ':5\r\n'];
  const list = [bulk('a_list'), array(array(bulk('x'), array(':1\r\n'), bulk('y'), '$-1\r\n'), array(bulk('z'), array(':1\r\n', bulk('2.5'), ':3\r\n')))];
  const expected = { aStatus: 'OK', aFlag: 1, aWord: 'THREE', aList: [{ x: { first: 1 }, y: null }, { z: { first: 1, second: 2.5 } }] };

  test('a record by name, with fields that depend on a parameter', async () => {
    const whole = array(...common, ...list, bulk('asked'), bulk('yes'), bulk('anything'), array(':1\r\n', bulk('b')));
    const { response } = await call('ask', ['k', { key: 'asked', ask: true }], whole);
    assert.deepEqual(response.results.k.result, { ...expected, anything: [1, 'b'] });
    assert.deepEqual(response.results.asked.result, { ...expected, asked: 'yes', anything: [1, 'b'] });
    const without = await call('ask', [{ key: 'k', ask: true }], array(...common, ...list));
    assert.deepEqual(without.response.results.k.result, { ...expected, anything: null });
    const told = await call('ask', [{ key: 'k', tell: 'x' }], array(bulk('a'), array(bulk('b'), bulk('c'))));
    assert.deepEqual(told.response.results.k.result, { a: ['b', 'c'] });
  });

  test('a reply by a choice, whatever is chosen', async () => {
    const reply = (words) => (words.length > 2 ? bulk('yes') : '+OK\r\n');
    const params = ['a', { key: 'b', ask: true }, { key: 'c', tell: null }, { key: 'd', ask: false }];
    const { response } = await call('answer', params, reply);
    assert.deepEqual(response.entries.map(({ result }) => result), ['OK', 'yes', 'yes', 'OK']);
  });

  test('setKeyPrefix stands before all keys, wherever they are, and results have the names that were given', async (t) => {
    const seen = [];
    const { port } = await startFake(t, (words, socket) => {
      seen.push(words.join(' '));
      socket.write('+OK\r\n');
    });
    const prefixed = new Redis({ clusters: { c: { host: '127.0.0.1', port, setKeyPrefix: '{x}' } } });
    const params = [{ list: 'l' }, { sets: ['a', Buffer.from('b')] }, { part: { hash: 'h', field: 'f' } }];
    const { response, redisClient } = await prefixed.move({ clusterIdentifier: 'c', params });
    await redisClient.quit();
    assert.deepEqual(seen, ['MOVE TO {x}l', 'MOVE TO SETS 2 {x}a {x}b', 'MOVE TO PART {x}h FIELD f']);
    assert.deepEqual(Object.keys(response.results), ['0', '1', '2']);
  });

  test('keys in alternatives decide where an operation goes', async (t) => {
    const cluster = await startFakeCluster(t, 3, (words, socket) => socket.write('+OK\r\n'));
    const redis = new Redis({ clusters: { c: cluster.entry() } });
    const params = [{ sets: ['a', 'b'] }, { sets: ['{x}a', '{x}b'] }, { part: { hash: 'h' } }, { list: 'l' }];
    const { response, redisClient } = await redis.move({ clusterIdentifier: 'c', params });
    await redisClient.quit();
    assert.deepEqual(response.entries.map(({ error }) => error?.code), ['CROSSSLOT', undefined, undefined, undefined]);
  });
});
