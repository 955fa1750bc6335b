'use strict';

// Scripted nodes that refuse, redirect and break: what is sent where, in which order, and how often.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { Redis } = require('sigma-redis');
const { startFakeCluster } = require('./support/cluster');
const { startFake, until } = require('./support/servers');

/** Limits that nobody reaches who is answered, on however busy a machine. */
const timeouts = { connect: 60_000, operation: 60_000, call: 300_000 };
/** For calls that go on to their limit. */
const BRIEF = { ...timeouts, call: 3_000 };

// Of a cluster of two nodes these keys belong to the first and to the second.
const FIRST = ['b', 'c', 'f', 'g'];
const SECOND = ['a', 'd', 'e', 'h'];

/** Two nodes with a script, and a client; `sent` is what each node received, as `INCRBY b 1`. */
async function start(t, script, options, limits = timeouts) {
  const sent = [[], []];
  const counts = [new Map(), new Map()];
  const cluster = await startFakeCluster(t, 2, (words, socket, node) => {
    const command = words.join(' ');
    sent[node].push(command);
    const times = (counts[node].get(command) ?? 0) + 1;
    counts[node].set(command, times);
    const reply = script({ words, node, times, nodes: cluster.nodes, socket });
    if (reply !== undefined) socket.write(`${reply}\r\n`);
  });
  const redis = new Redis({ clusters: { c: cluster.entry({ timeouts: limits }) } }, options);
  const { redisClient } = await redis.get({ clusterIdentifier: 'c', params: [] });
  t.after(() => redisClient.quit());
  return { sent, redis, redisClient, cluster };
}

const increments = (keys) => keys.map((key) => ({ key, increment: 1 }));
const codes = ({ results }) => Object.values(results).map(({ error }) => error?.code);
const count = (commands, command) => commands.filter((other) => other === command).length;

test('operations go to the nodes of their slots', async (t) => {
  const { sent, redis, redisClient } = await start(t, () => ':1');
  const { response } = await redis.incrby({ redisClient, params: increments([...FIRST, ...SECOND]) });
  assert.equal(response.success, 8);
  assert.deepEqual(sent[0], FIRST.map((key) => `INCRBY ${key} 1`));
  assert.deepEqual(sent[1], SECOND.map((key) => `INCRBY ${key} 1`));
});

test('keys in different slots fail alone, unsent', async (t) => {
  const { sent, redis, redisClient } = await start(t, () => '+OK');
  const { response } = await redis.rename({ redisClient, params: [{ key: 'b', name: 'a' }, { key: 'c', name: '{c}' }] });
  assert.deepEqual(codes(response), ['CROSSSLOT', undefined]);
  assert.match(response.results.b.error.message, /hash tag, as in \{user1\}/);
  assert.deepEqual(sent, [['RENAME c {c}'], []]);
});

for (const [what, place] of [
  ['MOVED', (port) => `127.0.0.1:${port}`],
  ['MOVED without a host', (port) => `:${port}`],
]) {
  test(`${what}: that operation only goes to the other node, and its slot from then on`, async (t) => {
    const { sent, redis, redisClient } = await start(t, ({ words, node, nodes }) =>
      node === 0 && words[1] === 'b' ? `-MOVED 3300 ${place(nodes[1].port)}` : ':1',
    );
    for (let call = 0; call < 2; call++) {
      const { response } = await redis.incrby({ redisClient, params: increments(FIRST) });
      assert.equal(response.success, FIRST.length);
    }
    assert.equal(count(sent[0], 'INCRBY b 1'), 1);
    assert.equal(count(sent[0], 'INCRBY c 1'), 2);
    assert.deepEqual(sent[1], ['INCRBY b 1', 'INCRBY b 1']);
  });
}

test('ASK: ASKING comes directly before, and the slot stays where it was', async (t) => {
  const { sent, redis, redisClient } = await start(t, ({ words, node, nodes }) => {
    if (words[0] === 'ASKING') return '+OK';
    return node === 0 && words[1] !== 'c' ? `-ASK 3300 127.0.0.1:${nodes[1].port}` : ':1';
  });
  const calls = Array.from({ length: 20 }, () => redis.incrby({ redisClient, params: increments([...FIRST, ...SECOND]) }));
  for (const { response } of await Promise.all(calls)) assert.equal(response.success, 8);
  for (const [at, command] of sent[1].entries()) {
    const isAsked = FIRST.some((key) => command === `INCRBY ${key} 1`);
    assert.equal(sent[1][at - 1] === 'ASKING', isAsked, `${sent[1][at - 1]}, ${command}`);
  }
  assert.equal(count(sent[0], 'INCRBY c 1'), 20);
  assert.equal(count(sent[0], 'INCRBY b 1'), 20);
  assert.equal(count(sent[1], 'INCRBY b 1'), 20);
});

