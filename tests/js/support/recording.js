'use strict';

// What the examples answered, as the docs print it: operations.responses.json beside the catalogue.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { isDeepStrictEqual } = require('node:util');
const { fitted } = require('./like');

const FILE = path.join(__dirname, '../../../operations.responses.json');

/** The address that the docs show of a node, whose own differs each time. */
const NODE = '10.0.0.1:6379';

/** A response as plain values: an error has its code and message, and members, which have no order, are sorted. */
function plain({ success, failed, results }, { reply, nodes, combine }) {
  const one = ({ result, error }) => ({
    result: reply.type === 'members' && result ? [...result].sort() : result,
    error: error && { code: error.code, message: error.message },
  });
  const byNode = (entries) => (nodes && !combine ? { [NODE]: Object.values(entries)[0] } : entries);
  const entry = (value) => (isOutcome(value) ? one(value) : map(byNode(value), one));
  return { success, failed, results: map(results, entry) };
}

/** What to record of an example's response. Where it expects a pattern, what was recorded before stays. */
function toRecord(response, operation, { title, results: expected }, before = recorded()[operation.name]?.[title]) {
  const { nodes } = operation;
  const now = plain(response, operation);
  const expectedOf = (entry, key) =>
    isOutcome(entry) ? { result: expected[key] } : map(entry, (_, value) => ({ result: nodes ? expected[key] : expected[key][value] }));
  const like = { results: map(now.results, expectedOf) };
  return isDeepStrictEqual(fitted(before, like), fitted(now, like)) ? before : now;
}

const isOutcome = (entry) => 'error' in entry && 'result' in entry;

const recorded = () => JSON.parse(fs.readFileSync(FILE, 'utf8'));

function map(object, change) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));
}

/** The file's text. JSON has integers of any size, but JSON.stringify takes no BigInt. */
function text(recording) {
  const json = JSON.stringify(recording, (_, value) => (typeof value === 'bigint' ? `bigint ${value}` : value), 2);
  return `${json.replace(/"bigint (-?\d+)"/g, '$1')}\n`;
}

/** Only the first word of each error: what Redis 6.2 has in common with later versions. */
function withoutWording(json) {
  return json.replace(/"message": "(\S+).*"/g, '"message": "$1 …"');
}

/** Compares a recording with the file, which `sigma-gen test --record` writes. */
function compare(recording, version) {
  const shown = version === '6.2' ? withoutWording : (json) => json;
  assert.equal(
    shown(text(recording)),
    shown(fs.readFileSync(FILE, 'utf8')),
    'the server answers otherwise than the docs say: run `sigma-gen test --record`, read the difference of ' +
      'operations.responses.json, and generate the docs anew',
  );
}

module.exports = { plain, toRecord, compare };
