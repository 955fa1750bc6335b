'use strict';

// Run and edit over the calls in the code.

const vscode = require('vscode');
const place = require('../data/catalogue');
const { LANGUAGES } = require('./drop');
const { engine } = require('./engine');
const { refusal } = require('./refusal');

/** A call in a text; places are offsets. @typedef {{ operation: string, start: number, end: number, params: { start: number, end: number } | null, connection: Connection | null, call: Call | null }} Found */
/** Where a call was when its buttons were drawn. @typedef {{ uri: vscode.Uri, line: number, text: string }} Place */

/** So many spaces are a step in printed code. */
const PRINTED = 4;

const SETTING = `${place.id}.codeLens`;

/** @param {PanelOfCode} panel */
function registerLens(panel) {
    const changed = new vscode.EventEmitter();
    const open = (/** @type {boolean} */ isRun) => (/** @type {Place} */ place) => openCall(panel, place, isRun);
    return [
        changed,
        vscode.workspace.onDidChangeConfiguration((change) => { if (change.affectsConfiguration(SETTING)) changed.fire(undefined); }),
        vscode.commands.registerCommand(`${place.id}.run`, open(true)),
        vscode.commands.registerCommand(`${place.id}.edit`, open(false)),
        vscode.languages.registerCodeLensProvider(LANGUAGES, {
            onDidChangeCodeLenses: changed.event,
            provideCodeLenses(document) {
                if (!vscode.workspace.getConfiguration().get(SETTING, true)) return [];
                return calls(document).filter(({ call }) => call).flatMap((found) => {
                    const at = document.positionAt(found.start);
                    const where = { uri: document.uri, line: at.line, text: textOf(document, found) };
                    const lens = (/** @type {string} */ title, /** @type {string} */ command, /** @type {string} */ tooltip) => new vscode.CodeLens(new vscode.Range(at, at), {
                        title, tooltip, command: `${place.id}.${command}`, arguments: [where],
                    });
                    return [lens('$(play) Run', 'run', 'Runs this call in the panel'), lens('Edit in panel', 'edit', 'Opens the panel with these parameters')];
                });
            },
        }),
    ];
}

/** The calls of operations in a document. @param {vscode.TextDocument} document @returns {Found[]} */
function calls(document) {
    return engine.ask({ do: 'find', text: document.getText() });
}

/** Opens the panel with a call. @param {PanelOfCode} panel @param {Place} place @param {boolean} isRun */
async function openCall(panel, { uri, line, text }, isRun) {
    const document = await vscode.workspace.openTextDocument(uri);
    const found = nearest(document, line, (each) => textOf(document, each) === text);
    if (!found?.call) {
        vscode.window.showInformationMessage('The call was changed meanwhile: choose it again.');
        return;
    }
    const target = found.params && new Target(uri, found.operation, textOf(document, found.params), document.positionAt(found.start).line);
    panel.openCall(found.call, found.connection, target, isRun);
}

/** The call that is alike; of several the one nearest to a line, for lines move while somebody types. @param {vscode.TextDocument} document @param {number} line @param {(found: Found) => boolean} isAlike */
function nearest(document, line, isAlike) {
    const distance = (/** @type {Found} */ { start }) => Math.abs(document.positionAt(start).line - line);
    const [found] = calls(document).filter(isAlike).sort((a, b) => distance(a) - distance(b));
    return found;
}

/** @param {vscode.TextDocument} document @param {{ start: number, end: number }} place */
function textOf(document, { start, end }) {
    return document.getText(new vscode.Range(document.positionAt(start), document.positionAt(end)));
}

/** Parameters in a document, which stay the same ones while their text is the same. */
class Target {
    #uri;
    #operation;
    #text;
    #line;

    /** @param {vscode.Uri} uri @param {string} operation @param {string} text @param {number} line */
    constructor(uri, operation, text, line) {
        this.#uri = uri;
        this.#operation = operation;
        this.#text = text;
        this.#line = line;
    }

    /** Where they are, as people are told. @returns {Cursor} */
    get cursor() {
        return { name: this.#uri.path.split('/').at(-1) ?? '', line: this.#line + 1 };
    }

    /** Puts those of another call of the operation in their place. @param {Call} call */
    async replace(call) {
        const document = await vscode.workspace.openTextDocument(this.#uri);
        const found = nearest(document, this.#line, ({ operation, params }) => operation === this.#operation && params !== null && textOf(document, params) === this.#text);
        if (!found?.params) throw refusal('Changed', 'the call was changed meanwhile', 'choose Edit in panel over it again');
        const from = document.positionAt(found.params.start);
        const line = document.lineAt(from.line).text;
        const text = paramsOf(call, line.slice(0, line.search(/\S|$/)), stepOf(document));
        const edit = new vscode.WorkspaceEdit();
        edit.replace(this.#uri, new vscode.Range(from, document.positionAt(found.params.end)), text);
        await vscode.workspace.applyEdit(edit);
        this.#text = text;
        this.#line = document.positionAt(found.start).line;
    }
}

/** What a line begins with that is inside of another one's brackets. @param {vscode.TextDocument} document */
function stepOf(document) {
    const { insertSpaces, tabSize } = vscode.window.visibleTextEditors.find((editor) => editor.document === document)?.options ?? {};
    return insertSpaces === false ? '\t' : ' '.repeat(typeof tabSize === 'number' ? tabSize : PRINTED);
}

/**
 * The parameters of a call as code.
 * @param {Call} call
 * @param {string} space what the line begins with
 * @param {string} step what those inside begin with, more than it
 */
function paramsOf(call, space, step) {
    /** @type {string | null} */
    const code = engine.ask({ do: 'code', calls: [call], style: 'promise' }).text;
    if (code === null) throw refusal('Mistakes', 'the parameters are not right yet', 'correct them in the panel');
    const [{ params }] = engine.ask({ do: 'find', text: code });
    const before = code.slice(0, params.start).match(/(?:^|\n)([ \t]*)[^\n]*$/)?.[1] ?? '';
    const [first, ...lines] = code.slice(params.start, params.end).split('\n');
    const moved = lines.map((line) => {
        const text = line.trimStart();
        const depth = (line.length - text.length - before.length) / PRINTED;
        return space + step.repeat(depth) + text;
    });
    return [first, ...moved].join('\n');
}

module.exports = { registerLens };
