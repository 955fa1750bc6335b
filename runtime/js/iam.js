'use strict';

require('./lib/node'); // first: a Node.js that is too old cannot even read the others
const { describeName } = require('./lib/errors');
const { unknownName } = require('./lib/names');
const { tokens } = require('./lib/tokens');
const { SignatureV4 } = signatureV4();

const OPTIONS = new Set(['user', 'replicationGroup', 'region', 'serverless', 'credentials']);

/**
 * Tokens of AWS IAM in place of a password, for ElastiCache.
 * @param {object} options
 * @param {string} options.user the user's id, which is its name too
 * @param {string} options.replicationGroup the id of the replication group, or the name of the serverless cache
 * @param {string} options.region such as eu-west-1
 * @param {boolean} [options.serverless] whether it is a serverless cache
 * @param {object | (() => object | Promise<object>)} [options.credentials] of AWS, or a function that gives
 *   them for each new token; without it the environment variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
 *   and AWS_SESSION_TOKEN are read
 * @returns {() => Promise<string>} the setting `password` of the cluster
 * @throws {TypeError} when an option cannot be right
 */
function iamToken(options = {}) {
  const { user, replicationGroup, region, serverless = false, credentials = fromEnvironment } = options;
  const problem = unknownName(options, OPTIONS, 'option');
  if (problem) throw new TypeError(`iamToken: ${problem}`);
  check('user', user, isName(user), 'letters, digits and hyphens');
  const lower = user.toLowerCase();
  check('user', user, user === lower, `${JSON.stringify(lower)}, because ElastiCache keeps the ids of users in lower case`);
  const id = 'letters, digits and hyphens (the id or name, and not the address)';
  check('replicationGroup', replicationGroup, isName(replicationGroup), id);
  check('region', region, isName(region), 'a region such as eu-west-1');
  check('serverless', serverless, typeof serverless === 'boolean', 'a boolean');
  const known = typeof credentials === 'function' || (typeof credentials === 'object' && credentials !== null);
  // Only its type is told: the value may be a secret.
  check('credentials', typeof credentials, known, 'an object or function');
  const identity = {
    user,
    // It is the same one, however it is written.
    cache: replicationGroup.toLowerCase(),
    region,
    serverless,
    credentials: typeof credentials === 'function' ? credentials : () => credentials,
  };
  return Object.assign(tokens(identity, SignatureV4), { iamUser: user });
}

function isName(value) {
  return typeof value === 'string' && /^[a-z0-9-]+$/i.test(value);
}

function check(name, value, holds, expected) {
  if (!holds) throw new TypeError(`iamToken: ${name}: expected ${expected}, got ${describeName(value)}`);
}

function fromEnvironment() {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  for (const [name, value] of Object.entries({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY })) {
    if (!value) throw new Error(`the environment variable ${name} is not set`);
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: AWS_SESSION_TOKEN || undefined,
  };
}

function signatureV4() {
  try {
    return require('@smithy/signature-v4');
  } catch (cause) {
    if (cause.code !== 'MODULE_NOT_FOUND') throw cause;
    throw new Error('IAM tokens need the package that signs them: npm install @smithy/signature-v4', { cause });
  }
}

module.exports = { iamToken };
