'use strict';

// Measures contenders side by side: all run in every round, in an order drawn anew.


function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function shuffled(values) {
  return values.map((value) => [Math.random(), value]).sort(([a], [b]) => a - b).map(([, value]) => value);
}

/** Milliseconds of each contender in each round. */
async function measure(contenders, name, size) {
  const keys = Array.from({ length: size }, (_, index) => `key:${index}`);
  const runs = Object.entries(contenders)
    .filter(([, { largest = Infinity }]) => size <= largest)
    .map(([contender, { run }]) => [contender, run(name, keys)]);
  const times = Object.fromEntries(runs.map(([contender]) => [contender, []]));
  const rounds = Math.max(15, Math.min(3_000, Math.ceil(60_000 / size)));
  const warm = Math.ceil(rounds / 3);
  for (let round = 0; round < warm + rounds; round++) {
    for (const [contender, run] of shuffled(runs)) {
      const start = performance.now();
      await run();
      if (round >= warm) times[contender].push(performance.now() - start);
    }
  }
  return times;
}

/**
 * Prints the table of all operations and sizes.
 * @param {Record<string, Function>} makers of the contenders, by name; each is given the place
 * @param {object} what
 * @param {string[]} what.rivals that the SDK is measured by, the best of them each time
 * @param {string[]} what.operations
 * @param {number[]} what.sizes how many of them a call has
 * @returns {Promise<number>} the largest ratio of the SDK to the best rival
 */
async function compare(makers, place, { rivals, operations, sizes }) {
  const contenders = {};
  for (const [name, make] of Object.entries(makers)) contenders[name] = await make(place);
  const names = Object.keys(makers);
  const ratios = ['SDK / best client', ...('raw socket' in makers ? ['SDK / raw socket'] : [])];
  const heads = ['Operation', 'Keys', ...names, ...ratios];
  console.log(`| ${heads.join(' | ')} |`);
  console.log(`| --- ${'| ---: '.repeat(heads.length - 1)}|`);
  let worst = 0;
  for (const name of operations) {
    for (const size of sizes) {
      const times = await measure(contenders, name, size);
      const ratio = (other) => median(times.SDK.map((time, round) => time / times[other][round]));
      const best = Math.max(...rivals.map(ratio));
      worst = Math.max(worst, best);
      const cells = names.map((contender) => (times[contender] ? median(times[contender]).toFixed(3) : '-'));
      const row = [name.toUpperCase(), size, ...cells, best.toFixed(2)];
      if ('raw socket' in makers) row.push(ratio('raw socket').toFixed(2));
      console.log(`| ${row.join(' | ')} |`);
    }
  }
  for (const { close } of Object.values(contenders)) await close();
  return worst;
}

module.exports = { compare, median, shuffled };
