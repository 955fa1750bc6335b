'use strict';

// Operations that go straight into the code: dragged out of the tree, or chosen from a list.

const vscode = require('vscode');
const place = require('../data/catalogue');
const { engine } = require('./engine');
const { MIME } = require('./operations-view');

/** Where there can be calls. */
const LANGUAGES = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'];

/**
 * @param {Group[]} groups
 * @param {LastEditor} editor
 */
function registerDrop(groups, editor) {
    const operations = groups.flatMap((group) => group.operations.map((operation) => ({ group, operation })));
    const drops = vscode.languages.registerDocumentDropEditProvider(LANGUAGES, {
        async provideDocumentDropEdits(_document, _position, transfer) {
            const name = unquoted(await transfer.get(MIME)?.asString());
            if (!operations.some(({ operation }) => operation.name === name)) return undefined;
            return new vscode.DocumentDropEdit(new vscode.SnippetString(callOf(name)));
        },
    }, { dropMimeTypes: [MIME] });
    const insert = vscode.commands.registerCommand(`${place.id}.insert`, async () => {
        const items = operations.map(({ group, operation }) => ({
            label: operation.title, description: group.title, detail: operation.brief, name: operation.name,
        }));
        const options = { placeHolder: 'The operation to insert', matchOnDescription: true, matchOnDetail: true };
        const picked = await vscode.window.showQuickPick(items, options);
        if (picked) await editor.inject({ text: '', snippet: callOf(picked.name) });
    });
    return [drops, insert];
}

/** A call of an operation, as a snippet with places to fill in. @param {string} operation */
function callOf(operation) {
    const style = vscode.workspace.getConfiguration(place.id).get('style', 'promise');
    const call = engine.ask({ do: 'fill', operation });
    return engine.ask({ do: 'code', calls: [call], style }).snippet;
}

/** What is dragged arrives as JSON. @param {string | undefined} text @returns {string} */
function unquoted(text = '') {
    return text.replaceAll('"', '');
}

module.exports = { LANGUAGES, registerDrop };
