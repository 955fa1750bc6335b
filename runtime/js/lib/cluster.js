'use strict';

const { Connection } = require('./connection');
const { Turns, within } = require('./limits');
const { addressOf, placeOf } = require('./map');
const { route, tell } = require('./routing');

// As many nodes are asked for the slots at a time: one of them may have stalled.
const ASKED_AT_ONCE = 2;

// As many connections are opened at a time; more would take all the files that a process may have open.
const OPENED_AT_ONCE = 64;

// Redirections lead to nodes that the map does not have yet, such as one that is about to get its first slots. That
// many of them are connected to; whoever names more makes them up, or has a map that is newer.
const MOST_STRANGERS = 16;

/** The connections to the nodes of a cluster: one to each, opened when it is needed. */
class Cluster {
  /** Connections end by faults, and are opened again; a cluster only ends when it is closed. */
  isOpen = true;
  fault = null;
  /** Redirections are followed. */
  isOutdated = false;
  timeouts;
  setKeyPrefix;
  #settings;
  #seeds;
  #map;
  #connections = new Map();
  #opening = new Map();
  #turns = new Turns(OPENED_AT_ONCE);
  #refreshing;
  /** How often nodes were asked for the slots. */
  #asked = 0;
  #holders = 0;
  #isKept = false;

  /**
   * @param {import('./settings').Settings} settings
   * @param {import('./map').SlotMap} map
   */
  constructor(settings, map) {
    this.#settings = settings;
    this.#seeds = new Set(settings.seeds.map(({ host, port }) => addressOf(host, port)));
    this.timeouts = settings.timeouts;
    this.setKeyPrefix = settings.setKeyPrefix;
    this.#map = map;
  }

  /**
   * The cluster of a node that is connected to.
   * @param {import('./settings').Settings} settings
   * @param {import('./map').Place} seed
   * @param {Connection} connection to the seed, with its map
   */
  static around(settings, seed, connection) {
    const cluster = new Cluster(settings, connection.map);
    cluster.#add(connection.map.ofId(connection.id) ?? addressOf(seed.host, seed.port), connection);
    return cluster;
  }

