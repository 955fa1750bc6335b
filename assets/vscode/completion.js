'use strict';

// Completion and hovers in clusters.yaml and operations.yaml, by the files' JSON Schemas.

const vscode = require('vscode');
const schemas = require('../data/schemas');
const { cursorIn } = require('./cursor');
const { factsOf } = require('./facts');
const { kindOf } = require('./kind');
const { aboutAt, choicesAt } = require('./schema');

/** @typedef {import('./schema').Choice} Choice */
/** @typedef {import('./cursor').Cursor} Cursor */

/** Other files are nothing to these. */
const FILES = { pattern: '**/{clusters,operations}.{yaml,yml}' };
/** Where something can be chosen once a space is typed. */
const AFTER_SIGN = /[-:,{[] $/;
const SUGGEST = { title: 'Suggest', command: 'editor.action.triggerSuggest' };

function registerCompletion() {
    return [
        vscode.languages.registerCompletionItemProvider(FILES, {
            provideCompletionItems(document, position, _token, { triggerCharacter }) {
                // Not after each space of a text.
                const isSign = triggerCharacter === undefined || AFTER_SIGN.test(document.lineAt(position).text.slice(0, position.character));
                const found = isSign && lookUp(document, position);
                if (!found) return [];
                const { schema, cursor, facts } = found;
                const { before, after } = cursor;
                const range = new vscode.Range(position.translate(0, -before.length), position.translate(0, after.length));
                return choicesAt(schema, cursor, facts).map((choice, at) => itemOf(choice, at, range, before));
            },
        }, ' '),
        vscode.languages.registerHoverProvider(FILES, {
            provideHover(document, position) {
                const found = lookUp(document, position);
                const about = found && found.cursor.before + found.cursor.after !== '' && aboutAt(found.schema, found.cursor, found.facts);
                return about ? new vscode.Hover(new vscode.MarkdownString(about)) : undefined;
            },
        }),
    ];
}

/** @param {vscode.TextDocument} document @param {vscode.Position} position */
function lookUp(document, position) {
    const kind = kindOf(document);
    const cursor = kind && cursorIn(document.getText(), document.offsetAt(position));
    return cursor ? { schema: schemas[kind], cursor, facts: factsOf(kind, cursor.root) } : undefined;
}

/** @param {Choice} choice @param {number} at @param {vscode.Range} range @param {string} before */
function itemOf({ label, text, rest, isName, isRequired, goesOn, about }, at, range, before) {
    const item = new vscode.CompletionItem(label, isName ? vscode.CompletionItemKind.Property : vscode.CompletionItemKind.Value);
    item.insertText = new vscode.SnippetString().appendText(text).appendTabstop(0).appendText(rest);
    // The text has the spaces of its lines.
    item.keepWhitespace = true;
    item.range = range;
    item.filterText = before.match(/^["']/) ? `${before[0]}${label}` : label;
    item.sortText = String(at).padStart(4, '0');
    item.detail = isRequired ? 'required' : undefined;
    item.documentation = about ? new vscode.MarkdownString(about) : undefined;
    item.command = goesOn ? SUGGEST : undefined;
    return item;
}

module.exports = { registerCompletion };
