'use strict';

// VS Code: code-server with an extension and a folder of its own, and a browser's tab of it.

const assert = require('node:assert/strict');
const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before } = require('node:test');
const { freePort } = require('../../js/support/servers.js');
const { LIMIT, launch } = require('../../site/support/browser.js');
const { packaged } = require('./extension.js');

const { CODE_SERVER, CODE_SERVER_NODE } = process.env;
/** How long something may take to have an effect, in milliseconds, before it is done again; and each further time twice as long, for a slow machine. */
const EFFECT = 10_000;
/** What the extension calls its container of views and its panel. */
const TITLE = 'ElastiCache for Redis';

/** What keeps the keys and the room for the test's own: no welcome, no chat, no suggestions beside the extensions'. */
const SETTINGS = {
    'chat.disableAIFeatures': true,
    'editor.accessibilitySupport': 'off',
    'editor.wordBasedSuggestions': 'off',
    'extensions.ignoreRecommendations': true,
    'files.autoSave': 'off',
    'files.hotExit': 'off',
    'git.enabled': false,
    'js/ts.suggest.enabled': false,
    'javascript.suggest.enabled': false,
    'telemetry.telemetryLevel': 'off',
    'typescript.tsserver.enabled': false,
    // Where a folder's trust is asked for, the test says when.
    'security.workspace.trust.banner': 'never',
    'security.workspace.trust.startupPrompt': 'never',
    'workbench.editor.useModal': 'off',
    'workbench.enableExperiments': false,
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'workbench.startupEditor': 'none',
};

/** Gives what opens windows for the tests of a file, as `start` does: they share a browser and the packaged extension, beside which there may be `others`. */
function windows() {
    let [browser, vsix] = [];
    before(async () => {
        vsix = packaged();
        browser = await launch();
    });
    after(() => browser.close());
    return (t, { others = [], ...options }) => start(t, browser, { vsix: [vsix, ...others], ...options });
}

/**
 * Starts VS Code with extensions on a folder with these files. It ends with the test.
 * @param {import('node:test').TestContext} t
 * @param {import('playwright').Browser} browser
 * @param {{ vsix: string[], files: Record<string, string>, settings?: object, keys?: Record<string, string>, args?: string[], env?: object, look?: object }} options `keys` by what is pressed, the command
 */
async function start(t, browser, { vsix, files, settings = {}, keys = {}, args = ['--disable-workspace-trust'], env = {}, look = {} }) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'code-'));
    const workspace = path.join(folder, 'workspace');
    write(workspace, files);
    write(path.join(folder, 'data/User'), {
        'settings.json': JSON.stringify({ ...SETTINGS, ...settings }),
        'keybindings.json': JSON.stringify(Object.entries(keys).map(([key, command]) => ({ key, command }))),
    });
    fs.mkdirSync(path.join(folder, 'home'));
    const places = ['--user-data-dir', path.join(folder, 'data'), '--extensions-dir', path.join(folder, 'extensions')];
    // Nothing of this machine's own configuration, and no gallery to ask.
    const environment = { ...process.env, ...env, HOME: path.join(folder, 'home'), EXTENSIONS_GALLERY: '{}' };
    for (const file of vsix) {
        execFileSync(CODE_SERVER_NODE, [CODE_SERVER, ...places, '--install-extension', file], { env: environment, stdio: 'pipe' });
    }
    const port = await freePort();
    const quiet = ['--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
    const log = fs.openSync(path.join(folder, 'log'), 'w');
    const server = spawn(CODE_SERVER_NODE, [CODE_SERVER, '--bind-addr', `127.0.0.1:${port}`, ...quiet, ...args, ...places], { env: environment, stdio: ['ignore', log, log] });
    const ended = new Promise((done) => { server.once('exit', done); });
    const end = async () => {
        server.kill();
        await ended;
    };
    const origin = `http://127.0.0.1:${port}`;
    const context = await browser.newContext({ viewport: { width: 1500, height: 950 }, ...look });
    context.setDefaultTimeout(LIMIT);
    let code;
    t.after(async () => {
        await code?.picture(`end of ${t.name}`);
        await context.close();
        await end();
        fs.rmSync(folder, { recursive: true, force: true });
    });
    await answers(`${origin}/healthz`, server);
    code = new Code(await context.newPage(), { folder, origin, pid: server.pid, end });
    await code.load();
    return code;
}

/**
 * A window of VS Code. It draws much anew while it starts and when views change, and what is clicked or typed meanwhile is lost, so all that is done
 * to it is done until it has its effect. The panel's page is not VS Code's: what is done there is done once.
 */
