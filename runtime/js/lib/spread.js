'use strict';

// Operations that run on several nodes: a command for each node, and what becomes of their answers.

const { describeName, ofOperation } = require('./errors');
const { closest } = require('./names');

const INTEGER = /^[+-]?\d+$/;

// As many nodes are named in an error; a cluster may have hundreds.
const NAMED = 10;

/**
 * The commands for each node: of a set that names one, for that node alone. Those that have an outcome stay as they are.
 * @param {import('./params').Command[]} commands of the parameter sets; each gets its parts
 * @param {{ asked: string[], all: string[] }} nodes their addresses
 * @param {object} operation an entry of the operations table
 * @returns {import('./params').Command[]}
 */
function spread(commands, { asked, all }, operation) {
  const known = new Set(all);
  return commands.flatMap((command) => {
    const { node } = command;
    if (node !== undefined && !known.has(node)) command.outcome = unknownNode(command, known, operation);
    if (command.outcome !== undefined) return [command];
    const addresses = node === undefined ? asked : [node];
    command.parts = addresses.map((address) => ({ ...command, node: address, each: eachOf(address) }));
    return command.parts;
  });
}

/** The result of a node stands under its address, as those of values do. */
function eachOf(address) {
  return { value: address, name: address, isPlace: false };
}

function unknownNode({ key, node }, known, { name: operation }) {
  const meant = closest(node, known);
  const names = [...known].slice(0, NAMED).join(', ') + (known.size > NAMED ? ` and ${known.size - NAMED} more` : '');
  const problem =
    `expected the address of a node, got ${describeName(node)}; ` +
    (meant ? `did you mean ${meant}? The nodes are ${names}` : `the nodes are ${names}`);
  const details = { operation, index: Number(key), parameter: 'node' };
  return ofOperation('InvalidParameter', `${operation}: params[${key}].node: ${problem}`, details);
}

/**
 * Gives each command the outcome that its nodes' answers make together.
 * @param {import('./params').Command[]} commands
 * @param {'sum' | 'and' | 'same' | 'first' | 'join'} combine
 */
function gather(commands, combine) {
  for (const command of commands) {
    if (command.parts) command.outcome = combined(command.parts.map(({ outcome }) => outcome), combine);
  }
}

function combined(outcomes, combine) {
  const isError = (outcome) => outcome instanceof Error;
  if (combine === 'first') return outcomes.every(isError) ? outcomes[0] : outcomes.find((outcome) => !isError(outcome));
  return outcomes.find(isError) ?? COMBINED[combine](outcomes);
}

// What becomes of replies as node-redis decodes them. One that no server gives stays in the outcome, where the decoder
// of the operation's reply finds it.
const COMBINED = {
  sum(replies) {
    const other = replies.find((reply) => !INTEGER.test(reply));
    return other ?? String(replies.reduce((sum, reply) => sum + BigInt(reply), 0n));
  },
  and(replies) {
    const [first] = replies;
    return Array.isArray(first) ? first.map((_, at) => and(replies.map((list) => list?.[at]))) : and(replies);
  },
  same: ([reply]) => reply,
  join: (replies) => replies.flat(),
};

function and(flags) {
  return flags.find((flag) => flag !== '1') ?? '1';
}

module.exports = { gather, spread };
