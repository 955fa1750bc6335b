'use strict';

const { ClientClosedError, ClientOfflineError, ErrorReply } = require('@redis/client');
const { crossSlot, isForcedOut, notSent, outcomeUnknown, refused, wrongNode } = require('./errors');

// As many commands may be unanswered at a time: the pipeline is never empty, memory is bounded, and a
// broken connection leaves few outcomes unknown. The next ones are sent when half of them are answered.
const WINDOW = 2_000;

// Whether replies come is looked at this often while a limit lasts.
const CHECKS = 4;

// Lets a node take the next command, which another one redirected by ASK, for a slot that it is about to get.
const ASKING = ['ASKING'];

/**
 * Sends commands as one pipeline and gives each its outcome, a reply or an Error. Commands that have
 * an outcome already are left alone.
 * @param {import('./connection').Connection} connection
 * @param {import('./params').Command[]} commands
 * @param {Pick<import('./caller').Rules, 'deadline' | 'limit'>} rules
 * @returns {Promise<boolean>} whether all have a reply; never rejected
 */
function exchange(connection, commands, rules) {
  const pending = commands.filter((command) => command.outcome === undefined);
  if (pending.length === 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    let sent = 0;
    let settled = 0;
    let isWhole = true;
    let isOver = false;
    const waitOfNext = () => pending[settled]?.wait ?? 0;
    const stopWatching = watchLimits(connection, rules, waitOfNext, giveUp);
    connection.exchanges++;

    function send() {
      const until = Math.min(pending.length, settled + WINDOW);
      while (sent < until) {
        const { words, ask } = pending[sent++];
        if (ask !== undefined) connection.send(ASKING).catch(() => {}); // the command tells what it came to
        connection.send(words).then(settle, settle);
      }
    }

    // One function for all is the faster way: replies come in the order of the commands.
    function settle(outcome) {
      connection.replies++;
      if (isOver) return;
      const command = pending[settled++];
      if (outcome instanceof Error) {
        isWhole = false;
        command.outcome = explain(connection, outcome);
      } else {
        command.outcome = outcome;
      }
      if (sent < pending.length && sent - settled <= WINDOW / 2 && connection.isOpen) send();
      if (settled === sent) finish();
    }

    /** The rest of the replies come too late; other calls still wait for theirs on this connection. */
    function giveUp(cause) {
      isWhole = false;
      while (settled < sent) pending[settled++].outcome = outcomeUnknown(cause);
      finish(cause);
    }

    function finish(cause) {
      isOver = true;
      connection.exchanges--;
      stopWatching();
      while (sent < pending.length) {
        pending[sent++].outcome = notSent(cause ?? connection.fault ?? new ClientClosedError());
      }
      resolve(isWhole);
    }

    send();
  });
}

/**
 * Ends the connection when no reply comes on it for too long, beyond what the next command may wait. When the whole
 * call takes too long, it ends the connection too, unless other calls use it. Gives the function that stops this.
 */
function watchLimits(connection, { deadline, limit }, waitOfNext, giveUp) {
  const { operation, call } = connection.timeouts;
  const period = Math.min(operation, call) / CHECKS;
  let last = connection.replies;
  let quiet = 0;
  const check = () => {
    quiet = connection.replies === last ? quiet + 1 : 0;
    last = connection.replies;
    const longest = operation + waitOfNext();
    if (quiet * period >= longest) connection.fail(new Error(`no reply within ${longest} ms`));
  };
  const end = () => {
    const cause = new Error(`the call took longer than ${limit} ms`);
    if (connection.exchanges > 1) giveUp(cause);
    else connection.fail(cause);
  };
  const checking = setInterval(check, period);
  const ending = setTimeout(end, Math.max(0, Math.ceil(deadline - performance.now())));
  return () => {
    clearInterval(checking);
    clearTimeout(ending);
  };
}

/** What a user is told of a command that failed: by the server's error, or with the connection. */
function explain(connection, error) {
  if (error instanceof ErrorReply) return answered(connection, refused(error));
  const cause = connection.fault ?? error;
  if (error instanceof ClientClosedError || error instanceof ClientOfflineError) return notSent(cause);
  return outcomeUnknown(cause);
}

/** What the server answered, and what to do about it. */
function answered(connection, error) {
  if (error.code === 'CROSSSLOT') return crossSlot();
  if (connection.isNode) return error;
  // After a failover the host's name leads to the new primary, for those who look it up again.
  if (error.code === 'READONLY' || error.code === 'MOVED' || isForcedOut(error)) connection.isOutdated = true;
  return error.code === 'MOVED' ? wrongNode(error, connection.refusal) : error;
}

module.exports = { exchange };
