'use strict';

// A process that reads many keys in one call, each of which has its own name as its value:
//
//   node support/get-many.js PORT COUNT

const assert = require('node:assert/strict');
const { Redis } = require('sigma-redis');

const [port, count] = process.argv.slice(2).map(Number);
// A slow machine may take longer than a call may by default.
const redis = new Redis({ clusters: { c: { host: '127.0.0.1', port, timeouts: { call: 300_000 } } } });
const keys = Array.from({ length: count }, (_, index) => `key:${index}`);

async function main() {
  const { response, redisClient } = await redis.get({ clusterIdentifier: 'c', params: keys });
  await redisClient.quit();
  assert.deepEqual([response.success, response.failed], [count, 0]);
  assert.equal(Object.keys(response.results).length, count);
  for (const key of keys) assert.equal(response.results[key].result, key);
  console.log(`${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
}

main();
