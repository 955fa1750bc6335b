'use strict';

const { types } = require('node:util');
const { decode, encode } = require('./text');

const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 63n - 1n;

/** The bytes or text of a value, or undefined when it is neither. Bytes are copied: the user may change theirs. */
function bytes(value) {
  if (typeof value === 'string') return encode(value);
  return value instanceof Uint8Array ? Buffer.from(value) : undefined;
}

function integer(value) {
  if (Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'bigint' && value >= LEAST && value <= GREATEST) return String(value);
  return undefined;
}

function positive(value) {
  return value > 0 ? integer(value) : undefined;
}

function isPlain(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Text, bytes and numbers as they are; booleans, null, arrays and plain objects as their JSON text. */
function any(value) {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? String(value) : undefined;
    case 'bigint':
      return String(value);
    case 'boolean':
      return String(value);
    case 'object':
      return bytes(value) ?? (value === null || Array.isArray(value) || isPlain(value) ? JSON.stringify(value) : undefined);
    default:
      return bytes(value);
  }
}

/** The shortest digits that give the same number. */
function double(value) {
  if (typeof value !== 'number' || Number.isNaN(value)) return undefined;
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  return value > 0 ? 'inf' : '-inf';
}

/** Seconds, of which the server takes thousandths. */
function timeout(value) {
  if (typeof value !== 'number' || !(value > 0)) return undefined;
  const thousandths = Math.round(value * 1_000);
  return Number.isSafeInteger(thousandths) && thousandths / 1_000 === value ? String(value) : undefined;
}

/** A time since 1970, in units of so many milliseconds. */
function time(value, unit) {
  const units = types.isDate(value) ? Date.prototype.getTime.call(value) / unit : value;
  return units >= 0 ? integer(units) : undefined;
}

/** For each parameter type what it takes, and the function to its wire form (undefined: not this type). */
const TYPES = {
  key: { expected: 'a string or bytes', wire: bytes },
  string: { expected: 'a string or bytes', wire: bytes },
  integer: { expected: 'a whole number of at most 64 bits (a BigInt beyond 2^53)', wire: integer },
  seconds: { expected: 'a positive whole number of seconds', wire: positive },
  any: { expected: 'a string, bytes, a finite number, or a value with a JSON text', wire: any },
  double: { expected: 'a number', wire: double },
  milliseconds: { expected: 'a positive whole number of milliseconds', wire: positive },
  timeout: { expected: 'a positive number of seconds, with three decimals at most', wire: timeout },
  unix_seconds: {
    expected: 'a time from 1970 on: a Date without a part of a second, or a whole number of seconds',
    wire: (value) => time(value, 1_000),
  },
  unix_milliseconds: {
    expected: 'a time from 1970 on: a Date, or a whole number of milliseconds',
    wire: (value) => time(value, 1),
  },
};

/** Whether a parameter has to be given. */
function isRequired({ type, optional, default: usual }) {
  return type !== 'flag' && !optional && usual === undefined;
}

/** A key on the wire, after what stands before the keys of its operation. */
function prefixed(prefix, key) {
  if (prefix === '') return key;
  return typeof key === 'string' ? prefix + key : Buffer.concat([Buffer.from(prefix), key]);
}

/** A key as it was given; bytes are copied, because the user may change theirs. */
function given(key) {
  return typeof key === 'string' ? key : key instanceof Uint8Array ? Buffer.from(key) : undefined;
}

/** The name of a key in `results`: of one that is none its place, and of bytes that are not text none. */
function nameOf(key, index) {
  if (typeof key === 'string') return key;
  if (key === undefined) return `params[${index}]`;
  const text = decode(key);
  return key.equals(Buffer.from(encode(text))) ? text : undefined;
}

/** What was thrown, which may be anything. */
function reasonOf(error) {
  return error instanceof Error ? error.message : 'it cannot be read';
}

module.exports = { TYPES, given, isPlain, isRequired, nameOf, prefixed, reasonOf };
