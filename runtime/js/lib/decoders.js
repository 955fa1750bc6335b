'use strict';

const { decode } = require('./text');

// By this an integer differs from a status: both come as strings.
const INTEGER = /^[+-]?\d+$/;
const DOUBLE = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NAMED_DOUBLES = { inf: Infinity, '+inf': Infinity, '-inf': -Infinity, nan: NaN, '-nan': NaN };

// A decoder makes of what node-redis gives what the user gets; undefined says that it is not of its type.

function status(reply) {
  return reply === 'OK' ? reply : undefined;
}

function word(reply) {
  return typeof reply === 'string' && !INTEGER.test(reply) ? reply : undefined;
}

function flag(reply) {
  return reply === '1' ? 1 : reply === '0' ? 0 : undefined;
}

function integer(reply) {
  if (typeof reply !== 'string' || !INTEGER.test(reply)) return undefined;
  const number = Number(reply);
  return Number.isSafeInteger(number) ? number : BigInt(reply);
}

function double(reply) {
  if (typeof reply !== 'string' && !Buffer.isBuffer(reply)) return undefined;
  const text = String(reply);
  return DOUBLE.test(text) ? Number(text) : NAMED_DOUBLES[text.toLowerCase()];
}

/** Text that the SDK reads itself, such as a name. */
function text(reply) {
  return Buffer.isBuffer(reply) ? decode(reply) : typeof reply === 'string' ? reply : undefined;
}

/** The decoders of replies with strings in them, of which `string` makes what the user gets. */
function withStrings(string) {
  const bytes = (reply) => (Buffer.isBuffer(reply) ? string(reply) : undefined);
  // Some commands answer with a status where a text is meant, such as TYPE.
  const bulk = (reply) => bytes(word(reply) === undefined ? reply : Buffer.from(reply));
  const any = (reply) => {
    if (reply === null) return null;
    if (Array.isArray(reply)) return items(reply, any);
    return bytes(reply) ?? integer(reply) ?? word(reply);
  };
  return {
    any,
    bulk,
    bulkOrNil: (reply) => (reply === null ? null : bulk(reply)),
    members: (reply) => (isListOfStrings(reply) ? reply.map((member) => string(member)) : undefined),
  };
}

function isListOfStrings(reply) {
  return Array.isArray(reply) && reply.every((member) => Buffer.isBuffer(member));
}

const AS_TEXT = { status, word, flag, integer, double, ...withStrings(decode) };
const AS_BUFFERS = { ...AS_TEXT, ...withStrings((bytes) => bytes) };

/** An array whose items a decoder reads; undefined when one of them is of another type. */
function items(reply, decode, given) {
  const list = new Array(reply.length);
  for (let at = 0; at < reply.length; at++) {
    const item = decode(reply[at], given);
    if (item === undefined) return undefined;
    list[at] = item;
  }
  return list;
}

/** Puts decoders together for the replies of one operation. */
class Composer {
  #plain;
  #records;
  #made = new Map();

  /**
   * @param {object} plain the decoders of types without parts
   * @param {object} records the records of which replies are made, by their names
   */
  constructor(plain, records) {
    this.#plain = plain;
    this.#records = records;
  }

  /**
   * The decoder of a reply. It is called with the names of the parameters that were given, too.
   * @param {string | object} reply as the operations table has it
   */
  decoder(reply) {
    if (typeof reply === 'string') return this.#plain[reply];
    const decode = this.#notNull(reply);
    return reply.nullable ? (reply, given) => (reply === null ? null : decode(reply, given)) : decode;
  }

  #notNull({ type, of, record }) {
    if (type === 'map') return this.#map(this.decoder(of));
    if (type === 'record') return this.#record(record).whole;
    if (type !== 'list') return this.#plain[type];
    const decode = this.decoder(of);
    const flat = of.type === 'record' ? this.#record(of.record).flat : undefined;
    return (reply, given) => {
      if (!Array.isArray(reply)) return undefined;
      const isFlat = flat && reply.length > 0 && reply[0] !== null && !Array.isArray(reply[0]);
      return isFlat ? flat(reply, given) : items(reply, decode, given);
    };
  }

  #map(decode) {
    return (reply, given) => {
      const pairs = pairsOf(reply);
      if (pairs === undefined) return undefined;
      const map = {};
      for (const [name, value] of pairs) {
        const item = decode(value, given);
        if (item === undefined) return undefined;
        put(map, name, item);
      }
      return map;
    };
  }

  #record(name) {
    let made = this.#made.get(name);
    if (made === undefined) {
      const { by, fields } = this.#records[name];
      const ready = fields.map((field) => ({ ...field, decode: this.decoder(field.reply) }));
      made = by === 'name' ? { whole: byName(ready) } : byPosition(ready);
      this.#made.set(name, made);
    }
    return made;
  }
}

