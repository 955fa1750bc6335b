'use strict';

// The servers that operations run on, in a view. A click chooses one in the panel.

const vscode = require('vscode');
const place = require('../data/catalogue');

const VIEW = `${place.id}.servers`;
/** Whether the embedded server runs, for the conditions of menus. */
const RUNS = `${place.id}.isEmbeddedRunning`;

/** How each state looks, and what is said of it. */
const STATES = {
    up: { icon: new vscode.ThemeIcon('pass-filled', new vscode.ThemeColor('testing.iconPassed')), said: 'runs' },
    down: { icon: new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed')), said: 'does not answer' },
    unknown: { icon: new vscode.ThemeIcon('circle-large-outline'), said: 'not asked yet' },
    stopped: { icon: new vscode.ThemeIcon('circle-slash'), said: 'not started' },
};

/** @param {PanelOfCode} panel @param {KnownServers} servers */
function registerServers(panel, servers) {
    const changed = new vscode.EventEmitter();
    const list = () => (vscode.workspace.isTrusted ? servers.state().connections : []);
    const follow = () => {
        changed.fire(undefined);
        vscode.commands.executeCommand('setContext', RUNS, list().some(({ kind, state }) => kind === 'embedded' && state === 'up'));
    };
    const command = (/** @type {string} */ name, /** @type {(server?: ServerInfo) => unknown} */ act) => vscode.commands.registerCommand(`${place.id}.${name}`, async (server) => {
        try {
            await act(server);
        } catch (error) {
            tellRefusal(/** @type {Error} */ (error));
        }
    });
    /** A command that is chosen at a server; who gave it a key picks one. */
    const serverCommand = (/** @type {string} */ name, /** @type {(server: string) => unknown} */ act, canBe = (/** @type {ServerInfo} */ { kind }) => kind === 'server') => command(name, async (server) => {
        const chosen = server?.name ?? await vscode.window.showQuickPick(servers.state().connections.filter(canBe).map((each) => each.name));
        if (chosen !== undefined) await act(chosen);
    });
    return [
        changed,
        servers.onDidChange(follow),
        vscode.window.createTreeView(VIEW, {
            treeDataProvider: {
                onDidChangeTreeData: changed.event,
                getChildren: (/** @type {ServerInfo | undefined} */ server) => (server ? [] : list()),
                getTreeItem: itemOf,
            },
        }),
        serverCommand('useServer', (server) => panel.show({ event: 'use', server }), () => true),
        command('addServer', () => panel.show({ event: 'ask', server: null }, false)),
        serverCommand('password', (server) => panel.show({ event: 'ask', server }, false)),
        serverCommand('removeServer', (server) => remove(servers, server)),
        command('startEmbedded', () => vscode.window.withProgress({ location: { viewId: VIEW } }, () => servers.start())),
        command('stopEmbedded', () => servers.stop()),
    ];
}

/** Removes a server, if that is meant. @param {KnownServers} servers @param {string} name */
async function remove(servers, name) {
    const detail = 'It is taken out of the settings, and its password is forgotten. The server itself stays as it is.';
    const yes = 'Remove';
    if (await vscode.window.showWarningMessage(`Remove the server ${name}?`, { modal: true, detail }, yes) === yes) await servers.remove(name);
}

/** Tells the user. VS Code makes a link of brackets in a message, and of a command in it: what others wrote has none. @param {Error & { help?: string }} refusal */
function tellRefusal({ message, help }) {
    const text = [message, help].filter(Boolean).join(': ');
    vscode.window.showErrorMessage(text.replaceAll('](', '] ('));
}

/** @param {ServerInfo} server */
function itemOf(server) {
    const { name, kind, address, state, server: product, cluster, error } = server;
    const isEmbedded = kind === 'embedded';
    const { icon, said } = STATES[isEmbedded && state === 'down' ? 'stopped' : state];
    const item = new vscode.TreeItem(isEmbedded ? 'Embedded' : name);
    const where = address?.replace(/^rediss?:\/\//, '');
    item.description = [state === 'up' ? product : said, cluster && 'cluster', where].filter(Boolean).join(' · ');
    item.tooltip = [`${item.label}: ${item.description}`, error?.message].filter(Boolean).join('\n');
    item.accessibilityInformation = { label: `${item.label}, ${said}, ${item.description}` };
    item.iconPath = icon;
    item.contextValue = isEmbedded ? `embedded-${state}` : 'server';
    item.command = { command: `${place.id}.useServer`, title: 'Run on This Server', arguments: [server] };
    return item;
}

module.exports = { registerServers };
