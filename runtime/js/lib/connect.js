'use strict';

const { SocketClosedUnexpectedlyError } = require('@redis/client');
const { Cluster } = require('./cluster');
const { Connection } = require('./connection');
const { RedisError } = require('./errors');

/**
 * Connects to a cluster: to the first of its places that answers. Whether it is one server or a cluster
 * of several shards the server tells, in the same round trip that shows that it is there.
 * @param {import('./settings').Settings} settings
 * @param {number} deadline of the whole call, in milliseconds of performance.now()
 * @returns {Promise<Connection | Cluster>}
 * @throws {import('./errors').RedisError} CannotConnect
 */
async function connect(settings, deadline) {
  const failures = [];
  for (const seed of settings.seeds) {
    if (failures.length > 0 && performance.now() >= deadline) break;
    try {
      const connection = await open({ ...settings, ...seed }, deadline);
      return connection.map ? Cluster.around(settings, seed, connection) : connection;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length === 1) throw failures[0];
  const [{ cause }] = failures;
  throw new RedisError('CannotConnect', failures.map(({ message }) => message).join('; '), { cause });
}

/**
 * Opens a connection. A proxy such as twemproxy closes it at a command that it does not know, and CLUSTER is one:
 * then the server is not asked for its cluster.
 */
async function open(settings, deadline) {
  const start = performance.now();
  try {
    return await Connection.open(settings, deadline);
  } catch (error) {
    const wasClosed = error.cause instanceof SocketClosedUnexpectedlyError || error.cause?.code === 'ECONNRESET';
    if (settings.clusterMode !== undefined || !wasClosed) throw error;
    const limit = Math.min(deadline, start + settings.timeouts.connect);
    // What closes this one too closed the first.
    return Connection.open({ ...settings, clusterMode: false }, limit).catch(() => Promise.reject(error));
  }
}

module.exports = { connect };
