'use strict';

const { describe, describeName } = require('./errors');

/** By the settings, a node is not to be connected to. It makes no sense to try again. */
class NoPlaceError extends Error {}

/**
 * Where a node is that a server of the cluster named.
 * @typedef {(names: Iterable<string>, place: import('./map').Place) => import('./map').Place} Locate
 */

/**
 * The function for what the settings of a cluster say about its nodes.
 * @param {object} settings
 * @param {unknown} settings.nodeAddressMap from what a node is called, `host:port`, to where it is; an object or a
 *   function. Who is not in it is where the servers say.
 * @param {unknown} settings.nodeHosts the hosts that servers may name; without it all
 * @param {import('./map').Place[]} seeds whose hosts they may name too
 * @returns {Locate} which throws a {@link NoPlaceError}
 * @throws {TypeError} when a setting is not of the documented form
 */
function nodes({ nodeAddressMap: map, nodeHosts: hosts }, seeds) {
  checkMap(map);
  checkHosts(hosts);
  const find = typeof map === 'function' ? map : (name) => (Object.hasOwn(map ?? {}, name) ? map[name] : undefined);
  const allowed = hosts && [...hosts, ...seeds.map(({ host }) => host)].map((host) => host.toLowerCase());

  return (names, place) => {
    const found = mapped(find, names);
    if (found !== undefined) return found;
    if (allowed && !allowed.some((entry) => isIn(place.host.toLowerCase(), entry))) {
      throw new NoPlaceError(`a server named the host ${JSON.stringify(place.host)}, which is not among nodeHosts`);
    }
    return place;
  };
}

/** Where the user says that a node is. */
function mapped(find, names) {
  for (const name of names) {
    const called = `nodeAddressMap(${JSON.stringify(name)})`;
    try {
      const found = find(name) ?? undefined;
      if (found !== undefined) return placeIn(called, found);
    } catch (cause) {
      const message = cause?.message ?? String(cause);
      throw new NoPlaceError(message.startsWith(called) ? message : `${called}: ${message}`, { cause });
    }
  }
  return undefined;
}

/** Whether it is that host; an entry with a dot in front stands for all hosts of that domain. */
function isIn(host, entry) {
  return entry.startsWith('.') ? host.endsWith(entry) : host === entry;
}

function checkMap(map) {
  if (map === undefined || typeof map === 'function') return;
  if (typeof map !== 'object' || map === null) {
    throw new TypeError(`nodeAddressMap: expected an object or a function, got ${describe(map)}`);
  }
  for (const [name, place] of Object.entries(map)) {
    if (!/^(?:[^:]+|\[.+\]):\d+$/.test(name)) {
      throw new TypeError(`nodeAddressMap: expected names host:port, or [host]:port for IPv6, got ${describeName(name)}`);
    }
    placeIn(`nodeAddressMap[${JSON.stringify(name)}]`, place);
  }
}

function placeIn(name, place) {
  const { host, port } = Object(place);
  const isPlace = typeof host === 'string' && host !== '' && port > 0 && port < 65_536 && Number.isInteger(Number(port));
  if (!isPlace) throw new TypeError(`${name}: expected { host, port }, got ${describe(place)}`);
  return { host, port: Number(port) };
}

function checkHosts(hosts) {
  const isList = Array.isArray(hosts) && hosts.every((host) => typeof host === 'string' && host !== '');
  if (hosts !== undefined && !isList) {
    throw new TypeError(`nodeHosts: expected an array of host names and addresses, got ${describe(hosts)}`);
  }
}

module.exports = { NoPlaceError, nodes };
