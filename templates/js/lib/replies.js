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

/** What makes JSON of a result beyond 2^53: JSON.stringify throws at a BigInt, and a number would not be exact. */
const DIGITS = {
  value() {
    return { ...this, result: String(this.result) };
  },
};

/**
 * The response of a call whose commands all have their outcomes.
 * @param {import('./params').Command[]} commands
 * @param {(reply: unknown) => unknown} decode
 */
function respond(commands, decode) {
  const response = { success: 0, failed: 0, results: {} };
  for (const { key, value, outcome } of commands) {
    const entry = { result: null, error: null };
    if (outcome instanceof Error) {
      entry.error = outcome;
    } else {
      entry.result = decode(outcome);
      // One wrong reply must not take the results of the others away.
      if (entry.result === undefined) Object.assign(entry, { result: null, error: unexpectedReply(outcome) });
    }
    if (typeof entry.result === 'bigint') Object.defineProperty(entry, 'toJSON', DIGITS);
    if (entry.error === null) response.success++;
    else response.failed++;
    if (value === undefined) {
      put(response.results, key, entry);
    } else {
      if (!Object.hasOwn(response.results, key)) put(response.results, key, {});
      put(response.results[key], value, entry);
    }
  }
  return response;
}

/** Sets an own property, also under the one name for which an assignment would do something else. */
function put(object, name, value) {
  if (name === '__proto__') {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[name] = value;
  }
}

module.exports = { TYPE_MAPPING, decoder, respond };
