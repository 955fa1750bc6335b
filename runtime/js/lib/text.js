'use strict';

// JavaScript strings may hold unpaired surrogates, which UTF-8 has no bytes for: Node.js would replace
// each with U+FFFD, and two different keys could become one. They travel as WTF-8 instead (the three
// bytes that UTF-8's rule gives), and come back as what they were.

const UNPAIRED = /([\ud800-\udfff])/u;
const UNPAIRED_BYTES = /(\xed[\xa0-\xbf][\x80-\xbf])/;

/**
 * What node-redis puts on the wire for a string: the string itself, or bytes where UTF-8 does not do.
 * @param {string} text
 * @returns {string | Buffer}
 */
function encode(text) {
  if (text.isWellFormed()) return text;
  // Splitting at a captured separator puts the separators at the odd places.
  const pieces = text.split(UNPAIRED).map((piece, place) => {
    if (place % 2 === 0) return Buffer.from(piece);
    const unit = piece.charCodeAt(0);
    return Buffer.from([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)]);
  });
  return Buffer.concat(pieces);
}

/**
 * The string that {@link encode} would have sent as these bytes.
 * @param {Buffer} bytes
 * @returns {string}
 */
function decode(bytes) {
  const text = bytes.toString();
  if (!text.includes('\ufffd')) return text;
  return bytes
    .toString('latin1')
    .split(UNPAIRED_BYTES)
    .map((piece, place) => {
      const part = Buffer.from(piece, 'latin1');
      if (place % 2 === 0) return part.toString();
      return String.fromCharCode(((part[0] & 0x0f) << 12) | ((part[1] & 0x3f) << 6) | (part[2] & 0x3f));
    })
    .join('');
}

module.exports = { encode, decode };
