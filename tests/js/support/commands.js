'use strict';

// The catalogues whose packages the tests make, as the generator exports them.

const { camel, tag } = require('./catalogue');

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

/** The catalogue of a package: its operations, and its examples as the package takes and gives them. */
function read(name) {
  const catalogue = require(`../node_modules/${name}/catalogue.json`);
  const operations = catalogue.groups.flatMap((group) => group.operations);
  const fields = catalogue.records.flatMap((record) => record.fields);
  const names = new Set(fields.map(({ name }) => name));
  const prepared = (operation, example, isTagged) => ({
    ...example,
    isTagged,
    method: camel(operation.name),
    operation,
    reply: replyTo(operation.reply, example.call[0] ?? {}),
    needs: [operation.since, ...example.call.flatMap((set) => versions(operation.params, set))].reduce(newest),
    call: withNames(example.call).map((set) => bareOf(operation, set)),
    results: Object.entries(example.results).map(([name, { reply, error, each }]) => ({
      name,
      result: error === undefined && !each ? withNames(reply, (name) => names.has(name)) : null,
      error,
      each: each && Object.entries(each).map(([value, { reply }]) => [value, { result: reply, error: null }]),
    })),
  });
  const all = (change) => operations.flatMap((operation) => operation.examples.map((example) => change(operation, example)));
  return {
    catalogue,
    operations,
    examples: all((operation, example) => prepared(operation, example, false)),
    /** The same for a cluster: where a call has several keys, they lie in one slot. */
    inOneSlot: all((operation, example) => {
      const isTagged = example.call.some((set) => {
        const keys = [];
        withKeys(operation.params, set, (key) => keys.push(key));
        return keys.length > 1 && !keys.every((key) => key.includes('{'));
      });
      return prepared(operation, isTagged ? withTags(operation, example) : example, isTagged);
    }),
    /** The fields that an older server leaves out. */
    newer: new Set(fields.filter(({ since }) => since).map(({ name }) => camel(name))),
  };
}

/** What a parameter set makes of a reply. */
const replyTo = (reply, set) => {
  const fitting = reply.when.find(({ given }) => given.some((name) => set[name] !== undefined));
  return fitting ?? reply;
};

function withTags({ key, params }, example) {
  const results = Object.entries(example.results).map(([name, result]) => [key ? tag(name) : name, result]);
  return { ...example, call: example.call.map((set) => withKeys(params, set, tag)), results: Object.fromEntries(results) };
}

/** A parameter set with its keys changed. */
function withKeys(params, set, change) {
  const named = new Map(params.flatMap(alternatives).flatMap((param) => [[param.name, param], [param.single, param]]));
  const changed = (param, value) => {
    if (Array.isArray(value)) return value.map((item) => changed(param, item));
    if (param.type === 'key') return change(value);
    return isObject(value) && param.params.length ? withKeys(param.params, value, change) : value;
  };
  return Object.fromEntries(Object.entries(set).map(([name, value]) => [name, changed(named.get(name), value)]));
}

/** A parameter, or what a parameter set may have in the place of a choice. */
const alternatives = (param) => (param.type === 'one_of' && param.repeat === 'once' ? param.params : [param]);

const isObject = (value) => typeof value === 'object' && value !== null;

/** Whether a version is older than another. */
const isOlder = (version, than) => version.localeCompare(than, 'en', { numeric: true }) < 0;

const newest = (one, other) => (isOlder(one, other) ? other : one);

/** The versions that first had what a parameter set gives. */
function versions(params, set) {
  return params.flatMap((param) =>
    alternatives(param).flatMap(({ name, single, since, params }) => {
      const value = set[name] ?? set[single];
      if (value === undefined) return [];
      const inside = [value].flat().filter(isObject);
      return [since ?? '0', param.since ?? '0', ...inside.flatMap((item) => versions(params, item))];
    }),
  );
}

module.exports = { ...read('redis-commands'), isOlder, read };
