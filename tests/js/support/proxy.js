'use strict';

// A slow network.

const { once } = require('node:events');
const net = require('node:net');
const { pipeline } = require('node:stream');
const { setTimeout: sleep } = require('node:timers/promises');

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

module.exports = { SlowNetwork };
