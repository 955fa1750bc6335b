'use strict';

const { Clusters } = require('./clusters');
const { connect } = require('./connect');
const { decoder } = require('./decoders');
const { RedisError, describe } = require('./errors');
const { ForeignConnection } = require('./foreign');
const { LONGEST } = require('./limits');
const { unknownName } = require('./names');
const { commandsOf } = require('./params');
const { maySendOnceMore, sendOnceMore } = require('./recovery');
const { respond } = require('./replies');
const { gather, spread } = require('./spread');
const { isRequired } = require('./values');

const OPTIONS = new Set(['keepAlive', 'returnBuffers', 'retrySafeWrites']);
const FIELDS = new Set(['clusterIdentifier', 'redisClient', 'params', 'returnBuffers']);

/**
 * @typedef {object} Options
 * @property {boolean} [keepAlive] keeps one connection for each cluster from call to call
 * @property {boolean} [returnBuffers] gives strings as Buffers, unless a request says otherwise
 * @property {boolean} [retrySafeWrites] sends writes that may run twice again after a broken connection
 */

/**
 * What holds for the commands of one call.
 * @typedef {object} Rules
 * @property {object} operation the entry of the operations table
 * @property {number} limit on the whole call, in milliseconds: the usual one, and as long as its commands may wait
 * @property {number} deadline in milliseconds of performance.now()
 * @property {boolean} waits whether a command may wait
 * @property {boolean} repeatable whether a command that may have been executed may be sent again
 * @property {boolean} ordered whether the order of commands on one key matters
 */

/** The connection behind each `redisClient` that was given to a user, and how to give it back. */
const leases = new WeakMap();

/** Runs calls: one call is a batch of one operation over one connection, or over one to each node. */
class Caller {
  #clusters;
  #options;
  #kept = new Map();
  #checking = new Map();

  /**
   * @param {unknown} manager see {@link Clusters}
   * @param {Options} [options]
   * @throws {TypeError} when one of them is not what it should be
   */
  constructor(manager, options = {}) {
    checkOptions(options);
    this.#clusters = new Clusters(manager);
    this.#options = options;
  }

  /**
   * Runs one call. Without a callback it returns a promise of `{ response, redisClient }`.
   * @param {object} operation an entry of the operations table
   * @param {object} request
   * @param {Function} [callback]
   */
  call(operation, request, callback) {
    const outcome = this.#run(operation, request);
    if (typeof callback !== 'function') return outcome;
    // Out of the promise's chain: what the callback throws is the user's, and not a rejection of ours.
    outcome.then(
      ({ response, redisClient }) => setImmediate(callback, null, response, redisClient),
      (error) => setImmediate(callback, error),
    );
    return undefined;
  }

  async #run(operation, request) {
    checkRequest(operation, request);
    const reused = request.redisClient ? leaseOf(operation, request.redisClient) : undefined;
    const settings = reused ? undefined : this.#clusters.get(request.clusterIdentifier);
    const { timeouts, setKeyPrefix } = settings ?? reused.connection;
    const start = performance.now();
    // Before the first wait, so that the user may change the parameters after the call.
    const commands = commandsOf(operation, operation.group === 'set' ? setKeyPrefix : '', request.params ?? [{}]);
    const rules = this.#rules(operation, start, timeouts.call, commands);

    let line = await this.#open(reused, settings, rules);
    const { nodes, combine } = operation;
    const sent = nodes ? spread(commands, await line.connection.nodes(nodes, rules.deadline), operation) : commands;
    await line.connection.exchange(sent, rules);
    if (settings && maySendOnceMore(line.connection, rules)) {
      await sendOnceMore(sent, rules, async () => {
        const [broken, again] = [line, await this.#open(undefined, settings, rules)];
        line = again;
        await Promise.all([close(broken), broken.lease.client.quit()]);
        return line.connection;
      });
    }
    await close(line);
    if (combine) gather(commands, combine);
    const returnBuffers = request.returnBuffers ?? this.#options.returnBuffers ?? false;
    return { response: respond(combine ? commands : sent, decoder(operation, returnBuffers)), redisClient: line.lease.client };
  }

  /**
   * What a call goes over: the connection that its user gets, or one of its own when it waits and others may use that.
   * @returns {Promise<{ lease: object, connection: import('./connection').Connection | import('./cluster').Cluster }>}
   */
  async #open(reused, settings, rules) {
    const lease = reused ?? (await this.#connect(settings, rules.deadline));
    const isShared = reused !== undefined || this.#options.keepAlive;
    if (!rules.waits || !isShared) return { lease, connection: lease.connection };
    try {
      const connection = await lease.connection.another(rules.deadline);
      lease.waiting.add(connection);
      return { lease, connection };
    } catch (error) {
      if (lease !== reused) await lease.client.quit();
      throw error;
    }
  }

