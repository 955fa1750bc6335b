'use strict';

// Measures what a Lambda function pays on every cold start: loading the client, and the first call over a new
// connection. Each run is a process of its own, which tells how long both took.

const { execFile } = require('node:child_process');
const { promisify } = require('node:util');
const { median, shuffled } = require('./measure');

const run = promisify(execFile);
const ROUNDS = 21;

/** What each contender runs, as text: PORT stands for the server's. */
const CONTENDERS = {
  SDK: `
    const { Redis } = require('sigma-redis');
    mark();
    const redis = new Redis({ clusters: { c: { host: '127.0.0.1', port: PORT } } });
    redis.get({ clusterIdentifier: 'c', params: ['key'] }).then(({ redisClient }) => {
      mark();
      return redisClient.quit();
    });`,
  'node-redis': `
    const { createClient } = require('redis');
    mark();
    const client = createClient({ url: 'redis://127.0.0.1:PORT' });
    client.connect().then(() => client.get('key')).then(() => {
      mark();
      client.destroy();
    });`,
  ioredis: `
    const { Redis } = require('ioredis');
    mark();
    const client = new Redis(PORT, '127.0.0.1');
    client.get('key').then(() => {
      mark();
      client.disconnect();
    });`,
};

/** Prints the milliseconds from the start to each `mark()`. */
const clock = (code) => `
  const start = performance.now();
  const mark = () => console.log(performance.now() - start);
  ${code}`;

/** Prints the table; in every round all contenders run, in an order drawn anew. */
async function compareStarts(port) {
  const names = Object.keys(CONTENDERS);
  const times = Object.fromEntries(names.map((name) => [name, { loading: [], both: [] }]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of shuffled(names)) {
      const code = clock(CONTENDERS[name].replaceAll('PORT', port));
      const { stdout } = await run(process.execPath, ['-e', code], { cwd: __dirname });
      const [loading, both] = stdout.trim().split('\n').map(Number);
      times[name].loading.push(loading);
      times[name].both.push(both);
    }
  }
  console.log(`| | ${names.join(' | ')} |`);
  console.log(`| --- | ${names.map(() => '---:').join(' | ')} |`);
  for (const [row, part] of [['require', 'loading'], ['require and first call', 'both']]) {
    console.log(`| ${row} | ${names.map((name) => median(times[name][part]).toFixed(0)).join(' | ')} |`);
  }
}

module.exports = { compareStarts };
