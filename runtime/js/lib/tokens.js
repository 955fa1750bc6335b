'use strict';

const { createHash, createHmac } = require('node:crypto');

/** How long ElastiCache accepts a token, in milliseconds. */
const LIFE = 15 * 60_000;

/** How much of its life must be left: clocks differ, and logging in takes a while. */
const RESERVE = 5 * 60_000;

/** SHA-256 as the signer wants it. */
class Sha256 {
  #hash;

  constructor(secret) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }

  update(bytes) {
    this.#hash.update(bytes);
  }

  async digest() {
    return this.#hash.digest();
  }
}

/**
 * @typedef {object} Identity whose tokens, for what
 * @property {string} user
 * @property {string} cache
 * @property {string} region
 * @property {boolean} serverless
 * @property {() => object | Promise<object>} credentials of AWS
 */

/**
 * A function that gives a token: the last one while enough of its life is left, and of the life of the
 * credentials that it was signed with.
 * @param {Identity} identity
 * @param {Function} SignatureV4 of @smithy/signature-v4
 * @param {() => number} now in milliseconds since 1970
 * @returns {() => Promise<string>}
 */
function tokens(identity, SignatureV4, now = Date.now) {
  let kept;
  return async () => {
    const time = now();
    // Not when the clock was set back either: the server would take the token for one of the future.
    if (kept !== undefined && kept.made <= time && time + RESERVE <= kept.ends) return kept.text;
    try {
      const credentials = await identity.credentials();
      if (typeof credentials?.accessKeyId !== 'string' || typeof credentials.secretAccessKey !== 'string') {
        throw new TypeError('the AWS credentials have no accessKeyId or no secretAccessKey');
      }
      const expiration = Number(credentials.expiration ?? Infinity);
      if (expiration <= time) throw new Error('the AWS credentials have expired');
      kept = { made: time, ends: Math.min(time + LIFE, expiration), text: await sign(identity, credentials, SignatureV4, time) };
      return kept.text;
    } catch (cause) {
      throw new Error(`no IAM token for user ${JSON.stringify(identity.user)}: ${cause?.message ?? cause}`, { cause });
    }
  };
}

/** A token is a presigned URL without its scheme. Nobody ever requests it. */
async function sign({ user, cache, region, serverless }, credentials, SignatureV4, time) {
  const signer = new SignatureV4({ service: 'elasticache', region, credentials, sha256: Sha256 });
  const request = {
    method: 'GET',
    protocol: 'http:',
    hostname: cache,
    path: '/',
    query: { Action: 'connect', User: user, ...(serverless ? { ResourceType: 'ServerlessCache' } : {}) },
    headers: { host: cache },
  };
  const { query } = await signer.presign(request, { expiresIn: LIFE / 1_000, signingDate: new Date(time) });
  return `${cache}/?${new URLSearchParams(query)}`;
}

module.exports = { tokens };
