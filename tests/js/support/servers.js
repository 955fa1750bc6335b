'use strict';

const { spawn } = require('node:child_process');
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
  { version: '7.0', binary: process.env.REDIS_SERVER_7_0 ?? 'redis-server' },
  { version: '8', binary: process.env.REDIS_SERVER_8 },
].filter(({ binary }) => binary);

const BINARY = VERSIONS.find(({ version }) => version === '7.0').binary;

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

/** Starts a Redis server on a free port; stops it when the test ends. */
async function startRedis(t, { binary = BINARY, args = [], port } = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sigma-redis-test-'));
  port ??= await freePort();
  const server = spawn(binary, ['--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...args], {
    stdio: 'ignore',
  });
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const exit = once(server, 'exit');
      server.kill('SIGKILL');
      await exit;
    }
    fs.rmSync(folder, { recursive: true, force: true });
  };
  t.after(stop);
  await accepts(port === '0' ? Number(args[args.indexOf('--tls-port') + 1]) : port);
  return { port, stop, url: `redis://127.0.0.1:${port}` };
}

async function accepts(port) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = net.connect(port, '127.0.0.1');
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
    await sleep(50);
  }
  throw new Error(`no server on port ${port}`);
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

module.exports = { BINARY, Scope, VERSIONS, accepts, freePort, greet, plainClient, startFake, startRedis };
