'use strict';

// Every operation of the catalogue on a server that executes it and then fails: how often it is executed,
// and what the user is told. A single server and a node of a cluster.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { Redis } = require('sigma-redis');
const { camel, exact, operations, tagged } = require('./support/catalogue');
const { startFakeCluster } = require('./support/cluster');
const { startFake } = require('./support/servers');

// Long enough for a slow machine; a server that goes silent is waited for.
const timeouts = { connect: 60_000, operation: 3_000, call: 60_000 };

/** A reply of each type. */
const REPLIES = {
  status: '+OK\r\n',
  flag: ':1\r\n',
  integer: ':7\r\n',
  bulk: '$5\r\nhe\r\no\r\n',
  members: '*2\r\n$1\r\na\r\n$1\r\nb\r\n',
  word: '+string\r\n',
};

async function bytewise(socket, reply) {
  for (const byte of reply) {
    if (socket.destroyed) return;
    socket.write(byte);
    await new Promise(setImmediate);
  }
}

/** What a server does after it has executed a command, and whether the reply gets through. */
const FAULTS = {
  'closes the connection': { fail: (socket) => socket.end() },
  'resets the connection': { fail: (socket) => socket.resetAndDestroy() },
  'goes silent': { fail: () => {} },
  'sends half a reply and closes': { fail: (socket, reply) => socket.end(reply.slice(0, -2)) },
  'sends half a reply and goes silent': { fail: (socket, reply) => socket.write(reply.slice(0, -2)) },
  'sends garbage': { fail: (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n') },
  'sends a reply that never ends': { fail: (socket) => socket.write('$2147483647\r\nx') },
  'sends the reply byte by byte': { fail: bytewise, answers: true },
  'sends a push before the reply': {
    fail: (socket, reply) => socket.write(`>2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n${reply}`),
    answers: true,
  },
};

/** The parameters of the first example, with all keys in one slot: a single operation. */
function sample(operation) {
  const set = tagged(operation, exact(operation.examples[0].call[0]));
  for (const { name, repeat } of operation.params) if (repeat === 'each') set[name] = set[name].slice(0, 1);
  return set;
}

/** Runs an operation on a server that fails as often as told, and counts how often it was executed. */
async function run(t, operation, { fail }, { clustered, failures, options }) {
  let executed = 0;
  const onCommand = (words, socket) => {
    assert.equal(words[0], operation.command);
    const reply = REPLIES[operation.reply.type];
    if (++executed > failures) socket.write(reply);
    else fail(socket, reply);
  };
  const entry = clustered
    ? (await startFakeCluster(t, 3, onCommand)).entry()
    : { host: '127.0.0.1', port: (await startFake(t, onCommand)).port };
  const redis = new Redis({ clusters: { c: { ...entry, timeouts } } }, options);
  const { response, redisClient } = await redis[camel(operation.name)]({
    clusterIdentifier: 'c',
    params: [sample(operation)],
  });
  await redisClient.quit();
  assert.equal(response.success + response.failed, 1);
  const [entryOfKey] = Object.values(response.results);
  const result = 'error' in entryOfKey ? entryOfKey : Object.values(entryOfKey)[0];
  return { executed, code: result.error?.code };
}

for (const clustered of [false, true]) {
  for (const [name, fault] of Object.entries(FAULTS)) {
    describe(`a ${clustered ? 'node' : 'server'} that ${name}`, { concurrency: operations.length }, () => {
      for (const operation of operations) {
        test(operation.name, async (t) => {
          const times = (failures, options) => run(t, operation, fault, { clustered, failures, options });
          const answered = (executed) => ({ executed, code: undefined });
          const unknown = (executed) => ({ executed, code: 'OutcomeUnknown' });
          const optedIn = { retrySafeWrites: true };
          const { access, retry } = operation;

          const [once, always, onceOptedIn] = await Promise.all([times(1), times(9), times(1, optedIn)]);
          if (fault.answers) {
            for (const outcome of [once, always, onceOptedIn]) assert.deepEqual(outcome, answered(1));
          } else if (access === 'read') {
            assert.deepEqual([once, always, onceOptedIn], [answered(2), unknown(2), answered(2)]);
          } else {
            assert.deepEqual([once, always], [unknown(1), unknown(1)]);
            assert.deepEqual(onceOptedIn, retry === 'safe' ? answered(2) : unknown(1));
          }
        });
      }
    });
  }
}
