'use strict';

// Counters through everything that happens to a real cluster. SOAK=1: on every version, and each for longer.

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const { startCluster } = require('./support/cluster');
const { Ledger } = require('./support/ledger');
const { SlowNetwork } = require('./support/proxy');
const { BINARY, Scope, VERSIONS } = require('./support/servers');

const ROUNDS = process.env.SOAK ? 3 : 1;
const versions = process.env.SOAK ? VERSIONS : VERSIONS.filter(({ binary }) => binary === BINARY);

for (const { version, binary } of versions) {
  describe(`a cluster of Redis ${version}`, () => {
    const scope = new Scope();
    let cluster;
    let shared;

    before(async () => {
      const debug = version === '6.2' ? [] : ['--enable-debug-command', 'yes'];
      const args = ['--appendonly', 'yes', '--appendfsync', 'always', ...debug];
      cluster = await startCluster(scope, { binary, args });
      shared = new Ledger(cluster.entry());
      await shared.prepare();
    });

    after(() => scope.end());

    /** Runs the work under load; afterwards the client works again, and the account is right. */
    async function withstand(t, work, ledger = shared) {
      const epoch = await cluster.epoch();
      for (let round = 0; round < ROUNDS; round++) await ledger.during(work);
      await ledger.recovers();
      await cluster.ready(true);
      const account = await ledger.settle({ nothingLost: (await cluster.epoch()) === epoch });
      t.diagnostic(JSON.stringify(account));
      return account;
    }

    test('slots that move back and forth: nothing fails', async (t) => {
      const [first, second] = await cluster.masters();
      const slots = await cluster.keys(first);
      const keys = [...slots.values()].flat();
      for (const kind of ['counter:', 'text:']) {
        const moved = keys.filter((key) => key.startsWith(kind)).length;
        assert.ok(moved > 100, `only ${moved} keys move that start with ${kind}`);
      }
      await cluster.forgetErrors();
      const account = await withstand(t, async () => {
        for (let time = 0; time < 3; time++) {
          await cluster.moveSlots(first, second, [...slots.keys()]);
          await cluster.moveSlots(second, first, [...slots.keys()]);
        }
      });
      assert.deepEqual(account.failures, {});
      for (const code of ['MOVED', 'ASK']) {
        const met = await cluster.errors(code);
        assert.ok(met > 0, `no call met ${code}`);
        t.diagnostic(`${met} commands met ${code}`);
      }
    });

    test('a master is killed, and its replica takes over', async (t) => {
      await withstand(t, async () => {
        const [master] = await cluster.masters();
        await master.kill();
        await cluster.failover(master);
        await master.start();
        await cluster.ready(true);
      });
    });

    test('a master is frozen for a moment: nothing fails', async (t) => {
      const account = await withstand(t, async () => {
        const [, master] = await cluster.masters();
        master.freeze();
        await sleep(300);
        master.thaw();
        await sleep(300);
      });
      assert.deepEqual(account.failures, {});
    });

    test('a master is frozen for longer than an operation may take, and then does what it was sent', async (t) => {
      const ledger = new Ledger(cluster.entry(), { operation: 250 });
      await ledger.prepare();
      const freeze = async () => {
        // Until it comes upon increments on their way, not only upon reads.
        for (let round = 0; round < 10 && !ledger.failures.has('OutcomeUnknown'); round++) {
          const [, master] = await cluster.masters();
          master.freeze();
          await sleep(900); // the others wait longer than that
          master.thaw();
          await sleep(300);
        }
      };
      const account = await withstand(t, freeze, ledger);
      assert.ok(account.uncertain > 0);
      await shared.prepare();
    });

    test('a master is frozen, and its replica takes over', async (t) => {
      await withstand(t, async () => {
        const [, master] = await cluster.masters();
        master.freeze();
        await cluster.failover(master);
        master.thaw();
        await cluster.ready(true);
      });
    });

    test('every node is restarted in turn', async (t) => {
      await withstand(t, async () => {
        for (const node of cluster.nodes) {
          await node.restart();
          await cluster.ready(true);
        }
      });
    });

    test('nodes that are slow: nothing fails', async (t) => {
      const account = await withstand(t, async () => {
        for (let round = 0; round < 5; round++) {
          const masters = await cluster.masters();
          await Promise.all(masters.map((master, index) => master.command('DEBUG', 'SLEEP', 0.1 * (index + 1))));
        }
      });
      assert.deepEqual(account.failures, {});
    });

    test('a network that is slow: nothing fails; and that breaks: nothing is done twice', async (t) => {
      const networks = await Promise.all(cluster.nodes.map(({ port }) => SlowNetwork.start(scope, port)));
      await cluster.announce(networks.map(({ port }) => port));
      const ledger = new Ledger(cluster.entry());
      await ledger.prepare();

      for (const network of networks) network.delay = 5;
      const slow = await withstand(t, () => sleep(3_000), ledger);
      assert.deepEqual(slow.failures, {});

      const broken = await withstand(
        t,
        async () => {
          for (let round = 0; round < 30 && (round < 5 || !ledger.failures.has('OutcomeUnknown')); round++) {
            for (const network of networks) {
              await sleep(Math.random() * 200);
              network.break();
            }
          }
        },
        ledger,
      );
      assert.ok(broken.uncertain > 0, 'connections broke under increments');
      for (const network of networks) network.delay = 0;
    });
  });
}
