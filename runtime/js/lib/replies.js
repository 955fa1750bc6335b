'use strict';

const { RESP_TYPES } = require('@redis/client');
const { unexpectedReply } = require('./errors');
const { decode } = require('./text');

/**
 * How node-redis decodes replies for this package: integers as their digits, because a number is not
 * exact beyond 2^53, and strings as bytes, because not all bytes are text.
 */
const TYPE_MAPPING = {
  [RESP_TYPES.NUMBER]: String,
  [RESP_TYPES.BLOB_STRING]: Buffer,
  [RESP_TYPES.SET]: Array,
};

// By this an integer differs from a status: both come as strings.
const INTEGER = /^[+-]?\d+$/;

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

/** The decoders of replies with strings in them, of which `string` makes what the user gets. */
function withStrings(string) {
  const bulk = (reply) => (Buffer.isBuffer(reply) ? string(reply) : undefined);
  return {
    bulk,
    bulkOrNil: (reply) => (reply === null ? null : bulk(reply)),
    members: (reply) => (isListOfStrings(reply) ? reply.map((member) => string(member)) : undefined),
  };
}

function isListOfStrings(reply) {
  return Array.isArray(reply) && reply.every((member) => Buffer.isBuffer(member));
}

/** For each reply type the function from what node-redis gives to what the user gets (undefined: not this type). */
const AS_TEXT = { status, word, flag, integer, ...withStrings(decode) };
const AS_BUFFERS = { ...AS_TEXT, ...withStrings((bytes) => bytes) };

/**
 * @param {string} type the operation's reply type
 * @param {boolean} returnBuffers whether strings are wanted as Buffers
 * @returns {(reply: unknown) => unknown}
 */
function decoder(type, returnBuffers) {
  return (returnBuffers ? AS_BUFFERS : AS_TEXT)[type];
}

/** What makes JSON of an entry with a result beyond 2^53: JSON.stringify throws at a BigInt, and a number would not be exact. */
const DIGITS = {
  value() {
    return { ...this, result: String(this.result) };
  },
};

function withDigits(entry) {
  return typeof entry.result === 'bigint' ? Object.defineProperty(entry, 'toJSON', DIGITS) : entry;
}

/**
 * The response of a call whose commands all have their outcomes.
 * @param {import('./params').Command[]} commands
 * @param {(reply: unknown) => unknown} decode
 */
function respond(commands, decode) {
  const response = { success: 0, failed: 0, results: {} };
  const groups = new Map();
  const keys = new Array(commands.length);
  const ordered = new Array(commands.length);
  let hasValues = false;
  for (let at = 0; at < commands.length; at++) {
    const { key, name, each, outcome } = commands[at];
    const entry = entryOf(outcome, decode);
    keys[at] = key;
    ordered[at] = entry;
    if (entry.error === null) response.success++;
    else response.failed++;
    if (each !== undefined) {
      hasValues = true;
      putEach(response.results, groups, commands[at], entry);
    } else if (isFree(response.results, name, key === undefined)) {
      groups.delete(name);
      put(response.results, name, entry);
    }
  }
  const values = hasValues ? commands.map(({ each }) => each?.value) : undefined;
  Object.defineProperty(response, PARTS, { value: { keys, values, ordered, entries: undefined } });
  return Object.defineProperty(response, 'entries', ENTRIES);
}

function entryOf(outcome, decode) {
  if (outcome instanceof Error) return { result: null, error: outcome };
  const result = decode(outcome);
  // One wrong reply must not take the results of the others away.
  return result === undefined ? { result: null, error: unexpectedReply(outcome) } : withDigits({ result, error: null });
}

/** Whether results may get an entry by that name. The name of a place is not taken from a key that is called so. */
function isFree(results, name, isPlace) {
  return name !== undefined && !(isPlace && Object.hasOwn(results, name));
}

/** The values of a key have their entries in an object of the key. */
function putEach(results, groups, { key, name, each }, entry) {
  const isPlace = key === undefined;
  let group = groups.get(name);
  if (group?.isPlace !== isPlace) {
    if (!isFree(results, name, isPlace)) return;
    group = { isPlace, entries: {} };
    groups.set(name, group);
    put(results, name, group.entries);
  }
  if (isFree(group.entries, each.name, each.isPlace)) put(group.entries, each.name, entry);
}

/** Under this a response has what `entries` is made of, when that is asked for. */
const PARTS = Symbol('parts');

/** Every result, in the order asked and with its key. It is no part of the response's JSON, which has most of it. */
const ENTRIES = {
  get() {
    const part = this[PARTS];
    const { keys, values, ordered } = part;
    const headOf = (at) => (values ? { key: keys[at], value: values[at] } : { key: keys[at] });
    part.entries ??= ordered.map((entry, at) => withDigits({ ...headOf(at), ...entry }));
    return part.entries;
  },
};

/** Sets an own property, also under the one name for which an assignment would do something else. */
function put(object, name, value) {
  if (name === '__proto__') {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[name] = value;
  }
}

module.exports = { TYPE_MAPPING, decoder, respond };
