'use strict';

// Prints how long the SDK takes beside node-redis's and ioredis's pipelines, a raw socket and, when its
// folder is given, the package slappforge-sdk-redis.
//
//   npm install && npm start [-- FOLDER]

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const net = require('node:net');
const { setTimeout: sleep } = require('node:timers/promises');
const { OPERATIONS, handWritten, ioredis, nodeRedis, rawSocket, sdk } = require('./contenders');

const SIZES = [1, 100, 1_000, 10_000];
const LIMIT = 1.15;

async function startRedis() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  const server = spawn('redis-server', ['--port', port, '--bind', '127.0.0.1', '--save', ''], { stdio: 'ignore' });
  await sleep(500);
  return { port, stop: () => server.kill() };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function shuffled(values) {
  return values.map((value) => [Math.random(), value]).sort(([a], [b]) => a - b).map(([, value]) => value);
}

/** Milliseconds of each contender in each round; all run in every round, in an order drawn anew. */
async function measure(contenders, name, size) {
  const keys = Array.from({ length: size }, (_, index) => `key:${index}`);
  const runs = Object.entries(contenders)
    .filter(([, { largest = Infinity }]) => size <= largest)
    .map(([contender, { run }]) => [contender, run(name, keys)]);
  const times = Object.fromEntries(runs.map(([contender]) => [contender, []]));
  const rounds = Math.max(21, Math.min(1_000, Math.ceil(100_000 / size)));
  const warm = Math.ceil(rounds / 4);
  for (let round = 0; round < warm + rounds; round++) {
    for (const [contender, run] of shuffled(runs)) {
      const start = performance.now();
      await run();
      if (round >= warm) times[contender].push(performance.now() - start);
    }
  }
  return times;
}

async function main([folder]) {
  const server = await startRedis();
  const makers = { SDK: sdk, 'node-redis': nodeRedis, ioredis, 'raw socket': rawSocket };
  if (folder) makers['slappforge-sdk-redis'] = handWritten(folder);
  const contenders = {};
  for (const [name, make] of Object.entries(makers)) contenders[name] = await make(server.port);

  console.log('Medians in milliseconds; ratios are medians of the rounds\' ratios of the SDK to the other.\n');
  const names = Object.keys(makers);
  console.log(`| Operation | Keys | ${names.join(' | ')} | SDK / best pipeline | SDK / raw socket |`);
  console.log(`| --- | ---: | ${names.map(() => '---:').join(' | ')} | ---: | ---: |`);
  let worst = 0;
  for (const name of Object.keys(OPERATIONS)) {
    for (const size of SIZES) {
      const times = await measure(contenders, name, size);
      const ratio = (other) => median(times.SDK.map((time, round) => time / times[other][round]));
      const best = Math.max(ratio('node-redis'), ratio('ioredis'));
      worst = Math.max(worst, best);
      const cells = names.map((contender) => (times[contender] ? median(times[contender]).toFixed(3) : '-'));
      const row = [name.toUpperCase(), size, ...cells, best.toFixed(2), ratio('raw socket').toFixed(2)];
      console.log(`| ${row.join(' | ')} |`);
    }
  }
  console.log(`\nThe largest ratio to the best pipeline is ${worst.toFixed(2)}; the limit is ${LIMIT}.`);
  if (!folder) console.log('slappforge-sdk-redis was not measured: give its folder as an argument.');
  for (const { close } of Object.values(contenders)) await close();
  server.stop();
}

main(process.argv.slice(2));
