'use strict';

// Where keys live: the rule for slots, and what is read from a cluster's answers.

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { test } = require('node:test');
const { Keys, SLOTS, slotOf } = require('./node_modules/sigma-redis/lib/slots');
const { within } = require('./node_modules/sigma-redis/lib/limits');
const { SlotMap, placeOf } = require('./node_modules/sigma-redis/lib/map');
const operations = require('./node_modules/sigma-redis/lib/operations');
const { plainClient, startRedis } = require('./support/servers');

test('the vectors of the specification', () => {
  assert.equal(slotOf('123456789'), 0x31c3);
  assert.equal(slotOf(''), 0);
  assert.equal(slotOf('foo'), 12_182);
  assert.equal(slotOf('{user1000}.following'), slotOf('{user1000}.followers'));
  assert.equal(slotOf('{user1000}.following'), slotOf('user1000'));
  assert.equal(slotOf('foo{{bar}}zap'), slotOf('{bar'));
  assert.equal(slotOf('foo{bar}{zap}'), slotOf('bar'));
  assert.notEqual(slotOf('foo{}{bar}'), slotOf('bar'));
});

test('a Redis server says the same of any key', async (t) => {
  const { url } = await startRedis(t, { args: ['--cluster-enabled', 'yes'] });
  const plain = await plainClient(t, url);
  const alphabet = ['a', 'b', '{', '}', '{', '}', '\0', 'é', '日', '😀', '\r\n'];
  const keys = ['', '{', '}', '{}', '{}a', '}{', '{a', 'a}', '{}{a}', '{{}}', '{a}{b}'];
  for (let count = 0; count < 500; count++) {
    const letters = Array.from(crypto.randomBytes(count % 12), (byte) => alphabet[byte % alphabet.length]);
    keys.push(letters.join(''), crypto.randomBytes(count % 20));
  }
  const slots = await Promise.all(keys.map((key) => plain.sendCommand(['CLUSTER', 'KEYSLOT', key])));
  keys.forEach((key, index) => assert.equal(slotOf(key), slots[index], JSON.stringify(key)));
});

test('a slot is that of all keys of an operation, and of nothing else', () => {
  const slot = (method, ...words) => new Keys(operations[method]).slot({ words });
  assert.equal(slot('get', 'GET', 'foo'), slotOf('foo'));
  assert.equal(slot('sadd', 'SADD', 'foo', 'a', 'b', 'c'), slotOf('foo'));
  assert.equal(slot('smove', 'SMOVE', '{a}1', '{a}2', 'b'), slotOf('a'));
  assert.equal(slot('smove', 'SMOVE', 'a', 'b', 'a'), undefined);
  assert.equal(slot('sunion', 'SUNION', '{a}1', '{a}2', '{a}3'), slotOf('a'));
  assert.equal(slot('sunion', 'SUNION', '{a}1', '{a}2', 'b'), undefined);
});

const asked = { host: 'asked', port: 1 };

test('nodes are found by the names that they announce', () => {
  const node = (endpoint, metadata) => [endpoint, '7000', 'id', metadata];
  const home = (entry, tls) => placeOf(new SlotMap([['0', '16383', entry]], asked, tls).owner(5));
  const both = ['hostname', 'node.example', 'ip', '10.0.0.1'];
  assert.deepEqual(home(['10.0.0.1', '7000', 'id'], true), { host: '10.0.0.1', port: 7000 });
  assert.equal(home(node('10.0.0.1', ['hostname', 'node.example']), true).host, 'node.example');
  assert.equal(home(node('10.0.0.1', ['hostname', 'node.example']), false).host, '10.0.0.1');
  assert.equal(home(node('node.example', ['ip', '10.0.0.1']), true).host, 'node.example');
  assert.equal(home(node('?', ['ip', '10.0.0.1']), false).host, '10.0.0.1');
  assert.equal(home(node('?', both), false).host, '10.0.0.1');
  assert.equal(home(node('?', both), true).host, 'node.example');
  for (const tls of [false, true]) {
    assert.equal(home(node('?', []), tls).host, 'asked');
    // As with cluster-preferred-endpoint-type unknown-endpoint.
    for (const metadata of [[], both]) {
      for (const none of [null, '', Buffer.alloc(0)]) assert.equal(home(node(none, metadata), tls).host, 'asked');
    }
  }
  assert.deepEqual(home(['::1', '7000', 'id'], false), { host: '::1', port: 7000 });
});

test('a redirection leads to a node by any of its names', () => {
  const shards = [['0', '16383', ['10.0.0.1', '7000', 'id', ['hostname', 'node.example']]]];
  const map = new SlotMap(shards, asked, true);
  for (const name of ['10.0.0.1:7000', 'node.example:7000']) {
    assert.equal(map.target(`MOVED 5 ${name}`, asked), 'node.example:7000');
  }
  assert.equal(map.target('MOVED 5 10.0.0.2:7000', asked), '10.0.0.2:7000');
  assert.equal(map.target('ASK 5 :7001', asked), 'asked:7001');
  assert.equal(map.target('ASK 5 ?:7001', asked), 'asked:7001');
  assert.equal(map.target('ASK 5 ::1:7001', asked), '[::1]:7001');
  for (const nonsense of ['MOVED', 'MOVED 5', 'MOVED 5 x']) assert.equal(typeof map.target(nonsense, asked), 'string');
});

test('of slots that nobody serves any node is asked', () => {
  const map = new SlotMap([['0', '5', ['a', '1', 'x']]], asked, false);
  assert.equal(map.owner(SLOTS - 1), 'a:1');
  assert.equal(new SlotMap([], asked, false).owner(0), 'asked:1');
});

test('a map that no cluster can have is refused', () => {
  const node = (port) => ['10.0.0.1', String(port), `id${port}`];
  const read = (shards) => () => new SlotMap(shards, asked, false);
  const whole = ['0', '16383', node(1)];
  for (const [shards, message] of [
    [Array(100_000).fill(whole), /cannot be right: it has more shards than slots/],
    [[whole, whole], /slot 0 twice/],
    [[['100', '200', node(1)], ['0', '100', node(2)]], /slot 100 twice/],
    [[['5', '4', node(1)]], /slots from 5 to 4/],
    [[['0', '16383', ...Array.from({ length: 4_097 }, (_, port) => node(port))]], /more than 4096 nodes/],
    [[['0', '16384', node(1)]], /not of the documented form/],
    [[['-1', '5', node(1)]], /not of the documented form/],
    [[['0', null, node(1)]], /not of the documented form/],
    [[['0', '5', node(65_536)]], /not of the documented form/],
    [[['0', '5', 'node']], /not of the documented form/],
    ['OK', /not of the documented form/],
  ]) {
    assert.throws(read(shards), { name: 'TypeError', message });
  }
  read([['0', '16383', ...Array.from({ length: 4_096 }, (_, port) => node(port))]])();
  read(Array.from({ length: SLOTS }, (_, slot) => [String(slot), String(slot), node(1)]))();
});

test('a limit that is over is never a negative one in the message', async () => {
  await assert.rejects(within(-32_487, new Promise(() => {})), { message: 'no answer within 0 ms' });
});
