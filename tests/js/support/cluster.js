'use strict';

// Redis Clusters for tests: a real one, whose nodes can be killed, frozen, restarted and given other slots,
// and one of scripted servers.

const { once } = require('node:events');
const net = require('node:net');
const { setTimeout: sleep } = require('node:timers/promises');
const { BINARY, RedisServer, startFake, until } = require('./servers');

const SLOTS = 16_384;
const BUS = 10_000;

/** Ports that are free, as are the ones after them and those for the cluster's bus. */
async function freePorts(count) {
  const ports = new Set();
  for (let attempt = 0; attempt < 1_000 && ports.size < count; attempt++) {
    // Below the range from which the system gives ports to clients.
    const port = 12_000 + Math.floor(Math.random() * 10_000);
    if (ports.has(port - 1) || ports.has(port + 1)) continue;
    const needed = await Promise.all([port, port + 1, port + BUS, port + BUS + 1].map(isFree));
    if (needed.every(Boolean)) ports.add(port);
  }
  return [...ports];
}

async function isFree(port) {
  const server = net.createServer().listen(port, '127.0.0.1');
  const free = await once(server, 'listening').then(() => true, () => false);
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
}

class RealCluster {
  nodes;
  /** Where clients find the nodes. */
  #ports;
  /** How far a node's port for other nodes is from the one for these tests. */
  #offset;

  constructor(nodes, offset) {
    this.nodes = nodes;
    this.#ports = nodes.map(({ port }) => port);
    this.#offset = offset;
  }

  /** The entry of the cluster in the SDK's configuration. */
  entry(more = {}) {
    const [first, ...others] = this.#ports.map((port) => ({ host: '127.0.0.1', port }));
    return { ...first, seeds: others, ...more };
  }

