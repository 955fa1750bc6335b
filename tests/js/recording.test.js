'use strict';

// What the tests compare with the catalogue's examples, and what they record for the docs.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { fitted } = require('./support/like');
const recording = require('./support/recording');

test('a pattern stands for what is like it', () => {
  for (const [value, like] of [['17-0', '*-0'], ['-0', '*-0'], [17, '1?'], [17n, '1*'], ['a.b\n[ü]', 'a.*[?]'], ['*', '?'], ['', '*']]) {
    assert.deepEqual(fitted(value, { like }), { like });
  }
  for (const [value, like] of [['17-1', '*-0'], [17, '1'], ['ab', '?'], ['axb', 'a.b'], [null, 'x*'], [['a'], '*'], [{ like: 'a' }, '*']]) {
    assert.deepEqual(fitted(value, { like }), value);
  }
  const expected = { list: [{ like: 'a*' }, 'b'], map: { like: { like: '?' } } };
  assert.deepEqual(fitted({ list: ['abc', 'b'], map: { like: 'x' } }, expected), expected);
  assert.notDeepEqual(fitted({ list: ['abc'], map: { like: 'x' } }, expected), expected);
});

const response = (result) => ({ success: 1, failed: 0, results: { orders: { result, error: null } } });
const XADD = { name: 'xadd', reply: { type: 'bulk' } };

test('what was recorded stays while it is as it should be', () => {
  const recorded = (result, before, results = { orders: { like: '*-0' } }) =>
    recording.toRecord(response(result), XADD, { results }, response(before)).results.orders.result;
  assert.equal(recorded('2-0', '1-0'), '1-0');
  assert.equal(recorded('2-0', '1-1'), '2-0');
  assert.equal(recorded('2-1', '1-0'), '2-1');
  assert.equal(recorded('2-0', '1-0', { orders: '2-0' }), '2-0');
  assert.equal(recording.toRecord(response('2-0'), XADD, { results: { orders: { like: '*-0' } } }).results.orders.result, '2-0');
});

test('the address of a node is recorded as that of the docs', () => {
  const scan = { name: 'scan', reply: { type: 'bulk' }, nodes: 'shards' };
  const outcome = { result: '0', error: null };
  const { results } = recording.toRecord({ success: 1, failed: 0, results: { 0: { '127.0.0.1:34567': outcome } } }, scan, { results: ['0'] });
  assert.deepEqual(results, { 0: { '10.0.0.1:6379': outcome } });
});
