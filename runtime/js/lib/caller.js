'use strict';

const { Clusters } = require('./clusters');
const { connect } = require('./connect');
const { Connection } = require('./connection');
const { decoder } = require('./decoders');
const { RedisError, describe } = require('./errors');
const { unknownName } = require('./names');
const { commandsOf } = require('./params');
const { conclude, takeOutcomes, toSendAgain } = require('./recovery');
const { respond } = require('./replies');
const { Keys } = require('./slots');
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
 * @property {number} deadline in milliseconds of performance.now()
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
    const rules = this.#rules(operation, performance.now() + timeouts.call);
    // Before the first wait, so that the user may change the parameters after the call.
    const commands = commandsOf(operation, operation.group === 'set' ? setKeyPrefix : '', request.params ?? [{}]);

    let lease = reused ?? (await this.#connect(settings, rules.deadline));
    await lease.connection.exchange(commands, rules);
    if (settings && !lease.connection.isOpen && rules.repeatable && performance.now() < rules.deadline) {
      lease = (await this.#repeat(settings, commands, rules)) ?? lease;
    }
    const returnBuffers = request.returnBuffers ?? this.#options.returnBuffers ?? false;
    return { response: respond(commands, decoder(operation, returnBuffers)), redisClient: lease.client };
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

  #rules(operation, deadline) {
    const { access, retry } = operation;
    const repeatable = access === 'read' || (retry === 'safe' && Boolean(this.#options.retrySafeWrites));
    return { operation, deadline, repeatable, ordered: access !== 'read' };
  }

  /** Sends what has no answer once more, over a new connection; without one all stays as it is. */
  async #repeat(settings, commands, rules) {
    const sent = commands.filter(({ words }) => words !== undefined);
    const again = toSendAgain(sent, rules, new Keys(rules.operation));
    const lease = await this.#connect(settings, rules.deadline).catch(() => undefined);
    if (lease === undefined) return undefined;
    takeOutcomes(again);
    await lease.connection.exchange(again, rules);
    conclude(again);
    return lease;
  }
}

/** The kept connection if it still works as what it is, or a new one. */
async function reopen(kept, settings, deadline) {
  return kept && !kept.isOutdated && (await kept.isAlive(deadline)) ? kept : connect(settings, deadline);
}

/**
 * Lends a connection to a user until they call `quit`, which works any number of times.
 * @param {Connection} connection
 * @param {() => void | Promise<void>} giveBack
 */
function lend(connection, giveBack) {
  const lease = { connection, client: undefined, ended: false };
  lease.client = connection.withMethods({
    async quit() {
      if (!lease.ended) {
        lease.ended = true;
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
  return { connection: Connection.foreign(client), client, ended: false };
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