const REFUSALS = [
  'TRYAGAIN Multiple keys request during rehashing of slot',
  'CLUSTERDOWN Hash slot not served',
  'LOADING Redis is loading the dataset in memory',
  "READONLY You can't write against a read only replica.",
  "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
];

for (const refusal of REFUSALS) {
  const [code] = refusal.split(' ');
  test(`${code}: that operation only is sent again, until it is taken`, async (t) => {
    const { sent, redis, redisClient } = await start(t, ({ words, times }) =>
      words[1] === 'b' && times <= 3 ? `-${refusal}` : ':1',
    );
    const { response } = await redis.incrby({ redisClient, params: increments(FIRST) });
    assert.deepEqual([response.success, response.failed], [4, 0]);
    assert.equal(count(sent[0], 'INCRBY b 1'), 4);
    assert.equal(count(sent[0], 'INCRBY c 1'), 1);
  });
}

describe('refused for ever', { concurrency: true }, () => {
  for (const refusal of REFUSALS) {
    const [code] = refusal.split(' ');
    test(`${code}: the operation keeps the error, at the limit of the call`, async (t) => {
      const { sent, redis, redisClient } = await start(
        t,
        ({ words }) => (words[1] === 'b' ? `-${refusal}` : ':1'),
        {},
        BRIEF,
      );
      const { response } = await redis.incrby({ redisClient, params: increments(FIRST) });
      assert.deepEqual(codes(response), [code, undefined, undefined, undefined]);
      assert.equal(response.results.b.error.message, refusal);
      assert.ok(sent[0].length < 40, `${sent[0].length} commands`);
    });
  }

  test('nodes that point at each other are not flooded', async (t) => {
    const { sent, redis, redisClient } = await start(
      t,
      ({ node, nodes }) => `-MOVED 3300 127.0.0.1:${nodes[1 - node].port}`,
      {},
      BRIEF,
    );
    const { response } = await redis.incrby({ redisClient, params: increments(['b']) });
    assert.deepEqual(codes(response), ['MOVED']);
    assert.ok(sent[0].length + sent[1].length < 40);
  });

  test('a write that may have been executed stays uncertain when it cannot be sent again', async (t) => {
    const { redis, redisClient } = await start(
      t,
      ({ node, socket, nodes }) => {
        if (node === 1) return '+OK';
        nodes[0].stop();
        socket.destroy();
        return undefined;
      },
      { retrySafeWrites: true },
      BRIEF,
    );
    const params = [...FIRST, ...SECOND].map((key) => ({ key, value: 'x' }));
    const { response } = await redis.set({ redisClient, params });
    assert.deepEqual(codes(response), [...FIRST.map(() => 'OutcomeUnknown'), ...SECOND.map(() => undefined)]);
  });

  test('a node that is gone: what cannot be sent says so', async (t) => {
    const { redis, redisClient, cluster } = await start(t, () => ':1', {}, BRIEF);
    await redis.incrby({ redisClient, params: increments(FIRST) });
    cluster.nodes[0].stop();
    await new Promise(setImmediate);
    const { response } = await redis.incrby({ redisClient, params: increments(['b', 'a']) });
    assert.match(response.results.b.error.code, /^(NotSent|OutcomeUnknown)$/);
    const next = await redis.incrby({ redisClient, params: increments(['b', 'a']) });
    assert.deepEqual(codes(next.response), ['NotSent', undefined]);
    assert.match(next.response.results.b.error.message, /ECONNREFUSED/);
  });
});

test('the order on one key is kept: what was refused together is sent again in its order', async (t) => {
  const { sent, redis, redisClient } = await start(t, ({ words, node, nodes }) =>
    node === 0 && words[1] === 'b' ? `-MOVED 3300 127.0.0.1:${nodes[1].port}` : '+OK');
  const params = Array.from({ length: 5_000 }, (_, value) => ({ key: 'b', value: String(value) }));
  const { response } = await redis.set({ redisClient, params });
  assert.equal(response.success, 5_000);
  assert.deepEqual(sent[1], params.map(({ value }) => `SET b ${value}`));
});

test('the order on one key is kept: also when ASK turns into MOVED in the middle', async (t) => {
  let refused = 0;
  const { sent, redis, redisClient } = await start(t, ({ words, node, nodes }) => {
    if (node === 1) return words[0] === 'ASKING' ? '+OK' : ':1';
    return `-${++refused <= 3_500 ? 'ASK' : 'MOVED'} 3300 127.0.0.1:${nodes[1].port}`;
  });
  const params = Array.from({ length: 6_000 }, (_, value) => ({ key: 'b', value: String(value) }));
  const { response } = await redis.append({ redisClient, params });
  assert.equal(response.success, 6_000);
  const executed = sent[1].filter((command) => command !== 'ASKING');
  assert.deepEqual(executed, params.map(({ value }) => `APPEND b ${value}`));
  assert.equal(count(sent[1], 'ASKING'), 3_500);
});