class Code {
    /** Requests that left the machine. */
    #strange = [];
    #folder;
    #origin;
    #pid;

    constructor(page, { folder, origin, pid, end }) {
        this.page = page;
        this.workspace = path.join(folder, 'workspace');
        this.end = end;
        this.#folder = folder;
        this.#origin = origin;
        this.#pid = pid;
        page.context().on('request', (request) => {
            const url = new URL(request.url());
            // What a webview loads has this name, and never leaves the browser: a service worker answers.
            const isOfWebview = url.hostname.endsWith('.vscode-resource.vscode-cdn.net');
            if (url.protocol.startsWith('http') && url.origin !== origin && !isOfWebview) this.#strange.push(request.url());
        });
    }

    /** Loads the window, for the first time or after a crash. */
    async load() {
        await this.page.goto(`${this.#origin}/?folder=${this.workspace}`);
        await this.page.locator('.monaco-workbench').waitFor();
        await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    }

    /** Loads it anew as a user does, so that all is kept. */
    async reload() {
        await Promise.all([this.page.waitForEvent('load'), this.command('Developer: Reload Window')]);
        await this.page.locator('.monaco-workbench').waitFor();
    }

    /** Opens a file of the folder in an editor, with the cursor at its end. */
    async open(file) {
        const line = this.page.getByRole('treeitem', { name: file });
        await again((limit) => line.dblclick(limit), this.editor(file).locator('.view-line').first());
        await this.edit(file);
    }

    /** Goes to the end of a file that is open. */
    async edit(file) {
        await this.click(this.editor(file).locator('.view-line').last(), this.focused(file));
        await this.page.keyboard.press('Control+End');
    }

    /** The editor of a file. */
    editor(file) {
        return this.page.locator(`.editor-instance:has([data-uri$="/${file}"])`);
    }

    /** The editor of a file, when it is the one that is typed into. */
    focused(file) {
        return this.editor(file).locator('.monaco-editor.focused');
    }

    /** The tab of an editor or a panel. */
    tab(title) {
        return this.page.locator('.tabs-container .tab', { hasText: title });
    }

    /** The tab of a file that is not saved. */
    dirty(file) {
        return this.tab(file).and(this.page.locator('.dirty'));
    }

    /** Shows the views of an extension. A click on the tab of those that are there hides them. */
    async views(title = TITLE) {
        const tab = this.page.getByRole('tablist', { name: 'Active View Switcher' }).getByRole('tab', { name: title });
        const shown = this.page.locator('.sidebar .composite.title', { hasText: title });
        if (!await shown.isVisible()) await this.click(tab, shown);
    }

    /** An operation in the tree. Its accessible name is its tooltip, so it is found by its text. */
    operation(title) {
        return this.page.locator('.pane-body .monaco-list-row .label-name', { hasText: new RegExp(`^${title}$`) });
    }

    /** Shows an operation of the tree in the panel, and gives that. */
    async show(operation) {
        await this.views();
        await this.click(this.operation(operation), this.tab(TITLE));
        return this.panel();
    }

    /** The panel's page, when it has begun. A webview is a frame in a frame. */
    async panel() {
        await this.frame.locator('.frame').waitFor();
        return this.frame;
    }

    get frame() {
        return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    }

    /** The buttons over the calls of a file. */
    get lenses() {
        return this.page.locator('.codelens-decoration');
    }

    /** Clicks one of them until that has an effect. */
    clickLens(at, title, effect) {
        return this.click(this.lenses.nth(at).getByText(title), effect);
    }

    /** Clicks until that has an effect: that something is in this `state`. Some things are only there while the mouse is `over` another. */
    click(what, effect, { over, state } = {}) {
        return again(async (limit) => {
            await over?.hover(limit);
            await what.click(limit);
        }, effect, state);
    }

    /** Presses a key until that has an effect. */
    press(key, effect, state) {
        return again(() => this.page.keyboard.press(key), effect, state);
    }

    /** Holds the mouse over something until that has an effect. */
    hover(what, effect) {
        return again((limit) => what.hover(limit), effect);
    }

    /** Chooses from the context menu of something, until that has an effect. */
    async choose(what, item, effect) {
        await again(async (limit) => {
            await this.page.keyboard.press('Escape');
            await what.click({ button: 'right', ...limit });
            // A menu takes a mouse button that goes up from 100 ms after it is drawn.
            await this.page.getByRole('menuitem', { name: item }).click({ delay: 500, ...limit });
        }, effect);
    }

