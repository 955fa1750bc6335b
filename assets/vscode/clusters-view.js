'use strict';

// The clusters of clusters.yaml: new ones and existing ones. A click shows one in the panel.

const vscode = require('vscode');
const place = require('../data/catalogue');
const { isSpec } = require('./spec');
const { engine } = require('./engine');
const { listOf, wordOf } = require('./written');

const VIEW = `${place.id}.clusters`;
/** So long nobody types before the clusters are shown anew, in milliseconds. */
const PAUSE = 200;
/** More letters of a text are not shown. */
const MOST = 100;

/** A cluster as it is shown; `at` is a new one's position. @typedef {{ name: string, about: string[], at: number | null }} Cluster */

/** @param {PanelOfCode} panel @param {SpecOfClusters} spec */
function registerClusters(panel, spec) {
    const changed = new vscode.EventEmitter();
    /** Those of the last text that could be read: a text that somebody types cannot, now and then. @type {Cluster[]} */
    let shown = [];
    const view = vscode.window.createTreeView(VIEW, {
        treeDataProvider: {
            onDidChangeTreeData: changed.event,
            async getChildren(/** @type {Cluster | undefined} */ cluster) {
                if (cluster) return [];
                const text = (await spec.read())?.text ?? '';
                const read = text === '' ? {} : engine.ask({ do: 'check', text }).value;
                if (read) shown = clustersOf(read);
                view.message = read ? '' : 'clusters.yaml cannot be read. Its mistakes are in the Problems view.';
                return shown;
            },
            getTreeItem: itemOf,
        },
    });
    /** @type {NodeJS.Timeout | undefined} */
    let soon;
    return [
        view,
        changed,
        spec.onDidChange(() => {
            clearTimeout(soon);
            soon = setTimeout(() => changed.fire(undefined), PAUSE);
        }),
        { dispose: () => clearTimeout(soon) },
        vscode.commands.registerCommand(`${place.id}.openCluster`, (/** @type {Cluster} */ { name, at }) => {
            panel.show(at === null ? { event: 'existing', name } : { event: 'clusters', at });
        }),
        vscode.commands.registerCommand(`${place.id}.editSpec`, () => {
            useEdited(spec);
            panel.show({ event: 'clusters', at: null });
        }),
        vscode.commands.registerCommand(`${place.id}.checkSpec`, async () => {
            useEdited(spec);
            const document = await spec.show();
            if (document) return tellOf(document);
            const make = 'Make clusters.yaml';
            if (await vscode.window.showInformationMessage('There is no clusters.yaml in this folder.', make) === make) panel.show({ event: 'clusters', at: null });
        }),
    ];
}

/** The spec that somebody edits is the one that is meant. @param {SpecOfClusters} spec */
function useEdited(spec) {
    const document = vscode.window.activeTextEditor?.document;
    if (document && isSpec(document)) spec.use(document.uri);
}

/** Shows what is wrong with a spec, or says that nothing is. @param {vscode.TextDocument} document */
function tellOf(document) {
    const { diagnostics } = engine.ask({ do: 'check', text: document.getText() });
    if (diagnostics.length > 0) vscode.commands.executeCommand('workbench.actions.view.problems');
    else vscode.window.showInformationMessage('clusters.yaml has no mistakes.');
}

/** The clusters of a spec, which may say anything. @param {any} read @returns {Cluster[]} */
function clustersOf({ clusters, existing }) {
    const made = listOf(clusters).map((cluster, at) => ({
        at,
        name: wordOf(cluster?.name) || `Cluster ${at + 1}`,
        about: ['new', wordOf(cluster?.mode), wordOf(cluster?.nodeType), [cluster?.engine, cluster?.engineVersion].map(wordOf).filter(Boolean).join(' ')],
    }));
    const there = listOf(existing).map((cluster) => ({ at: null, name: wordOf(cluster?.name), about: ['existing'] }));
    return [...made, ...there.filter(({ name }) => name !== '')];
}

/** @param {Cluster} cluster */
function itemOf(cluster) {
    const { name, about, at } = cluster;
    const label = name.slice(0, MOST);
    const said = about.filter(Boolean).join(' · ').slice(0, MOST);
    const item = new vscode.TreeItem(label);
    item.description = said;
    item.tooltip = `${label}: ${said}`;
    item.iconPath = new vscode.ThemeIcon(at === null ? 'database' : 'diff-added');
    item.command = { command: `${place.id}.openCluster`, title: 'Show in the Panel', arguments: [cluster] };
    return item;
}

module.exports = { registerClusters };
