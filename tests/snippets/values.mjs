// Evaluates templates with a stand-in for the SDK, and compares the parameters that it is given.
//
//   node values.mjs CASES        a JSON file: [{ text, lsp, vscode, jetbrains, set, cluster, description }]

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { expandJetbrains, expandLsp } from './editors.mjs';

const AsyncFunction = (async () => {}).constructor;

/** The request that the code's only call is given. */
async function requestOf(code) {
  let request;
  const redis = new Proxy({}, { get: () => (given) => ((request = given), { response: {}, redisClient: {} }) });
  await new AsyncFunction('redis', code)(redis);
  return request;
}

const cases = JSON.parse(await readFile(process.argv[2], 'utf8'));
for (const { text, lsp, vscode, jetbrains, set, cluster, description } of cases) {
  const [snippet] = Object.values(JSON.parse(vscode));
  assert.equal(snippet.description, description);
  const cursor = (stop) => (stop.cursor ? '' : undefined);
  for (const code of [text, expandLsp(lsp, cursor), expandLsp(snippet.body.join('\n'), cursor), expandJetbrains(jetbrains, cursor)]) {
    const request = await requestOf(code);
    assert.deepEqual(request, { clusterIdentifier: cluster, params: [set] }, code);
  }
}
console.log(`${cases.length} values`);