  async #connect(settings, deadline) {
    if (!this.#options.keepAlive) {
      const connection = await connect(settings, deadline);
      return lend(connection, () => connection.close());
    }
    const connection = await this.#keep(settings, deadline);
    connection.hold();
    return lend(connection, () => connection.release());
  }

  /** The kept connection if it still works, or a new one; calls at a time share the check. */
  #keep(settings, deadline) {
    const { identifier } = settings;
    if (!this.#checking.has(identifier)) {
      const kept = this.#kept.get(identifier);
      const checking = reopen(kept, settings, deadline)
        .then((connection) => {
          this.#kept.set(identifier, connection);
          if (connection !== kept) kept?.retire();
          return connection;
        })
        .finally(() => this.#checking.delete(identifier));
      this.#checking.set(identifier, checking);
    }
    return this.#checking.get(identifier);
  }

  #rules(operation, start, usual, commands) {
    const { access, retry, blocking } = operation;
    const repeatable = access === 'read' || (retry === 'safe' && Boolean(this.#options.retrySafeWrites));
    const wait = blocking === undefined ? 0 : commands.reduce((sum, { wait = 0 }) => sum + wait, 0);
    const limit = Math.min(usual + wait, LONGEST);
    return { operation, limit, deadline: start + limit, waits: wait > 0, repeatable, ordered: access !== 'read' };
  }
}

/** Ends the connection that a call had for itself. What it turned out to be holds for the one that others use, too. */
async function close({ lease, connection }) {
  if (connection === lease.connection) return;
  lease.waiting.delete(connection);
  lease.connection.isOutdated ||= connection.isOutdated;
  await connection.close();
}

/** The kept connection if it still works as what it is, or a new one. */
async function reopen(kept, settings, deadline) {
  return kept && !kept.isOutdated && (await kept.isAlive(deadline)) ? kept : connect(settings, deadline);
}

/**
 * Lends a connection to a user until they call `quit`, which works any number of times.
 * @param {import('./connection').Connection} connection
 * @param {() => void | Promise<void>} giveBack
 */
function lend(connection, giveBack) {
  const lease = { connection, client: undefined, ended: false, waiting: new Set() };
  lease.client = connection.withMethods({
    async quit() {
      if (!lease.ended) {
        lease.ended = true;
        // Nobody knows how long they would wait.
        for (const other of lease.waiting) other.fail(new Error('redisClient was closed'));
        await giveBack();
      }
      return 'OK';
    },
  });
  leases.set(lease.client, lease);
  return lease;
}

/** The lease of a `redisClient` that a user gives back for another call. */
function leaseOf(operation, client) {
  const lease = leases.get(client) ?? foreign(operation, client);
  if (lease.ended || !lease.connection.isOpen) {
    const { fault } = lease.connection;
    throw new RedisError(
      'ConnectionClosed',
      `${operation.name}: redisClient is closed${fault ? `, because its connection failed: ${fault.message}` : ''}; ` +
        'use it before quit(), or give a clusterIdentifier for a new connection',
      { cause: fault ?? undefined },
    );
  }
  return lease;
}

/** A lease of a client that the user made with node-redis. */
function foreign(operation, client) {
  if (typeof client.withCommandOptions !== 'function') {
    throw invalid(operation, `redisClient: expected the client of an earlier call, got ${describe(client)}`);
  }
  if ('masters' in client) {
    throw invalid(operation, "redisClient: node-redis's own cluster client cannot be used; give a clusterIdentifier");
  }
  return { connection: new ForeignConnection(client), client, ended: false, waiting: new Set() };
}

function checkOptions(options) {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`options: expected an object, got ${describe(options)}`);
  }
  const problem = unknownName(options, OPTIONS, 'field');
  if (problem) throw new TypeError(`options: ${problem}`);
}

function checkRequest(operation, request) {
  if (typeof request !== 'object' || request === null) {
    throw invalid(operation, `expected an object with clusterIdentifier and params, got ${describe(request)}`);
  }
  const problem = unknownName(request, FIELDS, 'field');
  if (problem) throw invalid(operation, problem);
  // Without them, an operation that needs no parameters runs once.
  if (request.params === undefined && !operation.params.some(isRequired)) return;
  if (!Array.isArray(request.params)) {
    throw invalid(operation, `params: expected an array, got ${describe(request.params)}`);
  }
}

function invalid({ name }, problem) {
  return new RedisError('InvalidRequest', `${name}: ${problem}`);
}

module.exports = { Caller };
