'use strict';

const { ClientClosedError, ClientOfflineError, ErrorReply } = require('redis');
const { RedisError } = require('./errors');

// As many commands may be unanswered at a time: the pipeline is never empty, memory is bounded, and a
// broken connection leaves few outcomes unknown. The next ones are sent when half of them are answered.
const WINDOW = 2_000;

// The limits are looked at this often while one of them lasts.
const CHECKS = 4;

/**
 * Sends commands as one pipeline and gives each its outcome, a reply or an Error. Commands that have
 * an outcome already are left alone.
 * @param {import('./connection').Connection} connection
 * @param {import('./params').Command[]} commands
 * @param {number} deadline of the whole call, in milliseconds of performance.now()
 * @returns {Promise<void>} never rejected
 */
function exchange(connection, commands, deadline) {
  const pending = commands.filter((command) => command.outcome === undefined);
  if (pending.length === 0) return Promise.resolve();
  return new Promise((resolve) => {
    let sent = 0;
    let settled = 0;
    const watch = watchLimits(connection, deadline, () => settled);

    function send() {
      const until = Math.min(pending.length, settled + WINDOW);
      while (sent < until) {
        const command = pending[sent++];
        // One function for all is the faster way, where replies come in the order of the commands.
        const settle = connection.isOrdered ? settleNext : (outcome) => settleOne(command, outcome);
        connection.send(command.key, command.words).then(settle, settle);
      }
    }

    function settleNext(outcome) {
      settleOne(pending[settled], outcome);
    }

    function settleOne(command, outcome) {
      command.outcome = outcome instanceof Error ? explain(connection, outcome) : outcome;
      settled++;
      if (sent < pending.length && sent - settled <= WINDOW / 2 && connection.isOpen) send();
      if (settled === sent) finish();
    }

    function finish() {
      clearInterval(watch);
      for (const command of pending.slice(sent)) command.outcome = notSent(connection.fault);
      resolve();
    }

    send();
  });
}

/** Ends the connection when no reply comes for too long, or the whole call takes too long. */
function watchLimits(connection, deadline, progress) {
  const { operation, call } = connection.timeouts;
  const period = Math.min(operation, call) / CHECKS;
  let last = 0;
  let quiet = 0;
  const check = () => {
    quiet = progress() === last ? quiet + 1 : 0;
    last = progress();
    if (performance.now() >= deadline) connection.fail(new Error(`the call took longer than ${call} ms`));
    else if (quiet * period >= operation) connection.fail(new Error(`no reply within ${operation} ms`));
  };
  return setInterval(check, period);
}

/** What a user is told of a command that failed: by the server's error, or with the connection. */
function explain(connection, error) {
  if (error instanceof ErrorReply) return withCode(error);
  const cause = connection.fault ?? error;
  if (error instanceof ClientClosedError || error instanceof ClientOfflineError) return notSent(cause);
  const message = `the connection failed before the reply came, so the outcome is unknown: ${cause.message}`;
  return new RedisError('OutcomeUnknown', message, { cause });
}

function notSent(fault) {
  const cause = fault ?? new Error('the connection was closed');
  return new RedisError('NotSent', `not sent, because the connection failed: ${cause.message}`, { cause });
}

/** The server's error, with its first word as code. */
function withCode(reply) {
  reply.code = reply.message.split(' ', 1)[0];
  if (reply.code !== 'CROSSSLOT') return reply;
  return new RedisError(
    reply.code,
    `${reply.message}: the keys of one operation must lie in one slot of the cluster; ` +
      'give them the same hash tag, as in {user1}.a and {user1}.b',
    { cause: reply },
  );
}

module.exports = { exchange };
