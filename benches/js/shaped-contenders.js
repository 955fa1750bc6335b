'use strict';

// Each contender runs one command with more than plain parameters and replies, on many keys, over a connection that is
// open already. All give what their users get: fields by name, and numbers.

const { Redis: IoRedis } = require('ioredis');
const { createClient } = require('redis');
const { Redis } = require('redis-commands');

const TEN = Array.from({ length: 10 }, (_, n) => n);
const HUNDRED = Array.from({ length: 100 }, (_, n) => `key:${n}`);
const FIELDS = Object.fromEntries(TEN.map((n) => [`field:${n}`, `value ${n}`]));
const MEMBERS = TEN.map((n) => ({ score: n, member: `member:${n}` }));

/** Those that write come before those that read. */
const OPERATIONS = ['hset', 'hgetall', 'mget', 'zadd', 'lrange'];

/** The parameter sets of the SDK. */
const SETS = {
  hset: (key) => ({ key: `h:${key}`, fields: FIELDS }),
  hgetall: (key) => `h:${key}`,
  mget: () => ({ keys: HUNDRED }),
  zadd: (key) => ({ key: `z:${key}`, comparison: 'GT', ch: true, members: MEMBERS }),
  lrange: () => 'list',
};

async function sdk(port) {
  const redis = new Redis({ clusters: { c: { host: '127.0.0.1', port } } });
  const { redisClient } = await redis.ping({ clusterIdentifier: 'c' });
  return {
    run: (name, keys) => {
      const params = keys.map(SETS[name]);
      return async () => {
        const { response } = await redis[name]({ redisClient, params });
        if (response.success !== keys.length) throw new Error(`the SDK failed: ${name}`);
      };
    },
    close: () => redisClient.quit(),
  };
}

async function nodeRedis(port) {
  const client = createClient({ url: `redis://127.0.0.1:${port}` });
  await client.connect();
  await client.rPush('list', TEN.map(String));
  const members = MEMBERS.map(({ score, member }) => ({ score, value: member }));
  const add = {
    hset: (multi, key) => multi.hSet(`h:${key}`, FIELDS),
    hgetall: (multi, key) => multi.hGetAll(`h:${key}`),
    mget: (multi) => multi.mGet(HUNDRED),
    zadd: (multi, key) => multi.zAdd(`z:${key}`, members, { comparison: 'GT', CH: true }),
    lrange: (multi) => multi.lRange('list', 0, -1),
  };
  return {
    run: (name, keys) => async () => {
      const multi = client.multi();
      for (const key of keys) add[name](multi, key);
      await multi.execAsPipeline();
    },
    close: () => client.destroy(),
  };
}

async function ioredis(port) {
  const client = new IoRedis(port, '127.0.0.1');
  await client.ping();
  const members = MEMBERS.flatMap(({ score, member }) => [score, member]);
  const words = {
    hset: (key) => [`h:${key}`, FIELDS],
    hgetall: (key) => [`h:${key}`],
    mget: () => [HUNDRED],
    zadd: (key) => [`z:${key}`, 'GT', 'CH', ...members],
    lrange: () => ['list', 0, -1],
  };
  return {
    run: (name, keys) => async () => {
      const pipeline = client.pipeline();
      for (const key of keys) pipeline[name](...words[name](key));
      await pipeline.exec();
    },
    close: () => client.disconnect(),
  };
}

module.exports = { OPERATIONS, contenders: { SDK: sdk, 'node-redis': nodeRedis, ioredis } };
