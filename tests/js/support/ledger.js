'use strict';

// A load of increments and reads that keeps account: what was acknowledged, what is uncertain, and what no
// client may ever do.

const assert = require('node:assert/strict');
const { Redis } = require('sigma-redis');
const { until } = require('./servers');

const COUNTERS = 360;
// So many counters, and their texts, share a slot.
const IN_A_SLOT = 3;
// Counters start far from each other, and values carry their keys: a reply of another key shows.
const DISTANCE = 1_000_000;
// What is certainly not executed; anything else than these and OutcomeUnknown is a mistake.
const NOT_EXECUTED = ['NotSent', 'MOVED', 'ASK', 'TRYAGAIN', 'CLUSTERDOWN', 'LOADING', 'READONLY', 'MASTERDOWN'];

const timeouts = { connect: 1_000, operation: 1_000, call: 10_000 };
const SLACK = 4_000;

const counters = Array.from({ length: COUNTERS }, (_, index) => ({
  key: `counter:{${Math.floor(index / IN_A_SLOT)}}:${index}`,
  base: index * DISTANCE,
  acknowledged: 0,
  uncertain: 0,
}));

function shuffled(values) {
  return values.map((value) => [Math.random(), value]).sort(([a], [b]) => a - b).map(([, value]) => value);
}

class Ledger {
  calls = 0;
  failures = new Map();
  #entry;
  #counters = counters.map((counter) => ({ ...counter }));

  /**
   * @param {object} entry of the cluster in the SDK's configuration
   * @param {object} [limits] other time limits
   */
  constructor(entry, limits = {}) {
    this.#entry = { ...entry, timeouts: { ...timeouts, ...limits } };
  }

  async prepare() {
    const call = this.#caller({});
    const params = this.#counters.map(({ key, base }) => ({ key, value: String(base) }));
    const texts = this.#counters.map(({ key }) => ({ key: `text:${key}`, value: `text:${key}` }));
    for (const set of [params, texts]) assert.equal((await call('set', set)).success, set.length);
  }

  /** Increments and reads in several ways at a time, before the work and until it is done. */
  async during(work) {
    let isDone = false;
    const kept = this.#caller({ keepAlive: true });
    const { reused, quit } = this.#reuser();
    const workers = [kept, kept, reused, this.#caller({})].map(async (call) => {
      while (!isDone) {
        await this.#increment(call);
        await this.#read(call);
      }
    });
    const under = this.calls + 20;
    const working = until('calls are under way', async () => this.calls >= under)
      .then(work)
      .finally(() => {
        isDone = true;
      });
    await Promise.all([working, ...workers]);
    await quit();
  }

  /** Waits until whole calls succeed again, by themselves. */
  async recovers() {
    const call = this.#caller({ keepAlive: true });
    for (const end = performance.now() + 60_000; performance.now() < end; ) {
      if (await this.#increment(call)) return;
    }
    throw new Error('calls do not succeed again within a minute');
  }

  /** Compares the counters with the account, and starts a new one. */
  async settle({ nothingLost }) {
    const response = await this.#caller({})('get', this.#counters.map(({ key }) => key));
    assert.equal(response.success, COUNTERS);
    let uncertain = 0;
    for (const counter of this.#counters) {
      const value = Number(response.results[counter.key].result);
      const increments = value - counter.base;
      const most = counter.acknowledged + counter.uncertain;
      assert.ok(increments <= most, `${counter.key}: ${increments} increments, at most ${most} were possible`);
      if (nothingLost) {
        assert.ok(increments >= counter.acknowledged, `${counter.key}: ${increments} of ${counter.acknowledged}`);
      }
      uncertain += counter.uncertain;
      Object.assign(counter, { base: value, acknowledged: 0, uncertain: 0 });
    }
    const account = { calls: this.calls, uncertain, failures: Object.fromEntries(this.failures) };
    this.calls = 0;
    this.failures = new Map();
    return account;
  }

  /** A function for one call, over a connection of its own or a kept one. */
  #caller(options) {
    const redis = new Redis({ clusters: { c: this.#entry } }, options);
    return async (method, params) => {
      const { response, redisClient } = await redis[method]({ clusterIdentifier: 'c', params });
      await redisClient.quit();
      return response;
    };
  }

  /** A function for calls over one client, which is replaced when it is closed. */
  #reuser() {
    const redis = new Redis({ clusters: { c: this.#entry } });
    let client;
    return {
      reused: async (method, params) => {
        const request = client?.isOpen ? { redisClient: client, params } : { clusterIdentifier: 'c', params };
        const { response, redisClient } = await redis[method](request);
        client = redisClient;
        return response;
      },
      quit: () => client?.quit(),
    };
  }

  async #timed(call, method, params) {
    const start = performance.now();
    this.calls++;
    try {
      return await call(method, params);
    } catch (error) {
      assert.equal(error.code, 'CannotConnect', error.stack);
      this.#note('CannotConnect');
      return undefined;
    } finally {
      const took = performance.now() - start;
      assert.ok(took < timeouts.call + SLACK, `a call took ${took} ms`);
    }
  }

  /** Whether all of it succeeded. */
  async #increment(call) {
    const chosen = shuffled(this.#counters);
    const response = await this.#timed(call, 'incrby', chosen.map(({ key }) => ({ key, increment: 1 })));
    if (response === undefined) return false;
    assert.equal(response.success + response.failed, COUNTERS);
    for (const counter of chosen) {
      const { result, error } = response.results[counter.key];
      if (error === null) {
        counter.acknowledged++;
        const near = Math.round(result / DISTANCE) === Math.round(counter.base / DISTANCE);
        assert.ok(near, `${counter.key}: the reply of another key: ${result}`);
      } else if (error.code === 'OutcomeUnknown') {
        counter.uncertain++;
        this.#note(error.code);
      } else {
        assert.ok(NOT_EXECUTED.includes(error.code), error.message);
        this.#note(error.code);
      }
    }
    return response.failed === 0;
  }

  async #read(call) {
    const keys = shuffled(this.#counters).map(({ key }) => `text:${key}`);
    const response = await this.#timed(call, 'get', keys);
    if (response === undefined) return;
    for (const key of keys) {
      const { result, error } = response.results[key];
      if (error === null) assert.ok(result === key || result === null, `${key}: the value of another key: ${result}`);
      else this.#note(`get: ${error.code}`);
    }
  }

  #note(code) {
    this.failures.set(code, (this.failures.get(code) ?? 0) + 1);
  }
}

module.exports = { Ledger };
