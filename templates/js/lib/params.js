'use strict';

const { RedisError, describe } = require('./errors');
const { decode, encode } = require('./text');

const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 63n - 1n;

/** The bytes or text of a value, or undefined when it is neither. */
function bytes(value) {
  if (typeof value === 'string') return encode(value);
  if (Buffer.isBuffer(value)) return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return undefined;
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

/**
 * One command on its way: where its result goes, and its words or what is wrong with it.
 * @typedef {object} Command
 * @property {string} key its key in `results`
 * @property {string} [value] its key within that entry, when the operation runs once for each value
 * @property {Array<string | Buffer>} [words] what goes on the wire
 * @property {unknown} [outcome] the reply, or an Error
 */

/** Turns the parameter sets of one call into commands. */
class Encoder {
  #operation;
  #prefix;
  #each;

  /**
   * @param {object} operation an entry of the operations table
   * @param {string} prefix what stands before the operation's keys on the wire; may be empty
   */
  constructor(operation, prefix) {
    this.#operation = operation;
    this.#prefix = prefix;
    this.#each = operation.params.find((param) => param.repeat === 'each');
  }

  /**
   * The commands of all parameter sets, in order. A bad set is a command that has its outcome already.
   * @param {unknown[]} sets
   * @returns {Command[]}
   */
  commands(sets) {
    const commands = [];
    for (let index = 0; index < sets.length; index++) {
      const where = { index, key: `params[${index}]` };
      try {
        this.#addSet(sets[index], where, commands);
      } catch (error) {
        // Whatever a getter or a proxy of the user throws is also a parameter that cannot be read.
        const outcome = error instanceof RedisError ? error : this.#invalid(where, undefined, error.message, error);
        commands.push({ key: where.key, outcome });
      }
    }
    return commands;
  }

  #addSet(set, where, commands) {
    const { params, command } = this.#operation;
    const given = params.length === 1 ? bare(params[0], set) : set;
    if (typeof given !== 'object' || given === null) {
      throw this.#invalid(where, undefined, `expected an object with ${names(params)}, got ${describe(set)}`);
    }
    const key = params.find((param) => param.type === 'key');
    const name = given[key.name];
    if (bytes(name) !== undefined) where.key = text(name);

    if (this.#each === undefined) {
      const words = [...command];
      for (const place of this.#operation.wire) this.#push(words, params[place], given, where);
      commands.push({ key: where.key, words });
      return;
    }
    // Everything but the repeated values is the same for all: what is wrong there fails the set.
    const list = this.#list(this.#each, given, where);
    const parts = this.#operation.wire.map((place) => {
      const words = [];
      if (params[place] !== this.#each) this.#push(words, params[place], given, where);
      return words;
    });
    const slot = this.#operation.wire.indexOf(params.indexOf(this.#each));
    list.forEach((value, place) => {
      const name = `${this.#each.name}[${place}]`;
      const entry = { key: where.key, value: name };
      try {
        const word = this.#word(this.#each, name, value, where);
        entry.value = text(word);
        entry.words = command.concat(...parts.with(slot, [word]));
      } catch (error) {
        entry.outcome = error;
      }
      commands.push(entry);
    });
  }

  /** Adds the words of one parameter. */
  #push(words, param, given, where) {
    if (param.repeat === undefined) {
      words.push(this.#word(param, param.name, given[param.name], where));
    } else {
      this.#list(param, given, where).forEach((value, place) => {
        words.push(this.#word(param, `${param.name}[${place}]`, value, where));
      });
    }
  }

  /** The values of a repeated parameter, also when one was given by its single name. */
  #list(param, given, where) {
    const list = given[param.name];
    if (list === undefined && param.single !== undefined && given[param.single] !== undefined) {
      return [given[param.single]];
    }
    if (Array.isArray(list) && list.length > 0) return Array.from(list);
    throw this.#invalid(where, param.name, `expected an array of at least one, got ${describe(list)}`);
  }

  /** The word of one value. */
  #word(param, name, value, where) {
    const type = TYPES[param.type];
    let word;
    try {
      word = type.wire(value);
    } catch (error) {
      throw this.#invalid(where, name, error.message, error); // JSON of a circular structure
    }
    if (word === undefined) {
      throw this.#invalid(where, name, `expected ${type.expected}, got ${describe(value)}`);
    }
    if (param.type !== 'key' || this.#prefix === '') return word;
    return typeof word === 'string' ? this.#prefix + word : Buffer.concat([Buffer.from(this.#prefix), word]);
  }

  #invalid({ index }, parameter, problem, cause) {
    const operation = this.#operation.name;
    const place = parameter === undefined ? `params[${index}]` : `params[${index}].${parameter}`;
    return new RedisError('InvalidParameter', `${operation}: ${place}: ${problem}`, { operation, index, parameter, cause });
  }
}

/** The parameter set that a bare value stands for, where there is one parameter only. */
function bare({ name, repeat }, value) {
  return { [name]: repeat === undefined || Array.isArray(value) ? value : [value] };
}

function names(params) {
  return params.map((param) => param.name).join(', ');
}

/** Bytes or text as the text that `results` has it under. */
function text(value) {
  return typeof value === 'string' ? value : decode(bytes(value));
}

module.exports = { Encoder };
