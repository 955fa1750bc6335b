'use strict';

// Patterns in the place of what differs each time: `{ like: '*-0' }`.

/** What came, with the pattern in the place of each value that is like one: it equals what is expected if the rest does. */
function fitted(got, expected) {
  if (typeof expected !== 'object' || expected === null) return got;
  if (typeof got !== 'object' || got === null) return isLike(got, expected.like) ? expected : got;
  if (Array.isArray(got)) return got.map((item, at) => fitted(item, expected[at]));
  return Object.fromEntries(Object.entries(got).map(([name, value]) => [name, fitted(value, expected[name])]));
}

/** Whether a text, or a number as text, is like a pattern: `*` is any number of characters, and `?` is one. */
function isLike(value, pattern) {
  if (typeof pattern !== 'string') return false;
  const escaped = pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\\\*/g, '.*').replace(/\\\?/g, '.')}$`, 'su').test(String(value));
}

module.exports = { fitted };
