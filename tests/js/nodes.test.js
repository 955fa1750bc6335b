'use strict';

// Nodes that servers name: where they are, which of them are connected to, and how many.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const { Redis } = require('sigma-redis');
const { encode, startCluster, startFakeCluster } = require('./support/cluster');
const { SlowNetwork } = require('./support/proxy');
const { startFake, until } = require('./support/servers');

/** Limits that nobody reaches who is answered, on however busy a machine. */
const timeouts = { connect: 60_000, operation: 60_000, call: 120_000 };
/** For calls that go on to their limit. */
const BRIEF = { ...timeouts, call: 3_000 };
const keys = Array.from({ length: 200 }, (_, index) => `key:${index}`);

describe('nodeAddressMap', () => {
  test('nodes are reached where it says, also those that redirections name', async (t) => {
    // A name that leads nowhere, as that of a private network does outside of it.
    const names = ['--cluster-announce-hostname', 'node.invalid', '--cluster-preferred-endpoint-type', 'hostname'];
    const cluster = await startCluster(t, { replicas: 0, args: names });
    const tunnels = await Promise.all(cluster.nodes.map(({ port }) => SlowNetwork.start(t, port)));
    const object = {};
    for (const [index, { port }] of cluster.nodes.entries()) {
      object[`node.invalid:${port}`] = { host: '127.0.0.1', port: tunnels[index].port };
    }
    const entry = { host: '127.0.0.1', port: tunnels[0].port, timeouts };
    const clusters = {
      object: { ...entry, nodeAddressMap: object },
      function: { ...entry, nodeAddressMap: (address) => object[address], nodeHosts: [] },
      // By any name that a node has.
      address: {
        ...entry,
        nodeAddressMap: Object.fromEntries(
          Object.entries(object).map(([name, place]) => [name.replace('node.invalid', '127.0.0.1'), place]),
        ),
      },
      without: { ...entry, timeouts: BRIEF },
    };
    const redis = new Redis({ clusters });
    const params = keys.map((key) => ({ key, value: key }));
    for (const clusterIdentifier of ['object', 'function', 'address']) {
      const { response, redisClient } = await redis.set({ clusterIdentifier, params });
      assert.deepEqual([clusterIdentifier, response.success], [clusterIdentifier, keys.length]);
      const [first, second] = cluster.nodes;
      await cluster.moveSlots(first, second, [3_300]);
      assert.equal((await redis.get({ redisClient, params: ['b'] })).response.success, 1);
      await cluster.moveSlots(second, first, [3_300]);
      await redisClient.quit();
    }
    const { response, redisClient } = await redis.get({ clusterIdentifier: 'without', params: keys });
    await redisClient.quit();
    assert.ok(response.failed > 0);
  });

  test('what cannot be a map, or a place, is an error that names it', async (t) => {
    for (const [nodeAddressMap, message] of [
      ['10.0.0.1:1', /nodeAddressMap: expected an object or a function/],
      [{ '10.0.0.1': { host: 'h', port: 1 } }, /nodeAddressMap: expected names host:port, or .*, got the string "10\.0\.0\.1"/],
      [{ '::1:7000': { host: 'h', port: 1 } }, /nodeAddressMap: expected names .*, or \[host\]:port for IPv6, got the string "::1:7000"/],
      [{ '10.0.0.1:1': 'h:1' }, /nodeAddressMap\["10\.0\.0\.1:1"\]: expected \{ host, port \}, got a string/],
      [{ '10.0.0.1:1': { host: 'h', port: 70_000 } }, /nodeAddressMap\["10\.0\.0\.1:1"\]/],
    ]) {
      const redis = new Redis({ clusters: { c: { host: 'h', nodeAddressMap } } });
      await assert.rejects(redis.get({ clusterIdentifier: 'c', params: [] }), { code: 'InvalidCluster', message });
    }
    const cluster = await startFakeCluster(t, 2, (words, socket) => socket.write(':1\r\n'));
    const nodeAddressMap = () => ({ host: 'h' });
    const redis = new Redis({ clusters: { c: cluster.entry({ timeouts, nodeAddressMap }) } });
    const { response, redisClient } = await redis.strlen({ clusterIdentifier: 'c', params: ['a', 'b'] });
    await redisClient.quit();
    assert.equal(response.results.a.error.code, 'NotSent');
    assert.match(response.results.a.error.message, /nodeAddressMap\("127\.0\.0\.1:\d+"\): expected \{ host, port \}, got an object/);
    assert.equal(response.results.b.result, 1);
  });
});

