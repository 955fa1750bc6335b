'use strict';

const { RedisError, describe, ofOperation } = require('./errors');
const { unknownName } = require('./names');
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

function seconds(value) {
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

/** For each parameter type what it takes, and the function to its wire form (undefined: not this type). */
const TYPES = {
  key: { expected: 'a string or bytes', wire: bytes },
  string: { expected: 'a string or bytes', wire: bytes },
  integer: { expected: 'a whole number of at most 64 bits (a BigInt beyond 2^53)', wire: integer },
  seconds: { expected: 'a positive whole number of seconds', wire: seconds },
  any: { expected: 'a string, bytes, a finite number, or a value with a JSON text', wire: any },
};

/** The names of each operation's parameters, once it was called. */
const known = new Map();

/**
 * One command on its way.
 * @typedef {object} Command
 * @property {string | Buffer | undefined} key as it was given; undefined when it is none
 * @property {string | undefined} name its name in `results`; undefined when it is not text
 * @property {Each | undefined} each when the operation runs for each value
 * @property {Array<string | Buffer> | undefined} words what goes on the wire
 * @property {unknown} outcome the reply, or an Error; undefined while there is none
 * @property {number} [slot] in cluster mode the slot of its keys
 * @property {string} [ask] the address of the node that an ASK redirection names, for the next sending
 * @property {Error} [unknown] the OutcomeUnknown of an earlier sending
 */

/**
 * One of the values for which an operation runs.
 * @typedef {object} Each
 * @property {unknown} value as it was given
 * @property {string | undefined} name its name beside those of the same key; undefined when it is not text
 * @property {boolean} isPlace whether the name is that of its place, because it is no value
 */

/** Turns the parameter sets of one call into commands. */
class Encoder {
  #operation;
  #prefix;
  #key;
  #onlyKey;
  #each;
  /** What a parameter set may have. */
  #names;

  /**
   * @param {object} operation an entry of the operations table
   * @param {string} prefix what stands before the operation's keys on the wire; may be empty
   */
  constructor(operation, prefix) {
    this.#operation = operation;
    this.#prefix = prefix;
    this.#key = operation.params.find((param) => param.type === 'key');
    // An operation whose only parameter is a key takes the bare key.
    this.#onlyKey = operation.params.length === 1;
    this.#each = operation.params.find((param) => param.repeat === 'each');
    this.#names = namesOf(operation);
  }

  /**
   * The commands of all parameter sets, in order. A bad set is a command that has its outcome already.
   * @param {unknown[]} sets
   * @returns {Command[]}
   */
  commands(sets) {
    const commands = [];
    for (let index = 0; index < sets.length; index++) {
      let key;
      try {
        const set = sets[index];
        if (this.#onlyKey) {
          key = given(set);
          const words = [...this.#operation.command, this.#word(this.#key, undefined, set, index)];
          commands.push({ key, name: nameOf(key), each: undefined, words, outcome: undefined });
          continue;
        }
        if (typeof set !== 'object' || set === null) throw this.#noSet(set, index);
        key = given(set[this.#key.name]);
        this.#checkNames(set, index);
        if (this.#each !== undefined) this.#addEach(commands, key, set, index);
        else commands.push({ key, name: nameOf(key), each: undefined, words: this.#words(set, index), outcome: undefined });
      } catch (error) {
        // Whatever a getter or a proxy of the user throws is also a parameter that cannot be read.
        const outcome = error instanceof RedisError ? error : this.#invalid(index, undefined, reasonOf(error), error);
        commands.push({ key, name: nameOf(key, index), each: undefined, words: undefined, outcome });
      }
    }
    return commands;
  }

  #checkNames(set, index) {
    const problem = unknownName(set, this.#names, 'parameter');
    if (problem) throw this.#invalid(index, undefined, problem);
  }

  /** The words of one command, for one value of the parameter for each of whose values the operation runs. */
  #words(set, index, one) {
    const { command, params, wire } = this.#operation;
    // Of the right length from the start: an array that grows takes room for many more.
    const words = new Array(command.length + wire.length);
    let length = 0;
    for (const word of command) words[length++] = word;
    for (const place of wire) {
      const param = params[place];
      if (param.repeat === undefined) {
        words[length++] = this.#word(param, param.name, set[param.name], index);
        continue;
      }
      const values = param === this.#each ? one : this.#values(param, set, index);
      values.forEach((value, at) => {
        words[length++] = this.#word(param, `${param.name}[${at}]`, value, index);
      });
    }
    return words;
  }

  /** Adds one command for each value of the repeated parameter; a bad value fails alone. */
  #addEach(commands, key, set, index) {
    const { name } = this.#each;
    const values = this.#values(this.#each, set, index);
    values.forEach((value, place) => {
      const each = { value, name: `${name}[${place}]`, isPlace: true };
      const command = { key, name: nameOf(key, index), each, words: undefined, outcome: undefined };
      try {
        const word = this.#word(this.#each, each.name, value, index);
        command.each = { value: value instanceof Uint8Array ? word : value, name: nameOf(word), isPlace: false };
        command.words = this.#words(set, index, [value]);
      } catch (error) {
        command.outcome = error;
      }
      commands.push(command);
    });
  }

  /** The values of a repeated parameter, also when one was given by its single name. */
  #values({ name, single }, set, index) {
    const values = set[name];
    if (single !== undefined && set[single] !== undefined) {
      if (values === undefined) return [set[single]];
      throw this.#invalid(index, undefined, `${single} and ${name} are two ways to give the same: leave one out`);
    }
    const list = Array.isArray(values) ? Array.from(values) : [];
    if (list.length > 0) return list;
    throw this.#invalid(index, name, `expected an array of at least one, got ${describe(values)}`);
  }

  /** The word of one value. */
  #word(param, name, value, index) {
    const type = TYPES[param.type];
    let word;
    try {
      word = type.wire(value);
    } catch (error) {
      throw this.#invalid(index, name, reasonOf(error), error); // a circular structure has no JSON text
    }
    if (word === undefined) throw this.#invalid(index, name, `expected ${type.expected}, got ${describe(value)}`);
    if (param.type !== 'key' || this.#prefix === '') return word;
    return typeof word === 'string' ? this.#prefix + word : Buffer.concat([Buffer.from(this.#prefix), word]);
  }

  #noSet(set, index) {
    const names = this.#operation.params.map((param) => param.name).join(', ');
    return this.#invalid(index, undefined, `expected an object with ${names}, got ${describe(set)}`);
  }

  #invalid(index, parameter, problem, cause) {
    const operation = this.#operation.name;
    const place = parameter === undefined ? `params[${index}]` : `params[${index}].${parameter}`;
    return ofOperation('InvalidParameter', `${operation}: ${place}: ${problem}`, { operation, index, parameter, cause });
  }
}

/** What was thrown, which may be anything. */
function reasonOf(error) {
  return error instanceof Error ? error.message : 'it cannot be read';
}

/** What a parameter set of an operation may have. */
function namesOf(operation) {
  let names = known.get(operation);
  if (names === undefined) {
    names = new Set(operation.params.flatMap(({ name, single }) => (single === undefined ? [name] : [name, single])));
    known.set(operation, names);
  }
  return names;
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

module.exports = { Encoder };
