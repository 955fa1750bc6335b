'use strict';

// Patterns in the place of what differs each time: `{ like: '*-0' }`.

/**
 * What came, with the pattern in the place of each value that is like one: it equals what is expected if the rest does. A
 * field that only newer servers have is as expected where it is not on both sides.
 */
function fitted(got, expected, newer = new Set()) {
  if (typeof expected !== 'object' || expected === null) return got;
  if (typeof got !== 'object' || got === null) return isLike(got, expected.like) ? expected : got;
  if (Array.isArray(got)) return got.map((item, at) => fitted(item, expected[at], newer));
  const isOpen = (name, other) => newer.has(name) && !Object.hasOwn(other, name);
  const there = Object.entries(got).filter(([name]) => !isOpen(name, expected));
  const open = Object.entries(expected).filter(([name]) => isOpen(name, got));
  return Object.fromEntries([...there.map(([name, value]) => [name, fitted(value, expected[name], newer)]), ...open]);
}

/** Whether a text, or a number as text, is like a pattern: `*` is any number of characters, and `?` is one. */
function isLike(value, pattern) {
  if (typeof pattern !== 'string') return false;
  const escaped = pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\\\*/g, '.*').replace(/\\\?/g, '.')}$`, 'su').test(String(value));
}

module.exports = { fitted };
