'use strict';

// Each contender runs one operation on many keys of a cluster, over connections that are open already. Most
// clients have no pipeline over several nodes: a command for each key then, all at a time.

const calculateSlot = require('cluster-key-slot');
const { Cluster } = require('ioredis');
const { createCluster } = require('redis');
const { Redis } = require('sigma-redis');
const { OPERATIONS, rawSocket, runs } = require('./contenders');

/** The port of each slot's node, when the nodes have equal parts. */
const ownerOf = (ports) => (key) => ports[Math.floor(((calculateSlot(key) + 1) * ports.length - 1) / 16_384)];

function byOwner(ports, keys) {
  const owner = ownerOf(ports);
  const groups = new Map(ports.map((port) => [port, []]));
  for (const key of keys) groups.get(owner(key)).push(key);
  return groups;
}

async function sdk([port]) {
  return runs(new Redis({ clusters: { c: { host: '127.0.0.1', port } } }));
}

async function nodeRedis(ports) {
  const client = createCluster({ rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) });
  await client.connect();
  const call = {
    strlen: (key) => client.strLen(key),
    get: (key) => client.get(key),
    set: (key) => client.set(key, '1'),
    incrby: (key) => client.incrBy(key, 1),
  };
  return {
    run: (name, keys) => () => Promise.all(keys.map(call[name])),
    close: () => client.destroy(),
  };
}

async function ioredis(ports) {
  const client = await connect(ports, { enableAutoPipelining: true });
  return {
    run: (name, keys) => () =>
      Promise.all(
        keys.map((key) => {
          const [, ...rest] = OPERATIONS[name].words(key);
          return client[name](...rest);
        }),
      ),
    close: () => client.disconnect(),
  };
}

/** Its pipeline takes the keys of one node: a pipeline for each, as one could write by hand. */
async function ioredisByNode(ports) {
  const client = await connect(ports, {});
  return {
    run: (name, keys) => async () => {
      const pipelines = [];
      for (const group of byOwner(ports, keys).values()) {
        if (group.length === 0) continue;
        const pipeline = client.pipeline();
        for (const key of group) {
          const [, ...rest] = OPERATIONS[name].words(key);
          pipeline[name](...rest);
        }
        pipelines.push(pipeline.exec());
      }
      await Promise.all(pipelines);
    },
    close: () => client.disconnect(),
  };
}

async function connect(ports, options) {
  const client = new Cluster(ports.map((port) => ({ host: '127.0.0.1', port })), options);
  await client.set('ready', '1');
  return client;
}

/** One raw socket for each node. */
async function rawSockets(ports) {
  const nodes = new Map();
  for (const port of ports) nodes.set(port, await rawSocket(port));
  return {
    run: (name, keys) => () => {
      const groups = [...byOwner(ports, keys)].filter(([, group]) => group.length > 0);
      return Promise.all(groups.map(([port, group]) => nodes.get(port).run(name, group)()));
    },
    close: () => Promise.all(Array.from(nodes.values(), ({ close }) => close())),
  };
}

module.exports = {
  SDK: sdk,
  'node-redis': nodeRedis,
  ioredis,
  'ioredis by node': ioredisByNode,
  'raw socket': rawSockets,
};
