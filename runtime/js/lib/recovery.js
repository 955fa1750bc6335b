'use strict';

const { isForcedOut } = require('./errors');
const { NoPlaceError } = require('./nodes');
const { Keys } = require('./slots');

// What is sent again in a cluster. A refused command was certainly not executed, so every operation may
// try again elsewhere; for the others the rules are those of a single server.

/** The first words of the errors by which a node refuses a command that another, or a later, one takes. */
const REFUSALS = new Set(['MOVED', 'ASK', 'TRYAGAIN', 'CLUSTERDOWN', 'LOADING', 'READONLY', 'MASTERDOWN']);

/** Whether the command was certainly not executed by its last sending. */
const isRefused = ({ outcome }) =>
  outcome instanceof Error && (REFUSALS.has(outcome.code) || outcome.code === 'NotSent' || isForcedOut(outcome));

/** Whether it would be refused again: the settings keep it from its node. */
const isRefusedForEver = ({ outcome }) => outcome?.cause instanceof NoPlaceError;

/** Whether the command may have been executed, by its last sending or by one before. */
const isUncertain = ({ outcome, unknown }) => outcome?.code === 'OutcomeUnknown' || unknown !== undefined;

/**
 * The commands to send again, in their order. Their outcomes stay until they are sent.
 * @param {import('./params').Command[]} commands all of the call's in their slots that were sent, or waited for their
 *   turn
 * @param {object} rules
 * @param {boolean} rules.repeatable whether a command whose outcome is unknown may run twice; it is sent
 *   again once
 * @param {boolean} rules.ordered whether the order of commands on one key matters: that of writes
 * @param {import('./slots').Keys} keys
 */
function toSendAgain(commands, { repeatable, ordered }, keys) {
  const isLost = ({ outcome, unknown }) => outcome?.code === 'OutcomeUnknown' && unknown === undefined;
  const isWaiting = (command) => isRefused(command) && !isRefusedForEver(command);
  const mayRepeat = (command) => repeatable && !command.isOnce;
  const again = new Set(commands.filter((command) => isWaiting(command) || (mayRepeat(command) && isLost(command))));
  if (ordered && again.size > 0) keepOrder(commands, again, keys);
  return commands.filter((command) => again.has(command));
}

/**
 * Leaves out what would overtake, or be overtaken: a command is sent again only when no later one on
 * its keys may have been executed, and no earlier one is for ever uncertain.
 */
function keepOrder(commands, again, keys) {
  const slots = new Set();
  for (const { slot } of again) slots.add(slot);
  const concerned = commands.filter(({ slot }) => slots.has(slot));
  const leaveOut = (order, obstructs) => {
    const obstructed = new Set();
    for (const command of order) {
      const names = Array.from(keys.of(command), nameOf);
      if (names.some((name) => obstructed.has(name))) again.delete(command);
      if (!again.has(command) && obstructs(command)) for (const name of names) obstructed.add(name);
    }
  };
  leaveOut(concerned.toReversed(), (command) => !isRefused(command) || isUncertain(command));
  leaveOut(concerned, isUncertain);
}

/**
 * The commands that must wait: only one node at a time runs commands on a key, the first one's.
 * @param {import('./params').Command[]} commands of one slot or more
 * @param {(command: import('./params').Command) => string} target the address that a command goes to
 * @param {import('./slots').Keys} keys
 * @returns {Set<import('./params').Command>}
 */
function outOfTurn(commands, target, keys) {
  const targets = new Map();
  const waiting = new Set();
  for (const command of commands) {
    const names = Array.from(keys.of(command), nameOf);
    const address = target(command);
    const isFree = names.every((name) => !targets.has(name) || targets.get(name) === address);
    if (!isFree) waiting.add(command);
    // Behind a command that waits for its turn, all others on its keys wait too.
    for (const name of names) targets.set(name, isFree ? address : undefined);
  }
  return waiting;
}

/** The same text for the same bytes. */
function nameOf(key) {
  return (typeof key === 'string' ? Buffer.from(key) : key).toString('latin1');
}

/** Takes the outcomes of their last sending from commands that are sent; what it left open is not forgotten. */
function takeOutcomes(commands) {
  for (const command of commands) {
    if (command.outcome?.code === 'OutcomeUnknown') command.unknown = command.outcome;
    command.outcome = undefined;
  }
}

/** Says of commands that are not sent again what holds for all their sendings. */
function conclude(commands) {
  for (const command of commands) {
    if (command.unknown !== undefined && isRefused(command)) command.outcome = command.unknown;
  }
}

/**
 * Sends once more what has no answer, after a connection to a single server broke, or to a node that nobody redirects
 * from. Without a new connection all stays as it is.
 * @param {import('./params').Command[]} commands those that were sent, and others that have their outcome
 * @param {import('./caller').Rules} rules
 * @param {() => Promise<import('./connection').Connection>} open
 */
async function sendOnceMore(commands, rules, open) {
  const sent = commands.filter(({ words }) => words !== undefined);
  const again = toSendAgain(sent, rules, new Keys(rules.operation));
  const connection = await open().catch(() => undefined);
  if (connection === undefined) return;
  takeOutcomes(again);
  await connection.exchange(again, rules);
  conclude(again);
}

/** Whether a call may do so: its connection broke, and there is time left. */
function maySendOnceMore(connection, { repeatable, deadline }) {
  return !connection.isOpen && repeatable && performance.now() < deadline;
}

module.exports = { conclude, maySendOnceMore, outOfTurn, sendOnceMore, takeOutcomes, toSendAgain };