describe('nodeHosts', () => {
  test('a host that is not among them is sent nothing, whoever names it', async (t) => {
    const stranger = await startFake(t, (words, socket) => socket.write(':1\r\n'));
    const cluster = await startFakeCluster(t, 1, ([, key], socket) => {
      socket.write(key === 'b' ? `-MOVED 3300 localhost:${stranger.port}\r\n` : ':1\r\n');
    });
    const clusters = {
      all: cluster.entry({ timeouts }),
      none: cluster.entry({ timeouts, nodeHosts: [] }),
      other: cluster.entry({ timeouts, nodeHosts: ['host', '.localhost'] }),
      this: cluster.entry({ timeouts, nodeHosts: ['LOCALHOST'] }),
    };
    const redis = new Redis({ clusters });
    for (const [clusterIdentifier, isAllowed] of [['none', false], ['other', false], ['this', true], ['all', true]]) {
      const before = stranger.connections();
      const { response, redisClient } = await redis.strlen({ clusterIdentifier, params: ['a', 'b'] });
      await redisClient.quit();
      assert.equal(response.results.a.result, 1);
      assert.equal(stranger.connections() > before, isAllowed, clusterIdentifier);
      if (isAllowed) assert.equal(response.results.b.result, 1);
      else assert.match(response.results.b.error.message, /a server named the host "localhost", which is not among nodeHosts/);
    }
  });

  test('a redirection to a host that is not among them is forgotten', async (t) => {
    let count = 0;
    const cluster = await startFakeCluster(t, 1, (words, socket) => {
      socket.write(count++ === 0 ? '-MOVED 3300 stranger:1\r\n' : ':1\r\n');
    });
    const redis = new Redis({ clusters: { c: cluster.entry({ timeouts, nodeHosts: [] }) } });
    const { response, redisClient } = await redis.strlen({ clusterIdentifier: 'c', params: ['b'] });
    assert.equal(response.results.b.error.code, 'NotSent');
    await until('it is', async () => (await redis.strlen({ redisClient, params: ['b'] })).response.success === 1);
    await redisClient.quit();
  });

  test('a dot in front stands for a domain', () => {
    const { nodes } = require('./node_modules/sigma-redis/lib/nodes');
    const locate = nodes({ nodeHosts: ['.cache.example', '10.0.0.1'] }, [{ host: 'seed.example', port: 1 }]);
    for (const host of ['a.cache.example', 'a.b.CACHE.example', '10.0.0.1', 'seed.example']) {
      assert.deepEqual(locate([], { host, port: 2 }), { host, port: 2 });
    }
    for (const host of ['cache.example', 'xcache.example', 'a.cache.example.org', '10.0.0.2', 'a.seed.example']) {
      assert.throws(() => locate([], { host, port: 2 }), /nodeHosts/);
    }
  });

  test('what cannot be a list of hosts is an error', async () => {
    for (const nodeHosts of ['h', [5], ['']]) {
      const redis = new Redis({ clusters: { c: { host: 'h', nodeHosts } } });
      const message = /nodeHosts: expected an array of host names and addresses/;
      await assert.rejects(redis.get({ clusterIdentifier: 'c', params: [] }), { code: 'InvalidCluster', message });
    }
  });
});

test('few nodes that the map does not have are connected to at a time', async (t) => {
  const open = new Set();
  let most = 0;
  const strangers = [];
  for (let count = 0; count < 100; count++) {
    const fake = await startFake(t, (words, socket) => {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      most = Math.max(most, open.size);
      socket.write(':1\r\n');
    });
    strangers.push(fake.port);
  }
  const cluster = await startFakeCluster(t, 1, ([, key], socket) => {
    socket.write(`-MOVED 0 127.0.0.1:${strangers[Number(key)]}\r\n`);
  });
  const redis = new Redis({ clusters: { c: cluster.entry({ timeouts: BRIEF }) } });
  const params = Array.from(strangers, (_, index) => String(index));
  const { response, redisClient } = await redis.strlen({ clusterIdentifier: 'c', params });
  await redisClient.quit();
  assert.ok(most > 0 && most <= 16, `${most} connections at a time`);
  t.diagnostic(`${response.success} of 100 were answered`);
  for (const { error } of Object.values(response.results)) {
    if (error) assert.match(error.message, /^MOVED|NotSent|more than 16 others that are not in the map|the call took longer/);
  }
});

test('a call to a cluster of many nodes opens some connections at a time', async (t) => {
  let opening = 0;
  let most = 0;
  const ports = [];
  const slots = () => {
    const start = (place) => Math.floor((place * 16_384) / ports.length);
    return encode(ports.map((port, place) => [start(place), start(place + 1) - 1, ['127.0.0.1', port, `node${port}`]]));
  };
  const script = async ([command, word], socket) => {
    if (command === 'PING') {
      most = Math.max(most, ++opening);
      socket.greeted = sleep(20);
    }
    await socket.greeted;
    if (command === 'PING') opening--;
    const others = { PING: '+PONG\r\n', STRLEN: ':1\r\n' };
    socket.write(others[command] ?? (word === 'SLOTS' ? slots() : encode('other')));
  };
  for (let count = 0; count < 150; count++) ports.push((await startFake(t, script, () => undefined)).port);
  const entry = { host: '127.0.0.1', port: ports[0], timeouts: { connect: 20_000 } };
  const redis = new Redis({ clusters: { c: entry } });
  const params = Array.from({ length: 2_000 }, (_, key) => String(key));
  const { response, redisClient } = await redis.strlen({ clusterIdentifier: 'c', params });
  await redisClient.quit();
  assert.equal(response.success, params.length);
  assert.ok(most <= 64, `${most} at a time`);
});
