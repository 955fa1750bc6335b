/** What came of a question to the extension. @typedef {{ id: number, ok?: any, error?: { code: string, message: string, help?: string } }} Replied */

/**
 * The panel in a webview of VS Code. The extension answers what is asked, and tells what happens in the editor.
 * @returns {Host}
 */
function hostInEditor() {
    const api = acquireVsCodeApi();
    /** @type {Map<number, (replied: Replied) => void>} */
    const waiting = new Map();
    let last = 0;
    /** @type {(event: 'server' | 'spec') => void} */
    let tellServer = () => {};
    /** @type {(event: EditorEvent) => void} */
    let tellEditor = () => {};
    addEventListener('message', ({ data }) => {
        if (data.event === 'server' || data.event === 'spec') tellServer(data.event);
        else if (data.event) tellEditor(data);
        else {
            waiting.get(data.id)?.(data);
            waiting.delete(data.id);
        }
    });
    /** @param {string} what @param {object} [body] @param {AbortSignal} [signal] @returns {Promise<any>} */
    const ask = (what, body = {}, signal) => new Promise((done, fail) => {
        const id = last += 1;
        waiting.set(id, ({ ok, error }) => (error ? fail(new ServerRefusal(error)) : done(ok)));
        signal?.addEventListener('abort', () => fail(signal.reason));
        api.postMessage({ id, ask: what, body });
    });
    return {
        name: 'vscode',
        spec: {
            path: 'clusters.yaml',
            read: () => ask('readSpec'),
            write: (text, version) => ask('writeSpec', { text, version }),
            save: () => ask('saveSpec'),
        },
        clusters: null,
        keeps: 'It is kept in the secret storage of the editor.',
        remember: (state) => api.setState(state),
        recall: () => api.getState() ?? null,
        server: {
            state: () => ask('state'),
            run: (request, signal) => ask('run', request, signal),
            prepare: (operation, example) => ask('prepare', { operation, example }),
            add: (server) => ask('add', server),
            remove: (name) => ask('remove', { name }),
            start: () => ask('start'),
            empty: () => ask('empty'),
            async listen(tell) {
                tellServer = (event) => tell(event, null);
                tellServer('server');
            },
        },
        editor: {
            inject: (code) => ask('inject', code),
            update: (call) => ask('update', { call }),
            follow(tell) {
                tellEditor = tell;
                ask('follow');
            },
        },
    };
}
