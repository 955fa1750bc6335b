'use strict';

// Servers that break, stall or talk nonsense: what is sent again, what is not, and what a user is told.

const assert = require('node:assert/strict');
const net = require('node:net');
const { test } = require('node:test');
const { Redis } = require('sigma-redis');
const { startFake } = require('./support/servers');

/** Limits that only silence reaches, on however busy a machine. */
const timeouts = { connect: 30_000, operation: 30_000, call: 120_000 };

function clientOf(port, options, limits) {
  const entry = { host: '127.0.0.1', port, timeouts: { ...timeouts, ...limits } };
  return new Redis({ clusters: { c: entry } }, options);
}

/** The codes of the results' errors, `undefined` for a result without one. */
function codes({ results }) {
  return Object.values(results).map(({ error }) => error?.code);
}

/** A server that answers the first commands of its first connection with 1, breaks it at the next, and then works. */
function breakAfter(answers, seen = []) {
  return (words, socket, connection) => {
    seen.push(words.join(' '));
    if (connection > 0 || seen.length <= answers) socket.write(':1\r\n');
    // Not destroy(): the client might learn of that before it has read the answers.
    else socket.end();
  };
}

const increments = ['a', 'b', 'c'].map((key) => ({ key, increment: 1 }));

test('a write whose connection breaks is not sent again, and its outcome is unknown', async (t) => {
  const seen = [];
  const { port, connections } = await startFake(t, breakAfter(1, seen));
  const { response, redisClient } = await clientOf(port).incrby({ clusterIdentifier: 'c', params: increments });
  assert.deepEqual([response.success, response.failed], [1, 2]);
  assert.deepEqual(codes(response), [undefined, 'OutcomeUnknown', 'OutcomeUnknown']);
  assert.match(response.results.b.error.message, /the outcome is unknown: .*closed/);
  assert.equal(connections(), 1);
  assert.equal(seen.filter((command) => command === 'INCRBY b 1').length, 1);
  await redisClient.quit();
});

test('what was beyond the window was not sent, and says so', async (t) => {
  const { port } = await startFake(t, breakAfter(1));
  const params = Array.from({ length: 5_000 }, (_, index) => ({ key: `k${index}`, increment: 1 }));
  const { response } = await clientOf(port).incrby({ clusterIdentifier: 'c', params });
  const all = codes(response);
  assert.equal(all[0], undefined);
  assert.equal(all[1], 'OutcomeUnknown');
  assert.equal(all[4_999], 'NotSent');
  assert.equal(response.success + response.failed, 5_000);
});

test('a read is sent again once, over a new connection', async (t) => {
  const { port, connections } = await startFake(t, breakAfter(1));
  const { response, redisClient } = await clientOf(port).strlen({ clusterIdentifier: 'c', params: ['a', 'b', 'c'] });
  assert.equal(response.success, 3);
  assert.equal(connections(), 2);
  assert.equal(redisClient.isOpen, true);
  await redisClient.quit();
});

test('what may have been executed stays unknown when it is refused the second time', async (t) => {
  const { port, connections } = await startFake(t, (words, socket, connection) => {
    if (connection === 0) socket.destroy();
    else socket.write('-LOADING Redis is loading the dataset in memory\r\n');
  });
  const redis = clientOf(port, { retrySafeWrites: true });
  const { response } = await redis.expire({ clusterIdentifier: 'c', params: [{ key: 'a', seconds: 5 }] });
  assert.equal(connections(), 2);
  assert.deepEqual(codes(response), ['OutcomeUnknown']);
});

test('a safe write is sent again only when the user opted in; others never', async (t) => {
  const expire = { clusterIdentifier: 'c', params: [{ key: 'a', seconds: 5 }] };
  const persist = { clusterIdentifier: 'c', params: ['a'] };
  for (const [options, success] of [[{}, 0], [{ retrySafeWrites: true }, 1]]) {
    for (const [method, request] of [['expire', expire], ['persist', persist]]) {
      const { port } = await startFake(t, breakAfter(0));
      const { response } = await clientOf(port, options)[method](request);
      assert.equal(response.success, success, method);
    }
  }
  const { port } = await startFake(t, breakAfter(0));
  const { response } = await clientOf(port, { retrySafeWrites: true }).incrby({ clusterIdentifier: 'c', params: increments });
  assert.equal(response.success, 0);
});

test('over a reused connection nothing is sent again', async (t) => {
  const { port, connections } = await startFake(t, breakAfter(1));
  const redis = clientOf(port);
  const { redisClient } = await redis.strlen({ clusterIdentifier: 'c', params: ['a'] });
  const { response } = await redis.strlen({ redisClient, params: ['b'] });
  assert.deepEqual(codes(response), ['OutcomeUnknown']);
  assert.equal(connections(), 1);
  await assert.rejects(redis.strlen({ redisClient, params: ['b'] }), {
    code: 'ConnectionClosed',
    message: /redisClient is closed, because its connection failed/,
  });
  await redisClient.quit();
});

