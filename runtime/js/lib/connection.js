'use strict';

const { createClient, ErrorReply } = require('@redis/client');
const { exchange } = require('./batch');
const { RedisError, messageOf, nameOf } = require('./errors');
const { hint } = require('./hints');
const { within } = require('./limits');
const { SlotMap, addressOf } = require('./map');
const { TYPE_MAPPING } = require('./replies');

// Without a limit of node-redis's own on each command: that would be a timer for each.
const COMMAND_OPTIONS = { typeMapping: TYPE_MAPPING, timeout: 0 };

/** A connection to one server, made by node-redis. */
class Connection {
  /** Why the connection ended, when it ended by a fault. */
  fault = null;
  /** How many replies came: whether the server still works. */
  replies = 0;
  /** How many batches wait for replies. */
  exchanges = 0;
  /** What the server told of its cluster, if it was asked and has one. */
  map = undefined;
  /** Why the server did not tell of its cluster when it was asked: its error. */
  refusal = undefined;
  /** The server's identifier in its cluster, if it told. */
  id = undefined;
  /** Whether the server is known as a node of a cluster. */
  isNode = false;
  /** Whether a new connection would lead elsewhere: it turned out to be such a node, or a replica. */
  isOutdated = false;
  timeouts;
  setKeyPrefix;
  #settings;
  #client;
  #sender;
  #holders = 0;
  /** Whether no further user will come. */
  #isRetired = false;

  /**
   * @param {object} client a client of node-redis
   * @param {Pick<import('./settings').Settings, 'host' | 'port' | 'timeouts' | 'setKeyPrefix'>} settings
   */
  constructor(client, settings) {
    const { timeouts, setKeyPrefix } = settings;
    this.#settings = settings;
    this.#client = client;
    // Options given with each command would be merged for each, which takes longer than the rest.
    this.#sender = client.withCommandOptions(COMMAND_OPTIONS);
    this.timeouts = timeouts;
    this.setKeyPrefix = setKeyPrefix;
  }

