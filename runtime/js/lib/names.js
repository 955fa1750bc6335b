'use strict';

/**
 * The first name in an object that is given and not known: nothing that a user writes is ignored. A field that is
 * undefined is not given.
 * @param {object} object
 * @param {Set<string>} known
 * @returns {string | undefined} undefined when all are known
 */
function firstUnknown(object, known) {
  for (const name in object) {
    if (!known.has(name) && object[name] !== undefined && Object.hasOwn(object, name)) return name;
  }
  return undefined;
}

/**
 * What to say of a name that is not known.
 * @param {string} name
 * @param {Set<string>} known
 * @param {string} kind of the names, such as `field`
 * @param {string} [meant] what was probably meant
 */
function aboutUnknown(name, known, kind, meant = closest(name, known)) {
  if (meant) return `unknown ${kind} ${name}; did you mean ${meant}?`;
  return `unknown ${kind} ${name}; ${known.size > 0 ? `the ${kind}s are ${[...known].join(', ')}` : `there are no ${kind}s`}`;
}

/** What to say of the first name in an object that is given and not known, if there is one. */
function unknownName(object, known, kind) {
  const name = firstUnknown(object, known);
  return name === undefined ? undefined : aboutUnknown(name, known, kind);
}

/** The known name that a mistyped, abbreviated or lengthened one is closest to, if there is one. */
function closest(name, known) {
  const word = name.toLowerCase();
  let [best, least] = [undefined, Infinity];
  for (const other of known) {
    const isLetters = isWithin(word, other) || isWithin(other, word);
    const distance = word === other.toLowerCase() ? 0 : isLetters ? 1 : distanceOf(word, other.toLowerCase());
    if (distance < least && distance <= Math.max(other.length, 3) / 3) [best, least] = [other, distance];
  }
  return best;
}

/** Whether the first one is the other with letters left out, as `db` is of `database`. */
function isWithin(short, long) {
  let at = 0;
  for (const letter of long.toLowerCase()) if (letter === short[at]?.toLowerCase()) at++;
  return short.length > 1 && short[0] === long[0] && at === short.length;
}

/** The least number of letters to insert, remove, replace or swap with the next. */
function distanceOf(a, b) {
  let [before, row] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, replaced, isSwap ? before[j - 2] + 1 : Infinity);
    }
    [before, row] = [row, next];
  }
  return row[b.length];
}

module.exports = { aboutUnknown, closest, firstUnknown, unknownName };