  /** The same cluster over connections that nobody else has, opened when they are needed. */
  async another() {
    return new Cluster(this.#settings, this.#map);
  }

  /**
   * Gives each command its outcome.
   * @param {import('./params').Command[]} commands
   * @param {import('./caller').Rules} rules
   */
  exchange(commands, rules) {
    return rules.operation.nodes ? tell(this, commands, rules) : route(this, commands, rules);
  }

  /**
   * The nodes that an operation on several of them asks, and all that there are. The cluster is asked first: nobody
   * corrects an old map. When no node tells, it is what was known.
   * @param {'shards' | 'all'} kind
   * @param {number} deadline of the whole call, in milliseconds of performance.now()
   */
  async nodes(kind, deadline) {
    await within(deadline - performance.now(), this.refresh()).catch(() => {});
    const all = [...this.#map.known];
    return { all, asked: kind === 'all' ? all : this.#map.masters() };
  }

  /** The address of the node that serves a slot. */
  owner(slot) {
    return this.#map.owner(slot);
  }

  /**
   * Takes note of a redirection.
   * @param {import('./errors').RedisError} error MOVED or ASK
   * @param {string} address of the node that said it
   * @returns {string} the address to go to
   */
  redirect(error, address, slot) {
    const target = this.#map.target(error.message, placeOf(address));
    if (error.code === 'MOVED') this.#map.assign(slot, target);
    return target;
  }

  /**
   * The connection to a node, if there is one.
   * @param {string} address
   * @returns {Connection | undefined}
   */
  connection(address) {
    const connection = this.#connections.get(address);
    return connection?.isOpen ? connection : undefined;
  }

  /**
   * The connection to a node, opened when there is none.
   * @param {string} address
   * @returns {Promise<Connection>}
   */
  async reach(address) {
    const connection = this.connection(address);
    if (connection) return connection;
    if (!this.#opening.has(address)) {
      if (this.#isStranger(address) && this.#strangers() >= MOST_STRANGERS) {
        throw new Error(`the nodes name more than ${MOST_STRANGERS} others that are not in the map of the cluster`);
      }
      const opening = this.#turns.run(() => this.#open(address)).finally(() => this.#opening.delete(address));
      this.#opening.set(address, opening);
    }
    return this.#opening.get(address);
  }

  /** Asks a few nodes at a time for the slots anew, until one has answered. Never rejected. */
  refresh() {
    this.#refreshing ??= this.#askForMap().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** Ends all connections after what is unanswered. */
  async close() {
    this.isOpen = false;
    await Promise.all(Array.from(this.#connections.values(), (connection) => connection.close()));
  }

  /** Ends all connections because of a fault; what is unanswered is rejected. */
  fail(error) {
    this.isOpen = false;
    for (const connection of this.#connections.values()) connection.fail(error);
  }

  /** Whether it was not closed. Connections that are dead end here, before anything goes out on them. */
  async isAlive(deadline) {
    await Promise.all(Array.from(this.#connections.values(), (connection) => connection.isAlive(deadline)));
    return this.isOpen;
  }

  /** One more user has the connections: the process waits for them. */
  hold() {
    this.#isKept = true;
    if (this.#holders++ === 0) for (const connection of this.#connections.values()) connection.hold();
  }

  /** One user less. Connections that nobody holds stay open, but do not keep the process alive. */
  release() {
    if (--this.#holders === 0) for (const connection of this.#connections.values()) connection.release();
  }

  /** The object that users get. It has no commands: they would not say which node they are for. */
  withMethods(methods) {
    const cluster = this;
    return {
      get isOpen() {
        return cluster.isOpen;
      },
      ...methods,
    };
  }

  async #open(address) {
    if (!this.isOpen) throw wasClosed();
    const place = this.#place(address);
    const connection = await Connection.open({ ...this.#settings, ...place, clusterMode: false });
    if (!this.isOpen) {
      await connection.close();
      throw wasClosed();
    }
    this.#add(address, connection);
    if (this.#isKept) {
      connection.hold();
      if (this.#holders === 0) connection.release();
    }
    return connection;
  }

  /** Where a node is. A redirection to one that is not to be connected to is forgotten. */
  #place(address) {
    try {
      return this.#settings.locate(this.#map.names(address), placeOf(address));
    } catch (error) {
      if (this.#isStranger(address)) this.refresh();
      throw error;
    }
  }

  #add(address, connection) {
    connection.isNode = true;
    this.#connections.set(address, connection);
  }

  async #askForMap() {
    const addresses = new Set([...this.#reached(), ...this.#map.known, ...this.#seeds]);
    const rest = [...addresses];
    // Each time others come first: a node that is cut off from them tells what was true before.
    rest.push(...rest.splice(0, this.#asked++ % rest.length));
    while (rest.length > 0 && this.isOpen) {
      try {
        this.#map = await Promise.any(rest.splice(0, ASKED_AT_ONCE).map((address) => this.#ask(address)));
        this.#dropStrangers();
        return;
      } catch {
        // None of these answered.
      }
    }
  }

  /** Whether a node is not in the map of the cluster. */
  #isStranger(address) {
    return !this.#map.known.has(address) && !this.#seeds.has(address);
  }

  /** How many such nodes there are connections to, or will be. */
  #strangers() {
    return [...this.#reached(), ...this.#opening.keys()].filter((address) => this.#isStranger(address)).length;
  }

  /** The nodes that there are open connections to. */
  #reached() {
    return Array.from(this.#connections.keys()).filter((address) => this.connection(address) !== undefined);
  }

  /** Closes the connections to nodes that have left the cluster. One in use may be to a node that is about to join. */
  #dropStrangers() {
    for (const [address, connection] of this.#connections) {
      if (!this.#isStranger(address) || connection.exchanges > 0) continue;
      this.#connections.delete(address);
      connection.close();
    }
  }

  async #ask(address) {
    const connection = await this.reach(address);
    const map = await connection.askForMap({ ...this.#settings, ...placeOf(address), clusterMode: true });
    // A node that was reset answers, and knows nothing.
    if (map.isEmpty) throw new Error('it does not know the slots');
    return map;
  }
}

function wasClosed() {
  return new Error('the cluster was closed');
}

module.exports = { Cluster };
