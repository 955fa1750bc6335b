'use strict';

// The commands of Redis: the examples of the catalogue that comes with sigma-gen, on real servers.

const { testExamples } = require('./support/examples');

/** A loop that is to be slow runs on every server, so that the log of each has it. */
testExamples('redis-client', ({ method }) => method === 'slowlogGet');