  /** The nodes that are masters with slots now, in the order of their slots, as any live node sees it. */
  async masters() {
    const shards = await this.#ask('CLUSTER', 'SLOTS');
    const ports = new Set(shards.toSorted(([a], [b]) => a - b).map(([, , [, port]]) => port));
    return [...ports].map((port) => this.nodes[this.#ports.indexOf(port)]);
  }

  async #ask(...words) {
    for (const node of this.nodes) {
      if (node.isFrozen) continue;
      const reply = await node.command(...words).catch(() => undefined);
      if (reply !== undefined) return reply;
    }
    throw new Error('no node of the cluster answers');
  }

  /** How often the masters refused commands with this error since `forgetErrors`. */
  async errors(code) {
    const stats = await Promise.all((await this.masters()).map((node) => node.command('INFO', 'errorstats')));
    const counts = stats.map((text) => Number(new RegExp(`errorstat_${code}:count=(\\d+)`).exec(text)?.[1] ?? 0));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async forgetErrors() {
    await Promise.all((await this.masters()).map((node) => node.command('CONFIG', 'RESETSTAT')));
  }

  /** The keys that a master has, by their slots. */
  async keys(master) {
    return master.session(async (command) => {
      const slots = new Map();
      for (const key of await command('KEYS', '*')) {
        const slot = await command('CLUSTER', 'KEYSLOT', key);
        slots.set(slot, [...(slots.get(slot) ?? []), key]);
      }
      return slots;
    });
  }

  /** Waits until a master that does not answer has no slots any more. */
  async failover(master) {
    await until('a replica takes over', async () => !(await this.masters()).includes(master));
  }

  /** Makes a replica a master while all nodes work. An attempt may come to nothing, which shows after 5 seconds. */
  async handOver(replica) {
    const isMaster = async () => (await replica.command('ROLE'))[0] === 'master';
    await until('the replica takes over', async () => {
      if (await isMaster()) return true;
      await replica.command('CLUSTER', 'FAILOVER');
      for (const end = performance.now() + 6_000; performance.now() < end && !(await isMaster()); ) await sleep(50);
      return isMaster();
    });
  }

  /** Changes with every failover. */
  async epoch() {
    return /cluster_current_epoch:(\d+)/.exec(await this.#ask('CLUSTER', 'INFO'))[1];
  }

  /** Waits until all running nodes see a whole cluster. */
  async ready(replicas = false) {
    await until('the cluster works', async () => {
      for (const node of this.nodes) {
        if (!node.isRunning) continue;
        const info = await node.command('CLUSTER', 'INFO');
        if (!/cluster_state:ok/.test(info) || !/cluster_slots_ok:16384/.test(info)) return false;
        if (replicas && !(await this.#replicates(node))) return false;
      }
      return true;
    });
  }

  /**
   * Waits until all running nodes tell the same of who has which slots since when. A node that takes a slot before it
   * has heard of the last move may take it at the same epoch, and loses it again when the two settle that.
   */
  async #agree() {
    await until('the nodes agree', async () => {
      const told = new Set();
      for (const node of this.nodes) {
        if (!node.isRunning) continue;
        const lines = (await node.command('CLUSTER', 'NODES')).split('\n').filter((line) => /\bmaster\b/.test(line));
        const masters = lines.map((line) => line.split(' ')).map(([id, , , , , , epoch, , ...slots]) => ({ id, epoch, slots }));
        if (new Set(masters.map(({ epoch }) => epoch)).size < masters.length) return false;
        masters.sort((one, other) => (one.id < other.id ? -1 : 1));
        told.add(JSON.stringify(masters));
      }
      return told.size === 1;
    });
  }

  async #replicates(node) {
    const info = await node.command('INFO', 'replication');
    return /role:master/.test(info) ? /connected_slaves:[1-9]/.test(info) : /master_link_status:up/.test(info);
  }

  /** Restarts the nodes, so that they announce other ports to clients: those of proxies before them. */
  async announce(ports) {
    await Promise.all(this.nodes.map((node, index) => node.restart(['--cluster-announce-port', ports[index]])));
    await until('all nodes are known by the ports', async () => {
      for (const node of this.nodes) {
        const shards = await node.command('CLUSTER', 'SLOTS');
        const known = new Set(shards.flatMap(([, , ...members]) => members.map(([, port]) => port)));
        if (!ports.every((port) => known.has(port)) || known.size !== ports.length) return false;
      }
      return true;
    });
    this.#ports = ports;
    await this.ready(true);
  }

  /**
   * Moves slots with their keys from one master to another while both work; `between` is awaited for
   * each slot before its keys are moved, which go two at a time.
   */
  async moveSlots(from, to, slots, between = async () => {}) {
    await this.#agree();
    const [source, target] = await Promise.all([from, to].map((node) => node.command('CLUSTER', 'MYID')));
    await from.session((give) =>
      to.session(async (take) => {
        for (const slot of slots) {
          await take('CLUSTER', 'SETSLOT', slot, 'IMPORTING', source);
          await give('CLUSTER', 'SETSLOT', slot, 'MIGRATING', target);
          await between(slot);
          for (;;) {
            const keys = await give('CLUSTER', 'GETKEYSINSLOT', slot, 2);
            if (keys.length === 0) break;
            await give('MIGRATE', '127.0.0.1', to.port + this.#offset, '', 0, 5_000, 'KEYS', ...keys);
          }
          await take('CLUSTER', 'SETSLOT', slot, 'NODE', target);
          await give('CLUSTER', 'SETSLOT', slot, 'NODE', target);
        }
      }),
    );
  }
}

/**
 * Starts a cluster of three masters with a replica each; stops it when the test ends. With `tls`, the
 * arguments for a certificate, its nodes speak TLS on the next port, and announce themselves as localhost.
 */
async function startCluster(t, { binary = BINARY, masters = 3, replicas = 1, args = [], tls } = {}) {
  const options = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1500', '--repl-diskless-sync-delay', '0'];
  const ports = await freePorts(masters * (1 + replicas));
  const nodes = ports.map((port) => {
    const encrypted = tls ? ['--tls-port', port + 1, '--tls-cluster', 'yes', '--tls-replication', 'yes', ...tls] : [];
    const named = tls ? ['--cluster-announce-hostname', 'localhost'] : [];
    return new RedisServer(binary, port, [...options, ...args, ...encrypted, ...named]);
  });
  t.after(() => Promise.all(nodes.map((node) => node.remove())));
  await Promise.all(nodes.map((node) => node.start()));
  const offset = tls ? 1 : 0;
  const cluster = new RealCluster(nodes, offset);
  for (const [index, node] of nodes.entries()) {
    await node.command('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
    if (index > 0) await node.command('CLUSTER', 'MEET', '127.0.0.1', nodes[0].port + offset);
    if (index >= masters) continue;
    const [first, end] = [index, index + 1].map((place) => Math.floor((place * SLOTS) / masters));
    await node.command('CLUSTER', 'ADDSLOTS', ...Array.from({ length: end - first }, (_, at) => first + at));
  }
  await cluster.ready();
  for (const [index, node] of nodes.entries()) {
    if (index < masters) continue;
    const id = await nodes[index % masters].command('CLUSTER', 'MYID');
    await until('the replica knows its master', () => node.command('CLUSTER', 'REPLICATE', id).then(() => true));
  }
  await cluster.ready(replicas > 0);
  return cluster;
}

/**
 * A cluster of servers that follow a script: `onCommand(words, socket, node)` is called for each command
 * but CLUSTER SLOTS and the greeting. Each has an equal part of the slots, but for those that were told
 * `hasLeft`: they know of none any more.
 */
async function startFakeCluster(t, count, onCommand) {
  const nodes = [];
  const shards = (asked) => {
    const members = asked.hasLeft ? [] : nodes.filter(({ hasLeft }) => !hasLeft);
    const range = (place) => Math.floor((place * SLOTS) / members.length);
    const master = ({ port }) => ['127.0.0.1', port, `node${port}`];
    return members.map((node, place) => [range(place), range(place + 1) - 1, master(node)]);
  };
  for (let node = 0; node < count; node++) {
    const greeting = ([command, word]) => {
      if (command === 'PING') return '+PONG\r\n';
      if (command === 'CLUSTER') return encode(word === 'SLOTS' ? shards(nodes[node]) : `node${nodes[node].port}`);
      return undefined;
    };
    nodes.push(await startFake(t, (words, socket) => onCommand(words, socket, node), greeting));
  }
  return { nodes, entry: (more) => ({ host: '127.0.0.1', port: nodes[0].port, ...more }) };
}

/** A value as a reply of Redis. */
function encode(value) {
  if (Array.isArray(value)) return `*${value.length}\r\n${value.map(encode).join('')}`;
  return typeof value === 'number' ? `:${value}\r\n` : `$${value.length}\r\n${value}\r\n`;
}

module.exports = { encode, startCluster, startFakeCluster };