  /**
   * Connects, makes sure that a Redis server answers, and asks for its cluster's slots, unless the
   * settings say that it has none.
   * @param {import('./settings').Settings} settings
   * @param {number} [deadline] in milliseconds of performance.now(), when that is before the limit on connecting
   * @returns {Promise<Connection>}
   * @throws {RedisError} CannotConnect
   */
  static async open(settings, deadline = Infinity) {
    const attempt = { isThrough: false, isLogin: false, tls: settings.tls };
    const client = createCopy(clientOptions(settings, attempt));
    const connection = new Connection(client, settings);
    client.on('connect', () => (attempt.isThrough = true));
    client.on('error', (error) => connection.fail(error instanceof TypeError ? unexpected(error) : error));
    const connecting = client
      .connect()
      .then(() => (settings.clusterMode === false ? connection.#greet() : connection.#greetNode(settings)));
    // An attempt that was given up may still get through later.
    connecting.catch(() => {}).then(() => connection.fault && connection.#destroy());
    try {
      await within(Math.min(settings.timeouts.connect, deadline - performance.now()), connecting);
      return connection;
    } catch (error) {
      connection.fail(error);
      // The next connection asks anew for a password that was wrong or did not come.
      const isWrong = error instanceof ErrorReply && /WRONGPASS|invalid password/.test(error.message);
      if (isWrong || attempt.isLogin) settings.password?.forget?.();
      // What the server said tells more than that it closed the connection then.
      throw cannotConnect(settings, error instanceof ErrorReply ? error : connection.fault, attempt);
    }
  }

  /** Another connection like this one, which nobody else has. */
  another(deadline) {
    return Connection.open(this.#settings, deadline);
  }

  get isOpen() {
    return this.#client.isOpen;
  }

  /**
   * Queues one command; the commands of one turn of the event loop leave in one write.
   * @param {Array<string | Buffer>} words
   * @returns {Promise<unknown>}
   */
  send(words) {
    return this.#sender.sendCommand(words);
  }

  /**
   * Gives each command its outcome.
   * @param {import('./params').Command[]} commands
   * @param {import('./caller').Rules} rules
   */
  exchange(commands, rules) {
    return exchange(this, commands, rules);
  }

  /** The nodes that an operation on several of them asks, and all that there are: a single server. */
  nodes() {
    const address = addressOf(this.#settings.host, this.#settings.port);
    return { all: [address], asked: [address] };
  }

  /** Asks anew which node of the cluster serves which slot. */
  async askForMap(settings) {
    await within(this.timeouts.connect, this.#greetNode(settings));
    return this.map;
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

  /**
   * Whether the server still answers: asked, because a frozen process learns of nothing. One that answers with an
   * error, such as LOADING, does: whoever holds the connection keeps it, and the operations get the server's words.
   */
  async isAlive(deadline = Infinity) {
    if (!this.#client.isOpen) return false;
    if (this.exchanges > 0) return true; // they watch it, and it answers them first
    try {
      await within(Math.min(this.timeouts.connect, deadline - performance.now()), this.#greet());
      return true;
    } catch (error) {
      if (!(error instanceof ErrorReply)) {
        this.fail(error);
        return false;
      }
      // The user of the client has logged out; a new connection logs in.
      this.isOutdated = error.message.startsWith('NOAUTH ');
      return !this.isOutdated;
    }
  }

  /** One more user has the connection: the process waits for it. */
  hold() {
    this.#holders++;
    if (this.#client.isOpen) this.#client.ref();
  }

  /** One user less. A connection that nobody holds stays open, but does not keep the process alive. */
  async release() {
    this.#holders--;
    if (this.#holders > 0 || !this.#client.isOpen) return;
    if (this.#isRetired) await this.close();
    else this.#client.unref();
  }

  /** Another connection has its place: it is closed as soon as nobody holds it. */
  async retire() {
    this.#isRetired = true;
    if (this.#holders === 0) await this.close();
  }

  /** The node-redis client with other methods on top: the object that users get. */
  withMethods(methods) {
    return Object.assign(Object.create(this.#client), methods);
  }

  async #greet() {
    try {
      await this.send(['PING']);
    } catch (error) {
      // A user without permission for PING is connected all the same. Every other error is the server's
      // answer to the connection: it wants a password, has too many clients, or is loading its data and
      // does not tell yet what it is.
      if (!/^(NOPERM|ERR unknown command) /.test(error.message)) throw error;
    }
  }

  /** Asks for the cluster too, in the same round trip. */
  async #greetNode(settings) {
    const greeting = this.#greet();
    const answers = [this.send(['CLUSTER', 'SLOTS']), this.send(['CLUSTER', 'MYID'])];
    const [{ reason }, shards, id] = await Promise.allSettled([greeting, ...answers]);
    if (reason) throw reason;
    const isAnswered = shards.value !== undefined || shards.reason instanceof ErrorReply;
    if (!isAnswered || (shards.reason && settings.clusterMode)) throw shards.reason;
    this.refusal = shards.reason;
    this.map = shards.value && new SlotMap(shards.value, settings, Boolean(settings.tls));
    this.id = id.value && String(id.value);
  }

  #destroy() {
    try {
      this.#client.destroy();
    } catch {
      // It was closed already.
    }
  }
}

/** The client that others are copies of. */
let model;

/**
 * Creates a client of node-redis. It would build a new class for each whose options differ from those of
 * the last, which takes longer than connecting; copies share the class.
 */
function createCopy(options) {
  model ??= createClient({ RESP: 2, maintNotifications: 'disabled' });
  return model.duplicate(options);
}

/** @param {{ isLogin: boolean }} attempt tells whether the user's function for the password is at work */
function clientOptions({ host, port, tls, timeouts, user, password, database }, attempt) {
  const credentials = async () => ({
    username: user,
    password: typeof password === 'function' ? await ask(password, attempt) : password,
  });
  return {
    socket: {
      host,
      port,
      connectTimeout: timeouts.connect,
      // node-redis would send again by itself what this package must report.
      reconnectStrategy: false,
      ...(tls ? { ...tls, tls: true } : {}),
    },
    database,
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

/** The password of a new connection, from the user's function. */
async function ask(password, attempt) {
  attempt.isLogin = true;
  let given;
  try {
    given = await password();
  } catch (cause) {
    throw new PasswordError(`the function for the password failed: ${cause?.message ?? cause}`, { cause });
  } finally {
    attempt.isLogin = false;
  }
  if (typeof given !== 'string') throw new PasswordError(`the function for the password gave no string, but ${typeof given}`);
  return given;
}

class PasswordError extends Error {}

function cannotConnect({ identifier, host, port, password }, cause, attempt) {
  const reason = messageOf(cause);
  const advice = adviceOn(cause, reason, attempt, password);
  return new RedisError(
    'CannotConnect',
    `cannot connect to cluster ${nameOf(identifier)} (${addressOf(host, port)}): ${reason}${advice && `; ${advice}`}`,
    { cause },
  );
}

function adviceOn(cause, reason, attempt, password) {
  if (attempt.isLogin) return password.silence ?? 'the function for the password has not answered';
  return cause instanceof PasswordError ? '' : hint(cause, reason, attempt);
}

/** How node-redis meets a reply that nobody waits for. */
function unexpected(cause) {
  return new Error('the server sent what it was not asked for; it may refuse further connections', { cause });
}

module.exports = { Connection };
