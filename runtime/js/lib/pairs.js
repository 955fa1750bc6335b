'use strict';

// Objects and Maps in the place of a list of groups, each of which is a name and a value.

const { types } = require('node:util');
const { describe, nameOf: quoted } = require('./errors');
const { Problem } = require('./problems');
const { isPlain, isRequired } = require('./values');

/** The two values of a group that was given as a member of an object, or as an entry of a Map. */
class Pair {
  #name;
  #value;

  constructor(name, value) {
    this.#name = name;
    this.#value = value;
  }

  /** Whether a value is one; a user's proxy does not learn of the question. */
  static is(value) {
    return typeof value === 'object' && value !== null && #name in value;
  }

  /** Its values for the parts of the group. */
  read([first, second]) {
    if (this.#value === undefined) throw new Problem('expected a value, got nothing', second.name);
    return [first.take(this.#name), second.take(this.#value)];
  }

  /** Its place among others. */
  place(at) {
    return typeof this.#name === 'string' ? `[${quoted(this.#name)}]` : `[${at}]`;
  }
}

/** The pairs of a plain object or a Map; undefined when it is none. */
function pairsOf(value) {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = types.isMap(value) ? Array.from(value) : isPlain(value) ? Object.entries(value) : undefined;
  return entries?.map(([name, value]) => new Pair(name, value));
}

/** What an object is that should have been a list. */
function describeList(value) {
  const isEmpty = !Array.isArray(value) && pairsOf(value)?.length === 0;
  return isEmpty ? `an empty ${types.isMap(value) ? 'Map' : 'object'}` : describe(value);
}

/** Whether values of a group are pairs of a name and something: an object can stand for a list of them. */
function isPairs([first, second, ...others]) {
  const isName = ['key', 'string'].includes(first?.type) && first.repeat === undefined && isRequired(first);
  return isName && second !== undefined && others.length === 0 && (second.type !== 'one_of' || second.repeat !== undefined);
}

module.exports = { Pair, describeList, isPairs, pairsOf };
