'use strict';

// What the catalogues say of writes that run twice, proved on a server: each example runs twice, and the replies and the
// data afterwards are compared. A write with several keys also runs where it stores what it reads.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const sigma = require('sigma-redis');
const client = require('redis-client');
const commands = require('redis-commands');
const { camel, catalogue, exact, operations } = require('./support/catalogue');
const shapes = require('./support/commands');
const { VERSIONS, plainClient, startRedis } = require('./support/servers');

const own = operations.flatMap((operation) =>
  operation.examples.map(({ given = [], call }) => ({ operation, given: exact(given), call: exact(call) })),
);
const CATALOGUES = [
  { Redis: sigma.Redis, table: require('./node_modules/sigma-redis/lib/operations'), examples: own, catalogue },
  { Redis: commands.Redis, table: require('./node_modules/redis-commands/lib/operations'), ...shapes },
  { Redis: client.Redis, table: require('./node_modules/redis-client/lib/operations'), ...shapes.read('redis-client') },
];

const TOWNS = ['GEOADD', 'towns', 8.5417, 47.3769, 'Zürich', 7.4474, 46.948, 'Bern', 7.5886, 47.5596, 'Basel'];
const AROUND = { radius: 200, unit: 'km' };

/** A message that Ada was given long ago. */
const PENDING = [
  ['XADD', 'orders', '1-1', 'item', 'pen'],
  ['XGROUP', 'CREATE', 'orders', 'mail', 0],
  ['XREADGROUP', 'GROUP', 'mail', 'ada', 'STREAMS', 'orders', '>'],
  ['XCLAIM', 'orders', 'mail', 'ada', 0, '1-1', 'IDLE', 7_200_000],
];
const CLAIM = { key: 'orders', group: 'mail', consumer: 'bob', minIdleTime: 3_600_000 };

/** What one caller cannot see: why these must not run twice. */
const UNSEEN = {
  publish: 'who listens hears it twice',
  spublish: 'who listens hears it twice',
  scriptKill: 'it would end the next script, too',
  functionKill: 'it would end the next function, too',
};

/** Calls that no example shows, to see why a write must not run twice. */
const MORE = {
  getex: ['exat', 'pxat'].map((name) => ({ given: [['SET', 'k', 'v']], call: [{ key: 'k', [name]: 1 }] })),
  hgetex: ['exat', 'pxat'].map((name) => ({ given: [['HSET', 'h', 'f', 'v']], call: [{ key: 'h', [name]: 1, fields: ['f'] }] })),
  pexpireat: [{ given: [['SET', 'k', 1]], call: [{ key: 'k', unixTimeMilliseconds: 4102444799999, condition: 'NX' }] }],
  hpexpire: [{ given: [['HSET', 'h', 'f', 1]], call: [{ key: 'h', milliseconds: 60_000, condition: 'NX', fields: ['f'] }] }],
  hpexpireat: [
    { given: [['HSET', 'h', 'f', 1]], call: [{ key: 'h', unixTimeMilliseconds: 4102444799999, condition: 'NX', fields: ['f'] }] },
  ],
  zrangestore: [
    { given: [['ZADD', 'z', 1, 'a', 2, 'b', 3, 'c']], call: [{ destination: 'z', source: 'z', min: 1, max: -1 }] },
  ],
  xclaim: [{ given: PENDING, call: [{ ...CLAIM, ids: ['1-1'] }] }],
  xautoclaim: [{ given: PENDING, call: [CLAIM] }],
  geoadd: [{ given: [], call: [{ key: 'g', condition: 'NX', places: [{ longitude: 1, latitude: 1, member: 'm' }] }] }],
  geosearchstore: [
    {
      given: [TOWNS],
      call: [{ destination: 'towns', source: 'towns', frommember: 'Bern', byradius: AROUND, order: 'DESC', count: 1 }],
    },
  ],
  georadius: ['store', 'storedist'].map((name) => ({
    given: [TOWNS],
    call: [{ key: 'towns', longitude: 7, latitude: 47, ...AROUND, order: 'DESC', count: 1, [name]: 'towns' }],
  })),
  georadiusbymember: ['store', 'storedist'].map((name) => ({
    given: [TOWNS],
    call: [{ key: 'towns', member: 'Bern', ...AROUND, order: 'DESC', count: 1, [name]: 'towns' }],
  })),
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

for (const { Redis, table, examples, catalogue } of CATALOGUES) {
  test(`${catalogue.service.package}: a write that may run twice leaves the same data, and each that must not differs`, async (t) => {
    // The newest has all of them.
    const { url } = await startRedis(t, { binary: VERSIONS.at(-1).binary });
    const plain = await plainClient(t, url);
    const redis = new Redis({ clusters: { c: url } }, { keepAlive: true });
    const all = catalogue.groups.flatMap((group) => group.operations);
    for (const operation of all.filter(({ access }) => access === 'write')) {
      const method = camel(operation.name);
      await t.test(method, async () => {
        const { retry, neverWith = [] } = table[method];
        const shown = examples.filter((example) => example.operation === operation);
        const same = shown.flatMap((example) =>
          example.call.flatMap((set) => aliased(operation, set).map((call) => ({ ...example, call: [call] }))),
        );
        const calls = [...shown, ...same, ...(MORE[method] ?? []).filter(({ call }) => isFor(operation, call))];
        // By name; the whole operation where it is never repeated.
        const unproved = new Set(retry === 'never' && !UNSEEN[method] ? [method] : neverWith);
        for (const { given, call } of calls) {
          const [first, second] = await twice({ redis, plain, method, given, call });
          const why = neverWith.filter((name) => call.some((set) => set[name] !== undefined));
          const what = `${method}(${JSON.stringify(call, inText)})`;
          if (retry === 'safe' && why.length === 0) assert.deepEqual(second.data, first.data, `${what} does not leave the same data`);
          const isDifferent = JSON.stringify(second, inText) !== JSON.stringify(first, inText);
          if (isDifferent) for (const name of retry === 'never' ? [method] : why) unproved.delete(name);
        }
        assert.deepEqual([...unproved], [], `${method}: nothing shows why it must not run twice with these`);
      });
    }
    (await redis[camel(all[0].name)]({ clusterIdentifier: 'c', params: [] })).redisClient.quit();
  });
}

const inText = (_, value) => (typeof value === 'bigint' ? String(value) : value);

/** Whether an operation knows all parameters of a call. */
function isFor({ params }, call) {
  const names = params.flatMap((param) => (param.type === 'one_of' && param.repeat === 'once' ? param.params : [param])).map(({ name }) => camel(name));
  return call.every((set) => Object.keys(set).every((name) => names.includes(name)));
}
