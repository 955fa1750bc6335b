'use strict';

const vscode = require('vscode');
const { refusal } = require('./refusal');

/** Documents that are no files of the user's, such as what a program prints. */
const NOT_EDITED = new Set(['output', 'debug', 'vscode-scm', 'comment']);
/** Where there is no code: the spec of clusters, which the panel edits, and its like. */
const NO_CODE = new Set(['yaml', 'json', 'jsonc']);

/** The text editor that was used last: a panel has the focus while it puts code there. */
class Editor {
    /** @type {vscode.TextEditor | null} */
    #last = null;
    #changed = new vscode.EventEmitter();
    /** Where the cursor is changed. */
    onDidChange = this.#changed.event;
    #subscriptions = [
        vscode.window.onDidChangeActiveTextEditor((editor) => this.#use(editor)),
        vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#use(textEditor)),
        vscode.workspace.onDidCloseTextDocument((document) => {
            if (this.#last?.document !== document) return;
            this.#last = null;
            this.#changed.fire(undefined);
        }),
    ];

    constructor() {
        this.#use(vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0]);
    }

    dispose() {
        for (const subscription of this.#subscriptions) subscription.dispose();
        this.#changed.dispose();
    }

    /** @param {vscode.TextEditor | undefined} editor */
    #use(editor) {
        if (!editor || NOT_EDITED.has(editor.document.uri.scheme) || NO_CODE.has(editor.document.languageId)) return;
        this.#last = editor;
        this.#changed.fire(undefined);
    }

    /** Where code goes; null where nothing is open. @returns {Cursor | null} */
    get cursor() {
        if (!this.#last) return null;
        const { document, selection } = this.#last;
        return { name: document.uri.path.split('/').at(-1) ?? '', line: selection.active.line + 1 };
    }

    /**
     * Puts code at the cursor, in place of what is selected, with stops to go through with the Tab key. Behind other code it begins
     * a line of its own.
     * @param {{ text: string, snippet: string | null }} code
     */
    async inject({ text, snippet }) {
        if (!this.#last) throw refusal('NoEditor', 'no editor is open', 'open the file where the code belongs');
        const { document, selection, viewColumn } = this.#last;
        const editor = await vscode.window.showTextDocument(document, { viewColumn });
        const before = document.lineAt(selection.start.line).text.slice(0, selection.start.character);
        const made = snippet === null ? new vscode.SnippetString().appendText(withoutEnd(text)) : new vscode.SnippetString(withoutEnd(snippet));
        if (before.trim() !== '' && selection.isEmpty) made.value = `\n${made.value}`;
        await editor.insertSnippet(made, selection);
    }
}

/** @param {string} text */
function withoutEnd(text) {
    return text.replace(/\n+$/, '');
}

module.exports = { Editor };
