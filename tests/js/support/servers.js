'use strict';

const { execFileSync, spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { createClient } = require('redis');

/** The Redis versions to test: those whose server the environment names. */
const VERSIONS = [
  { version: '6.2', binary: process.env.REDIS_SERVER_6_2 },
  { version: 'Debian', binary: process.env.REDIS_SERVER_DEBIAN ?? 'redis-server' },
  { version: '8', binary: process.env.REDIS_SERVER_8 },
].filter(({ binary }) => binary);

const BINARY = VERSIONS.find(({ version }) => version === 'Debian').binary;

/** What a suite's `before` starts, to be ended by its `after`; the functions here take it for a test. */
class Scope {
  #undo = [];

  after(undo) {
    this.#undo.push(undo);
  }

  async end() {
    for (const undo of this.#undo.reverse()) await undo();
  }
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// Copies of one client of node-redis connect faster than new ones.
const model = createClient({ disableClientInfo: true, RESP: 2, commandOptions: { timeout: 10_000 } });

/** A Redis server, and its process while it runs. */
class RedisServer {
  #binary;
  #args;
  #folder;
  #process;
  port;
  isFrozen = false;

  constructor(binary, port, args) {
    this.#binary = binary;
    this.port = port;
    this.#folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sigma-redis-test-'));
    // `tests/run` ends by this file what an interrupted test leaves.
    const pid = path.join(this.#folder, 'redis.pid');
    const own = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', this.#folder, '--pidfile', pid];
    this.#args = [...own, ...args];
  }

  get url() {
    return `redis://127.0.0.1:${this.port}`;
  }

  get isRunning() {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** @param {string[]} more arguments for this time */
  async start(more = []) {
    this.#process = spawn(this.#binary, [...this.#args, ...more], { stdio: 'ignore' });
    await until('the server accepts connections', () => accepts(this.port));
  }

  async kill() {
    if (!this.isRunning) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exit;
  }

  /** Ends the process as an administrator would, and starts it again. */
  async restart(more) {
    // One that writes its first append-only file refuses to end.
    await until('the server ends', async () => {
      if (this.isRunning) this.#process.kill('SIGTERM');
      return !this.isRunning;
    });
    await this.start(more);
  }

  /** Stops the process where it is; its connections stay open. */
  freeze() {
    this.#process.kill('SIGSTOP');
    this.isFrozen = true;
  }

  thaw() {
    this.#process.kill('SIGCONT');
    this.isFrozen = false;
  }

  async remove() {
    await this.kill();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Runs some commands over a connection of their own, which a server that does not answer cannot keep. */
  async session(use) {
    const socket = { host: '127.0.0.1', port: this.port, reconnectStrategy: false, connectTimeout: 2_000 };
    const client = model.duplicate({ socket });
    client.on('error', () => {});
    try {
      await client.connect();
      return await use((...words) => client.sendCommand(words.map(String)));
    } finally {
      client.destroy();
    }
  }

  command(...words) {
    return this.session((command) => command(...words));
  }
}

/** Starts a Redis server on a free port; stops it when the test ends. */
async function startRedis(t, { binary = BINARY, args = [], port } = {}) {
  const server = new RedisServer(binary, port ?? (await freePort()), args);
  t.after(() => server.remove());
  await server.start();
  return server;
}

/** The files of a self-signed certificate for these names, such as `DNS:localhost`; removed when the test ends. */
function certify(t, names) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sigma-redis-tls-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  // Rust's TLS takes no certificate of an authority for that of a server.
  const extension = ['-addext', `subjectAltName=${names.join(',')}`, '-addext', 'basicConstraints=critical,CA:FALSE'];
  execFileSync('openssl', [...request, ...extension, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert];
  return { ca: fs.readFileSync(cert), file: cert, args: [...files, '--tls-auth-clients', 'no'] };
}

async function accepts(port) {
  const socket = net.connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } finally {
    socket.destroy();
  }
}

/** Calls until it gives true; fails when it has not for a minute. */
async function until(what, holds) {
  for (const end = performance.now() + 60_000; performance.now() < end; ) {
    if (await holds().catch(() => false)) return;
    await sleep(50);
  }
  throw new Error(`not within a minute: ${what}`);
}

/** A plain node-redis client beside the SDK, closed when the test ends. */
async function plainClient(t, url) {
  const client = createClient({ url }).on('error', () => {}); // the server may be stopped first
  await client.connect();
  t.after(() => client.destroy());
  return client;
}

/** What a single server says to a client that has just come. */
function greet([command]) {
  return { PING: '+PONG\r\n', CLUSTER: '-ERR This instance has cluster support disabled\r\n' }[command];
}

/**
 * A server that follows a script: `onCommand(words, socket, connection)` is called for each command,
 * with the number of the connection; it writes what it likes. The greeting is answered before.
 */
async function startFake(t, onCommand, greeting = greet) {
  const sockets = new Set();
  let connections = 0;
  const server = net.createServer({ noDelay: true }, (socket) => {
    const connection = connections++;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let command = parse(text); command; command = parse(text)) {
        text = text.slice(command.length);
        const greeted = greeting(command.words);
        if (greeted === undefined) onCommand(command.words, socket, connection);
        else socket.write(greeted);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  t.after(stop);
  return { port: server.address().port, connections: () => connections, stop };
}

/** The first command in the text, or undefined when it is not complete. */
function parse(text) {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (!head) return undefined;
  let at = head[0].length;
  const words = [];
  for (let i = 0; i < Number(head[1]); i++) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at, at + 20));
    if (!size) return undefined;
    const start = at + size[0].length;
    at = start + Number(size[1]) + 2;
    if (text.length < at) return undefined;
    words.push(text.slice(start, at - 2));
  }
  return { words, length: at };
}

module.exports = { BINARY, RedisServer, Scope, VERSIONS, accepts, certify, freePort, plainClient, startFake, startRedis, until };
