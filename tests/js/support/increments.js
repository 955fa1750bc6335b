'use strict';

// A process with one large call, which ends in the middle of it when it is told to:
//
//   node support/increments.js ENTRY PARAMETERS

const { Redis } = require('sigma-redis');

const [entry, params] = process.argv.slice(2).map((text) => JSON.parse(text));
const { marker, keys, times } = params;

process.once('message', () => process.exit(0));
const each = keys.map((key) => ({ key, increment: 1 }));
const all = [{ key: marker, increment: 1 }, ...Array.from({ length: times }, () => each).flat()];
new Redis({ clusters: { c: entry } }).incrby({ clusterIdentifier: 'c', params: all }).then(() => process.exit(1));
