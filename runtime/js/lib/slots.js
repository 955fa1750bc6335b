'use strict';

// Redis Cluster's rule for where a key lives, from its specification: CRC-16/XMODEM of the key, or of
// its hash tag, modulo the number of slots.

const SLOTS = 16_384;

const CRC16 = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc;
});

/**
 * The slot of a key.
 * @param {string | Buffer} key as it goes on the wire
 * @returns {number}
 */
function slotOf(key) {
  let start = 0;
  let end = key.length;
  const open = key.indexOf('{');
  if (open >= 0) {
    const close = key.indexOf('}', open + 1);
    // An empty tag is no tag, and a later one does not count either.
    if (close > open + 1) [start, end] = [open + 1, close];
  }
  let crc = 0;
  if (typeof key !== 'string') {
    for (let at = start; at < end; at++) crc = ((crc << 8) & 0xffff) ^ CRC16[(crc >> 8) ^ key[at]];
  } else {
    for (let at = start; at < end; at++) {
      const code = key.charCodeAt(at);
      if (code > 127) return slotOf(Buffer.from(key));
      crc = ((crc << 8) & 0xffff) ^ CRC16[(crc >> 8) ^ code];
    }
  }
  return crc % SLOTS;
}

/** Finds the keys of an operation's commands. */
class Keys {
  #places;
  #rest;

  /** @param {object} operation an entry of the operations table */
  constructor({ command, params, wire }) {
    const isKey = (place) => params[wire[place]]?.type === 'key';
    const places = wire.map((_, place) => place).filter(isKey);
    this.#places = places.map((place) => command.length + place);
    // Only the last parameter on the wire can have several words.
    const last = wire.length - 1;
    this.#rest = isKey(last) && params[wire[last]].repeat !== undefined ? command.length + wire.length : Infinity;
  }

  /** @param {import('./params').Command} command */
  *of({ words, keys }) {
    if (keys !== undefined) {
      yield* keys;
      return;
    }
    for (const place of this.#places) yield words[place];
    for (let place = this.#rest; place < words.length; place++) yield words[place];
  }

  /**
   * The slot of all the command's keys; of one without keys, that of a node which is the same for all such commands.
   * @param {import('./params').Command} command
   * @returns {number | undefined} undefined when they lie in different slots
   */
  slot(command) {
    const { words, keys } = command;
    if (keys !== undefined) return slotOfAll(keys);
    const slot = slotOf(words[this.#places[0]]);
    if (this.#places.length > 1 || words.length > this.#rest) {
      for (const key of this.of(command)) if (slotOf(key) !== slot) return undefined;
    }
    return slot;
  }
}

function slotOfAll(keys) {
  if (keys.length === 0) return 0;
  const slot = slotOf(keys[0]);
  return keys.every((key) => slotOf(key) === slot) ? slot : undefined;
}

module.exports = { Keys, SLOTS, slotOf };