test('a server that stalls ends the call at the limit for one operation', async (t) => {
  const { port } = await startFake(t, (words, socket) => words[1] === 'a' && socket.write(':1\r\n'));
  const redis = clientOf(port, {}, { operation: 1_000 });
  const { response } = await redis.incrby({ clusterIdentifier: 'c', params: increments });
  assert.deepEqual(codes(response), [undefined, 'OutcomeUnknown', 'OutcomeUnknown']);
  assert.match(response.results.b.error.message, /no reply within 1000 ms/);
});

test('a server that is slow for ever ends the call at the limit for the call', async (t) => {
  const { port } = await startFake(t, (words, socket) => {
    setTimeout(() => socket.destroyed || socket.write(':1\r\n'), Number(words[1].slice(1)) * 150).unref();
  });
  const params = Array.from({ length: 40 }, (_, index) => ({ key: `k${index}`, increment: 1 }));
  const redis = clientOf(port, {}, { call: 2_000 });
  const { response } = await redis.incrby({ clusterIdentifier: 'c', params });
  assert.ok(response.success > 0 && response.failed > 5);
  assert.match(response.results.k39.error.message, /longer than 2000 ms/);
});

test('a call ends at its limit, also when that comes soon after a look at the replies', async (t) => {
  const { port } = await startFake(t, (words, socket) => {
    setTimeout(() => socket.destroyed || socket.write(':1\r\n'), Number(words[1]) * 500).unref();
  });
  // Whether replies come is looked at every 1.5 seconds: at 6, and then not before 7.5.
  const entry = { host: '127.0.0.1', port, timeouts: { operation: 6_000, call: 6_100 } };
  const params = Array.from({ length: 60 }, (_, index) => ({ key: `${index}`, increment: 1 }));
  const { response } = await new Redis({ clusters: { c: entry } }).incrby({ clusterIdentifier: 'c', params });
  // The replies are there at 0, 0.5, 1 and so on; this one before that look, and after the limit.
  assert.equal(response.results[14].error.code, 'OutcomeUnknown');
  assert.match(response.results[59].error.message, /longer than 6100 ms/);
});

test('a call that takes too long does not end the others on the kept connection', async (t) => {
  const waiting = [];
  const answer = () => waiting.shift()?.write(':1\r\n');
  const { port, connections } = await startFake(t, (words, socket) => waiting.push(socket));
  const pace = setInterval(answer, 50);
  t.after(() => clearInterval(pace));
  const entry = { host: '127.0.0.1', port, timeouts: { connect: 5_000, operation: 5_000, call: 3_000 } };
  const redis = new Redis({ clusters: { c: entry } }, { keepAlive: true });
  const increment = (count) =>
    redis.incrby({
      clusterIdentifier: 'c',
      params: Array.from({ length: count }, (_, index) => ({ key: `${index}`, increment: 1 })),
    });

  const long = increment(3_000);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const short = increment(1);
  const { response } = await long;
  assert.ok(response.success > 0, 'some replies came');
  assert.equal(response.results[1_500].error.code, 'OutcomeUnknown');
  assert.equal(response.results[2_999].error.code, 'NotSent');
  while (waiting.length > 0) answer();
  assert.equal((await short).response.success, 1);
  assert.equal(connections(), 1);
  await (await short).redisClient.quit();
  (await long).redisClient.destroy();
});

test('a server that never answers is a connect error', async (t) => {
  const sockets = [];
  const server = net.createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const redis = clientOf(server.address().port, {}, { connect: 300 });
  await assert.rejects(redis.get({ clusterIdentifier: 'c', params: ['k'] }), {
    code: 'CannotConnect',
    message: /no answer within 300 ms/,
  });
});

