'use strict';

// The spec of clusters, clusters.yaml: the editor's document, with what is not saved yet. New Cluster of the panel shows and edits it.

const { createHash } = require('node:crypto');
const vscode = require('vscode');
const { kindOf } = require('./kind');
const { refusal } = require('./refusal');

const NAME = 'clusters.yaml';
const PATTERN = '**/clusters.{yaml,yml}';

/** Whether a document is a spec. @param {vscode.TextDocument} document */
function isSpec(document) {
    return kindOf(document) === 'clusters';
}

/** The one spec that the panel edits. */
class Spec {
    /** Where it is; null until one is found. @type {vscode.Uri | null} */
    #uri = null;
    #changed = new vscode.EventEmitter();
    /** Its text is another, or it is another file. */
    onDidChange = this.#changed.event;
    #subscriptions;

    constructor() {
        const files = vscode.workspace.createFileSystemWatcher(PATTERN);
        const tell = () => this.#changed.fire(undefined);
        const look = (/** @type {vscode.TextDocument} */ document) => { if (this.#isOurs(document)) tell(); };
        this.#subscriptions = [
            files,
            files.onDidCreate(tell),
            files.onDidChange(tell),
            files.onDidDelete(tell),
            vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
            vscode.workspace.onDidOpenTextDocument(look),
            vscode.workspace.onDidCloseTextDocument(look),
        ];
    }

    dispose() {
        for (const subscription of this.#subscriptions) subscription.dispose();
        this.#changed.dispose();
    }

    /** Edits another file from now on. @param {vscode.Uri} uri */
    use(uri) {
        this.#uri = uri;
        this.#changed.fire(undefined);
    }

    /** Its text; null where there is no file, or nothing is in it. @returns {Promise<Versioned | null>} */
    async read() {
        const text = (await this.#document())?.getText() ?? '';
        return text.trim() === '' ? null : { text, version: versionOf(text) };
    }

    /**
     * Puts another text into the document, which can be undone there. Without a file it makes one.
     * @param {string} text
     * @param {string | null} version of the text that it takes the place of; null where there was none
     */
    async write(text, version) {
        const document = await this.#document();
        const before = document?.getText() ?? '';
        if (before.trim() === '' ? version !== null : version !== versionOf(before)) {
            throw refusal('Changed', `${NAME} was changed meanwhile`, '');
        }
        if (!await this.#put(document, before, text)) throw refusal('NotWritten', `${NAME} cannot be changed`, 'see whether it is read-only');
        return { version: versionOf(text) };
    }

    /** Puts it on the disk. */
    async save() {
        const document = await this.#document();
        if (document && !document.isDirty) return;
        if (!await document?.save()) throw refusal('NotSaved', `${NAME} was not saved`, 'save it in its editor, which says why');
    }

    /** Shows it in an editor, and gives it; null where there is none. */
    async show() {
        const document = await this.#document();
        // Where it is seen, or else not in the place of the panel.
        const seen = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
        if (document) await vscode.window.showTextDocument(document, { viewColumn: seen?.viewColumn ?? vscode.ViewColumn.One });
        return document;
    }

    /** @param {vscode.TextDocument} document */
    #isOurs(document) {
        return this.#uri ? document.uri.toString() === this.#uri.toString() : isSpec(document);
    }

    /** The document: the one that was chosen, or is open, or is in the folder. @returns {Promise<vscode.TextDocument | null>} */
    async #document() {
        const { textDocuments, openTextDocument } = vscode.workspace;
        this.#uri ??= textDocuments.find((document) => isSpec(document) && !document.isClosed)?.uri ?? await inFolder();
        if (!this.#uri) return null;
        try {
            return await openTextDocument(this.#uri);
        } catch {
            // It was deleted, or never saved.
            this.#uri = null;
            return null;
        }
    }

    /** @param {vscode.TextDocument | null} document @param {string} before @param {string} text */
    async #put(document, before, text) {
        if (document) {
            const edit = new vscode.WorkspaceEdit();
            const { start, end, replacement } = difference(before, text);
            edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), replacement);
            return vscode.workspace.applyEdit(edit);
        }
        const [folder] = vscode.workspace.workspaceFolders ?? [];
        if (!folder) {
            this.#uri = (await vscode.workspace.openTextDocument({ language: 'yaml', content: text })).uri;
            return true;
        }
        const edit = new vscode.WorkspaceEdit();
        this.#uri = vscode.Uri.joinPath(folder.uri, NAME);
        edit.createFile(this.#uri, { ignoreIfExists: true });
        edit.insert(this.#uri, new vscode.Position(0, 0), text);
        return vscode.workspace.applyEdit(edit);
    }
}

/** The spec of the folder; of several the one that is least deep in it. @returns {Promise<vscode.Uri | null>} */
async function inFolder() {
    const found = await vscode.workspace.findFiles(PATTERN, '**/node_modules/**');
    const [first] = found.sort((a, b) => a.path.split('/').length - b.path.split('/').length || (a.path < b.path ? -1 : 1));
    return first ?? null;
}

/** What is another in a text: all else stays, with the cursors in it. @param {string} before @param {string} after */
function difference(before, after) {
    const most = Math.min(before.length, after.length);
    let start = 0;
    while (start < most && before[start] === after[start]) start += 1;
    let same = 0;
    while (same < most - start && before.at(-1 - same) === after.at(-1 - same)) same += 1;
    return { start, end: before.length - same, replacement: after.slice(start, after.length - same) };
}

/** @param {string} text */
function versionOf(text) {
    return createHash('sha256').update(text).digest('base64');
}

module.exports = { Spec, isSpec };