const isDue = (field, given) => field.given === undefined || given?.includes(field.given);

/** The decoders of a record whose fields come in their order, and of many of them in one array. */
function byPosition(fields) {
  const due = (given) => fields.filter((field) => isDue(field, given));
  const read = (reply, from, due, given) => {
    const record = {};
    for (let at = 0; at < due.length; at++) {
      const { name, since, decode } = due[at];
      if (from + at >= reply.length) {
        // An older server does not send it.
        if (since) continue;
        return undefined;
      }
      const value = decode(reply[from + at], given);
      if (value === undefined) return undefined;
      put(record, name, value);
    }
    return record;
  };
  return {
    whole: (reply, given) => (Array.isArray(reply) ? read(reply, 0, due(given), given) : undefined),
    flat: (reply, given) => {
      const wanted = due(given);
      if (reply.length % wanted.length !== 0) return undefined;
      const list = new Array(reply.length / wanted.length);
      for (let at = 0; at < list.length; at++) {
        const record = read(reply, at * wanted.length, wanted, given);
        if (record === undefined) return undefined;
        list[at] = record;
      }
      return list;
    },
  };
}

/** The decoder of a record whose fields come with their names. Those that it does not know are of a newer server. */
function byName(fields) {
  return (reply, given) => {
    const pairs = pairsOf(reply);
    if (pairs === undefined) return undefined;
    const values = new Map(pairs.map(([name, value]) => [name.replace(/[^a-z\d]/gi, '_'), value]));
    const record = {};
    for (const field of fields) {
      if (!isDue(field, given)) continue;
      const { name, sent = name, since, decode, reply } = field;
      let value;
      if (values.has(sent)) value = decode(values.get(sent), given);
      else if (since || field.given) continue;
      else if (reply.nullable) value = null;
      if (value === undefined) return undefined;
      put(record, name, value);
    }
    return record;
  };
}

/** Names with their values, from an array of them in turn, or of pairs. */
function pairsOf(reply) {
  if (!Array.isArray(reply)) return undefined;
  const isNested = Array.isArray(reply[0]);
  if (!isNested && reply.length % 2 !== 0) return undefined;
  const pairs = new Array(isNested ? reply.length : reply.length / 2);
  for (let at = 0; at < pairs.length; at++) {
    const pair = isNested ? reply[at] : [reply[2 * at], reply[2 * at + 1]];
    const name = Array.isArray(pair) && pair.length === 2 ? text(pair[0]) : undefined;
    if (name === undefined) return undefined;
    pairs[at] = [name, pair[1]];
  }
  return pairs;
}

/** Sets an own property, also under the one name for which an assignment would do something else. */
function put(object, name, value) {
  if (name === '__proto__') {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[name] = value;
  }
}

/** The decoders of operations that were called, as text and as Buffers. */
const made = { text: new WeakMap(), buffers: new WeakMap() };

/**
 * @param {object} operation an entry of the operations table
 * @param {boolean} returnBuffers whether strings are wanted as Buffers
 * @returns {(outcome: unknown, command: import('./params').Command) => unknown}
 */
function decoder(operation, returnBuffers) {
  const plain = returnBuffers ? AS_BUFFERS : AS_TEXT;
  if (typeof operation.reply === 'string') return plain[operation.reply];
  const decoders = returnBuffers ? made.buffers : made.text;
  if (!decoders.has(operation)) decoders.set(operation, compose(operation, plain));
  return decoders.get(operation);
}

function compose({ reply, records }, plain) {
  const composer = new Composer(plain, records);
  const usual = composer.decoder(reply);
  const cases = (reply.when ?? []).map(({ given, reply }) => ({ names: given, decode: composer.decoder(reply) }));
  return (outcome, { given }) => {
    const fitting = cases.find(({ names }) => names.some((name) => given.includes(name)));
    return (fitting?.decode ?? usual)(outcome, given);
  };
}

module.exports = { decoder, put };