test('a reply that is not Redis ends the connection', async (t) => {
  const { port } = await startFake(t, (words, socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const { response } = await clientOf(port).incrby({ clusterIdentifier: 'c', params: increments });
  assert.deepEqual(codes(response), ['OutcomeUnknown', 'OutcomeUnknown', 'OutcomeUnknown']);
});

for (const [what, reply, message] of [
  ['nests for ever', '*1\r\n'.repeat(1_000_000), /call stack/],
  ['says that it has more items than any array', '*4294967296\r\n', /array length/],
]) {
  test(`a reply that ${what} ends the connection`, async (t) => {
    const { port } = await startFake(t, (words, socket) => socket.write(reply));
    const { response } = await clientOf(port).incrby({ clusterIdentifier: 'c', params: increments });
    assert.deepEqual(codes(response), ['OutcomeUnknown', 'OutcomeUnknown', 'OutcomeUnknown']);
    assert.match(response.results.a.error.message, message);
  });
}

test('a reply that goes on for ever ends at the limit for one operation', async (t) => {
  const { port } = await startFake(t, (words, socket) => {
    socket.write('$99999999999\r\n');
    const sending = setInterval(() => socket.write('x'), 10);
    socket.once('close', () => clearInterval(sending));
  });
  const redis = clientOf(port, {}, { operation: 300 });
  const { response } = await redis.append({ clusterIdentifier: 'c', params: [{ key: 'k', value: 'v' }] });
  assert.match(response.results.k.error.message, /no reply within 300 ms/);
});

test('one error among many replies touches no other', async (t) => {
  const { port } = await startFake(t, (words, socket) => {
    socket.write(words[1] === 'b' ? '-WRONGTYPE Operation against a key\r\n' : ':1\r\n');
  });
  const { response, redisClient } = await clientOf(port).incrby({ clusterIdentifier: 'c', params: increments });
  assert.deepEqual(codes(response), [undefined, 'WRONGTYPE', undefined]);
  await redisClient.quit();
});

test('a list that only seems to have values is a bad parameter, and takes nobody\'s reply', async (t) => {
  class Empty extends Array {
    *[Symbol.iterator]() {}
  }
  const { port } = await startFake(t, (words, socket) => socket.write(`:${words.length}\r\n`));
  const params = [['x'], Empty.of('x'), ['x', 'y']].map((values, at) => ({ key: `k${at}`, values }));
  const { response, redisClient } = await clientOf(port).srem({ clusterIdentifier: 'c', params });
  assert.deepEqual(codes(response), [undefined, 'InvalidParameter', undefined]);
  assert.deepEqual([response.results.k0.result, response.results.k2.result], [3, 4]);
  await redisClient.quit();
});

test('a reply of the wrong type is an error of that operation alone', async (t) => {
  const key = (name) => name;
  const wrong = {
    incrby: [(key) => ({ key, increment: 1 }), ':5', ['+QUEUED', '+', '+0x10', '$1\r\n5', '$-1', '*0']],
    expire: [(key) => ({ key, seconds: 5 }), ':1', [':2', '+QUEUED', '$1\r\n1', '$-1', '*0']],
    set: [(key) => ({ key, value: 'v' }), '+OK', ['+QUEUED', ':1', '$2\r\nOK', '$-1', '*0']],
    type: [key, '+hash', [':1', '$4\r\nhash', '$-1', '*0']],
    // A status is a text, too.
    get: [key, '$-1', [':5', '*1\r\n$1\r\nx']],
    smembers: [key, '*1\r\n$1\r\nx', ['+QUEUED', ':5', '$-1', '$1\r\nx', '*-1', '*1\r\n:1', '*1\r\n$-1', '*1\r\n*0']],
  };
  const replies = new Map();
  const { port } = await startFake(t, (words, socket) => socket.write(`${replies.get(words[1])}\r\n`));
  const redis = clientOf(port);
  const { redisClient } = await redis.get({ clusterIdentifier: 'c', params: [] });
  for (const [method, [set, right, others]] of Object.entries(wrong)) {
    const all = [right, ...others, right];
    all.forEach((reply, index) => replies.set(`k${index}`, reply));
    const params = all.map((_, index) => set(`k${index}`));
    for (const returnBuffers of [false, true]) {
      const { response } = await redis[method]({ redisClient, params, returnBuffers });
      assert.deepEqual([response.success, response.failed], [2, others.length], method);
      assert.deepEqual(codes(response), [undefined, ...others.map(() => 'UnexpectedReply'), undefined], method);
      const [, { result, error }] = Object.values(response.results);
      assert.equal(result, null);
      assert.match(error.message, /the server answered .+, which this operation never answers/);
    }
  }
  await redisClient.quit();
});

test('replies in any pieces are the same replies', async (t) => {
  const { port } = await startFake(t, async (words, socket) => {
    for (const byte of `$5\r\nhe\r\no\r\n`) {
      socket.write(byte);
      await new Promise(setImmediate);
    }
  });
  const { response, redisClient } = await clientOf(port).get({ clusterIdentifier: 'c', params: ['a'] });
  assert.equal(response.results.a.result, 'he\r\no');
  await redisClient.quit();
});

test('quit does not wait for ever for a server that has stalled', async (t) => {
  const { port } = await startFake(t, () => {});
  const redis = clientOf(port, {}, { operation: 1_000 });
  const { redisClient } = await redis.get({ clusterIdentifier: 'c', params: [] });
  const stalled = redis.get({ redisClient, params: ['k'] });
  await redisClient.quit();
  assert.equal((await stalled).response.failed, 1);
});
