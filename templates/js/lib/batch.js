'use strict';

const { ClientClosedError, ClientOfflineError, ErrorReply } = require('redis');
const { RedisError } = require('./errors');

// As many commands may be unanswered at a time: the pipeline is never empty, memory is bounded, and a
// broken connection leaves few outcomes unknown. The next ones are sent when half of them are answered.
const WINDOW = 2_000;

/**
 * Sends commands as one pipeline and gives each its outcome, a reply or an Error. Commands that have
 * an outcome already are left alone.
 * @param {import('./connection').Connection} connection
 * @param {import('./params').Command[]} commands
 * @param {number} deadline of the whole call, in milliseconds of performance.now()
 * @returns {Promise<void>} never rejected
 */
async function exchange(connection, commands, deadline) {
  const pending = commands.filter((command) => command.outcome === undefined);
  if (pending.length === 0) return;
  const sent = await pipeline(connection, pending, deadline);
  pending.forEach((command, place) => {
    const { outcome } = command;
    if (outcome === undefined) command.outcome = lost(connection, false);
    else if (outcome instanceof ErrorReply) command.outcome = explain(outcome);
    else if (outcome instanceof Error) command.outcome = lost(connection, place < sent, outcome);
  });
}

/** Resolves with the number of commands that were given to node-redis. */
function pipeline(connection, commands, deadline) {
  const { operation, call } = connection.timeouts;
  return new Promise((resolve) => {
    const fail = (reason) => connection.fail(new Error(reason));
    const silence = setTimeout(fail, operation, `no reply within ${operation} ms`);
    const end = setTimeout(fail, Math.max(1, deadline - performance.now()), `the call took longer than ${call} ms`);
    let sent = 0;
    let settled = 0;

    function send() {
      const until = Math.min(commands.length, settled + WINDOW);
      while (sent < until) {
        const command = commands[sent++];
        const settle = (outcome) => {
          command.outcome = outcome;
          settled++;
          silence.refresh();
          if (sent < commands.length && sent - settled <= WINDOW / 2 && connection.isOpen) send();
          else if (settled === sent) finish();
        };
        connection.send(command.key, command.words).then(settle, settle);
      }
    }

    function finish() {
      clearTimeout(silence);
      clearTimeout(end);
      resolve(sent);
    }

    send();
  });
}

/** The server's error, with its first word as code. */
function explain(reply) {
  reply.code = reply.message.split(' ', 1)[0];
  if (reply.code !== 'CROSSSLOT') return reply;
  return new RedisError(
    reply.code,
    `${reply.message}: the keys of one operation must lie in one slot of the cluster; ` +
      'give them the same hash tag, as in {user1}.a and {user1}.b',
    { cause: reply },
  );
}

/** The error of a command that has no reply because the connection failed. */
function lost(connection, sent, error) {
  const cause = connection.fault ?? error;
  const reason = cause?.message ?? 'the connection was closed';
  if (!sent || error instanceof ClientClosedError || error instanceof ClientOfflineError) {
    return new RedisError('NotSent', `not sent, because the connection failed: ${reason}`, { cause });
  }
  return new RedisError('OutcomeUnknown', `the connection failed before the reply came, so the outcome is unknown: ${reason}`, {
    cause,
  });
}

module.exports = { exchange };
