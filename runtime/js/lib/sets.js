'use strict';

const { RedisError, describe, ofOperation } = require('./errors');
const { Line, Scope } = require('./parts');
const { Problem } = require('./problems');
const { given, isRequired, nameOf, reasonOf } = require('./values');

/** What is the same for all calls of an operation, once it was called. */
const known = new WeakMap();

function planOf(operation) {
  let plan = known.get(operation);
  if (plan === undefined) {
    const { params, wire, reply, records, neverWith = [] } = operation;
    const isByNode = operation.nodes !== undefined && operation.combine === undefined;
    const scope = new Scope(wire.map((place) => params[place]), isByNode ? ['node'] : []);
    const each = params.find((param) => param.repeat === 'each');
    // The first one that is required and has a key; without one key there, a result has its set's place as its name.
    const key = operation.key === null ? undefined : params.find((param) => param.type === 'key' && isRequired(param));
    plan = {
      scope,
      key: key?.name,
      isBare: operation.bareKey ?? false,
      each: each && { name: each.name, at: placeOf(each.name, scope) },
      isByNode,
      wait: waitOf(operation, scope),
      neverWith,
      watched: [...new Set([...givenIn(reply), ...Object.values(records ?? {}).flatMap(givenIn)])],
    };
    known.set(operation, plan);
  }
  return plan;
}

/** Where in the scope the parameter is that says how long a command may wait, and of how many milliseconds it is one. */
function waitOf({ blocking, params }, scope) {
  if (blocking === undefined) return undefined;
  const { type } = params.find(({ name }) => name === blocking);
  return { at: placeOf(blocking, scope), unit: type === 'timeout' ? 1_000 : 1 };
}

function placeOf(name, { parts }) {
  return parts.findIndex((part) => part.name === name);
}

/** The parameters by which a reply, or a record, differs. */
function givenIn({ when = [], fields = [] }) {
  return [...when.flatMap((reply) => reply.given), ...fields.flatMap((field) => field.given ?? [])];
}

/** Turns the parameter sets of one call into commands, whatever the parameters are. */
class SetEncoder {
  #operation;
  #prefix;
  #plan;

  /**
   * @param {object} operation an entry of the operations table
   * @param {string} prefix what stands before the operation's keys on the wire; may be empty
   */
  constructor(operation, prefix) {
    this.#operation = operation;
    this.#prefix = prefix;
    this.#plan = planOf(operation);
  }

  /**
   * The commands of all parameter sets, in order. A bad set is a command that has its outcome already.
   * @param {unknown[]} sets
   * @returns {import('./params').Command[]}
   */
  commands(sets) {
    const commands = [];
    for (let index = 0; index < sets.length; index++) {
      // Without a key the set's place in the call is the name of its result.
      let key = this.#plan.key === undefined ? String(index) : undefined;
      try {
        const set = this.#setOf(sets[index]);
        key ??= given(set[this.#plan.key]);
        const values = this.#plan.scope.read(set);
        if (this.#plan.each) this.#addEach(commands, key, values, index);
        else commands.push(this.#command(key, nameOf(key), undefined, values, this.#nodeOf(set)));
      } catch (error) {
        const outcome = this.#invalid(index, error);
        commands.push({ key, name: nameOf(key, index), each: undefined, words: undefined, outcome });
      }
    }
    return commands;
  }

  /** A set as an object; a key may stand for one that has nothing else. */
  #setOf(set) {
    if (typeof set === 'object' && set !== null && !(set instanceof Uint8Array)) return set;
    const { isBare, key, scope } = this.#plan;
    if (!isBare) throw scope.noSet(set);
    if (given(set) !== undefined) return { [key]: set };
    throw new Problem(`expected a key, or an object with ${scope.names.join(', ')}, got ${describe(set)}`);
  }

  /** The node that a set names, where it may. */
  #nodeOf({ node }) {
    if (!this.#plan.isByNode || node === undefined || typeof node === 'string') return node;
    throw new Problem(`expected the address of a node, host:port, got ${describe(node)}`, 'node');
  }

  #command(key, name, each, values, node) {
    const { scope, neverWith, watched, wait: waiting } = this.#plan;
    const line = new Line(this.#operation.command, this.#prefix);
    scope.write(values, line);
    const isGiven = (param) => scope.isGiven(param, values);
    const { words, keys } = line;
    const [given, isOnce] = [watched.filter(isGiven), neverWith.some(isGiven)];
    const wait = waiting === undefined ? 0 : Math.round(Number(values[waiting.at] ?? 0) * waiting.unit);
    return { key, name, each, words, outcome: undefined, keys, given, isOnce, wait, node };
  }

  /** Adds one command for each value of the repeated parameter; a bad value fails alone. */
  #addEach(commands, key, values, index) {
    const { each, scope } = this.#plan;
    const part = scope.parts[each.at];
    const list = values[each.at] ?? [];
    if (list.length === 0) part.write(undefined, new Line([], '')); // says that the list is missing
    list.forEach((value, place) => {
      const one = { value, name: `${each.name}[${place}]`, isPlace: true };
      try {
        const word = Problem.in(one.name, () => part.wordOf(value));
        const named = { value: value instanceof Uint8Array ? word : value, name: nameOf(word), isPlace: false };
        commands.push(this.#command(key, nameOf(key, index), named, values.with(each.at, [value])));
      } catch (error) {
        const outcome = this.#invalid(index, error);
        commands.push({ key, name: nameOf(key, index), each: one, words: undefined, outcome });
      }
    });
  }

  #invalid(index, error) {
    if (error instanceof RedisError) return error;
    // Whatever a getter or a proxy of the user throws is also a parameter that cannot be read.
    const { message, place, cause } = error instanceof Problem ? error : new Problem(reasonOf(error), '', error);
    const operation = this.#operation.name;
    const parameter = place === '' ? undefined : place;
    const at = place === '' ? `params[${index}]` : `params[${index}].${place}`;
    return ofOperation('InvalidParameter', `${operation}: ${at}: ${message}`, { operation, index, parameter, cause });
  }
}

module.exports = { SetEncoder };
