'use strict';

// The text of a URL, and any part of it, may be a password: no message repeats it.

const SHAPE = 'redis://[user:password@]host[:port][/database], or rediss:// for TLS';

/**
 * What the URL of a cluster says; undefined where it says nothing.
 * @param {unknown} text
 * @returns {Partial<import('./settings').Settings>}
 * @throws {TypeError} without the text
 */
function fromUrl(text) {
  if (typeof text !== 'string') throw new TypeError(`url: expected ${SHAPE}`);
  const [, authority, rest] = /^\s*rediss?:\/\/([^/?#]*)(.*)$/is.exec(text) ?? [];
  if (authority === undefined) throw new TypeError(`url: expected ${SHAPE}`);
  const login = authority.slice(0, Math.max(authority.lastIndexOf('@'), 0));
  if (rest.includes('@') || /%(?![0-9a-f]{2})/i.test(login)) {
    throw new TypeError('url: in user and password #, /, ? and % are written %23, %2F, %3F and %25');
  }
  if (!URL.canParse(text)) throw new TypeError(`url: expected ${SHAPE}`);
  const url = new URL(text);
  if (url.hash !== '') throw new TypeError('url: a Redis URL has nothing after a #');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1') || undefined,
    port: url.port === '' ? undefined : Number(url.port),
    tls: url.protocol === 'rediss:',
    user: decoded(url.username),
    password: decoded(url.password),
    database: databaseOf(url),
  };
}

function decoded(text) {
  try {
    return decodeURIComponent(text) || undefined;
  } catch {
    throw new TypeError('url: the bytes of user and password that are written with % are not UTF-8');
  }
}

/** The number of the database, as the path or as `?db=`. */
function databaseOf({ pathname, searchParams }) {
  if ([...searchParams.keys()].some((name) => name !== 'db')) {
    throw new TypeError('url: the only parameter that its query may have is db, the number of the database');
  }
  const [number, ...others] = new Set([pathname.slice(1), ...searchParams.getAll('db')].filter((text) => text !== ''));
  if (others.length > 0) throw new TypeError('url: its path and ?db= name two different databases');
  if (number === undefined) return undefined;
  if (!/^\d{1,9}$/.test(number)) throw new TypeError('url: the database, in its path or as ?db=, is a whole number');
  return Number(number);
}

module.exports = { fromUrl };
