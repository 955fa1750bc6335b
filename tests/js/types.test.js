'use strict';

// The types of the package, as a CommonJS and as an ES module project sees them.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { promisify } = require('node:util');
const { gunzipSync } = require('node:zlib');

const run = promisify(execFile);
const ENTITIES = { lt: '<', gt: '>', quot: '"', amp: '&' };
const OPTIONS = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--noUncheckedIndexedAccess'];

async function compile(file, ...options) {
  const tsc = path.join(__dirname, 'node_modules/typescript/bin/tsc');
  try {
    await run(process.execPath, [tsc, ...OPTIONS, ...options, file], { cwd: __dirname });
    return '';
  } catch (error) {
    return error.stdout;
  }
}

/** Compiles a copy of the file under another name in the same folder. */
async function compileAs(t, name, text, ...options) {
  const file = path.join(__dirname, 'types', name);
  fs.writeFileSync(file, text);
  t.after(() => fs.rmSync(file));
  return compile(file, ...options);
}

/** The engine in WebAssembly, as what answers a request. */
function engine() {
  const module = new WebAssembly.Module(gunzipSync(fs.readFileSync(path.join(__dirname, '../../assets/engine.wasm.gz'))));
  const { alloc, answer, free, memory } = new WebAssembly.Instance(module).exports;
  return (request) => {
    const bytes = Buffer.from(JSON.stringify(request));
    const place = alloc(bytes.length);
    new Uint8Array(memory.buffer, place, bytes.length).set(bytes);
    const given = BigInt.asUintN(64, answer(place, bytes.length));
    const [at, length] = [Number(given >> 32n), Number(given & 0xffffffffn)];
    const { ok } = JSON.parse(Buffer.from(memory.buffer, at, length).toString());
    free(at, length);
    return ok;
  };
}

const use = fs.readFileSync(path.join(__dirname, 'types/use.ts'), 'utf8');

test('right calls compile, and wrong ones do not', async (t) => {
  assert.equal(await compileAs(t, 'use.cts', use, '--types', 'node', '--skipLibCheck'), '');
  assert.equal(await compileAs(t, 'use.mts', use, '--types', 'node', '--skipLibCheck'), '');
});

test('the same holds for commands of every shape', async (t) => {
  const text = fs.readFileSync(path.join(__dirname, 'types/any.ts'), 'utf8');
  assert.equal(await compileAs(t, 'any.cts', text, '--types', 'node'), '');
  assert.equal(await compileAs(t, 'any.mts', text, '--types', '', '--lib', 'es2022'), '');
  assert.equal(await compileAs(t, 'exact.mts', text, '--types', '', '--lib', 'es2022', '--exactOptionalPropertyTypes'), '');
});

test('the snippets compile, and show what they are for', async (t) => {
  const folder = path.join(__dirname, 'node_modules/redis-commands/snippets/vscode/snippets');
  const [file] = fs.readdirSync(folder);
  const snippets = Object.values(JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')));
  const code = snippets.map(({ body }) => body.join('\n')).map((body) =>
    body
      .replace(/\$\{\d+:((?:\\.|[^}\\])*)\}/g, '$1')
      .replace(/\$\{\d+\|(.*?)[,|].*?\}/g, '$1')
      .replace(/\$\d/g, '')
      .replace(/\\(.)/g, '$1'),
  );
  const functions = code.map((body, index) => `async function snippet${index}(redisClient: RedisClient, callback: (error: unknown) => void) {\n${body}\n}\n`);
  const text = `import { Redis, type RedisClient } from 'redis-commands';\nconst redis = new Redis();\n${functions.join('')}export {};\n`;
  assert.equal(await compileAs(t, 'snippets.mts', text.replaceAll('const { response, redisClient }', 'const { response }'), '--types', '', '--lib', 'es2022'), '');
});

test('the style typescript compiles for every example, with a connection of its own and with one at hand', async (t) => {
  const folder = fs.mkdtempSync(path.join(__dirname, 'types', 'style-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const ask = engine();
  let count = 0;
  for (const catalogue of ['operations.yaml', 'tests/cases/any/operations.yaml', 'catalogues/redis.yaml']) {
    const text = fs.readFileSync(path.join(__dirname, '../..', catalogue), 'utf8');
    const opened = ask({ do: 'open', catalogue: text }).catalogue;
    for (const operation of opened.groups.flatMap((group) => group.operations)) {
      for (const example of operation.examples.keys()) {
        const calls = [ask({ do: 'fill', operation: operation.name, example })];
        const code = (connection) => ask({ do: 'code', style: 'typescript', calls, connection }).text;
        const head = `import type { Redis, RedisClient } from '${opened.service.package}';\ndeclare const ${opened.service.object}: Redis;\n`;
        fs.writeFileSync(path.join(folder, `${count}.mts`), code(null));
        fs.writeFileSync(path.join(folder, `${count}-reuse.mts`), `${head}declare const client: RedisClient;\n${code({ reuse: 'client' })}`);
        count += 1;
      }
    }
  }
  assert.ok(count > 650, `${count} examples`);
  const files = fs.readdirSync(folder).map((file) => path.join(folder, file));
  const options = ['--types', '', '--lib', 'es2022'];
  assert.equal(await compile(files[0], ...options, ...files.slice(1)), '');
});

test('the types need nothing else, not even those of Node.js', async (t) => {
  const text = "import { Redis } from 'sigma-redis'; new Redis().get({ clusterIdentifier: 'c', params: ['k'] });";
  assert.equal(await compileAs(t, 'alone.mts', text, '--types', '', '--lib', 'es2022'), '');
});

test('the JavaScript itself passes the type checker', async () => {
  for (const name of ['index.mjs', 'iam.js']) {
    const file = path.join(__dirname, 'node_modules/sigma-redis', name);
    assert.equal(await compile(file, '--allowJs', '--types', 'node', '--skipLibCheck'), '');
  }
});

test('the code that the site shows compiles as TypeScript', async (t) => {
  const folder = path.join(__dirname, '../../generated/docs/site/operations');
  const pages = fs.readdirSync(folder).map((file) => fs.readFileSync(path.join(folder, file), 'utf8'));
  const blocks = pages.flatMap((page) => [...page.matchAll(/data-language="promise">.*?<pre[^>]*>(.*?)<\/pre>/gs)]);
  assert.ok(blocks.length > 100, `${blocks.length} examples`);
  const code = blocks.map(([, html]) => html.replace(/<[^>]+>/g, '').replace(/&(lt|gt|quot|amp);/g, (_, name) => ENTITIES[name]));
  const examples = code.map((example, index) => `export async function example${index}() {\n${example}\n}\n`);
  const text = `import { Redis } from 'sigma-redis';\nconst redis = new Redis();\n${examples.join('')}`;
  assert.equal(await compileAs(t, 'site.mts', text, '--types', '', '--lib', 'es2022'), '');
});
