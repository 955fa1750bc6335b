'use strict';

/**
 * Rejects when the promise takes longer than that.
 * @template T
 * @param {number} milliseconds when there are none left, the promise must be settled already
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
async function within(milliseconds, promise) {
  let timer;
  const left = Math.max(0, Math.round(milliseconds));
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${left} ms`)), left);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** The longest time that a timer of Node.js takes, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** Lets so many tasks run at a time; the others wait for their turn. */
class Turns {
  #free;
  #waiting = [];

  /** @param {number} count */
  constructor(count) {
    this.#free = count;
  }

  /**
   * @template T
   * @param {() => Promise<T>} task
   * @returns {Promise<T>}
   */
  async run(task) {
    if (this.#free > 0) this.#free--;
    else await new Promise((resolve) => this.#waiting.push(resolve));
    try {
      return await task();
    } finally {
      if (this.#waiting.length > 0) this.#waiting.shift()();
      else this.#free++;
    }
  }
}

module.exports = { LONGEST, Turns, within };
