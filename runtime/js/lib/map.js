'use strict';

const { SLOTS } = require('./slots');

// The most nodes of a map. Redis recommends at most a thousand, and ElastiCache has at most 500; whoever tells of
// more makes them up.
const MOST_NODES = 4_096;

const DIGITS = /^\d{1,5}$/;

/**
 * Where a node is.
 * @typedef {{ host: string, port: number }} Place
 */

/** Which node serves which slot: what a cluster answered to CLUSTER SLOTS, and the redirections since. */
class SlotMap {
  #owners = new Array(SLOTS).fill(undefined);
  /** The address of each node under every name that it has. */
  #addresses = new Map();
  /** All names of each node by its address. */
  #names = new Map();
  #ids = new Map();
  /** The addresses of all nodes, replicas too. */
  known;
  /** Whether no slot has a node. */
  isEmpty;
  /** The node that is asked for slots that nobody serves. */
  #guide;

  /**
   * @param {unknown} shards the reply to CLUSTER SLOTS; host names are in it since Redis 7.0
   * @param {Place} asked the node that answered
   * @param {boolean} tls whether certificates are checked, so that host names are better than addresses
   * @throws {TypeError} when the reply is not of the documented form, or no cluster can be like that
   */
  constructor(shards, asked, tls) {
    const ranges = list(shards).length > SLOTS ? impossible('more shards than slots') : shards.map(rangeOf);
    ranges.sort((a, b) => a.first - b.first);
    for (let at = 1; at < ranges.length; at++) {
      if (ranges[at].first <= ranges[at - 1].last) impossible(`slot ${ranges[at].first} twice`);
    }
    const known = new Set();
    for (const { first, last, nodes } of ranges) {
      const [master] = nodes.map((node) => {
        const address = this.#add(node, asked, tls);
        if (known.add(address).size > MOST_NODES) impossible(`more than ${MOST_NODES} nodes`);
        return address;
      });
      this.#owners.fill(master, first, last + 1);
    }
    this.isEmpty = known.size === 0;
    if (this.isEmpty) known.add(addressOf(asked.host, asked.port));
    this.known = known;
    [this.#guide] = known;
  }

  /** The address of the slot's master; of any node while nobody serves the slot, which then says so. */
  owner(slot) {
    return this.#owners[slot] ?? this.#guide;
  }

  /** The addresses of the masters, in the order of their slots. */
  masters() {
    const masters = new Set(this.#owners);
    masters.delete(undefined);
    return masters.size > 0 ? [...masters] : [this.#guide];
  }

  /** The names of the node with that address, which is the first of them. */
  names(address) {
    return this.#names.get(address) ?? [address];
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
  assign(slot, address) {
    this.#owners[slot] = address;
  }

  /** Adds a node under all its names, and gives its address. */
  #add(node, asked, tls) {
    const [endpoint, digits, id, metadata = []] = list(node);
    const port = numberBelow(65_536, digits);
    const names = { endpoint: String(endpoint ?? '') };
    for (let at = 0; at + 1 < metadata.length; at += 2) names[metadata[at]] = String(metadata[at + 1]);
    const { hostname, ip } = names;
    const order = tls ? [hostname, names.endpoint, ip] : [names.endpoint, ip, hostname];
    // An empty endpoint means the host that was asked, whatever the metadata say: clients may not reach that.
    const host = names.endpoint === '' ? asked.host : (order.find(isNamed) ?? asked.host);
    const address = addressOf(host, port);
    const all = new Set([address, ...order.filter(isNamed).map((name) => addressOf(name, port))]);
    for (const name of all) this.#addresses.set(name, address);
    this.#names.set(address, all);
    if (id !== undefined) this.#ids.set(String(id), address);
    return address;
  }
}

/** The slots of a shard, and its nodes: the master first. */
function rangeOf(shard) {
  const [start, end, ...nodes] = list(shard);
  const [first, last] = [numberBelow(SLOTS, start), numberBelow(SLOTS, end)];
  if (first > last) impossible(`slots from ${first} to ${last}`);
  return { first, last, nodes };
}

function list(value) {
  return Array.isArray(value) ? value : undocumented();
}

function numberBelow(limit, digits) {
  return DIGITS.test(digits) && Number(digits) < limit ? Number(digits) : undocumented();
}

function undocumented() {
  throw new TypeError('the reply to CLUSTER SLOTS is not of the documented form');
}

function impossible(what) {
  throw new TypeError(`the reply to CLUSTER SLOTS cannot be right: it has ${what}`);
}

/** Whether a host is named: a node that does not know its own says nothing, or a question mark. */
function isNamed(host) {
  return host !== undefined && host !== '' && host !== '?';
}

/** An address as text; that of an IPv6 host is in brackets. */
function addressOf(host, port) {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** @returns {Place} */
function placeOf(address) {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at).replace(/^\[(.*)\]$/, '$1'), port: Number(address.slice(at + 1)) };
}

module.exports = { SlotMap, addressOf, placeOf };
