'use strict';

// VS Code: code-server with an extension and a folder of its own, and a browser's tab of it.

const assert = require('node:assert/strict');
const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const { CODE_SERVER, CODE_SERVER_NODE } = process.env;
/** A slow machine starts an editor in minutes, and a wait that never ends is the whole part's. */
const PATIENCE = 0;

/** What keeps the keys and the room for the test's own: no welcome, no chat, no suggestions beside the extensions'. */
const SETTINGS = {
    'chat.disableAIFeatures': true,
    'editor.accessibilitySupport': 'off',
    'editor.wordBasedSuggestions': 'off',
    'extensions.ignoreRecommendations': true,
    'files.hotExit': 'off',
    'git.enabled': false,
    'js/ts.suggest.enabled': false,
    'javascript.suggest.enabled': false,
    'telemetry.telemetryLevel': 'off',
    'typescript.tsserver.enabled': false,
    'workbench.enableExperiments': false,
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'workbench.startupEditor': 'none',
};

/**
 * Starts VS Code with an extension on a folder with these files. It ends with the test.
 * @param {import('node:test').TestContext} t
 * @param {import('playwright-core').Browser} browser
 * @param {{ vsix: string | string[], files: Record<string, string>, settings?: object, args?: string[], env?: object, look?: object }} options
 */
async function start(t, browser, { vsix, files, settings = {}, args = ['--disable-workspace-trust'], env = {}, look = {} }) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'code-'));
    const workspace = path.join(folder, 'workspace');
    write(workspace, files);
    write(path.join(folder, 'data/User'), { 'settings.json': JSON.stringify({ ...SETTINGS, ...settings }) });
    fs.mkdirSync(path.join(folder, 'home'));
    const places = ['--user-data-dir', path.join(folder, 'data'), '--extensions-dir', path.join(folder, 'extensions')];
    // Nothing of this machine's own configuration, and no gallery to ask.
    const environment = { ...process.env, ...env, HOME: path.join(folder, 'home'), EXTENSIONS_GALLERY: '{}' };
    for (const file of [vsix].flat()) {
        execFileSync(CODE_SERVER_NODE, [CODE_SERVER, ...places, '--install-extension', file], { env: environment, stdio: 'pipe' });
    }
    const port = await freePort();
    const quiet = ['--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
    const log = fs.openSync(path.join(folder, 'log'), 'w');
    const server = spawn(CODE_SERVER_NODE, [CODE_SERVER, '--bind-addr', `127.0.0.1:${port}`, ...quiet, ...args, ...places], { env: environment, stdio: ['ignore', log, log] });
    const ended = new Promise((done) => { server.once('exit', done); });
    const origin = `http://127.0.0.1:${port}`;
    const context = await browser.newContext({ viewport: { width: 1500, height: 950 }, ...look });
    context.setDefaultTimeout(PATIENCE);
    t.after(async () => {
        await context.close();
        server.kill();
        await ended;
        fs.rmSync(folder, { recursive: true, force: true });
    });
    await answers(`${origin}/healthz`, server);
    const code = new Code(await context.newPage(), workspace, origin);
    await code.load();
    return code;
}

/** A window of VS Code. */
class Code {
    /** Requests that left the machine. */
    #strange = [];
    #origin;

    constructor(page, workspace, origin) {
        this.page = page;
        this.workspace = workspace;
        this.#origin = origin;
        page.context().on('request', (request) => {
            const url = new URL(request.url());
            // What a webview loads has this name, and never leaves the browser: a service worker answers.
            const isOfWebview = url.hostname.endsWith('.vscode-resource.vscode-cdn.net');
            if (url.protocol.startsWith('http') && url.origin !== origin && !isOfWebview) this.#strange.push(request.url());
        });
    }

    /** Loads the window, for the first time or anew. */
    async load() {
        await this.page.goto(`${this.#origin}/?folder=${this.workspace}`);
        await this.page.locator('.monaco-workbench').waitFor();
        await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    }

    /** Opens a file of the folder in an editor, with the cursor at its end. */
    async open(file) {
        await this.page.getByRole('treeitem', { name: file }).dblclick();
        const editor = this.editor(file);
        await editor.locator('.view-line').first().waitFor();
        await editor.locator('.view-line').last().click();
        await this.page.keyboard.press('Control+End');
    }

    /** The editor of a file. */
    editor(file) {
        return this.page.locator(`.editor-instance:has([data-uri$="/${file}"])`);
    }

    /** Shows a view of the activity bar. */
    async view(title) {
        await this.page.getByRole('tab', { name: title }).click();
    }

    /** An operation in the tree. Its accessible name is its tooltip, so it is found by its text. */
    operation(title) {
        return this.page.locator('.pane-body .monaco-list-row .label-name', { hasText: new RegExp(`^${title}$`) });
    }

    /** The panel's page, when it has begun. A webview is a frame in a frame. */
    async panel() {
        const page = this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
        await page.locator('.frame').waitFor();
        return page;
    }

    /** Drags something into an editor: with Shift, VS Code drops it into the text and does not open it. */
    async drag(what, where) {
        const { mouse, keyboard } = this.page;
        const [from, to] = [await what.boundingBox(), await where.boundingBox()];
        await mouse.move(from.x + 10, from.y + 8);
        await mouse.down();
        await mouse.move(from.x + 40, from.y + 20, { steps: 5 });
        await keyboard.down('Shift');
        await mouse.move(to.x + 30, to.y + 8, { steps: 20 });
        await mouse.move(to.x + 2, to.y + 8, { steps: 5 });
        await mouse.up();
        await keyboard.up('Shift');
    }

    /** Saves the file that is edited, and gives its text when it is another than before. */
    async saved(file) {
        const place = path.join(this.workspace, file);
        const before = fs.readFileSync(place, 'utf8');
        await this.page.keyboard.press('Control+S');
        for (;;) {
            const text = fs.readFileSync(place, 'utf8');
            if (text !== before) return text;
            await this.page.waitForTimeout(50);
        }
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

function write(folder, files) {
    for (const [name, text] of Object.entries(files)) {
        const place = path.join(folder, name);
        fs.mkdirSync(path.dirname(place), { recursive: true });
        fs.writeFileSync(place, text);
    }
}

function freePort() {
    return new Promise((done) => {
        const server = net.createServer().listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => done(port));
        });
    });
}

/** Waits until a server answers. */
async function answers(url, server) {
    while (!await fetch(url).then((response) => response.ok, () => false)) {
        assert.equal(server.exitCode, null, 'code-server has ended');
        await new Promise((done) => { setTimeout(done, 100); });
    }
}

module.exports = { start };
