'use strict';

// What stands between a client and its server: a slow network, and twemproxy.

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { pipeline } = require('node:stream');
const { setTimeout: sleep } = require('node:timers/promises');
const { stringify } = require('yaml');
const { accepts, freePort, until } = require('./servers');

/** A TCP proxy on 127.0.0.1 that keeps bytes back for a random time, in both directions; stops when the test ends. */
class SlowNetwork {
  /** The port that new connections lead to. */
  target;
  /** The longest time that bytes are kept back, in milliseconds. */
  delay = 0;
  #sockets = new Set();
  #server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#connect(client));

  /**
   * @param {object} t the test
   * @param {number} target a port on 127.0.0.1
   */
  static async start(t, target) {
    const network = new SlowNetwork();
    network.target = target;
    await once(network.#server.listen(0, '127.0.0.1'), 'listening');
    t.after(() => {
      network.#server.close();
      network.break();
    });
    return network;
  }

  get port() {
    return this.#server.address().port;
  }

  /** Breaks all connections there are. */
  break() {
    for (const socket of this.#sockets) socket.destroy();
  }

  #connect(client) {
    const server = net.connect({ port: this.target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    for (const [from, to] of [[client, server], [server, client]]) {
      this.#sockets.add(from);
      from.on('close', () => this.#sockets.delete(from));
      pipeline(from, (chunks) => this.#late(chunks), to, () => {});
    }
  }

  async *#late(chunks) {
    for await (const chunk of chunks) {
      if (this.delay > 0) await sleep(Math.random() * this.delay);
      yield chunk;
    }
  }
}

/** Starts twemproxy before some servers; stops it when the test ends. Gives its port. */
async function startTwemproxy(t, ports) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sigma-redis-test-'));
  const [port, statistics] = [await freePort(), await freePort()];
  const servers = ports.map((server) => `127.0.0.1:${server}:1`);
  const pool = { listen: `127.0.0.1:${port}`, redis: true, distribution: 'ketama', servers };
  const file = path.join(folder, 'nutcracker.yml');
  fs.writeFileSync(file, stringify({ pool }));
  // `tests/run` ends by this file what an interrupted test leaves.
  const args = ['-c', file, '-p', path.join(folder, 'redis.pid'), '-a', '127.0.0.1', '-s', String(statistics)];
  const env = { ...process.env, PATH: `${process.env.PATH}${path.delimiter}/usr/sbin` };
  const proxy = spawn('nutcracker', args, { stdio: 'ignore', env });
  t.after(async () => {
    if (proxy.exitCode === null && proxy.kill('SIGKILL')) await once(proxy, 'exit');
    fs.rmSync(folder, { recursive: true, force: true });
  });
  await once(proxy, 'spawn');
  await until('the proxy accepts connections', () => accepts(port));
  return port;
}

module.exports = { SlowNetwork, startTwemproxy };
