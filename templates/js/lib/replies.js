'use strict';

const { RESP_TYPES } = require('redis');
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

function integer(digits) {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

function bulk(bytes) {
  return bytes === null ? null : decode(bytes);
}

const same = (reply) => reply;

/** For each reply type the function from what node-redis gives to what the user gets. */
const AS_TEXT = { status: same, word: same, flag: integer, integer, bulk, members: (list) => list.map(bulk) };
const AS_BUFFERS = { ...AS_TEXT, bulk: same, members: same };

/**
 * @param {string} type the operation's reply type
 * @param {boolean} returnBuffers whether strings are wanted as Buffers
 * @returns {(reply: unknown) => unknown}
 */
function decoder(type, returnBuffers) {
  return (returnBuffers ? AS_BUFFERS : AS_TEXT)[type];
}

/**
 * The response of a call whose commands all have their outcomes.
 * @param {import('./params').Command[]} commands
 * @param {(reply: unknown) => unknown} decode
 */
function respond(commands, decode) {
  const response = { success: 0, failed: 0, results: {} };
  for (const { key, value, outcome } of commands) {
    let entry;
    if (outcome instanceof Error) {
      response.failed++;
      entry = { result: null, error: outcome };
    } else {
      response.success++;
      entry = { result: decode(outcome), error: null };
    }
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
