'use strict';

// What stands in a file that somebody writes, which may be anything.

/** A list; empty where something else stands. @param {unknown} value @returns {any[]} */
function listOf(value) {
    return Array.isArray(value) ? value : [];
}

/** A text or a number, as text; empty where something else stands. @param {unknown} value */
function wordOf(value) {
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

module.exports = { listOf, wordOf };
