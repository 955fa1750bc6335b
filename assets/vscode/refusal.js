'use strict';

const { Refusal } = require('./engine');

/**
 * Why something is not done, as the panel shows it.
 * @param {string} code @param {string} message @param {string} help what to do about it
 */
function refusal(code, message, help) {
    return Object.assign(new Refusal(message, help), { code });
}

module.exports = { refusal };
