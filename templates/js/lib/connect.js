'use strict';

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
      const connection = await Connection.open({ ...settings, ...seed }, deadline);
      return connection.topology ? new Cluster(settings, seed, connection) : connection;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length === 1) throw failures[0];
  const [{ cause }] = failures;
  throw new RedisError('CannotConnect', failures.map(({ message }) => message).join('; '), { cause });
}

module.exports = { connect };
