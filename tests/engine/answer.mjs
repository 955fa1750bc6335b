// Answers the requests in a file with the engine in WebAssembly: `node answer.mjs ENGINE REQUESTS`. Each line of the file is
// a request in hexadecimal, for a request may be any bytes. Prints an answer a line.
import assert from 'node:assert';
import { readFileSync, writeSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const [engine, requests] = process.argv.slice(2);
const module = new WebAssembly.Module(gunzipSync(readFileSync(engine)));
assert.deepStrictEqual(WebAssembly.Module.imports(module), [], 'it must run anywhere');
const { alloc, answer, free, memory } = new WebAssembly.Instance(module).exports;

function ask(request) {
  const place = alloc(request.length);
  new Uint8Array(memory.buffer, place >>> 0, request.length).set(request);
  const given = BigInt.asUintN(64, answer(place, request.length));
  const [at, length] = [Number(given >> 32n), Number(given & 0xffffffffn)];
  const text = Buffer.from(new Uint8Array(memory.buffer, at, length));
  free(at, length);
  return text;
}

const lines = readFileSync(requests, 'latin1').trimEnd().split('\n');
for (const line of lines) {
  const text = Buffer.concat([ask(Buffer.from(line, 'hex')), Buffer.from('\n')]);
  for (let from = 0; from < text.length; ) {
    from += writeSync(1, text, from);
  }
}
