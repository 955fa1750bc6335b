'use strict';

// The tree of operations: a click opens one in the panel, and it can be dragged into an editor.

const vscode = require('vscode');
const place = require('../data/catalogue');

const VIEW = `${place.id}.operations`;
/** What is dragged. VS Code writes the name of a view in lower case there. */
const MIME = `application/vnd.code.tree.${VIEW.toLowerCase()}`;

/** @param {Group[]} groups */
function registerOperations(groups) {
    return vscode.window.createTreeView(VIEW, {
        treeDataProvider: {
            getChildren: (/** @type {Group | Operation | undefined} */ node) => (!node ? groups : 'operations' in node ? node.operations : []),
            getTreeItem: (/** @type {Group | Operation} */ node) => ('operations' in node ? groupItem(node) : operationItem(node)),
        },
        dragAndDropController: {
            dragMimeTypes: [MIME],
            dropMimeTypes: [],
            handleDrag(nodes, transfer) {
                const [node] = nodes;
                if (node && !('operations' in node)) transfer.set(MIME, new vscode.DataTransferItem(node.name));
            },
        },
    });
}

/** @param {Group} group */
function groupItem({ title, summary }) {
    const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.Expanded);
    item.tooltip = summary;
    return item;
}

/** @param {Operation} operation */
function operationItem({ name, title, brief, access, deprecated }) {
    const item = new vscode.TreeItem(title);
    item.description = [access === 'write' ? 'write' : '', deprecated ? 'deprecated' : ''].filter(Boolean).join(', ');
    item.tooltip = brief;
    item.contextValue = 'operation';
    item.command = { command: `${place.id}.open`, title: 'Open in the Panel', arguments: [name] };
    return item;
}

module.exports = { MIME, registerOperations };
