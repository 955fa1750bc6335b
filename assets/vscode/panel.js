'use strict';

const { randomBytes } = require('node:crypto');
const vscode = require('vscode');
const place = require('../data/catalogue');
const packed = require('../data/engine');
const { refusal } = require('./refusal');
const { prepare, run } = require('./run');

/** Parameters in the code. @typedef {{ cursor: Cursor, replace(call: Call): Promise<void> }} Target */

const TYPE = `${place.id}.panel`;

/**
 * The panel: the page that a browser shows, in a webview. It asks, and this answers; nothing else goes between them.
 * @implements {vscode.WebviewPanelSerializer}
 */
class Panel {
    #context;
    #catalogue;
    #editor;
    #servers;
    #spec;
    /** @type {vscode.WebviewPanel | null} */
    #shown = null;
    /** Whether its page listens. */
    #isReady = false;
    /** What it is to show as soon as it does: of each kind the last. @type {Map<string, EditorEvent>} */
    #waiting = new Map();
    /** The parameters in the code that it edits. @type {Target | null} */
    #target = null;
    #subscriptions;

    /**
     * @param {vscode.ExtensionContext} context
     * @param {Catalogue} catalogue
     * @param {LastEditor} editor
     * @param {KnownServers} servers
     * @param {SpecOfClusters} spec
     */
    constructor(context, catalogue, editor, servers, spec) {
        this.#context = context;
        this.#catalogue = catalogue;
        this.#editor = editor;
        this.#servers = servers;
        this.#spec = spec;
        this.#subscriptions = [
            vscode.window.registerWebviewPanelSerializer(TYPE, this),
            editor.onDidChange(() => this.#tellCursor()),
            servers.onDidChange(() => this.#tell({ event: 'server' })),
            spec.onDidChange(() => this.#tell({ event: 'spec' })),
        ];
    }

    dispose() {
        for (const subscription of this.#subscriptions) subscription.dispose();
        this.#shown?.dispose();
    }

    /** Shows the panel beside the editor, with an operation. @param {string | null} operation */
    open(operation) {
        if (operation === null) return this.#reveal(true);
        this.#target = null;
        this.show({ event: 'open', operation });
    }

    /**
     * Shows it with a call of the code.
     * @param {Call} call
     * @param {Connection | null} connection what it uses in the code, where that can be said
     * @param {Target | null} target the parameters that it takes, where they can be replaced
     * @param {boolean} isRun whether the call is run at once
     */
    openCall(call, connection, target, isRun) {
        this.#target = target;
        this.show({ event: 'open', operation: call.operation, call, connection, target: target && target.cursor, isRun });
    }

    /**
     * Shows it, and tells its page what it is to show: at once, or as soon as it listens.
     * @param {EditorEvent} event
     * @param {boolean} preserveFocus whether the focus stays where it is
     */
    show(event, preserveFocus = true) {
        this.#reveal(preserveFocus);
        if (this.#isReady) return this.#tell(event);
        this.#waiting.delete(event.event);
        this.#waiting.set(event.event, event);
    }

    /** @param {boolean} preserveFocus */
    #reveal(preserveFocus) {
        if (this.#shown) this.#shown.reveal(undefined, preserveFocus);
        else {
            const { title } = this.#catalogue.service;
            const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus };
            this.#show(vscode.window.createWebviewPanel(TYPE, title, where));
        }
    }

    /** Shows a panel that was open when VS Code was closed. @param {vscode.WebviewPanel} panel */
    async deserializeWebviewPanel(panel) {
        // There is one panel; a second one came of an older version.
        if (this.#shown) panel.dispose();
        else this.#show(panel);
    }

    /** @param {vscode.WebviewPanel} panel */
    #show(panel) {
        const media = vscode.Uri.joinPath(this.#context.extensionUri, 'media');
        panel.iconPath = vscode.Uri.joinPath(media, 'icon.svg');
        panel.webview.options = { enableScripts: true, localResourceRoots: [media] };
        this.#shown = panel;
        panel.onDidDispose(() => {
            this.#shown = null;
            this.#isReady = false;
            this.#waiting.clear();
            this.#target = null;
        });
        // A page that is hidden is gone, and begins anew when it is shown.
        panel.onDidChangeViewState(() => { this.#isReady &&= panel.visible; });
        panel.webview.onDidReceiveMessage((message) => this.#answer(panel.webview, message));
        panel.webview.html = page(panel.webview, media);
    }

    /** Tells the page what has happened, if it listens: one that begins reads all anew. @param {object} event */
    #tell(event) {
        if (this.#isReady) this.#shown?.webview.postMessage(event);
    }

    #tellCursor() {
        this.#tell({ event: 'cursor', cursor: this.#editor.cursor });
    }

    /** Answers what the page asks. What is none of its questions is not answered. @param {vscode.Webview} webview @param {any} message */
    async #answer(webview, message) {
        const { id, ask, body } = message ?? {};
        if (!Number.isInteger(id) || !Object.hasOwn(this.#answers, ask)) return;
        try {
            const ok = await this.#answers[ask](body ?? {});
            webview.postMessage({ id, ok: ok === undefined ? {} : ok });
        } catch (error) {
            const { code = 'Error', message: text, help = '' } = /** @type {{ code?: string, message: string, help?: string }} */ (error);
            webview.postMessage({ id, error: { code, message: text, help } });
        }
    }

    /** What the page may ask. @type {Record<string, (body: any) => unknown>} */
    #answers = {
        follow: () => {
            this.#isReady = true;
            this.#tellCursor();
            for (const event of this.#waiting.values()) this.#tell(event);
            this.#waiting.clear();
        },
        inject: ({ text, snippet }) => this.#editor.inject({ text: String(text), snippet: snippet === null ? null : String(snippet) }),
        update: async ({ call }) => {
            if (!this.#target) throw refusal('NoTarget', 'the call is not known any more', 'choose Edit in panel over it again');
            await this.#target.replace(call);
        },
        readSpec: () => this.#spec.read(),
        writeSpec: ({ text, version }) => this.#spec.write(String(text), version === null ? null : String(version)),
        saveSpec: () => this.#spec.save(),
        state: () => this.#servers.state(),
        run: (request) => run(this.#catalogue, this.#servers, request),
        prepare: ({ operation, example }) => prepare(this.#catalogue, this.#servers, operation, example),
        add: (server) => this.#servers.add(server),
        remove: ({ name }) => this.#servers.remove(String(name)),
        start: () => this.#servers.start(),
        empty: () => this.#servers.empty(),
    };
}

/** The page. What it stands on is in it, for it may read nothing else. @param {vscode.Webview} webview @param {vscode.Uri} media */
function page(webview, media) {
    const nonce = randomBytes(16).toString('base64');
    const policy = `default-src 'none'; style-src ${webview.cspSource}; img-src data:; script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`;
    const file = (/** @type {string} */ name) => webview.asWebviewUri(vscode.Uri.joinPath(media, name));
    return `<!doctype html>
<html class="vscode" lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${file('panel.css')}">
<link rel="stylesheet" href="${file('theme.css')}">
<script nonce="${nonce}">window.sigmaPanel = ${inScript(place)}; window.sigmaEngine = ${inScript(packed)};</script>
<script nonce="${nonce}" src="${file('panel.js')}" defer></script>
</head>
<body><div class="panel" data-panel="page"></div></body>
</html>`;
}

/** Data in a script of a page: no text in it ends the script. @param {unknown} data */
function inScript(data) {
    return JSON.stringify(data).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

module.exports = { Panel };
