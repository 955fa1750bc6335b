'use strict';

// Mistakes and warnings of clusters.yaml while it is edited, as `sigma-gen cluster check` tells them.

const vscode = require('vscode');
const { engine } = require('./engine');
const { isSpec } = require('./spec');

/** So long nobody types before it is checked, in milliseconds. */
const PAUSE = 200;

function registerChecks() {
    const told = vscode.languages.createDiagnosticCollection('sigma-gen');
    const check = (/** @type {vscode.TextDocument} */ document) => {
        if (isSpec(document) && !document.isClosed) told.set(document.uri, diagnostics(document));
    };
    /** @type {NodeJS.Timeout | undefined} */
    let soon;
    for (const document of vscode.workspace.textDocuments) check(document);
    return [
        told,
        vscode.workspace.onDidOpenTextDocument(check),
        vscode.workspace.onDidCloseTextDocument(({ uri }) => told.delete(uri)),
        vscode.workspace.onDidChangeTextDocument(({ document }) => {
            if (!isSpec(document)) return;
            clearTimeout(soon);
            soon = setTimeout(() => check(document), PAUSE);
        }),
        { dispose: () => clearTimeout(soon) },
    ];
}

/** @param {vscode.TextDocument} document */
function diagnostics(document) {
    /** @type {Told[]} */
    const all = engine.ask({ do: 'check', text: document.getText() }).diagnostics;
    return all.map(({ level, code, message, help, start, end }) => {
        // What is about the file as a whole stands at its beginning.
        const range = new vscode.Range(document.positionAt(start ?? 0), document.positionAt(end ?? 0));
        const severity = level === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
        return Object.assign(new vscode.Diagnostic(range, help ? `${message}\nhelp: ${help}` : message, severity), { code, source: 'sigma-gen' });
    });
}

module.exports = { registerChecks };
