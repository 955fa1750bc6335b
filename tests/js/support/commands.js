'use strict';

// The catalogue that has commands of every shape, as the generator exports it: its package is `redis-commands`.

const catalogue = require('../node_modules/redis-commands/catalogue.json');
const { camel } = require('./catalogue');

const operations = catalogue.groups.flatMap((group) => group.operations);

/** The names in a parameter set or a reply as JavaScript has them; not those of a map, which are data. */
function withNames(value, isName = () => true) {
  if (Array.isArray(value)) return value.map((item) => withNames(item, isName));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [isName(name) ? camel(name) : name, withNames(inner, isName)]));
}

/** A parameter set, or its key alone where that is how one would write it. */
function bareOf({ key, only_key: isOnlyKey, bare_key: isBare }, set) {
  return isOnlyKey || (isBare && Object.keys(set).length === 1) ? set[camel(key)] : set;
}

const fields = new Set(catalogue.records.flatMap((record) => record.fields.map(({ name }) => name)));

/** What an example's call gives, and what it answers, as the package takes and gives them. */
const examples = operations.flatMap((operation) =>
  operation.examples.map((example) => ({
    ...example,
    method: camel(operation.name),
    operation,
    call: withNames(example.call).map((set) => bareOf(operation, set)),
    results: Object.entries(example.results).map(([name, { reply, error, each }]) => ({
      name,
      result: error === undefined && !each ? withNames(reply, (name) => fields.has(name)) : null,
      error,
      each: each && Object.entries(each).map(([value, { reply }]) => [value, { result: reply, error: null }]),
    })),
  })),
);

module.exports = { catalogue, examples, operations };
