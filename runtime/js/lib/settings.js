'use strict';

const { isIP } = require('node:net');
const { describe } = require('./errors');
const { unknownName } = require('./names');
const { nodes } = require('./nodes');
const { passwordOf } = require('./secrets');
const { fromUrl } = require('./url');

const DEFAULT_PORT = 6379;

/** Limits in milliseconds: on connecting, on the wait for the next reply, and on a whole call. */
const DEFAULT_TIMEOUTS = Object.freeze({ connect: 5_000, operation: 5_000, call: 60_000 });

const FIELDS = new Set([
  'host',
  'port',
  'url',
  'tls',
  'user',
  'password',
  'secret',
  'database',
  'clusterModeEnabled',
  'seeds',
  'nodeAddressMap',
  'nodeHosts',
  'timeouts',
  'setKeyPrefix',
]);
const PLACE = new Set(['host', 'port']);
const LIMITS = new Set(Object.keys(DEFAULT_TIMEOUTS));

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

/**
 * @param {string} identifier
 * @param {unknown} entry of the cluster in the configuration
 * @returns {Settings}
 * @throws {TypeError} that says what is wrong, without repeating what may be a secret
 */
function settings(identifier, entry) {
  const fields = given('', typeof entry === 'string' ? { url: entry } : entry, FIELDS, 'an object or a URL');
  const { tls: encryption } = fields;
  const isEncryption = encryption === undefined || typeof encryption === 'boolean' || isObject(encryption);
  check('tls', encryption, isEncryption, 'a boolean or an object');
  const { host, port, tls = false, user, database, ...others } = withUrl(fields);
  const password = login(others);
  const { clusterModeEnabled: clusterMode, seeds = [], setKeyPrefix = '', timeouts = {} } = others;
  const first = place('', { host, port });
  check('seeds', seeds, Array.isArray(seeds), 'an array of { host, port }');
  check('user', user, user === undefined || typeof user === 'string', 'a string');
  if (!['undefined', 'string', 'function'].includes(typeof password)) {
    // Only its type is told: the value may be a secret.
    throw new TypeError(`password: expected a string or function, got one of type ${typeof password}`);
  }
  const isDatabase = database === undefined || (Number.isInteger(database) && database >= 0);
  check('database', database, isDatabase, 'a whole number that is not negative');
  // A token of `iamToken` is for one user, and must not go over the network in plain text.
  const iamUser = typeof password === 'function' ? password.iamUser : undefined;
  if (iamUser !== undefined) {
    check('user', user, user === iamUser, `${JSON.stringify(iamUser)}, whose IAM tokens the password is`);
    check('tls', tls, tls !== false, 'true, because ElastiCache accepts IAM tokens only over TLS');
  }
  if (others.secret !== undefined) check('tls', tls, tls !== false, 'true, because ElastiCache accepts tokens only over TLS');
  check('clusterModeEnabled', clusterMode, clusterMode === undefined || typeof clusterMode === 'boolean', 'a boolean');
  check('setKeyPrefix', setKeyPrefix, typeof setKeyPrefix === 'string', 'a string');
  const places = [first, ...seeds.map(seed)];
  return {
    identifier,
    ...first,
    seeds: places,
    clusterMode,
    tls: tls === true ? {} : tls,
    user,
    password,
    database,
    setKeyPrefix,
    timeouts: limits(timeouts),
    locate: nodes(others, places),
  };
}

/** The fields that are given, which are those that are not undefined. */
function given(name, object, known, expected) {
  if (!isObject(object)) throw new TypeError(`${name && `${name}: `}expected ${expected}, got ${describe(object)}`);
  const problem = unknownName(object, known, 'field');
  if (problem) throw new TypeError(`${name && `${name}: `}${problem}`);
  const fields = Array.from(known, (field) => [field, object[field]]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

/** The fields and what their URL says; where both say something it must be the same. */
function withUrl(fields) {
  if (fields.url === undefined) return fields;
  const { tls, ...located } = fromUrl(fields.url);
  const same = (value) => (typeof value === 'function' ? value : String(value));
  for (const [name, value] of Object.entries(located)) {
    if (value === undefined || fields[name] === undefined || same(value) === same(fields[name])) continue;
    throw new TypeError(`url and ${name} contradict each other: leave ${name} out, or take it out of the URL`);
  }
  if (fields.tls !== undefined && Boolean(fields.tls) !== tls) {
    throw new TypeError('url and tls contradict each other: rediss:// means with TLS, and redis:// without');
  }
  return { tls, ...located, ...fields };
}

/** The password, or the function that reads it from its secret. */
function login({ password, secret }) {
  if (secret === undefined) return password;
  if (password !== undefined) throw new TypeError('password and secret contradict each other: leave one of them out');
  const isArn = typeof secret === 'string' && /^arn:[^:]+:secretsmanager:[^:]+:[^:]+:secret:./.test(secret);
  // The text is not repeated: it may be the secret itself.
  if (!isArn) throw new TypeError('secret: expected the ARN of a secret of Secrets Manager, arn:aws:secretsmanager:...');
  return passwordOf(secret);
}

function seed(seed, index) {
  const name = `seeds[${index}]`;
  return place(`${name}.`, given(name, seed, PLACE, 'an object with host and port'));
}

function place(name, { host, port = DEFAULT_PORT }) {
  // A URL in its place may have a password, which errors of connecting would repeat.
  const isHost = typeof host === 'string' && (isIP(host) > 0 || /^[\p{L}\p{N}._-]+$/u.test(host));
  check(`${name}host`, host, isHost, 'a host name or address');
  // Configuration from environment variables has ports as text.
  check(`${name}port`, port, Number.isInteger(Number(port)) && port > 0 && port < 65_536, 'a port number');
  return { host, port: Number(port) };
}

function limits(timeouts) {
  const merged = { ...DEFAULT_TIMEOUTS, ...given('timeouts', timeouts, LIMITS, 'an object') };
  for (const name of LIMITS) {
    check(`timeouts.${name}`, merged[name], merged[name] > 0 && merged[name] < 2 ** 31, 'a positive number of milliseconds');
  }
  return { ...merged, connect: Math.min(merged.connect, merged.call) };
}

function isObject(value) {
  return typeof value === 'object' && value !== null;
}

function check(name, value, holds, expected) {
  if (!holds) throw new TypeError(`${name}: expected ${expected}, got ${describe(value)}`);
}

module.exports = { DEFAULT_TIMEOUTS, settings };
