'use strict';

// What the catalogues say of writes that run twice, proved on a server: each example runs twice, and the replies and the
// data afterwards are compared. A write with several keys also runs where it stores what it reads.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const sigma = require('sigma-redis');
const commands = require('redis-commands');
const { camel, catalogue, exact, operations } = require('./support/catalogue');
const shapes = require('./support/commands');
const { plainClient, startRedis } = require('./support/servers');

const own = operations.flatMap((operation) =>
  operation.examples.map(({ given = [], call }) => ({ operation, given: exact(given), call: exact(call) })),
);
const CATALOGUES = [
  { Redis: sigma.Redis, table: require('./node_modules/sigma-redis/lib/operations'), examples: own, catalogue },
  { Redis: commands.Redis, table: require('./node_modules/redis-commands/lib/operations'), ...shapes },
];

/** Calls that no example shows, to see why a write must not run twice. */
const MORE = {
  set: [
    { given: [], call: [{ key: 'lock', value: 'me', condition: 'NX' }] },
    { given: [['SET', 'k', 'before']], call: [{ key: 'k', value: 'after', get: true }] },
  ],
  zadd: [{ given: [], call: [{ key: 'z', condition: 'NX', members: [{ score: 1, member: 'a' }] }] }],
  expire: [{ given: [['SET', 'k', 1]], call: [{ key: 'k', seconds: 60, condition: 'NX' }] }],
  bitfield: [{ given: [], call: [{ key: 'b', steps: [{ incrby: { encoding: 'u8', offset: 0, increment: 1 } }] }] }],
  eval: [{ given: [], call: [{ script: "return redis.call('INCR', KEYS[1])", keys: ['n'] }] }],
  sort: [
    { given: [['RPUSH', 'n', 3, 1, 2]], call: [{ key: 'n', limit: { offset: 1, count: 2 }, store: 'n' }] },
  ],
};

/** The same parameter set with each of its other keys in the place of the first: what is stored where it is read. */
function aliased({ params }, set) {
  const [first, ...others] = params.filter(({ type }) => type === 'key');
  if (others.length === 0) return [];
  const keys = others.flatMap(({ name, single }) => set[camel(name)] ?? (single && set[camel(single)]) ?? []);
  return keys.map((key) => ({ ...set, [camel(first.name)]: key }));
}

/** All data of the server: what each key holds, and whether it expires. */
async function dataOf(plain) {
  const keys = (await plain.sendCommand(['KEYS', '*'])).sort();
  const entries = keys.map(async (key) => {
    const [type, expires] = [await plain.sendCommand(['TYPE', key]), await plain.sendCommand(['TTL', key])];
    return [key, type, await contentOf(plain, type, key), expires > 0];
  });
  return Promise.all(entries);
}

/** What a key holds; a set and a hash have no order. */
async function contentOf(plain, type, key) {
  const read = {
    string: ['GET', key],
    list: ['LRANGE', key, '0', '-1'],
    set: ['SMEMBERS', key],
    hash: ['HGETALL', key],
    zset: ['ZRANGE', key, '0', '-1', 'WITHSCORES'],
    stream: ['XINFO', 'STREAM', key],
  };
  const content = await plain.sendCommand(read[type]);
  return type === 'set' ? content.sort() : content;
}

/** Runs a call twice. */
async function twice({ redis, plain, method, given, call }) {
  await plain.sendCommand(['FLUSHALL']);
  for (const words of given) await plain.sendCommand(words.map(String));
  const outcomes = [];
  for (let run = 0; run < 2; run++) {
    const { response } = await redis[method]({ clusterIdentifier: 'c', params: call });
    outcomes.push({ response, data: await dataOf(plain) });
  }
  return outcomes;
}

test('a write that may run twice leaves the same data, and each that must not differs somewhere', async (t) => {
  const { url } = await startRedis(t);
  const plain = await plainClient(t, url);
  for (const { Redis, table, examples, catalogue } of CATALOGUES) {
    const redis = new Redis({ clusters: { c: url } }, { keepAlive: true });
    const all = catalogue.groups.flatMap((group) => group.operations);
    for (const operation of all.filter(({ access }) => access === 'write')) {
      const method = camel(operation.name);
      const { retry, neverWith = [] } = table[method];
      const shown = examples.filter((example) => example.operation === operation);
      const same = shown.flatMap((example) =>
        example.call.flatMap((set) => aliased(operation, set).map((call) => ({ ...example, call: [call] }))),
      );
      const calls = [...shown, ...same, ...(MORE[method] ?? []).filter(({ call }) => isFor(table[method], call))];
      // By name; the whole operation where it is never repeated.
      const unproved = new Set(retry === 'never' ? [method] : neverWith);
      for (const { given, call } of calls) {
        const [first, second] = await twice({ redis, plain, method, given, call });
        const why = neverWith.filter((name) => call.some((set) => set[name] !== undefined));
        const what = `${method}(${JSON.stringify(call, inText)})`;
        if (retry === 'safe' && why.length === 0) assert.deepEqual(second.data, first.data, `${what} does not leave the same data`);
        const isDifferent = JSON.stringify(second, inText) !== JSON.stringify(first, inText);
        if (isDifferent) for (const name of retry === 'never' ? [method] : why) unproved.delete(name);
      }
      assert.deepEqual([...unproved], [], `${method}: nothing shows why it must not run twice with these`);
    }
    (await redis[camel(all[0].name)]({ clusterIdentifier: 'c', params: [] })).redisClient.quit();
  }
});

const inText = (_, value) => (typeof value === 'bigint' ? String(value) : value);

/** Whether an operation knows all parameters of a call. */
function isFor({ params }, call) {
  return call.every((set) => Object.keys(set).every((name) => params.some((param) => param.name === name)));
}
