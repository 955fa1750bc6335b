'use strict';

// Very large calls.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');
const { promisify } = require('node:util');
const { startRedis } = require('./support/servers');

const COUNT = 1_000_000;
// A kilobyte for each key; nearly 600 bytes are needed for a key, its result and its place in the response.
const MEGABYTES = 1_000;

test('a million keys are one call, in proportionate memory', async (t) => {
  const server = await startRedis(t);
  const fill = `for i = 0, ${COUNT - 1} do redis.call('SET', 'key:' .. i, 'key:' .. i) end`;
  await server.command('EVAL', fill, 0);
  assert.equal(await server.command('DBSIZE'), COUNT);
  const reader = path.join(__dirname, 'support/get-many.js');
  const args = [`--max-old-space-size=${MEGABYTES}`, reader, server.port, COUNT].map(String);
  const { stdout } = await promisify(execFile)(process.execPath, args);
  t.diagnostic(stdout.trim());
});
