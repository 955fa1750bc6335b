'use strict';

// The catalogue as the tests read it: from the same file as the generator, by other means.

const fs = require('node:fs');
const path = require('node:path');
const yaml = require('yaml');

const catalogue = yaml.parse(fs.readFileSync(path.join(__dirname, '../../../operations.yaml'), 'utf8'), {
  intAsBigInt: true,
});

const operations = catalogue.groups.flatMap((group) => group.operations);

/** The method of an operation. */
const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

/** Numbers as the SDK takes and gives them: BigInts only where a number would not be exact. */
function exact(value) {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(exact);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, exact(inner)]));
}

/** The text with a hash tag: all such keys lie in one slot. */
const tag = (key) => `{tag}${key}`;

/** A parameter set of an operation, with all its keys in one slot. */
function tagged({ params }, set) {
  if (typeof set !== 'object' || set === null) return tag(set);
  const isKey = (name) => params.some((param) => param.type === 'key' && [param.name, param.single].includes(name));
  const tagAll = (value) => (Array.isArray(value) ? value.map(tag) : tag(value));
  return Object.fromEntries(Object.entries(set).map(([name, value]) => [name, isKey(name) ? tagAll(value) : value]));
}

module.exports = { camel, catalogue, exact, operations, tag, tagged };
