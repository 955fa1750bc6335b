'use strict';

// The types of the package, as a CommonJS and as an ES module project sees them.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { promisify } = require('node:util');

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