test('the order on one key is kept: also when two nodes are to be asked', async (t) => {
  const { sent, redis, redisClient } = await start(t, ({ words, node, times, nodes }) => {
    if (words[0] === 'ASKING') return '+OK';
    if (node === 1) return words[2] === '4' ? ':1' : `-MOVED 3300 127.0.0.1:${nodes[0].port}`;
    if (times > 1) return ':1';
    return words[2] === '2' ? '-TRYAGAIN later' : `-ASK 3300 127.0.0.1:${nodes[1].port}`;
  });
  const params = ['b', 'b', 'b', '{b}'].map((key, at) => ({ key, value: String(at + 1) }));
  const { response } = await redis.append({ redisClient, params });
  assert.equal(response.success, 4);
  const executed = sent[0].filter((command, at) => sent[0].indexOf(command) < at);
  assert.deepEqual(executed, ['APPEND b 1', 'APPEND b 2', 'APPEND b 3']);
  // Another key of the slot waits for nobody.
  assert.deepEqual(sent[1].slice(0, 4), ['ASKING', 'APPEND b 1', 'ASKING', 'APPEND {b} 4']);
});

test('the order on one key is kept: and who waits for a turn is not refused', async (t) => {
  const { redis, redisClient } = await start(t, ({ words, node, times, nodes }) => {
    if (words[0] === 'ASKING') return '+OK';
    if (node === 1 || times > 1) return ':1';
    return Number(words[2]) % 2 ? '-TRYAGAIN later' : `-ASK 3300 127.0.0.1:${nodes[1].port}`;
  });
  const params = Array.from({ length: 100 }, (_, value) => ({ key: 'b', value: String(value) }));
  const { response } = await redis.append({ redisClient, params });
  assert.equal(response.success, 100);
});

test('the order on one key is kept: what a later operation has overtaken keeps its error', async (t) => {
  const { sent, redis, redisClient } = await start(t, ({ words, times }) =>
    words[2] === '1' && times === 1 ? '-TRYAGAIN later' : '+OK',
  );
  const params = [['b', '1'], ['c', '1'], ['b', '2'], ['f', '2']].map(([key, value]) => ({ key, value }));
  const { response } = await redis.set({ redisClient, params });
  assert.deepEqual([response.success, response.failed], [3, 1]);
  assert.deepEqual(sent[0], ['SET b 1', 'SET c 1', 'SET b 2', 'SET f 2', 'SET c 1']);
});

test('reads have no order: each is sent again', async (t) => {
  const { redis, redisClient } = await start(t, ({ times }) => (times === 1 ? '-TRYAGAIN later' : '$1\r\nx'));
  const { response } = await redis.get({ redisClient, params: ['b', 'b', 'c'] });
  assert.equal(response.success, 3);
});

/** A script whose first node breaks the connection at the command for `c` the first time. */
const breaksOnce = () => {
  let broken;
  return ({ words, node, socket }) => {
    if (node === 0 && words[1] === 'c') broken ??= socket.end(); // after the replies that were written
    if (socket === broken) return undefined;
    return words[0] === 'STRLEN' || words[0] === 'INCRBY' ? ':1' : '+OK';
  };
};

test('a connection that breaks: what has an answer keeps it, the other nodes go on', async (t) => {
  const { sent, redis, redisClient } = await start(t, breaksOnce());
  const { response } = await redis.incrby({ redisClient, params: increments([...FIRST, ...SECOND]) });
  const expected = [undefined, ...['c', 'f', 'g'].map(() => 'OutcomeUnknown'), ...SECOND.map(() => undefined)];
  assert.deepEqual(codes(response), expected);
  assert.equal(count(sent[0], 'INCRBY c 1'), 1);
  const next = await redis.incrby({ redisClient, params: increments(FIRST) });
  assert.equal(next.response.success, 4);
});

test('a connection that breaks: reads are sent again, safe writes when the user opted in', async (t) => {
  const { redis, redisClient } = await start(t, breaksOnce());
  assert.equal((await redis.strlen({ redisClient, params: FIRST })).response.success, 4);

  const set = FIRST.map((key) => ({ key, value: 'x' }));
  const not = await start(t, breaksOnce());
  const refused = await not.redis.set({ redisClient: not.redisClient, params: set });
  assert.deepEqual([refused.response.success, refused.response.failed], [1, 3]);

  const opted = await start(t, breaksOnce(), { retrySafeWrites: true });
  const repeated = await opted.redis.set({ redisClient: opted.redisClient, params: set });
  assert.equal(repeated.response.success, 4);

  const never = await start(t, breaksOnce(), { retrySafeWrites: true });
  const lost = await never.redis.incrby({ redisClient: never.redisClient, params: increments(FIRST) });
  assert.equal(lost.response.success, 1);
});

