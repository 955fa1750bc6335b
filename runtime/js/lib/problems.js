'use strict';

const { reasonOf } = require('./values');

/** What is wrong with a set, and where in it. It is thrown, but made too often for an Error with its stack. */
class Problem {
  /**
   * @param {string} message
   * @param {string} [place] the names that lead to it, such as `members[1].score`
   * @param {unknown} [cause]
   */
  constructor(message, place = '', cause) {
    this.message = message;
    this.place = place;
    this.cause = cause;
  }

  /** What a function gives, whose problems are inside of what has this name. */
  static in(name, run) {
    try {
      return run();
    } catch (error) {
      throw Problem.within(name, error);
    }
  }

  /** What was thrown inside of what has this name. */
  static within(name, error) {
    if (!(error instanceof Problem)) return new Problem(reasonOf(error), name, error);
    const { place } = error;
    error.place = place === '' || place.startsWith('[') ? name + place : `${name}.${place}`;
    return error;
  }
}

module.exports = { Problem };
