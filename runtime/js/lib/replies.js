'use strict';

const { RESP_TYPES } = require('@redis/client');
const { unexpectedReply } = require('./errors');
const { put } = require('./decoders');

/**
 * How node-redis decodes replies for this package: integers as their digits, because a number is not
 * exact beyond 2^53, and strings as bytes, because not all bytes are text.
 */
const TYPE_MAPPING = {
  [RESP_TYPES.NUMBER]: String,
  [RESP_TYPES.BLOB_STRING]: Buffer,
  [RESP_TYPES.SET]: Array,
};

/** What makes JSON of an entry with integers beyond 2^53: JSON.stringify throws at a BigInt, and a number would not be exact. */
const DIGITS = {
  value() {
    return { ...this, result: digitsOf(this.result) };
  },
};

/** A value with the digits of its BigInts in their place. */
function digitsOf(value) {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(digitsOf);
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  const object = {};
  for (const [name, inner] of Object.entries(value)) put(object, name, digitsOf(inner));
  return object;
}

function hasBigInt(value) {
  if (typeof value !== 'object') return typeof value === 'bigint';
  if (value === null || Buffer.isBuffer(value)) return false;
  return Array.isArray(value) ? value.some(hasBigInt) : Object.values(value).some(hasBigInt);
}

function withDigits(entry) {
  const { result } = entry;
  // Most results are texts and numbers.
  if (typeof result === 'string' || typeof result === 'number' || !hasBigInt(result)) return entry;
  return Object.defineProperty(entry, 'toJSON', DIGITS);
}

/**
 * The response of a call whose commands all have their outcomes.
 * @param {import('./params').Command[]} commands
 * @param {(outcome: unknown, command: import('./params').Command) => unknown} decode
 */
function respond(commands, decode) {
  const response = { success: 0, failed: 0, results: {} };
  const groups = new Map();
  const keys = new Array(commands.length);
  const ordered = new Array(commands.length);
  let hasValues = false;
  for (let at = 0; at < commands.length; at++) {
    const { key, name, each } = commands[at];
    const entry = entryOf(commands[at], decode);
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

function entryOf(command, decode) {
  const { outcome } = command;
  if (outcome instanceof Error) return { result: null, error: outcome };
  const result = decode(outcome, command);
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

module.exports = { TYPE_MAPPING, respond };
