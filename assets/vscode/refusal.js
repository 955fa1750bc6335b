'use strict';

const vscode = require('vscode');
const { Refusal } = require('./engine');

/**
 * Why something is not done, as the panel shows it.
 * @param {string} code @param {string} message @param {string} help what to do about it
 */
function refusal(code, message, help) {
    return Object.assign(new Refusal(message, help), { code });
}

/** Tells the user. VS Code makes a link of brackets in a message, and of a command in it: what others wrote has none. @param {Error & { help?: string }} refusal */
function tellRefusal({ message, help }) {
    const text = [message, help].filter(Boolean).join(': ');
    vscode.window.showErrorMessage(text.replaceAll('](', '] ('));
}

module.exports = { refusal, tellRefusal };