    /** Types something, until what is suggested for it first has this text: VS Code may not have loaded all that it suggests. */
    async suggestion(typed, text) {
        const { keyboard } = this.page;
        await keyboard.type(typed);
        await again(async () => {
            await keyboard.press('Escape');
            await keyboard.press('Control+Space');
        }, this.page.locator('.suggest-widget.visible .monaco-list-row.focused', { hasText: text }));
    }

    /** Drags something into an editor, so far into a line, until that has an effect. */
    drag(what, where, effect, { x = 2 } = {}) {
        return again(() => this.#drag(what, where, x), effect);
    }

    /** With Shift, VS Code drops it into the text and does not open it. */
    async #drag(what, where, x) {
        const { mouse, keyboard } = this.page;
        const [from, to] = [await what.boundingBox(), await where.boundingBox()];
        await mouse.move(from.x + 10, from.y + 8);
        await mouse.down();
        await mouse.move(from.x + 40, from.y + 20, { steps: 5 });
        await keyboard.down('Shift');
        await mouse.move(to.x + 30, to.y + 8, { steps: 20 });
        await mouse.move(to.x + x, to.y + 8, { steps: 5 });
        await mouse.up();
        await keyboard.up('Shift');
    }

    /** Saves the file that is edited, and gives its text. */
    async saved(file) {
        await this.press('Control+S', this.dirty(file), 'detached');
        return fs.readFileSync(path.join(this.workspace, file), 'utf8');
    }

    /** Runs a command of the palette. */
    async command(title) {
        const row = this.offered(title).first();
        await this.palette(title, row);
        await this.click(row, row, { state: 'hidden' });
    }

    /** Types into the palette, until it offers this. It does not tell of an extension's commands that come while it is open. */
    palette(typed, offered) {
        return again(async (limit) => {
            await this.page.keyboard.press('Escape');
            await this.page.keyboard.press('F1');
            await this.page.locator('.quick-input-widget input').fill(`>${typed}`, limit);
        }, offered);
    }

    /** What the palette offers with this text. */
    offered(title) {
        return this.page.locator('.quick-input-list .monaco-list-row', { hasText: title });
    }

    /** The text of the user's settings. */
    settings() {
        return fs.readFileSync(path.join(this.#folder, 'data/User/settings.json'), 'utf8');
    }

    /** The processes of a program that this VS Code has started. */
    children(program) {
        const parents = new Map(fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => [Number(pid), about(pid)]));
        const isOurs = (pid) => pid === this.#pid || (parents.has(pid) && isOurs(parents.get(pid)?.parent));
        return [...parents].filter(([pid, process]) => process?.name === program && isOurs(pid)).map(([pid]) => pid);
    }

    /** What it shows, as a picture, when SCREENSHOTS names a folder. */
    async picture(name) {
        const { SCREENSHOTS } = process.env;
        if (SCREENSHOTS) await this.page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
    }

    /** No request left the machine. */
    finish() {
        assert.deepEqual(this.#strange, []);
    }
}

/** Does something until what it is for is in this state. What it acts on may be gone meanwhile: then the effect decides. */
async function again(act, effect, state = 'visible') {
    for (let timeout = EFFECT, waited = 0; waited < LIMIT; waited += timeout, timeout *= 2) {
        await act({ timeout }).catch((error) => assert.equal(error.name, 'TimeoutError', error));
        if (await effect.waitFor({ timeout, state }).then(() => true, () => false)) return;
    }
    throw new Error(`this was never ${state}: ${effect}`);
}

/** A process's name and parent; nothing when it has ended. */
function about(pid) {
    try {
        const [, name, parent] = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').match(/\((.*)\) \S (\d+)/s);
        return { name, parent: Number(parent) };
    } catch {
        return undefined;
    }
}

function write(folder, files) {
    for (const [name, text] of Object.entries(files)) {
        const place = path.join(folder, name);
        fs.mkdirSync(path.dirname(place), { recursive: true });
        fs.writeFileSync(place, text);
    }
}

/** Waits until a server answers. */
async function answers(url, server) {
    while (!await fetch(url).then((response) => response.ok, () => false)) {
        assert.equal(server.exitCode, null, 'code-server has ended');
        await new Promise((done) => { setTimeout(done, 100); });
    }
}

/** The process that started another. */
function parentOf(pid) {
    return about(pid)?.parent;
}

module.exports = { parentOf, windows };
