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

module.exports = { within };
