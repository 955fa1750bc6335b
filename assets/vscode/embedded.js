'use strict';

const { spawn } = require('node:child_process');
const { randomBytes } = require('node:crypto');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const vscode = require('vscode');
const place = require('../data/catalogue');
const { about, withConnection } = require('./about');
const { refusal } = require('./refusal');

/** What these programs are called. */
const NAMES = ['valkey-server', 'redis-server'];
const INSTEAD = 'install one, with `apt install redis-server` or `brew install valkey`, or add a server that runs elsewhere';
/** What the names of its folders begin with. */
const PREFIX = 'sigma-gen-editor-';
/** How long it may take until it answers, in milliseconds. */
const START_LIMIT = 10_000;
/** How long it has to end by itself. */
const END_LIMIT = 2_000;
/** How often another port is tried: somebody may take a free one before the server does. */
const ATTEMPTS = 3;

/** @typedef {{ address: string, entry: { host: string, port: number, password: string } }} Place */

/** The embedded server: one of this machine, for as long as the editor runs, and for nobody else. */
class Embedded {
    /** Where it is; null while it does not run. @type {string | null} */
    address = null;
    /** Its product and version. @type {string | null} */
    server = null;
    /** Why it does not run. @type {ServerInfo['error']} */
    error = { code: 'NoServer', message: 'the embedded server was not started', help: 'start it, or choose another server' };
    /** @type {Promise<Place> | null} */
    #starting = null;
    #stop = () => {};
    #tell;

    /** @param {() => void} tell is told when it has started or ended */
    constructor(tell) {
        this.#tell = tell;
    }

    /** Starts it, unless it runs. */
    start() {
        this.#starting ??= this.#begin();
        return this.#starting;
    }

    /** Ends it, if it runs. */
    stop() {
        if (!this.address) return;
        this.#stop();
        this.#ended('the embedded server was stopped, and what it held is gone', 'start it again, or choose another server');
    }

    async #begin() {
        try {
            sweep();
            const program = programOf();
            for (let attempt = 1; ; attempt += 1) {
                try {
                    return await this.#run(program);
                } catch (error) {
                    const { message } = /** @type {Error} */ (error);
                    if (attempt === ATTEMPTS || !message.includes('Address already in use')) throw error;
                }
            }
        } catch (error) {
            const { message, help = INSTEAD } = /** @type {Error & { help?: string }} */ (error);
            this.#ended(message, help);
            throw refusal('NoServer', message, help);
        }
    }

    /** @param {string} message @param {string} help */
    #ended(message, help) {
        this.#starting = null;
        Object.assign(this, { address: null, server: null, error: { code: 'NoServer', message, help } });
        this.#tell();
    }

    /** @param {string} program @returns {Promise<Place>} */
    async #run(program) {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), PREFIX));
        const entry = { host: '127.0.0.1', port: await freePort(), password: randomBytes(32).toString('hex') };
        note(folder, entry);
        const logFile = path.join(folder, 'log');
        const log = fs.openSync(logFile, 'w');
        const child = spawn(program, ['-'], { stdio: ['pipe', log, log] });
        fs.closeSync(log);
        let isOver = false;
        const over = new Promise((done) => {
            for (const event of ['error', 'exit']) child.once(event, (why) => { isOver = true; done(why); });
        });
        const input = /** @type {import('node:stream').Writable} */ (child.stdin);
        // One that ends before it has read its configuration says why in its log.
        input.on('error', () => {});
        // Here, where no list of processes shows the password.
        input.end(configuration(folder, entry));
        const end = async () => {
            if (!isOver) child.kill();
            const timer = setTimeout(() => child.kill('SIGKILL'), END_LIMIT);
            await over;
            clearTimeout(timer);
            fs.rmSync(folder, { recursive: true, force: true });
        };
        try {
            this.server = await answer(entry, () => isOver);
        } catch (error) {
            const tail = fs.readFileSync(logFile, 'utf8').replaceAll(entry.password, '…').split('\n').map((line) => line.trim()).filter(Boolean).slice(-3);
            await end();
            const { message } = /** @type {Error} */ (error);
            throw new Error(`${program} ${message}${tail.length > 0 ? `; its log ends with: ${tail.join(' / ')}` : ''}`);
        }
        let isWanted = true;
        this.#stop = () => { isWanted = false; end(); };
        // An editor that ends does not wait for what its extensions have left to do.
        const kill = () => { child.kill(); };
        process.once('exit', kill);
        over.then(() => {
            process.off('exit', kill);
            if (isWanted) this.#ended('the embedded server has ended, and what it held is gone', 'start it again');
            fs.rmSync(folder, { recursive: true, force: true });
        });
        this.address = `${entry.host}:${entry.port}`;
        this.error = null;
        this.#tell();
        return { address: this.address, entry };
    }
}

/** The program that the settings name, or the variable, or else what PATH has. */
function programOf() {
    const named = vscode.workspace.getConfiguration(place.id).get('redisServer', '') || process.env.SIGMA_REDIS_SERVER;
    if (named) return named;
    const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
    const found = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isExecutable);
    if (!found) throw Object.assign(new Error('there is no valkey-server or redis-server in PATH'), { help: `${INSTEAD}; the setting ${place.id}.redisServer says where one is` });
    return found;
}

/** @param {string} file */
function isExecutable(file) {
    try {
        fs.accessSync(file, fs.constants.X_OK);
        return fs.statSync(file).isFile();
    } catch {
        return false;
    }
}

/** @param {string} folder @param {Place['entry']} entry */
function configuration(folder, { host, port, password }) {
    const quoted = folder.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
    return `bind ${host}\nport ${port}\nrequirepass ${password}\nsave ""\nappendonly no\ndir "${quoted}"\nmaxmemory 256mb\nloglevel warning\n`;
}

/** Waits until it answers, and gives what it is. @param {Place['entry']} entry @param {() => boolean} hasEnded */
async function answer(entry, hasEnded) {
    const limit = performance.now() + START_LIMIT;
    while (performance.now() < limit) {
        if (hasEnded()) throw new Error('ended at once');
        try {
            return (await about('embedded', entry)).server;
        } catch {
            await new Promise((done) => { setTimeout(done, 20); });
        }
    }
    throw new Error(`does not answer within ${START_LIMIT / 1000} seconds`);
}

/** @returns {Promise<number>} */
function freePort() {
    return new Promise((done, fail) => {
        const server = net.createServer().once('error', fail).listen(0, '127.0.0.1', () => {
            const { port } = /** @type {net.AddressInfo} */ (server.address());
            server.close(() => done(port));
        });
    });
}

/** Writes down whose a server is. @param {string} folder @param {Place['entry']} entry */
function note(folder, entry) {
    fs.writeFileSync(path.join(folder, 'owner'), JSON.stringify({ host: process.pid, entry }), { mode: 0o600 });
}

/** Ends what is left of editors that were killed: servers whose password is in a folder of this user. */
function sweep() {
    for (const name of fs.readdirSync(os.tmpdir()).filter((each) => each.startsWith(PREFIX))) {
        const folder = path.join(os.tmpdir(), name);
        try {
            const { host, entry } = JSON.parse(fs.readFileSync(path.join(folder, 'owner'), 'utf8'));
            if (isAlive(host)) continue;
            withConnection('embedded', entry, (connection) => connection.send(['SHUTDOWN', 'NOSAVE'])).catch(() => {})
                .finally(() => fs.rmSync(folder, { recursive: true, force: true }));
        } catch {
            // It is another user's, or is being made.
        }
    }
}

/** @param {number} pid */
function isAlive(pid) {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
    }
}

module.exports = { Embedded };
