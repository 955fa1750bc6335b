'use strict';

// Commands of every shape: the examples of their catalogue, on real servers.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { Redis } = require('redis-commands');
const { startCluster } = require('./support/cluster');
const { examples } = require('./support/commands');
const { fitted } = require('./support/like');
const { VERSIONS, plainClient, startRedis } = require('./support/servers');

/** Patterns of SORT look at keys anywhere, which a cluster refuses until Redis 8. */
const isRefused = ({ method }, version) => method === 'sort' && version !== '8';

/** What removes all that an example left. */
const ANEW = [['FLUSHALL'], ['SCRIPT', 'FLUSH']];

const STYLES = {
  callback: (redis, method, request) =>
    new Promise((resolve, reject) => {
      redis[method](request, (error, response, redisClient) => (error ? reject(error) : resolve({ response, redisClient })));
    }),
  promise: (redis, method, request) => redis[method](request),
};

/** Members of a set come in any order. */
const inOrder = ({ reply }, result) => (reply.type === 'members' ? result?.toSorted() : result);

/** Checks what one node, or the only one, answered. */
function check(operation, got, { result, error }) {
  const whole = { result: inOrder(operation, result), error: null };
  if (error === undefined) assert.deepEqual(fitted({ ...got, result: inOrder(operation, got.result) }, whole), whole);
  else assert.ok(got.error?.message.includes(error), `${got.error}`);
}

/** Checks what the nodes answered: one of them what is expected. */
function checkNodes(operation, nodes, expected) {
  const failures = [];
  for (const [address, got] of Object.entries(nodes)) {
    assert.match(address, /^127\.0\.0\.1:\d+$/);
    try {
      return check(operation, got, expected);
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures[0];
}

/** Runs an example over a client that is there. */
async function run({ given, method, operation, call, results, after }, { redis, redisClient, style, plain }) {
  for (const words of given) await plain(words);
  const { response } = await style(redis, method, { redisClient, params: call });
  assert.deepEqual(Object.keys(response.results), results.map(({ name }) => name));
  const isByNode = operation.nodes && !operation.combine;
  for (const { name, each, ...expected } of results) {
    const got = response.results[name];
    if (each) assert.deepEqual(fitted(Object.entries(got), each), each);
    else if (isByNode) checkNodes(operation, got, expected);
    else check(operation, got, expected);
  }
  const countOf = ({ name, each }) => (isByNode ? Object.keys(response.results[name]).length : (each?.length ?? 1));
  const count = results.reduce((sum, result) => sum + countOf(result), call.length - results.length);
  assert.equal(response.success + response.failed, count);
  assert.equal(response.entries.length, count);
  for (const { key } of response.entries) assert.ok(Object.hasOwn(response.results, key));
  for (const { run, is } of after) assert.equal(String(await plain(run)), String(is));
}

for (const { version, binary } of VERSIONS) {
  for (const [name, style] of Object.entries(STYLES)) {
    test(`examples by ${name} on Redis ${version}`, async (t) => {
      const { url } = await startRedis(t, { binary });
      const client = await plainClient(t, url);
      const plain = (words) => client.sendCommand(words.map(String));
      const redis = new Redis({ clusters: { c: url } });
      const { redisClient } = await redis.ping({ clusterIdentifier: 'c' });
      t.after(() => redisClient.quit());
      for (const example of examples) {
        await t.test(`${example.method}: ${example.title}`, async () => {
          for (const words of ANEW) await plain(words);
          await run(example, { redis, redisClient, style, plain });
        });
      }
    });
  }

  test(`examples on a cluster of Redis ${version}`, async (t) => {
    const cluster = await startCluster(t, { binary, replicas: 0 });
    const masters = await cluster.masters();
    const clients = await Promise.all(masters.map(({ url }) => plainClient(t, url)));
    // Every server refuses what is not on its keys, so one of them takes it.
    const plain = async (words) => {
      const answers = await Promise.allSettled(clients.map((client) => client.sendCommand(words.map(String))));
      const answer = answers.find(({ status }) => status === 'fulfilled');
      assert.ok(answer, `${words}: ${answers[0].reason}`);
      return answer.value;
    };
    const redis = new Redis({ clusters: { c: cluster.entry() } });
    const { redisClient } = await redis.ping({ clusterIdentifier: 'c' });
    t.after(() => redisClient.quit());
    for (const example of examples) {
      if (isRefused(example, version)) continue;
      await t.test(`${example.method}: ${example.title}`, async () => {
        for (const words of ANEW) await Promise.all(clients.map((client) => client.sendCommand(words)));
        await run(example, { redis, redisClient, style: STYLES.promise, plain });
      });
    }
  });
}