test('a connection that breaks: what was not sent goes on, but not on a key that is uncertain', async (t) => {
  const { redis, redisClient, sent } = await start(t, breaksOnce());
  const early = increments([...Array(500).fill('b'), ...Array(3_000).fill('c')]);
  const late = increments([...Array(500).fill('f'), 'c']);
  const { response } = await redis.incrby({ redisClient, params: [...early, ...late] });
  assert.equal(response.results.c.error.code, 'NotSent');
  assert.equal(response.results.f.error, null);
  assert.equal(count(sent[0], 'INCRBY f 1'), 500);
  assert.equal(response.success, 1_000);
});

test('a node that has left the cluster: its connection is closed', async (t) => {
  const sockets = [];
  const { redis, redisClient, cluster } = await start(t, ({ node, socket, nodes }) => {
    sockets[node] = socket;
    return nodes[1].hasLeft && node === 1 ? '-CLUSTERDOWN Hash slot not served' : ':1';
  });
  await redis.incrby({ redisClient, params: increments(['b', 'a']) });
  cluster.nodes[1].hasLeft = true;
  const { response } = await redis.incrby({ redisClient, params: increments(['b', 'a']) });
  assert.equal(response.success, 2);
  await until('the connection is closed', async () => sockets[1].readableEnded);
  assert.equal(sockets[0].readableEnded, false);
});

test('a node that is cut off tells for ever who had the slots: others are asked too', async (t) => {
  const gone = await startFake(t, () => {});
  gone.stop();
  const slots = (port) => `*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:${port}\r\n`;
  // One after another, as a server does.
  const answer = (answers, slow) => ([command, word], socket) => {
    const reply = { CLUSTER: '$1\r\nx\r\n', PING: '+PONG\r\n' }[command] ?? ':1\r\n';
    socket.turn = Promise.resolve(socket.turn).then(async () => {
      if (slow && word === 'SLOTS') await new Promise((resolve) => setTimeout(resolve, 100));
      socket.write(word === 'SLOTS' ? slots(answers()) : reply);
    });
  };
  const cutOff = await startFake(t, answer(() => gone.port, false), () => undefined);
  const owner = await startFake(t, answer(() => owner.port, true), () => undefined);
  const [first, ...seeds] = [cutOff, owner].map(({ port }) => ({ host: '127.0.0.1', port }));
  const redis = new Redis({ clusters: { c: { ...first, seeds, timeouts } } });
  const { response, redisClient } = await redis.incrby({ clusterIdentifier: 'c', params: increments(['b']) });
  t.after(() => redisClient.quit());
  assert.equal(response.success, 1);
});

test('a single server that turns out to be a node says what to set', async (t) => {
  const { port } = await startFake(t, (words, socket) => socket.write('-MOVED 3300 127.0.0.1:1\r\n'));
  const redis = new Redis({ clusters: { c: { host: '127.0.0.1', port, clusterModeEnabled: false } } });
  const { response, redisClient } = await redis.get({ clusterIdentifier: 'c', params: ['b'] });
  assert.equal(response.results.b.error.code, 'MOVED');
  assert.match(response.results.b.error.message, /clusterModeEnabled/);
  await redisClient.quit();
});

test('a client that is quit in the middle ends its calls', async (t) => {
  const { redis, redisClient } = await start(t, () => '-TRYAGAIN later');
  const call = redis.incrby({ redisClient, params: increments(FIRST) });
  await redisClient.quit();
  assert.equal(redisClient.isOpen, false);
  assert.equal((await call).response.failed, 4);
  await assert.rejects(redis.get({ redisClient, params: ['b'] }), { code: 'ConnectionClosed' });
});

test('nonsense as the slots of a cluster is a connect error', async (t) => {
  for (const nonsense of ['+OK', '*1\r\n:5', '*1\r\n*-1', '*1\r\n*3\r\n:0\r\n:5\r\n:1', '*1\r\n*3\r\n:0\r\n:5\r\n$-1']) {
    const greeting = ([command]) => ({ PING: '+PONG\r\n', CLUSTER: `${nonsense}\r\n` })[command];
    const { port } = await startFake(t, () => {}, greeting);
    const redis = new Redis({ clusters: { c: { host: '127.0.0.1', port, timeouts } } });
    const outcome = await redis.get({ clusterIdentifier: 'c', params: ['b'] }).catch((error) => error);
    assert.equal(outcome.code, 'CannotConnect', nonsense);
  }
});
