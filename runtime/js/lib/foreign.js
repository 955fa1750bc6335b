'use strict';

const { Connection } = require('./connection');
const { RedisError, messageOf } = require('./errors');
const { within } = require('./limits');
const { DEFAULT_TIMEOUTS } = require('./settings');

/** A connection that the user made with node-redis. */
class ForeignConnection extends Connection {
  #client;

  /** @param {object} client a client, or a pool, of node-redis */
  constructor(client) {
    const { host = 'localhost', port = 6379 } = client.options?.socket ?? {};
    super(client, { host, port, timeouts: DEFAULT_TIMEOUTS, setKeyPrefix: '' });
    this.#client = client;
  }

  async another(deadline) {
    // A pool has none: it gives each command a connection of its own.
    if (typeof this.#client.duplicate !== 'function') return this;
    const client = this.#client.duplicate({
      socket: { ...this.#client.options?.socket, reconnectStrategy: false },
      disableOfflineQueue: true,
    });
    const connection = new ForeignConnection(client);
    client.on('error', (error) => connection.fail(error));
    const connecting = client.connect();
    // An attempt that was given up may still get through later.
    connecting.then(() => connection.fault && connection.fail(connection.fault)).catch(() => {});
    try {
      await within(Math.min(this.timeouts.connect, deadline - performance.now()), connecting);
      return connection;
    } catch (cause) {
      connection.fail(cause);
      const message = `cannot open another connection like that of redisClient: ${messageOf(cause)}`;
      throw new RedisError('CannotConnect', message, { cause });
    }
  }
}

module.exports = { ForeignConnection };
