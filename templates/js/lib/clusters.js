'use strict';

const { RedisError, describe } = require('./errors');
const { nodes } = require('./nodes');

const ENVIRONMENT = 'SIGMA_REDIS_CLUSTERS';
const DEFAULT_PORT = 6379;

/** Limits in milliseconds: on connecting, on the wait for the next reply, and on a whole call. */
const DEFAULT_TIMEOUTS = Object.freeze({ connect: 5_000, operation: 5_000, call: 60_000 });

/**
 * What a cluster's entry says, with the defaults filled in.
 * @typedef {object} Settings
 * @property {string} identifier
 * @property {string} host
 * @property {number} port
 * @property {Array<{ host: string, port: number }>} seeds where to ask, one after the other
 * @property {boolean | undefined} clusterMode undefined: the server is asked
 * @property {false | object} tls options for node:tls, or false
 * @property {string} [user]
 * @property {string | (() => string | Promise<string>)} [password]
 * @property {number} [database]
 * @property {string} setKeyPrefix
 * @property {{ connect: number, operation: number, call: number }} timeouts
 * @property {import('./nodes').Locate} locate where the nodes are that servers name
 */

/** The configured clusters. */
class Clusters {
  #source;

  /**
   * @param {unknown} manager a class or function whose instance has `clusters`, an object that has it,
   *   or undefined for the environment variable SIGMA_REDIS_CLUSTERS
   * @throws {TypeError} when it is none of these
   */
  constructor(manager) {
    this.#source = manager === undefined ? fromEnvironment() : fromManager(manager);
  }

  /**
   * @param {unknown} identifier
   * @returns {Settings}
   * @throws {RedisError} UnknownCluster or InvalidCluster
   */
  get(identifier) {
    const clusters = this.#source.clusters;
    if (typeof identifier !== 'string' || !Object.hasOwn(clusters, identifier)) {
      const known = Object.keys(clusters).map((name) => JSON.stringify(name)).join(', ');
      throw new RedisError(
        'UnknownCluster',
        `unknown cluster: clusterIdentifier is ${describe(identifier)}; ` +
          (known === '' ? `no clusters are configured (see ${ENVIRONMENT})` : `the known clusters are ${known}`),
      );
    }
    try {
      return settings(identifier, clusters[identifier]);
    } catch (error) {
      throw new RedisError('InvalidCluster', `cluster ${JSON.stringify(identifier)}: ${error.message}`, { cause: error });
    }
  }
}

function fromManager(manager) {
  // An arrow function cannot be constructed; it is called.
  const source = typeof manager !== 'function' ? manager : manager.prototype ? new manager() : manager();
  if (typeof source?.clusters !== 'object' || source.clusters === null) {
    throw new TypeError(
      `expected a class, function or object with clusters, got ${describe(source?.clusters ?? source)}`,
    );
  }
  return source;
}

function fromEnvironment() {
  const json = process.env[ENVIRONMENT];
  if (json === undefined || json === '') return { clusters: {} };
  let clusters;
  try {
    clusters = JSON.parse(json);
  } catch (error) {
    throw new TypeError(`${ENVIRONMENT} is not JSON: ${error.message}`, { cause: error });
  }
  if (typeof clusters !== 'object' || clusters === null) {
    throw new TypeError(`${ENVIRONMENT}: expected an object of clusters, got ${describe(clusters)}`);
  }
  return { clusters };
}

/** @returns {Settings} */
function settings(identifier, entry) {
  const given = typeof entry === 'string' ? { url: entry } : entry;
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`expected an object or a URL, got ${describe(entry)}`);
  }
  const merged = given.url === undefined ? given : { ...fromUrl(given.url), ...given };
  const { host, port = DEFAULT_PORT, user = merged.username, tls = false } = merged;
  const { password, database, clusterModeEnabled, seeds = [], setKeyPrefix = '', timeouts = {} } = merged;
  const first = place('', { host, port });
  check('seeds', seeds, Array.isArray(seeds), 'an array of { host, port }');
  check('user', user, user === undefined || typeof user === 'string', 'a string');
  if (!['undefined', 'string', 'function'].includes(typeof password)) {
    // Only its type is told: the value may be a secret.
    throw new TypeError(`password: expected a string or function, got one of type ${typeof password}`);
  }
  check('database', database, database === undefined || Number.isInteger(database), 'a whole number');
  check('tls', tls, typeof tls === 'boolean' || (typeof tls === 'object' && tls !== null), 'a boolean or an object');
  // A token of `iamToken` is for one user, and must not go over the network in plain text.
  const iamUser = typeof password === 'function' ? password.iamUser : undefined;
  if (iamUser !== undefined) {
    check('user', user, user === iamUser, `${JSON.stringify(iamUser)}, whose IAM tokens the password is`);
    check('tls', tls, tls !== false, 'true, because ElastiCache accepts IAM tokens only over TLS');
  }
  check('setKeyPrefix', setKeyPrefix, typeof setKeyPrefix === 'string', 'a string');
  check('timeouts', timeouts, typeof timeouts === 'object' && timeouts !== null, 'an object');
  const places = [first, ...seeds.map((seed, index) => place(`seeds[${index}].`, seed ?? {}))];
  return {
    identifier,
    ...first,
    seeds: places,
    clusterMode: clusterModeEnabled === undefined ? undefined : Boolean(clusterModeEnabled),
    tls: tls === true ? {} : tls,
    user,
    password,
    database,
    setKeyPrefix,
    timeouts: limits(timeouts),
    locate: nodes(merged, places),
  };
}

function place(name, { host, port = DEFAULT_PORT }) {
  check(`${name}host`, host, typeof host === 'string' && host !== '', 'a host name or address');
  // Configuration from environment variables has ports as text.
  check(`${name}port`, port, Number.isInteger(Number(port)) && port > 0 && port < 65_536, 'a port number');
  return { host, port: Number(port) };
}

function limits(timeouts) {
  const merged = { ...DEFAULT_TIMEOUTS, ...timeouts };
  for (const name of Object.keys(DEFAULT_TIMEOUTS)) {
    check(`timeouts.${name}`, merged[name], merged[name] > 0 && merged[name] < 2 ** 31, 'a positive number of milliseconds');
  }
  return { ...merged, connect: Math.min(merged.connect, merged.call) };
}

function check(name, value, holds, expected) {
  if (!holds) throw new TypeError(`${name}: expected ${expected}, got ${describe(value)}`);
}

function fromUrl(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'redis:' && url?.protocol !== 'rediss:') {
    // The text is not repeated: it may hold a password.
    throw new TypeError('url: expected redis://[user:password@]host[:port][/database] or rediss:// for TLS');
  }
  const database = url.pathname.slice(1);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    tls: url.protocol === 'rediss:',
    user: decodeURIComponent(url.username) || undefined,
    password: decodeURIComponent(url.password) || undefined,
    database: database === '' ? undefined : Number(database),
  };
}

module.exports = { Clusters, DEFAULT_TIMEOUTS };
