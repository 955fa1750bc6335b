'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const { exchange } = require('./batch');
const { crossSlot, notSent } = require('./errors');
const { within } = require('./limits');
const { conclude, maySendOnceMore, outOfTurn, sendOnceMore, takeOutcomes, toSendAgain } = require('./recovery');
const { Keys } = require('./slots');

// CONTRIBUTING.md has a table of all limits, and why some are not those of the Rust client.

// Between sendings of a refused command, in milliseconds: the first pause, doubled up to the longest. The
// first redirections are followed at once.
const PAUSE = 10;
const LONGEST_PAUSE = 500;
const REDIRECTIONS_AT_ONCE = 3;
// What is sent again after a pause has this long for its reply, or an eighth of the call's limit: without it,
// what was refused would become unknown.
const TIME_TO_REPLY = 200;

const isRedirection = (code) => code === 'MOVED' || code === 'ASK';

/**
 * Sends each command to the node that serves its slot, all nodes at a time, and follows what the nodes
 * say until each command has its outcome. Commands that have an outcome already are left alone.
 * @param {import('./cluster').Cluster} cluster
 * @param {import('./params').Command[]} commands
 * @param {import('./caller').Rules} rules
 * @returns {Promise<void>} never rejected
 */
async function route(cluster, commands, rules) {
  const keys = new Keys(rules.operation);
  const { deadline } = rules;
  const remaining = () => deadline - performance.now();

  /** Commands of different nodes: what one of them does is nothing to the others. */
  async function distribute(commands, attempt) {
    const nodes = groups(commands, ({ slot }) => cluster.owner(slot));
    await Promise.all(Array.from(nodes, ([owner, group]) => settle(owner, group, attempt)));
  }

  /** All commands of some slots of one node, until each has its outcome. */
  async function settle(owner, commands, attempt) {
    const target = ({ ask }) => ask ?? owner;
    const waiting = rules.ordered && attempt > 0 ? outOfTurn(commands, target, keys) : new Set();
    // One pipeline to each address, with ASKING or without, or commands on one key could overtake each other.
    const ready = waiting.size === 0 ? commands : commands.filter((command) => !waiting.has(command));
    const parts = groups(ready, target);
    const answered = await Promise.all(Array.from(parts, ([address, part]) => send(address, part)));
    if (answered.every(Boolean) && waiting.size === 0) return;
    const again = toSendAgain(commands, rules, keys);
    const refused = again.filter((command) => !waiting.has(command));
    if (refused.length === 0) await distribute(again, attempt);
    else if (await prepare(refused, attempt)) await distribute(again, attempt + 1);
  }

  /** Whether all have a reply. */
  async function send(address, commands) {
    takeOutcomes(commands);
    let connection = cluster.connection(address);
    try {
      connection ??= await within(remaining(), cluster.reach(address));
    } catch (error) {
      for (const command of commands) {
        command.outcome = notSent(error);
        command.ask = undefined;
      }
      return false;
    }
    if (await exchange(connection, commands, rules)) return true;
    for (const command of commands) {
      const { outcome, slot } = command;
      const target = isRedirection(outcome?.code) ? cluster.redirect(outcome, address, slot) : undefined;
      command.ask = outcome?.code === 'ASK' ? target : undefined;
    }
    return false;
  }

  /** Waits for better luck; false when there is no time for it. */
  async function prepare(again, attempt) {
    const codes = Array.from(new Set(again.map(({ outcome }) => outcome.code)));
    if (!codes.every((code) => isRedirection(code) || code === 'TRYAGAIN')) {
      await within(Math.max(0, remaining()), cluster.refresh()).catch(() => {});
    }
    if (!codes.every(isRedirection) || attempt >= REDIRECTIONS_AT_ONCE) {
      const pause = Math.min(PAUSE * 2 ** attempt, LONGEST_PAUSE);
      if (remaining() < pause + Math.min(TIME_TO_REPLY, cluster.timeouts.call / 8)) return false;
      await sleep(pause);
    }
    return cluster.isOpen && remaining() > 0;
  }

  const routable = [];
  for (const command of commands) {
    if (command.outcome !== undefined) continue;
    command.slot = keys.slot(command);
    if (command.slot === undefined) command.outcome = crossSlot();
    else routable.push(command);
  }
  await distribute(routable, 0);
  conclude(routable);
}

/**
 * Sends each command to the node that it is for, all nodes at a time. Each answer counts as it is: no node redirects what
 * has no key. After a broken connection the rules are those of a single server.
 * @param {import('./cluster').Cluster} cluster
 * @param {import('./params').Command[]} commands
 * @param {import('./caller').Rules} rules
 * @returns {Promise<void>} never rejected
 */
async function tell(cluster, commands, rules) {
  const reach = (address) => within(rules.deadline - performance.now(), cluster.reach(address));

  async function tellOne(address, commands) {
    let connection;
    try {
      connection = await reach(address);
    } catch (error) {
      for (const command of commands) command.outcome = notSent(error);
      return;
    }
    await exchange(connection, commands, rules);
    if (maySendOnceMore(connection, rules)) await sendOnceMore(commands, rules, () => reach(address));
  }

  const sendable = commands.filter(({ outcome }) => outcome === undefined);
  await Promise.all(Array.from(groups(sendable, ({ node }) => node), ([address, group]) => tellOne(address, group)));
}

/** The values by what the function says of them, in their order. */
function groups(values, of) {
  const groups = new Map();
  for (const value of values) {
    const name = of(value);
    const group = groups.get(name);
    if (group) group.push(value);
    else groups.set(name, [value]);
  }
  return groups;
}

module.exports = { route, tell };
