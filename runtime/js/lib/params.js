'use strict';

const { RedisError, describe, ofOperation } = require('./errors');
const { unknownName } = require('./names');
const { SetEncoder } = require('./sets');
const { TYPES, given, isRequired, nameOf, prefixed, reasonOf } = require('./values');

/** The names of each operation's parameters, once it was called. */
const known = new Map();

/**
 * One command on its way.
 * @typedef {object} Command
 * @property {string | Buffer | undefined} key as it was given; undefined when it is none
 * @property {string | undefined} name its name in `results`; undefined when it is not text
 * @property {Each | undefined} each when the operation runs for each value
 * @property {Array<string | Buffer> | undefined} words what goes on the wire
 * @property {Array<string | Buffer>} [keys] those among the words, where their places differ from command to command
 * @property {string[]} [given] the parameters that were given, of those by which the reply differs
 * @property {number} [wait] how long it may wait, in milliseconds
 * @property {string} [node] the address of the node that it is for, of an operation that runs on several
 * @property {Command[]} [parts] of such an operation: the command for each node
 * @property {boolean} [isOnce] whether it must not run twice, though its operation may
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

/** Turns the parameter sets of one call into commands, where all parameters are plain values. */
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
    return param.type === 'key' ? prefixed(this.#prefix, word) : word;
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

/** What a parameter set of an operation may have. */
function namesOf(operation) {
  let names = known.get(operation);
  if (names === undefined) {
    names = new Set(operation.params.flatMap(({ name, single }) => (single === undefined ? [name] : [name, single])));
    known.set(operation, names);
  }
  return names;
}

const PLAIN = new Set(['key', 'string', 'integer', 'seconds', 'any']);

/** Whether the parameters of each operation are plain values, once it was called. */
const plain = new WeakMap();

/** Whether all parameters are plain values, each key has its place, and the first key is the name of the result. */
function isPlain(operation) {
  let answer = plain.get(operation);
  if (answer === undefined) {
    const { key, params, wire } = operation;
    const last = params[wire.at(-1)];
    answer = key !== null && params.every((param) => isPlainParam(param, param === last));
    plain.set(operation, answer);
  }
  return answer;
}

function isPlainParam(param, isLast) {
  const { type, token, count, needs, repeat } = param;
  const isOnce = repeat === undefined || (isLast && (repeat === 'variadic' || repeat === 'each'));
  return PLAIN.has(type) && isRequired(param) && isOnce && !token && !count && !needs;
}

/**
 * The commands of one call.
 * @param {object} operation an entry of the operations table
 * @param {string} prefix what stands before the operation's keys on the wire; may be empty
 * @param {unknown[]} sets
 * @returns {Command[]}
 */
function commandsOf(operation, prefix, sets) {
  const encoder = isPlain(operation) ? new Encoder(operation, prefix) : new SetEncoder(operation, prefix);
  return encoder.commands(sets);
}

module.exports = { commandsOf };
