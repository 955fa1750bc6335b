'use strict';

const { RedisError, describe, describeName, nameOf } = require('./errors');
const { settings } = require('./settings');

const ENVIRONMENT = 'SIGMA_REDIS_CLUSTERS';
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
   * @returns {import('./settings').Settings}
   * @throws {RedisError} UnknownCluster or InvalidCluster
   */
  get(identifier) {
    const clusters = this.#source.clusters;
    if (typeof identifier !== 'string' || !Object.hasOwn(clusters, identifier)) {
      const known = Object.keys(clusters).map(nameOf).join(', ');
      throw new RedisError(
        'UnknownCluster',
        `unknown cluster: clusterIdentifier is ${describeName(identifier)}; ` +
          (known === '' ? `no clusters are configured (see ${ENVIRONMENT})` : `the known clusters are ${known}`),
      );
    }
    try {
      return settings(identifier, clusters[identifier]);
    } catch (error) {
      throw new RedisError('InvalidCluster', `cluster ${nameOf(identifier)}: ${error.message}`, { cause: error });
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
    // Not in the words of the parser, which quotes the text: it may hold a password.
    const [place = ''] = / at position \d+/.exec(error.message) ?? [];
    throw new TypeError(`${ENVIRONMENT} is not JSON${place && `: it is wrong${place}`}`);
  }
  if (typeof clusters !== 'object' || clusters === null) {
    throw new TypeError(`${ENVIRONMENT}: expected an object of clusters, got ${describe(clusters)}`);
  }
  return { clusters };
}

module.exports = { Clusters };
