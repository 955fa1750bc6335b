'use strict';

// Each contender runs one operation on many keys, over a connection that is open already.

const net = require('node:net');
const path = require('node:path');
const { Redis: IoRedis } = require('ioredis');
const { createClient } = require('redis');
const { Redis } = require('sigma-redis');

/**
 * The operations: their words on the wire, and their parameter set in the SDK. SET comes first, so that the
 * others find a value.
 */
const OPERATIONS = {
  set: { words: (key) => ['SET', key, '1'], set: (key) => ({ key, value: '1' }) },
  strlen: { words: (key) => ['STRLEN', key], set: (key) => key },
  get: { words: (key) => ['GET', key], set: (key) => key },
  incrby: { words: (key) => ['INCRBY', key, '1'], set: (key) => ({ key, increment: 1 }) },
};

function sdk(port) {
  return runs(new Redis({ clusters: { c: { host: '127.0.0.1', port } } }));
}

/** The SDK's calls over the connections of a first one. */
async function runs(redis) {
  const { redisClient } = await redis.get({ clusterIdentifier: 'c', params: [] });
  return {
    run: (name, keys) => {
      const params = keys.map(OPERATIONS[name].set);
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
  const add = {
    strlen: (multi, key) => multi.strLen(key),
    get: (multi, key) => multi.get(key),
    set: (multi, key) => multi.set(key, '1'),
    incrby: (multi, key) => multi.incrBy(key, 1),
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
  return {
    run: (name, keys) => async () => {
      const pipeline = client.pipeline();
      for (const key of keys) {
        const [, ...rest] = OPERATIONS[name].words(key);
        pipeline[name](...rest);
      }
      await pipeline.exec();
    },
    close: () => client.disconnect(),
  };
}

/** The least that any client can do: the bytes written at once, and the ends of the replies counted. */
async function rawSocket(port) {
  const socket = net.connect(port, '127.0.0.1').setNoDelay(true);
  await new Promise((resolve) => socket.once('connect', resolve));
  let left = 0;
  let done = () => {};
  socket.on('data', (chunk) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) left--;
    if (left === 0) done();
  });
  const encode = (words) => `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
  return {
    run: (name, keys) => () =>
      new Promise((resolve) => {
        left = keys.length * (name === 'get' ? 2 : 1);
        done = resolve;
        let text = '';
        for (const key of keys) text += encode(OPERATIONS[name].words(key));
        socket.write(text);
      }),
    close: () => socket.destroy(),
  };
}

/** The hand-written package in a folder. It opens a connection for each key: large sizes are left out. */
function handWritten(folder) {
  const { Redis: Old } = require(path.resolve(folder));
  return async (port) => {
    const redis = new Old(function () {
      this.clusters = { c: { host: '127.0.0.1', port, clusterModeEnabled: false } };
    });
    const call = (name, params) =>
      new Promise((resolve, reject) => {
        redis[name]({ clusterIdentifier: 'c', params }, (error, response, redisClient) => {
          redisClient?.quit();
          if (error) reject(error);
          else resolve();
        });
      });
    return {
      largest: 1_000,
      run: (name, keys) => {
        const params = keys.map(OPERATIONS[name].set);
        return () => call(name, params);
      },
      close: () => {},
    };
  };
}

module.exports = { OPERATIONS, handWritten, ioredis, nodeRedis, rawSocket, runs, sdk };
