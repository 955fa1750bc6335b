/** What the server of `sigma-gen panel` refuses; its code says what that is. */
class ServerRefusal extends Refusal {
    /** @param {{ code: string, message: string, help?: string }} error */
    constructor({ code, message, help = '' }) {
        super(message, help);
        this.code = code;
    }
}

/** The server has ended. */
const GONE = { code: 'Gone', message: 'The panel does not answer any more', help: 'Start `sigma-gen panel` again, and open the address that it prints.' };
/** Nobody gave this tab a token. */
const CLOSED = { code: 'NoToken', message: 'This tab may not run operations', help: 'Press Enter in the terminal where `sigma-gen panel` runs, and open the address that it prints.' };

/** How long another tab may take to hand over its token. */
const HANDOVER = 1000;
/** How long to wait before the server is asked again whether it is there. */
const AGAIN = 2000;

/**
 * The panel in a page of `sigma-gen panel`, which runs operations. All else is as it is on disk.
 * @param {string} service
 * @returns {Promise<Host>}
 */
async function hostOnServer(service) {
    const token = await tokenOf();
    /** @param {string} method @param {string} route @param {unknown} [body] @param {AbortSignal} [signal] */
    const send = async (method, route, body, signal) => {
        if (!token) throw new ServerRefusal(CLOSED);
        const headers = { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) };
        let response;
        try {
            response = await fetch(`/api/${route}`, { method, headers, body: JSON.stringify(body), signal });
        } catch (error) {
            if (signal?.aborted) throw error;
            throw new ServerRefusal(GONE);
        }
        if (response.ok) return response;
        const { error } = await response.json().catch(() => ({ error: GONE }));
        throw new ServerRefusal(error.code === 'NoToken' ? CLOSED : error);
    };
    /** @param {Parameters<typeof send>} of @returns {Promise<any>} */
    const ask = async (...of) => (await send(...of)).json();
    /** @type {PanelServer} */
    const server = {
        state: () => ask('GET', 'state'),
        run: (request, signal) => ask('POST', 'run', request, signal),
        prepare: (operation, example) => ask('POST', 'prepare', { operation, example }),
        add: (added) => ask('POST', 'connections', added),
        remove: (name) => ask('DELETE', `connections/${encodeURIComponent(name)}`),
        start: () => ask('POST', 'embedded/start', {}),
        empty: () => ask('POST', 'embedded/empty', {}),
        async listen(tell) {
            for (;;) {
                try {
                    await lines(await send('GET', 'events'), (line) => tell(JSON.parse(line).event, null));
                    tell(null, new ServerRefusal(GONE));
                } catch (error) {
                    tell(null, /** @type {ServerRefusal} */ (error));
                    if (/** @type {ServerRefusal} */ (error).code === 'NoToken') return;
                }
                await new Promise((done) => { setTimeout(done, AGAIN); });
            }
        },
    };
    // Without an answer there is no file to save to; the chip says why.
    const { spec } = await server.state().catch(() => ({ spec: null }));
    return {
        ...hostOnDisk(service),
        name: 'server',
        keeps: 'It is kept in memory until the panel ends.',
        server,
        spec: spec && {
            path: spec.path,
            read: () => ask('GET', 'spec'),
            write: (text, version) => ask('PUT', 'spec', { text, version }),
            save: null,
        },
        clusters: async (region) => (await ask('POST', 'clusters', { region })).clusters,
    };
}

/** Gives each line of an answer that goes on. @param {Response} response @param {(line: string) => void} give */
async function lines(response, give) {
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
        const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
        if (done) return;
        const parts = (rest + decoder.decode(value, { stream: true })).split('\n');
        rest = parts.pop() ?? '';
        parts.filter(Boolean).forEach(give);
    }
}

/**
 * The token of this tab: what it got before, or for the launch code in its address, or from another tab of this panel.
 * @returns {Promise<string | null>}
 */
async function tokenOf() {
    const name = 'sigma-panel.token';
    const tabs = new BroadcastChannel(name);
    const [, code] = location.hash.match(/^#launch=(\w+)$/) ?? [];
    let token = sessionStorage.getItem(name);
    if (code) {
        // It is of no more use, and belongs into no history.
        history.replaceState(null, '', location.pathname + location.search);
        const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code }) };
        const answer = await fetch('/api/launch', request).then((response) => response.json(), () => ({}));
        token = answer.token ?? token;
    }
    token ??= await new Promise((give) => {
        tabs.addEventListener('message', ({ data }) => data.token && give(data.token));
        tabs.postMessage({ wants: true });
        setTimeout(() => give(null), HANDOVER);
    });
    if (token) {
        sessionStorage.setItem(name, token);
        tabs.addEventListener('message', ({ data }) => data.wants && tabs.postMessage({ token }));
    }
    return token;
}
