'use strict';

const { types } = require('node:util');

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * An error of this package. `code` says what kind it is:
 *
 * for a call as a whole (nothing was sent then)
 * - `InvalidRequest`: the request is not of the documented shape;
 * - `UnknownCluster`, `InvalidCluster`: the cluster is not configured, or not well;
 * - `CannotConnect`: no connection within the time limit, or the server refused it;
 * - `ConnectionClosed`: the `redisClient` to reuse is closed;
 *
 * for one operation
 * - `InvalidParameter`: a parameter is missing, of the wrong type or out of range; nothing was sent;
 * - `CROSSSLOT`: in a cluster its keys lie in different slots; nothing was sent;
 * - `MOVED`: a server that was taken for a single one is a node of a cluster; nothing was executed;
 * - `NotSent`: the connection failed before the operation was sent;
 * - `OutcomeUnknown`: the connection failed after the operation may have reached the server;
 * - `UnexpectedReply`: the server answered what this operation never answers; it may have been executed;
 * - any other is the first word of the message that the server answered, such as `WRONGTYPE`.
 */
class RedisError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {object} [details] further properties, such as `cause` and `parameter`
   */
  constructor(code, message, details = {}) {
    const { cause, ...properties } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    Object.assign(this, properties);
  }

  get name() {
    return 'RedisError';
  }

  toString() {
    const isSaid = this.message.startsWith(this.code);
    return `${this.name}${isSaid ? '' : ` [${this.code}]`}: ${this.message}`;
  }

  /** What is left of it as JSON. What its cause says is in the message. */
  toJSON() {
    const { code, ...place } = this;
    return { code, message: this.message, ...place };
  }

  /** What `console.log` prints: in a response, which is deep, it would be the class's name alone. */
  [INSPECT]() {
    const frames = this.stack?.indexOf('\n    at ') ?? -1;
    return frames < 0 ? `[${this}]` : `${this}${this.stack.slice(frames)}`;
  }
}

/**
 * An error of one operation. It is data: a response may have 100,000 of them, and where in this package they are
 * made tells nobody anything. A stack would take most of the time.
 * @returns {RedisError}
 */
function ofOperation(code, message, details) {
  const { stackTraceLimit } = Error;
  // Not by assignment, which throws where the built-in objects are frozen.
  Reflect.set(Error, 'stackTraceLimit', 0);
  const error = new RedisError(code, message, details);
  Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  return error;
}

/** For an operation that the server answered with an error. */
function refused({ message }) {
  return ofOperation(message.split(' ', 1)[0], message);
}

/**
 * Whether a command waited at a master that has become a replica: it was not executed. A client that somebody unblocks by
 * hand is told something else: `UNBLOCKED client unblocked via CLIENT UNBLOCK`.
 */
function isForcedOut({ code, message }) {
  return code === 'UNBLOCKED' && message.startsWith('UNBLOCKED force');
}

/** For an operation that was certainly not executed, because of that. */
function notSent(cause) {
  return ofOperation('NotSent', `not sent, because the connection failed: ${cause.message}`, { cause });
}

/** For an operation that may have been executed, or not, because of that. */
function outcomeUnknown(cause) {
  const message = `the connection failed before the reply came, so the outcome is unknown: ${cause.message}`;
  return ofOperation('OutcomeUnknown', message, { cause });
}

/** For an operation that may have been executed, or not: no Redis server answers it with that. */
function unexpectedReply(reply) {
  return ofOperation('UnexpectedReply', `the server answered ${found(reply)}, which this operation never answers`);
}

function found(reply) {
  if (reply === null) return 'nil';
  if (Buffer.isBuffer(reply)) return `${reply.length} bytes`;
  if (Array.isArray(reply)) return `an array of ${reply.length} items`;
  // A status or an integer.
  return typeof reply === 'string' ? quoted(reply) : describe(reply);
}

/** For an operation whose own keys lie in different slots, as the server said or would say. */
function crossSlot() {
  return ofOperation(
    'CROSSSLOT',
    'CROSSSLOT: the keys of one operation must lie in one slot of the cluster; ' +
      'give them the same hash tag, as in {user1}.a and {user1}.b',
  );
}

/**
 * For an operation that a node of a cluster refused, because it was taken for a single server.
 * @param {RedisError} error MOVED
 * @param {Error} [refusal] what the node answered to CLUSTER SLOTS, when it was asked
 */
function wrongNode({ code, message }, refusal) {
  const advice = refusal
    ? `it did not name the other nodes: ${refusal.message}; the user must be allowed to run CLUSTER SLOTS`
    : 'leave clusterModeEnabled out, or set it to true';
  return ofOperation(code, `${message}: the server is a node of a cluster; ${advice}`);
}

/** What an error says. Trying both addresses of a host gives an AggregateError, which has no message. */
function messageOf(error) {
  return error.message || error.errors?.map(({ message }) => message).join('; ') || String(error);
}

/** A short text for an error message: what the value is. A string is not repeated: it may be a secret. */
function describe(value) {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  switch (typeof value) {
    case 'string':
      return value === '' ? 'an empty string' : 'a string';
    case 'number':
      return `the number ${value}`;
    case 'bigint':
      return `the BigInt ${value}`;
    case 'boolean':
      return `${value}`;
    default:
      return typeof value === 'object' ? describeObject(value) : `a ${typeof value}`;
  }
}

function describeObject(value) {
  if (!types.isDate(value)) return 'an object';
  const time = Date.prototype.getTime.call(value);
  return Number.isNaN(time) ? 'an invalid Date' : `the Date ${new Date(time).toISOString()}`;
}

/** The same for what should be a name, which is repeated. */
function describeName(value) {
  return typeof value === 'string' ? `the string ${nameOf(value)}` : describe(value);
}

/** A name in quotes. What looks like a URL, which was meant for another place, may have a password in it. */
function nameOf(text) {
  return /@|:\/\//.test(text) ? '"..." (a URL?)' : quoted(text);
}

function quoted(text) {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}

module.exports = {
  RedisError,
  crossSlot,
  describe,
  describeName,
  isForcedOut,
  messageOf,
  nameOf,
  notSent,
  ofOperation,
  outcomeUnknown,
  refused,
  unexpectedReply,
  wrongNode,
};
