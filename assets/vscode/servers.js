'use strict';

const vscode = require('vscode');
const place = require('../data/catalogue');
const { settings } = require('../sdk/lib/settings');
const { about, withConnection } = require('./about');
const { Embedded } = require('./embedded');
const { refusal } = require('./refusal');

/** The name under which operations run on the embedded server. */
const EMBEDDED = 'embedded';
/** The setting that lists the others. */
const LIST = 'connections';

/** @typedef {{ name: string, url: string }} Named */
/** @typedef {{ state: 'unknown' | 'up' | 'down', server: string | null, cluster: boolean, error: ServerInfo['error'] }} Health */

/** @type {Health} */
const UNKNOWN = { state: 'unknown', server: null, cluster: false, error: null };

/** The servers on which operations run: those of the settings, and the embedded one. Passwords are in the secret storage alone. */
class Servers {
    #secrets;
    #embedded;
    /** By name, how each was when it was asked last. @type {Map<string, Health>} */
    #health = new Map();
    #changed = new vscode.EventEmitter();
    /** Something of what `state` tells is another. */
    onDidChange = this.#changed.event;
    #subscriptions;

    /** @param {vscode.ExtensionContext} context */
    constructor({ secrets }) {
        this.#secrets = secrets;
        this.#embedded = new Embedded(() => this.#changed.fire(undefined));
        this.#subscriptions = [
            vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire(undefined)),
            vscode.workspace.onDidChangeConfiguration((change) => {
                if (!change.affectsConfiguration(`${place.id}.${LIST}`)) return;
                this.#health.clear();
                this.#changed.fire(undefined);
            }),
        ];
    }

    dispose() {
        for (const subscription of this.#subscriptions) subscription.dispose();
        this.#changed.dispose();
        this.#embedded.stop();
    }

    /** All servers, the embedded one first. Nothing in it is secret. */
    state() {
        trusted();
        return { connections: [this.#shownEmbedded(), ...listed().map((named) => this.#shown(named))], readOnly: false, spec: null };
    }

    /** @returns {ServerInfo} */
    #shownEmbedded() {
        const { address, server, error } = this.#embedded;
        return { name: EMBEDDED, kind: 'embedded', address, state: address ? 'up' : 'down', server, cluster: false, writes: 'free', hint: null, error };
    }

    /** @param {Named} named @returns {ServerInfo} */
    #shown({ name, url }) {
        const problem = problemOf(name, url);
        /** @type {Health} */
        const down = { ...UNKNOWN, state: 'down', error: { code: 'BadServer', message: problem ?? '', help: `correct the setting ${place.id}.${LIST}` } };
        const health = problem === null ? this.#health.get(name) ?? UNKNOWN : down;
        return { name, kind: 'server', address: shownUrl(url), writes: 'ask', hint: null, ...health };
    }

    /** What clients need to reach a server. The embedded one is started. @param {string} name @returns {Promise<Reach>} */
    async reach(name) {
        trusted();
        if (name === EMBEDDED) return { name, isEmbedded: true, ...await this.#embedded.start() };
        const named = listed().find((each) => each.name === name);
        if (!named) throw refusal('NotFound', `there is no server ${name}`, `the setting ${place.id}.${LIST} lists them`);
        const problem = problemOf(name, named.url);
        if (problem !== null) throw refusal('BadServer', problem, `correct the setting ${place.id}.${LIST}`);
        return reachOf(named, await this.#password(named));
    }

    /**
     * Notes how a server is after a run, and gives its product.
     * @param {Reach} reach @param {Failure | null} error
     */
    async ran(reach, error) {
        if (reach.isEmbedded) return this.#embedded.server;
        const before = this.#health.get(reach.name);
        /** @type {Health} */
        let health = { ...UNKNOWN, state: 'down', error: error && { ...error, help: '' } };
        if (error?.code !== 'CannotConnect') health = before?.state === 'up' ? before : await look(reach);
        this.#health.set(reach.name, health);
        if (before?.state !== health.state) this.#changed.fire(undefined);
        return health.server;
    }

    /** Adds a server that can be connected to, or gives a known one its password. @param {{ name: unknown, url?: unknown, password?: unknown }} server */
    async add({ name, url, password }) {
        trusted();
        const known = listed().find((each) => each.name === name);
        const named = url === undefined && known ? known : { name: String(name), url: String(url ?? '') };
        const problem = problemOf(named.name, named.url);
        if (problem !== null) throw refusal('BadServer', problem, '');
        const given = typeof password === 'string' && password !== '' ? password : undefined;
        const health = await look(reachOf(named, given));
        if (health.error) throw refusal(health.error.code, health.error.message, 'check the address and the password, and whether the server runs');
        const secret = secretOf(named.name);
        // For this address alone: who changes the setting does not get the password sent elsewhere.
        if (given === undefined) await this.#secrets.delete(secret);
        else await this.#secrets.store(secret, JSON.stringify({ url: named.url, password: given }));
        if (named !== known) await write([...listed().filter((each) => each.name !== named.name), named]);
        this.#health.set(named.name, health);
        return this.state();
    }

    /** Forgets a server with its password. @param {string} name */
    async remove(name) {
        await this.#secrets.delete(secretOf(name));
        await write(listed().filter((each) => each.name !== name));
        return this.state();
    }

    async start() {
        trusted();
        await this.#embedded.start();
        return this.state();
    }

    /** Ends the embedded server, with what it holds. */
    stop() {
        this.#embedded.stop();
    }

    /** Deletes all keys of the embedded server. */
    async empty() {
        trusted();
        await this.onEmbedded([['FLUSHALL']]);
    }

    /** Runs commands on the embedded server. @param {string[][]} commands */
    async onEmbedded(commands) {
        const { entry } = await this.#embedded.start();
        await withConnection(EMBEDDED, entry, async (connection) => {
            for (const words of commands) await connection.send(words);
        });
    }

    /** @param {Named} named @returns {Promise<string | undefined>} */
    async #password({ name, url }) {
        const kept = JSON.parse(await this.#secrets.get(secretOf(name)) ?? 'null');
        return kept?.url === url ? kept.password : undefined;
    }
}

/** Nothing runs in a folder that the user does not trust: its settings may name any server and any program. */
function trusted() {
    if (vscode.workspace.isTrusted) return;
    throw refusal('Untrusted', 'This folder is not trusted, so nothing runs', 'Trust it with the command Workspaces: Manage Workspace Trust.');
}

/** The servers of the settings. @returns {Named[]} */
function listed() {
    const list = vscode.workspace.getConfiguration(place.id).get(LIST);
    if (!Array.isArray(list)) return [];
    return list.map((each, at) => ({ name: typeof each?.name === 'string' ? each.name : `${LIST}[${at}]`, url: typeof each?.url === 'string' ? each.url : '' }));
}

/** Sets the setting where it is set. @param {Named[]} list */
async function write(list) {
    const configuration = vscode.workspace.getConfiguration(place.id);
    const { Global, Workspace } = vscode.ConfigurationTarget;
    await configuration.update(LIST, list, configuration.inspect(LIST)?.workspaceValue === undefined ? Global : Workspace);
}

/** Why a server cannot be used; null where it can. Without repeating its address: there may be a password in it. @param {string} name @param {string} url */
function problemOf(name, url) {
    if (!/^[\w.:[\]-]{1,60}$/.test(name)) return `${JSON.stringify(name)} is not a name for a server: use up to 60 letters, digits, hyphens, underscores and dots`;
    if (name === EMBEDDED) return `${JSON.stringify(name)} is the name of the server that this extension starts: use another`;
    if (/^[^@]*:\/\/[^@/]*:[^@]*@/.test(url)) return `the address of ${name} has a password, which others can see: leave it out, and type it in the panel`;
    try {
        settings(name, reachOf({ name, url }, undefined).entry);
        return null;
    } catch (error) {
        return `the server ${name}: ${/** @type {Error} */ (error).message}`;
    }
}

/** How a server is reached: by its URL, or by several of a cluster's nodes with commas between them. @param {Named} named @param {string | undefined} password @returns {Reach} */
function reachOf({ name, url }, password) {
    const [first, ...others] = url.split(',').map((each) => each.trim());
    const seeds = others.map((each) => {
        const { hostname, port } = new URL(each.includes('://') ? each : `redis://${each}`);
        return { host: hostname.replace(/^\[(.*)\]$/, '$1'), ...(port !== '' && { port: Number(port) }) };
    });
    return { name, address: shownUrl(url), entry: { url: first, seeds, ...(password !== undefined && { password }) }, isEmbedded: false };
}

/** An address without the login. @param {string} url */
function shownUrl(url) {
    return url.split(',').map((each) => each.trim().replace(/^(\w+:\/\/)?.*@/, '$1')).join(',');
}

/** @param {string} name */
function secretOf(name) {
    return `${place.id}.password.${name}`;
}

/** Asks a server how it is. @param {Reach} reach @returns {Promise<Health>} */
async function look({ name, entry }) {
    try {
        return { state: 'up', error: null, ...await about(name, entry) };
    } catch (error) {
        const { code, message } = /** @type {SdkError} */ (error);
        return { ...UNKNOWN, state: 'down', error: { code, message, help: '' } };
    }
}

module.exports = { Servers };
