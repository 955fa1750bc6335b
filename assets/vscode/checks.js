'use strict';

// The YAML that sigma-gen reads: clusters.yaml, the spec of clusters, and operations.yaml, a catalogue of operations. Their mistakes
// and warnings are told while they are edited, as `sigma-gen cluster check` and `sigma-gen check` tell them.

const vscode = require('vscode');
const { engine } = require('./engine');
const { kindOf } = require('./kind');

/** So long nobody types before a file is checked, in milliseconds. */
const PAUSE = 200;
/** And so many times as long as its last check took: a large file must not keep the other extensions waiting. */
const REST = 4;

function registerChecks() {
    const told = vscode.languages.createDiagnosticCollection('sigma-gen');
    /** Those that wait for their check. @type {Map<string, NodeJS.Timeout>} */
    const soon = new Map();
    /** How long the last check of each took. @type {Map<string, number>} */
    const took = new Map();
    const check = (/** @type {vscode.TextDocument} */ document) => {
        const kind = kindOf(document);
        if (!kind || document.isClosed) return;
        const begun = performance.now();
        told.set(document.uri, diagnostics(document, kind));
        took.set(document.uri.toString(), performance.now() - begun);
    };
    for (const document of vscode.workspace.textDocuments) check(document);
    return [
        told,
        vscode.workspace.onDidOpenTextDocument(check),
        vscode.workspace.onDidCloseTextDocument(({ uri }) => {
            told.delete(uri);
            took.delete(uri.toString());
        }),
        vscode.workspace.onDidChangeTextDocument(({ document }) => {
            if (!kindOf(document)) return;
            const name = document.uri.toString();
            clearTimeout(soon.get(name));
            soon.set(name, setTimeout(() => {
                soon.delete(name);
                check(document);
            }, Math.max(PAUSE, REST * (took.get(name) ?? 0))));
        }),
        { dispose: () => soon.forEach(clearTimeout) },
    ];
}

/** @param {vscode.TextDocument} document @param {import('./kind').Kind} kind */
function diagnostics(document, kind) {
    const text = document.getText();
    /** @type {Told[]} */
    const all = engine.ask(kind === 'clusters' ? { do: 'check', text } : { do: 'check_catalogue', catalogue: text }).diagnostics;
    return all.map(({ level, code, message, help, start, end }) => {
        // What is about the file as a whole stands at its beginning.
        const range = new vscode.Range(document.positionAt(start ?? 0), document.positionAt(end ?? 0));
        const severity = level === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
        return Object.assign(new vscode.Diagnostic(range, help ? `${message}\nhelp: ${help}` : message, severity), { code, source: 'sigma-gen' });
    });
}

module.exports = { registerChecks };
