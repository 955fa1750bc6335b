'use strict';

const { SLOTS } = require('./slots');

/**
 * Where a node is.
 * @typedef {{ host: string, port: number }} Place
 */

/** Which node serves which slot: what a cluster answered to CLUSTER SLOTS, and the redirections since. */
class Topology {
  #homes = new Array(SLOTS).fill(undefined);
  /** The address of each node under every name that it has. */
  #addresses = new Map();
  #ids = new Map();
  /** The addresses of all nodes, replicas too. */
  known;
  /** Whether no slot has a node. */
  isEmpty = true;

  /**
   * @param {unknown} shards the reply to CLUSTER SLOTS; host names are in it since Redis 7.0
   * @param {Place} asked the node that answered
   * @param {boolean} tls whether certificates are checked, so that host names are better than addresses
   * @throws {TypeError} when the reply is not of the documented form
   */
  constructor(shards, asked, tls) {
    for (const shard of list(shards)) {
      const [first, last, ...nodes] = list(shard);
      const [master] = nodes.map((node) => this.#add(node, asked, tls));
      this.#homes.fill(master, Number(first), Number(last) + 1);
      this.isEmpty = false;
    }
    this.known = [...new Set(this.#addresses.values())];
    if (this.known.length === 0) this.known.push(addressOf(asked.host, asked.port));
  }

  /** The address of the slot's master; of any node while nobody serves the slot, which then says so. */
  home(slot) {
    return this.#homes[slot] ?? this.known[0];
  }

  /** The address of the node with that identifier, if it is known. */
  ofId(id) {
    return this.#ids.get(id);
  }

  /**
   * The address that a redirection names.
   * @param {string} message of a MOVED or ASK error: `MOVED 3999 127.0.0.1:6381`
   * @param {Place} asked the node that said it
   */
  target(message, asked) {
    const name = message.split(' ')[2] ?? '';
    const at = name.lastIndexOf(':');
    const host = name.slice(0, Math.max(at, 0));
    // Without a host it is another port of the same one.
    const address = addressOf(isNamed(host) ? host : asked.host, name.slice(at + 1));
    return this.#addresses.get(address) ?? address;
  }

  /** A slot has another master now. */
  move(slot, address) {
    this.#homes[slot] = address;
  }

  /** Adds a node under all its names, and gives its address. */
  #add(node, asked, tls) {
    const [endpoint, port, id, metadata = []] = list(node);
    const names = { endpoint: String(endpoint ?? '') };
    for (let at = 0; at + 1 < metadata.length; at += 2) names[metadata[at]] = String(metadata[at + 1]);
    const { hostname, ip } = names;
    const order = tls ? [hostname, names.endpoint, ip] : [names.endpoint, ip, hostname];
    // An empty endpoint means the host that was asked, whatever the metadata say: clients may not reach that.
    const host = names.endpoint === '' ? asked.host : (order.find(isNamed) ?? asked.host);
    const address = addressOf(host, port);
    for (const name of order.filter(isNamed)) this.#addresses.set(addressOf(name, port), address);
    this.#addresses.set(address, address);
    if (id !== undefined) this.#ids.set(String(id), address);
    return address;
  }
}

function list(value) {
  if (!Array.isArray(value)) throw new TypeError('the reply to CLUSTER SLOTS is not of the documented form');
  return value;
}

/** Whether a host is named: a node that does not know its own says nothing, or a question mark. */
function isNamed(host) {
  return host !== undefined && host !== '' && host !== '?';
}

function addressOf(host, port) {
  return `${host}:${port}`;
}

/** @returns {Place} */
function placeOf(address) {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
}

module.exports = { Topology, addressOf, placeOf };
