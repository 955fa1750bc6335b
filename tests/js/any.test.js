'use strict';

// Commands of every shape: the examples of their catalogue, on real servers.

const { testExamples } = require('./support/examples');

/** Patterns of SORT look at keys anywhere, which a cluster refuses until Redis 8. */
testExamples('redis-commands', ({ method }, version) => method === 'sort' && version !== '8');
