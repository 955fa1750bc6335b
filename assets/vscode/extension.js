'use strict';

const vscode = require('vscode');
const place = require('../data/catalogue');
const packed = require('../data/engine');
const { engine } = require('./engine');
const { registerChecks } = require('./checks');
const { registerClusters } = require('./clusters-view');
const { registerCompletion } = require('./completion');
const { registerDrop } = require('./drop');
const { Editor } = require('./editor');
const { registerLens } = require('./lens');
const { registerOperations } = require('./operations-view');
const { Panel } = require('./panel');
const { Servers } = require('./servers');
const { registerServers } = require('./servers-view');
const { Spec } = require('./spec');

/**
 * Begins: all of it stands on the catalogue, which the engine reads.
 * @param {vscode.ExtensionContext} context
 */
async function activate(context) {
    await engine.start(packed);
    const { catalogue, diagnostics } = engine.open(place.catalogue);
    if (!catalogue) throw new Error(`the catalogue of this extension cannot be read: ${diagnostics[0].message}`);
    const shown = new Set(place.operations);
    const groups = catalogue.groups
        .map((group) => ({ ...group, operations: group.operations.filter(({ name }) => shown.has(name)) }))
        .filter(({ operations }) => operations.length > 0);

    const editor = new Editor();
    const servers = new Servers(context);
    const spec = new Spec();
    const panel = new Panel(context, { ...catalogue, groups }, editor, servers, spec);
    context.subscriptions.push(
        editor,
        servers,
        spec,
        panel,
        registerOperations(groups),
        ...registerClusters(panel, spec),
        ...registerServers(panel, servers),
        ...registerDrop(groups, editor),
        ...registerLens(panel),
        ...registerChecks(),
        ...registerCompletion(),
        vscode.commands.registerCommand(`${place.id}.open`, (operation) => panel.open(nameOf(operation))),
    );
}

/** What a command is about: the tree gives an operation, and a menu of it too. @param {unknown} operation */
function nameOf(operation) {
    if (typeof operation === 'object' && operation !== null && 'name' in operation) return String(operation.name);
    return typeof operation === 'string' ? operation : null;
}

module.exports = { activate };
