'use strict';

// What errors are, and what is left of them and of a response as JSON, in the console and in a copy.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { inspect } = require('node:util');
const { Redis, RedisError } = require('sigma-redis');
const { startFakeCluster } = require('./support/cluster');
const { freePort, startFake } = require('./support/servers');

const timeouts = { connect: 5_000, operation: 5_000, call: 10_000 };

/** What a server answers to an operation on each key; on any other it hangs up. */
const REPLIES = {
  wrong: '-WRONGTYPE Operation against a key holding the wrong kind of value',
  moved: '-MOVED 3999 127.0.0.1:6381',
  odd: '+QUEUED',
  small: ':9007199254740991',
  large: ':9007199254740993',
  largest: ':-9223372036854775808',
};

const script = ([, key], socket) => {
  if (key in REPLIES) socket.write(`${REPLIES[key]}\r\n`);
  else socket.destroy();
};

async function call(port, method, params) {
  const redis = new Redis({ clusters: { c: { host: '127.0.0.1', port, timeouts } } });
  const { response, redisClient } = await redis[method]({ clusterIdentifier: 'c', params });
  await redisClient.quit();
  return response;
}

const increments = (...keys) => keys.map((key) => ({ key, increment: 1 }));

/** A response with an error of each kind that an operation can have, by code. */
async function everyFailure(t) {
  const { port } = await startFake(t, script);
  const answered = await call(port, 'incrby', [...increments('wrong', 'moved', 'odd'), { key: 'bad', increment: 'x' }]);
  const many = await call(port, 'incrby', increments(...Array.from({ length: 3_000 }, (_, index) => `lost${index}`)));
  const cluster = await startFakeCluster(t, 2, script);
  const redis = new Redis({ clusters: { c: cluster.entry({ timeouts }) } });
  const crossed = await redis.rename({ clusterIdentifier: 'c', params: [{ key: 'a', name: 'b' }] });
  await crossed.redisClient.quit();
  const entries = [answered, many, crossed.response].flatMap(({ results }) => Object.values(results));
  return Object.fromEntries(entries.map((entry) => [entry.error.code, entry]));
}

/** An error of each kind that a call can have, by code. */
async function everyOuterError() {
  const down = await freePort();
  const redis = new Redis({ clusters: { down: { host: '127.0.0.1', port: down }, bad: { host: 5 } } });
  const { redisClient } = { redisClient: Object.create({ withCommandOptions: () => ({}), isOpen: false }) };
  const requests = [
    null,
    { clusterIdentifier: 'none', params: [] },
    { clusterIdentifier: 'bad', params: [] },
    { clusterIdentifier: 'down', params: [] },
    { redisClient, params: [] },
  ];
  const errors = await Promise.all(requests.map((request) => redis.get(request).catch((error) => error)));
  return Object.fromEntries(errors.map((error) => [error.code, error]));
}

describe('the error of an operation', () => {
  const KINDS = ['WRONGTYPE', 'MOVED', 'UnexpectedReply', 'InvalidParameter', 'OutcomeUnknown', 'NotSent', 'CROSSSLOT'];

  test('is a RedisError of every kind, with code and message, and the same as JSON', async (t) => {
    const entries = await everyFailure(t);
    assert.deepEqual(Object.keys(entries).sort(), KINDS.toSorted());
    for (const [code, { error }] of Object.entries(entries)) {
      assert.ok(error instanceof RedisError, code);
      assert.equal(error.name, 'RedisError');
      assert.notEqual(error.message, '');
      const json = JSON.parse(JSON.stringify({ error })).error;
      const place = code === 'InvalidParameter' ? { operation: 'incrby', index: 3, parameter: 'increment' } : {};
      assert.deepEqual(json, { code, message: error.message, ...place });
    }
    assert.equal(entries.WRONGTYPE.error.message, REPLIES.wrong.slice(1));
  });

  test('prints as code and message, once each and on one line, however deep it lies', async (t) => {
    for (const [code, { error }] of Object.entries(await everyFailure(t))) {
      const response = { results: { key: { result: null, error } } };
      const printed = inspect(response, { compact: 5, breakLength: Infinity });
      const line = error.message.startsWith(code) ? `RedisError: ${error.message}` : `RedisError [${code}]: ${error.message}`;
      assert.equal(printed, `{ results: { key: { result: null, error: [${line}] } } }`);
      assert.equal(String(error), line);
    }
  });

  test('has no stack, which would be of internals, and leaves those of others alone', async (t) => {
    const limit = Error.stackTraceLimit;
    for (const [code, { error }] of Object.entries(await everyFailure(t))) {
      assert.doesNotMatch(error.stack, /^ +at /m, code);
      assert.ok(error.stack.includes(error.message), code);
    }
    assert.equal(Error.stackTraceLimit, limit);
  });

  test('keeps its message in a copy by structuredClone', async (t) => {
    for (const { error } of Object.values(await everyFailure(t))) {
      const copy = structuredClone({ error });
      assert.ok(copy.error instanceof Error);
      assert.equal(copy.error.message, error.message);
    }
  });
});

test('the error of a call prints and serialises as code and message, with the place of the call', async () => {
  const errors = await everyOuterError();
  const kinds = ['InvalidRequest', 'UnknownCluster', 'InvalidCluster', 'CannotConnect', 'ConnectionClosed'];
  assert.deepEqual(Object.keys(errors).sort(), kinds.sort());
  for (const [code, error] of Object.entries(errors)) {
    assert.ok(error instanceof RedisError, code);
    assert.deepEqual(JSON.parse(JSON.stringify(error)), { code, message: error.message });
    assert.equal(String(error), `RedisError [${code}]: ${error.message}`);
    const [first, ...frames] = inspect(error).split('\n');
    assert.equal(first, String(error));
    assert.ok(frames.length > 0 && frames.every((line) => /^ {4}at /.test(line)), inspect(error));
  }
});

describe('a response', () => {
  test('serialises with integers of any size: beyond 2^53 as strings of their digits', async (t) => {
    const { port } = await startFake(t, script);
    const response = await call(port, 'incrby', increments('small', 'large', 'largest'));
    assert.equal(response.results.large.result, 2n ** 53n + 1n);
    assert.deepEqual(JSON.parse(JSON.stringify(response)), {
      success: 3,
      failed: 0,
      results: {
        small: { result: 2 ** 53 - 1, error: null },
        large: { result: '9007199254740993', error: null },
        largest: { result: '-9223372036854775808', error: null },
      },
    });
    assert.deepEqual(Object.keys(response.results.large), ['result', 'error']);
    assert.equal(JSON.stringify(response.results), JSON.stringify({ ...response }.results));
    assert.deepEqual(structuredClone(response), response);
  });
});
