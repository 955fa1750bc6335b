// Runs templates on a Redis server in place of the calls of the catalogue's examples.
//
//   node examples.mjs CASES      a JSON file that tests/snippets.rs writes

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createClient } from 'redis';
import { expandJetbrains, expandLsp } from './editors.mjs';

const AsyncFunction = (async () => {}).constructor;
const QUIT = /\/\/((?:await )?redisClient\.quit\(\);)/;

const { port, sdk, snippets, cases } = JSON.parse(await readFile(process.argv[2], 'utf8'));
const { Redis } = createRequire(import.meta.url)(sdk);
const redis = new Redis({ clusters: { 'sigma-redis': { host: '127.0.0.1', port, clusterModeEnabled: false } } });
const server = await createClient({ url: `redis://127.0.0.1:${port}`, RESP: 2 }).connect();
const file = Object.values(JSON.parse(await readFile(snippets, 'utf8')));

/** The code of a case in every format, with `done(response)` at the cursor or before the client is quit. */
function* codes({ prefix, stops, text, lsp, jetbrains, response, word, words }) {
  const fill = (stop) => {
    if (stop.cursor) return `done(${response});`;
    if (stop.choices.length === 0) return undefined;
    assert.deepEqual(stop.choices, words);
    return word;
  };
  yield text.replace(QUIT, `done(${response});$&`);
  yield expandLsp(lsp, fill);
  yield expandJetbrains(jetbrains, fill);

  // The snippet in the generated file, where it has the same tab stops.
  const snippet = file.find((snippet) => snippet.prefix === prefix);
  const body = snippet?.body.join('\n') ?? '';
  const typed = (stop) => fill(stop) ?? stops[stop.index];
  let count = 0;
  expandLsp(body, (stop) => void (count = Math.max(count, (stop.index ?? -1) + 1)));
  if (count === stops.length) {
    ran.add(prefix);
    yield expandLsp(body, typed);
  }
}

/** Runs the code, and gives what it hands to `done`. */
async function run(code, reuse) {
  assert.match(code, QUIT);
  code = code.replace(QUIT, '$1');
  let timer;
  const outcome = new Promise((resolve, reject) => {
    timer = setTimeout(reject, 10_000, new Error('the template did not end'));
    const given = { redis, callback: reject, done: resolve, ...reuse };
    new AsyncFunction(...Object.keys(given), code)(...Object.values(given)).catch(reject);
  });
  return outcome.finally(() => clearTimeout(timer));
}

async function prepare(given) {
  await server.sendCommand(['FLUSHALL']);
  for (const words of given) await server.sendCommand(words);
}

/** Whether a result of the response, or what the server answered, is what the example says. */
function compare(expected, { result, error }) {
  if ('error' in expected) {
    assert(error instanceof Error);
    assert(error.message.includes(expected.error), error.message);
  } else {
    assert.equal(error, null);
    equal(result, expected.reply);
  }
}

function equal(actual, expected) {
  if (Array.isArray(expected)) {
    assert.deepEqual([...actual].map(String).sort(), expected.map(plain).map(String).sort());
  } else if (expected !== null && typeof expected === 'object') {
    assert.equal(BigInt(actual), plain(expected));
  } else {
    assert.equal(actual, expected);
  }
}

const plain = (value) => (value !== null && typeof value === 'object' ? BigInt(value.integer) : value);

const ran = new Set();
let runs = 0;
for (const example of cases) {
  for (const code of codes(example)) {
    try {
      await prepare(example.given);
      const reuse = example.reuse && { redisClient: (await redis.get({ clusterIdentifier: 'sigma-redis', params: ['k'] })).redisClient };
      const { results } = await run(code, reuse);
      for (const [key, expected] of example.results) {
        assert(Object.hasOwn(results, key), `no result of ${key}`);
        for (const [value, each] of expected.each ?? []) compare(each, results[key][value]);
        if (!expected.each) compare(expected, results[key]);
      }
      for (const { run, is } of example.after) equal(await server.sendCommand(run), is);
      runs++;
    } catch (error) {
      error.message += `\nin the example "${example.title}" of ${example.prefix}:\n${code}`;
      throw error;
    }
  }
}
const left = file.filter((snippet) => !ran.has(snippet.prefix)).map((snippet) => snippet.prefix);
assert.deepEqual(left, [], 'snippets of the file that no example filled in');
await server.close();
console.log(`${runs} runs`);
