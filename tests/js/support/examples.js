'use strict';

// The examples of a catalogue whose package the tests make, on real servers.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { tag } = require('./catalogue');
const { startCluster } = require('./cluster');
const { isOlder, read } = require('./commands');
const { fitted } = require('./like');
const { VERSIONS, plainClient, startRedis } = require('./servers');

/** What removes all that an example left. */
const ANEW = [['FLUSHALL'], ['SCRIPT', 'FLUSH']];

/** An answer as text, whatever the order of a list is. */
const sorted = (answer) => String(Array.isArray(answer) ? answer.flat().map(String).sort() : answer);

const untagged = (text) => text.replaceAll(tag(''), '');

const STYLES = {
  callback: (redis, method, request) =>
    new Promise((resolve, reject) => {
      redis[method](request, (error, response, redisClient) => (error ? reject(error) : resolve({ response, redisClient })));
    }),
  promise: (redis, method, request) => redis[method](request),
};

/** Members of a set come in any order. */
const inOrder = (reply, result) => (reply.type === 'members' ? result?.toSorted() : result);

/** Checks what one node, or the only one, answered. */
function check(reply, got, { result, error }, newer) {
  const whole = { result: inOrder(reply, result), error: null };
  if (error === undefined) assert.deepEqual(fitted({ ...got, result: inOrder(reply, got.result) }, whole, newer), whole);
  else assert.ok(got.error?.message.includes(error), `${got.error}`);
}

/** Checks what the nodes answered: one of them what is expected. */
function checkNodes(reply, nodes, expected, newer) {
  const failures = [];
  for (const [address, got] of Object.entries(nodes)) {
    assert.match(address, /^127\.0\.0\.1:\d+$/);
    try {
      return check(reply, got, expected, newer);
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures[0];
}

/** A command with its keys tagged; the server knows which they are, and an error says that there is none. */
async function withTags(plain, words) {
  const tagged = [...words];
  for (const key of await plain(['COMMAND', 'GETKEYS', ...words]).catch(() => [])) {
    const at = tagged.indexOf(key, 1);
    tagged[at] = tag(key);
  }
  return tagged;
}

/** A reply without the tags in it. */
function withoutTags(value) {
  if (typeof value === 'string') return untagged(value);
  if (Array.isArray(value)) return value.map(withoutTags);
  if (typeof value !== 'object' || value === null || value instanceof Error) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [untagged(name), withoutTags(inner)]));
}

/** Runs an example over a client that is there. */
async function run({ given, method, operation, reply, call, results, after, isTagged }, { redis, redisClient, style, plain, newer }) {
  const prepared = async (words) => plain(isTagged ? await withTags(plain, words) : words);
  for (const words of given) await prepared(words);
  const { response } = await style(redis, method, { redisClient, params: call });
  assert.deepEqual(Object.keys(response.results), results.map(({ name }) => name));
  const isByNode = operation.nodes && !operation.combine;
  for (const { name, each, ...expected } of results) {
    const got = isTagged ? withoutTags(response.results[name]) : response.results[name];
    if (each) assert.deepEqual(fitted(Object.entries(got), each), each);
    else if (isByNode) checkNodes(reply, got, expected, newer);
    else check(reply, got, expected, newer);
  }
  const countOf = ({ name, each }) => (isByNode ? Object.keys(response.results[name]).length : (each?.length ?? 1));
  const count = results.reduce((sum, result) => sum + countOf(result), call.length - results.length);
  assert.equal(response.success + response.failed, count);
  assert.equal(response.entries.length, count);
  for (const { key } of response.entries) assert.ok(Object.hasOwn(response.results, key));
  for (const { run, is } of after) assert.equal(untagged(sorted(await prepared(run))), sorted(is));
}

/** Whether a server has all that an example needs. */
async function isThere(plain) {
  const [, version] = /redis_version:(\S+)/.exec(await plain(['INFO', 'server']));
  return ({ needs }) => !isOlder(version, needs);
}

/** Tests the examples of a package by callback and by promise on each version, and on a cluster, which may refuse some. */
function testExamples(name, isRefused = () => false) {
  const { Redis } = require(name);
  const { examples, inOneSlot, newer } = read(name);
  for (const { version, binary } of VERSIONS) {
    for (const [name, style] of Object.entries(STYLES)) {
      test(`examples by ${name} on Redis ${version}`, async (t) => {
        const { url } = await startRedis(t, { binary });
        const client = await plainClient(t, url);
        const plain = (words) => client.sendCommand(words.map(String));
        const redis = new Redis({ clusters: { c: url } });
        const { redisClient } = await redis.ping({ clusterIdentifier: 'c' });
        t.after(() => redisClient.quit());
        for (const example of examples.filter(await isThere(plain))) {
          await t.test(`${example.method}: ${example.title}`, async () => {
            for (const words of ANEW) await plain(words);
            await run(example, { redis, redisClient, style, plain, newer });
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
      for (const example of inOneSlot.filter(await isThere(plain))) {
        if (isRefused(example, version)) continue;
        await t.test(`${example.method}: ${example.title}`, async () => {
          for (const words of ANEW) await Promise.all(clients.map((client) => client.sendCommand(words)));
          await run(example, { redis, redisClient, style: STYLES.promise, plain, newer });
        });
      }
    });
  }
}

module.exports = { testExamples };
