'use strict';

// Scripted histories that hold for the Rust client too (runtime/rust/src/call/tests/histories.rs): the rules of a call
// on a cluster, without a network. Connections are scripted; everything above them is the package's own.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const { ErrorReply } = require('@redis/client');
const { Cluster } = require('./node_modules/sigma-redis/lib/cluster');
const { SlotMap } = require('./node_modules/sigma-redis/lib/map');
const { until } = require('./support/servers');
const histories = require('../cases/histories.json');

const timeouts = { connect: 60_000, operation: 60_000, call: 300_000 };
const asked = { host: 'n1', port: 1 };

/** The map of nodes with these last slots. */
const mapOf = (last) =>
  new SlotMap(last.map((end, at) => [String((last[at - 1] ?? -1) + 1), String(end), [`n${at + 1}`, String(at + 1)]]), asked);

/** A connection whose replies the history has. */
class Scripted {
  exchanges = 0;
  replies = 0;
  isOpen = true;
  fault = null;
  isNode = true;
  timeouts = timeouts;
  waiting = [];

  constructor(sent, map) {
    Object.assign(this, { sent, map });
  }

  send(words) {
    this.sent.push(words.join(' '));
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  reply(reply) {
    const { resolve, reject } = this.waiting.shift();
    if (reply.startsWith('-')) reject(new ErrorReply(reply.slice(1)));
    else resolve(reply.slice(1));
  }

  fail(error) {
    this.isOpen = false;
    this.fault = error;
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }

  async askForMap() {
    return this.map;
  }
}

/** A cluster of scripted connections. */
class ScriptedCluster extends Cluster {
  nodes = new Map();
  sent = new Map();

  constructor(map, later) {
    super({ seeds: [asked], timeouts, setKeyPrefix: '' }, map);
    this.later = later;
  }

  connection(address) {
    const connection = this.nodes?.get(address);
    return connection?.isOpen ? connection : undefined;
  }

  async reach(address) {
    if (!this.connection(address)) this.nodes.set(address, new Scripted(this.commands(address), this.later));
    return this.connection(address);
  }

  /** What was sent to a node and not looked at yet. */
  commands(address) {
    if (!this.sent.has(address)) this.sent.set(address, []);
    return this.sent.get(address);
  }
}

function shown(outcome) {
  if (outcome?.code === 'NotSent') return 'not sent';
  if (outcome?.code === 'OutcomeUnknown') return 'unknown';
  return outcome instanceof Error ? outcome.message : outcome;
}

for (const { name, command, repeatSafe = false, keys, map, steps, outcomes } of histories) {
  test(name, async () => {
    const first = [5460, 10922, 16383];
    const cluster = new ScriptedCluster(mapOf(first), mapOf(map ?? first));
    const commands = keys.map((key) => ({ words: [command, key], outcome: undefined }));
    const operation = { command: [command], params: [{ type: 'key' }], wire: [0] };
    const repeatable = command === 'READ' || (command === 'SAFE' && repeatSafe);
    const rules = { operation, deadline: performance.now() + timeouts.call, repeatable, ordered: command !== 'READ' };
    const ended = cluster.exchange(commands, rules);
    for (const { node, sent, replies, breaks } of steps) {
      const address = `n${node}:${node}`;
      if (sent) {
        await until(`${address} is sent ${sent}`, async () => cluster.commands(address).length >= sent.length);
        assert.deepEqual(cluster.commands(address).splice(0), sent);
      }
      for (const reply of replies ?? []) cluster.connection(address).reply(reply);
      // What came before a break counts.
      await sleep(1);
      if (breaks) cluster.connection(address).fail(new Error('the connection broke'));
    }
    await ended;
    assert.deepEqual(commands.map(({ outcome }) => shown(outcome)), outcomes);
    for (const [address, commands] of cluster.sent) assert.deepEqual(commands, [], address);
  });
}
