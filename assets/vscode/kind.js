'use strict';

const vscode = require('vscode');

/** A file that sigma-gen reads: the spec of clusters, or a catalogue. @typedef {'clusters' | 'operations'} Kind */

/**
 * What kind of file a document is, where it is one that can be edited, and no older version of one.
 * @param {vscode.TextDocument} document
 */
function kindOf({ uri: { path, scheme } }) {
    const [, kind] = path.match(/\/(clusters|operations)\.ya?ml$/) ?? [];
    return vscode.workspace.fs.isWritableFileSystem(scheme) ? /** @type {Kind | undefined} */ (kind) : undefined;
}

module.exports = { kindOf };
