'use strict';

const { createClient, createCluster, ErrorReply } = require('redis');
const { DEFAULT_TIMEOUTS } = require('./clusters');
const { RedisError } = require('./errors');
const { TYPE_MAPPING } = require('./replies');

// Without a limit of node-redis's own on each command: that would be a timer for each.
const COMMAND_OPTIONS = { typeMapping: TYPE_MAPPING, timeout: 0 };

/** A connection to a cluster, made by node-redis. */
class Connection {
  /** Why the connection ended, when it ended by a fault. */
  fault = null;
  /** Whether replies come in the order of the commands: not over several connections. */
  isOrdered = false;
  timeouts;
  setKeyPrefix;
  #client;
  #sender;
  #clusterMode;
  #holders = 0;

  /**
   * @param {object} client a client of node-redis
   * @param {Pick<import('./clusters').Settings, 'timeouts' | 'setKeyPrefix' | 'clusterMode'>} settings
   */
  constructor(client, { timeouts, setKeyPrefix, clusterMode }) {
    this.#client = client;
    // Options given with each command would be merged for each, which takes longer than the rest.
    this.#sender = client.withCommandOptions(COMMAND_OPTIONS);
    this.#clusterMode = clusterMode;
    this.timeouts = timeouts;
    this.setKeyPrefix = setKeyPrefix;
  }

  /**
   * Connects, and makes sure that a Redis server answers.
   * @param {import('./clusters').Settings} settings
   * @returns {Promise<Connection>}
   * @throws {RedisError} CannotConnect
   */
  static async open(settings) {
    const client = settings.clusterMode ? createCluster(clusterOptions(settings)) : createClient(clientOptions(settings));
    const connection = new Connection(client, settings);
    connection.isOrdered = !settings.clusterMode;
    client.on('error', (error) => connection.fail(error));
    const connecting = client.connect().then(() => connection.#greet());
    // An attempt that was given up may still get through later.
    connecting.catch(() => {}).then(() => connection.fault && connection.#destroy());
    try {
      await within(settings.timeouts.connect, connecting);
      return connection;
    } catch (error) {
      connection.fail(error);
      throw cannotConnect(settings, connection.fault);
    }
  }

  /** A connection that the user made with node-redis. */
  static foreign(client) {
    return new Connection(client, { timeouts: DEFAULT_TIMEOUTS, setKeyPrefix: '', clusterMode: false });
  }

  get isOpen() {
    return this.#client.isOpen;
  }

  /**
   * Queues one command; the commands of one turn of the event loop leave in one write.
   * @param {string} key decides the node in cluster mode
   * @param {Array<string | Buffer>} words
   * @returns {Promise<unknown>}
   */
  send(key, words) {
    return this.#clusterMode ? this.#sender.sendCommand(key, false, words) : this.#sender.sendCommand(words);
  }

  /** Ends the connection because of a fault; what is unanswered is rejected. */
  fail(error) {
    this.fault ??= error;
    this.#destroy();
  }

  /** Ends the connection after what is unanswered. */
  async close() {
    if (!this.#client.isOpen) return;
    try {
      await within(this.timeouts.operation, this.#client.close());
    } catch {
      this.#destroy(); // it does not answer any more
    }
  }

  /** Whether the server still answers: asked, because a frozen process learns of nothing. */
  async isAlive() {
    if (!this.#client.isOpen) return false;
    try {
      await within(this.timeouts.connect, this.#greet());
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  /** One more user has the connection: the process waits for it. */
  hold() {
    this.#holders++;
    if (!this.#clusterMode && this.#client.isOpen) this.#client.ref();
  }

  /** One user less. A connection that nobody holds stays open, but does not keep the process alive. */
  release() {
    this.#holders--;
    if (!this.#clusterMode && this.#client.isOpen && this.#holders === 0) this.#client.unref();
  }

  /** The node-redis client with other methods on top: the object that users get. */
  withMethods(methods) {
    return Object.assign(Object.create(this.#client), methods);
  }

  async #greet() {
    if (this.#clusterMode) return;
    try {
      await this.#sender.sendCommand(['PING']);
    } catch (error) {
      // A user without permission for PING is connected all the same.
      if (!(error instanceof ErrorReply) || error.message.startsWith('NOAUTH')) throw error;
    }
  }

  #destroy() {
    try {
      this.#client.destroy();
    } catch {
      // It was closed already.
    }
  }
}

/** Rejects when the promise takes longer than that. */
async function within(milliseconds, promise) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

function clientOptions(settings) {
  return {
    socket: { host: settings.host, port: settings.port, ...socketOptions(settings) },
    database: settings.database,
    ...commonOptions(settings),
  };
}

function clusterOptions(settings) {
  return {
    rootNodes: [{ socket: { host: settings.host, port: settings.port } }],
    defaults: { socket: socketOptions(settings), ...commonOptions(settings) },
  };
}

function socketOptions({ tls, timeouts }) {
  return {
    connectTimeout: timeouts.connect,
    // node-redis would send again by itself what this package must report.
    reconnectStrategy: false,
    ...(tls ? { ...tls, tls: true } : {}),
  };
}

function commonOptions({ user, password }) {
  const credentials = async () => ({
    username: user,
    password: typeof password === 'function' ? await password() : password,
  });
  return {
    // RESP2 needs no greeting, and every server version speaks it.
    RESP: 2,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    ...(user === undefined && password === undefined
      ? {}
      : { credentialsProvider: { type: 'async-credentials-provider', credentials } }),
  };
}

function cannotConnect({ identifier, host, port, tls }, cause) {
  // Trying both addresses of a host gives an AggregateError without a message.
  const reason = cause.message || cause.errors?.map((error) => error.message).join('; ') || String(cause);
  const hint = hintOf(cause, reason, tls);
  return new RedisError(
    'CannotConnect',
    `cannot connect to cluster ${JSON.stringify(identifier)} (${host}:${port}): ${reason}${hint && `; ${hint}`}`,
    { cause },
  );
}

/** What a user can do about it, where the error shows that. */
function hintOf(cause, reason, tls) {
  if (cause instanceof ErrorReply) return /NOAUTH|WRONGPASS|AUTH/.test(reason) ? 'check user and password of the cluster' : '';
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/.test(reason)) return 'check host and port of the cluster';
  if (/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS_CERT)/.test(cause.code)) {
    return "the server's certificate was not accepted; give its authority as tls.ca";
  }
  if (tls) return 'the TLS handshake failed; if the server does not use TLS, set tls: false';
  if (/closed|ECONNRESET|RESP type|no answer/.test(reason)) return 'if the server requires TLS, set tls: true';
  return '';
}

module.exports = { Connection };
