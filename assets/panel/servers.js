// The servers that operations run on: the chip that shows the chosen one, and what can be done with them.

/** A server as people call it. @param {ServerInfo} server */
function nameOf({ kind, name, server }) {
    return kind === 'embedded' ? `the embedded ${server ?? 'server'}` : name;
}

/** Asks the panel's server what there is. */
async function loadServers() {
    const server = /** @type {PanelServer} */ (host.server);
    try {
        const { connections, readOnly, spec } = await server.state();
        change({ servers: { list: connections, isReadOnly: readOnly, spec, trouble: null }, server: keptServer(connections) });
    } catch (error) {
        serversLost(/** @type {Refusal} */ (error));
    }
}

/**
 * The name of the chosen server. While none is, it is the embedded one if that was started, or the first that was named.
 * A server in trouble stays chosen: nothing may run on another one by itself.
 * @param {ServerInfo[]} list
 */
function keptServer(list) {
    if (list.some(({ name }) => name === state.server)) return state.server;
    const first = list.find(({ kind, state }) => kind === 'server' || state !== 'down') ?? list[0];
    return first?.name ?? '';
}

/** @param {Refusal} refusal */
function serversLost({ message, help }) {
    change({ servers: { list: [], isReadOnly: false, spec: null, ...state.servers, trouble: { message, help } } });
}

/** Follows what happens. */
function followServers() {
    /** @type {PanelServer} */ (host.server).listen((event, refusal) => {
        if (refusal) serversLost(refusal);
        else if (event === 'server') loadServers();
        else if (event === 'spec') specChanged();
    });
}

/** Does something with servers, and shows what came of it. @param {Promise<{ connections?: ServerInfo[] }>} done */
async function withServers(done) {
    try {
        const { connections } = await done;
        if (connections && state.servers) change({ servers: { ...state.servers, list: connections }, server: keptServer(connections) });
        return null;
    } catch (error) {
        return /** @type {Refusal} */ (error);
    }
}

/** Tells in the pane of the answer. @param {Refusal} refusal */
function tell({ message, help = '' }) {
    change({ outcomes: { ...state.outcomes, [subject()]: { at: Date.now(), refusal: { message: upper(message), help: upper(help) } } } });
}

async function startEmbedded() {
    const refusal = await withServers(/** @type {PanelServer} */ (host.server).start());
    if (refusal) return tell(refusal);
    // What was told before is no longer so.
    const { [subject()]: outcome, ...others } = state.outcomes;
    if (outcome?.refusal || outcome?.answers?.some(({ error }) => error)) change({ outcomes: others });
}

async function emptyEmbedded() {
    const refusal = await withServers(/** @type {PanelServer} */ (host.server).empty());
    if (refusal) tell(refusal);
}

/** @param {string} name */
async function removeServer(name) {
    const refusal = await withServers(/** @type {PanelServer} */ (host.server).remove(name));
    if (refusal) tell(refusal);
}

/** Opens the dialog that asks for the password of a server, or adds one. @param {string | null} name */
function askFor(name) {
    const hint = state.servers?.list.find((server) => server.name === name)?.hint ?? '';
    change({ asking: { about: 'server', name, hint, why: '', isBusy: false } });
}

/** The server that runs operate on; its menu has the others. */
function ServerChip() {
    const [isOpen, setOpen] = useState(false);
    const place = useRef(/** @type {HTMLElement | null} */ (null));
    const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
    useLayoutEffect(() => {
        if (!isOpen) return undefined;
        const close = (/** @type {Event} */ event) => {
            if (event instanceof KeyboardEvent ? event.key === 'Escape' : !event.composedPath().includes(/** @type {HTMLElement} */ (place.current))) {
                setOpen(false);
                if (event instanceof KeyboardEvent) button.current?.focus();
            }
        };
        const names = ['pointerdown', 'keydown', 'focusin'];
        names.forEach((name) => addEventListener(name, close));
        return () => names.forEach((name) => removeEventListener(name, close));
    }, [isOpen]);
    const server = chosenServer();
    const health = state.servers?.trouble ? 'down' : server?.state ?? 'unknown';
    const title = state.servers?.trouble ? 'Not connected' : !server ? 'No server' : server.kind === 'embedded' ? 'Embedded' : server.name;
    const isUp = server && health !== 'down';
    const told = { up: 'runs', down: 'does not answer', unknown: 'was not asked yet' };
    return html`<div class="servers" ref=${place}>
        <button type="button" class="chip" ref=${button} aria-expanded=${isOpen ? 'true' : 'false'} onClick=${() => setOpen(!isOpen)}>
            <span class="dot ${health}"></span><span class="seen-by-readers">Server: </span>
            <span class="chip-name">${title}</span><span class="seen-by-readers">, which ${told[health]}</span>
            ${isUp && server.server && html`<span class="chip-more">${server.server}</span>`}
            ${isUp && server.address && html`<small>${shortAddress(server.address)}</small>`}
            ${state.servers?.isReadOnly && html`<span class="tag">read only</span>`}
        </button>
        ${isOpen && html`<${ServerMenu} close=${() => { setOpen(false); button.current?.focus(); }} />`}
    </div>`;
}

/** Why there is no connection, without saying twice that there is none. @param {string} message */
function whyDown(message) {
    return upper(message.replace(/^cannot connect: (?=cannot connect)/, ''));
}

/** @param {string} address */
function shortAddress(address) {
    const [first, ...others] = address.split(',');
    const host = first.replace(/^rediss?:\/\//, '');
    return others.length > 0 ? `${host} +${others.length}` : host;
}

/** @param {{ close: () => void }} props */
function ServerMenu({ close }) {
    const { list, trouble } = /** @type {Servers} */ (state.servers ?? { list: [], trouble: null });
    const chosen = chosenServer();
    const act = (/** @type {() => void} */ todo) => () => { close(); todo(); };
    const canWrite = !state.servers?.isReadOnly;
    return html`<div class="menu">
        ${trouble && html`<p class="why">${trouble.message}. ${trouble.help}</p>`}
        <fieldset><legend>Run operations on</legend>
            ${list.map((server) => html`<label class="choice-of" key=${server.name}>
                <input type="radio" name="server" checked=${server === chosen} onChange=${() => change({ server: server.name })} />
                <span class="dot ${server.state}"></span>
                <span class="about-server"><strong>${server.kind === 'embedded' ? 'Embedded' : server.name}</strong>
                    <small>${[server.server, server.address && shortAddress(server.address), server.cluster && 'cluster'].filter(Boolean).join(' · ')}</small>
                    ${server.error && html`<small class="why">${whyDown(server.error.message)}</small>`}
                    ${server.hint && html`<small>${upper(server.hint)}</small>`}
                </span></label>`)}
        </fieldset>
        <div class="menu-actions">
            ${chosen?.kind === 'embedded' && (chosen.state === 'up'
                ? canWrite && html`<button type="button" class="button small" title="Deletes all of its keys" onClick=${act(emptyEmbedded)}>Empty it</button>`
                : html`<button type="button" class="button small" onClick=${act(startEmbedded)}>Start it</button>`)}
            ${chosen?.kind === 'server' && html`<button type="button" class="button small" onClick=${act(() => askFor(chosen.name))}>Password…</button>
                <button type="button" class="button small" onClick=${act(() => removeServer(chosen.name))}>Remove</button>`}
            <span class="grow"></span>
            <button type="button" class="button small" onClick=${act(() => askFor(null))}><${Icon} name="add" size=${12} />Add a server…</button>
        </div>
    </div>`;
}

/** What has to be asked before a run, or of a server. */
function Asking() {
    const { asking } = state;
    return asking && (asking.about === 'write' ? html`<${ConfirmDialog} server=${asking.server} />` : html`<${ServerDialog} key=${asking.name} asking=${asking} />`);
}

/** Whether operations may write to a server. @param {{ server: string }} props */
function ConfirmDialog({ server }) {
    const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
    const no = useRef(/** @type {HTMLButtonElement | null} */ (null));
    useLayoutEffect(() => {
        dialog.current?.showModal();
        // Who presses Enter once too often changes nothing.
        no.current?.focus();
    }, []);
    const close = () => change({ asking: null });
    const address = state.servers?.list.find(({ name }) => name === server)?.address ?? '';
    return html`<dialog class="asking" ref=${dialog} aria-labelledby="asking-title" onClose=${close}>
        <h2 id="asking-title">Run ${titles()} on ${server}, ${shortAddress(address)}?</h2>
        <p class="quiet">It changes the data there. You are asked once for each server, until you close this tab.</p>
        <div class="dialog-actions">
            <button type="button" class="button main" onClick=${confirmWrites}><${Icon} name="run" />Run</button>
            <button type="button" class="button" ref=${no} onClick=${close}>Cancel</button>
        </div>
    </dialog>`;
}

/** Adds a server, or takes the password of one. The password goes to the panel's server, and nowhere else. @param {{ asking: AskingServer }} props */
function ServerDialog({ asking }) {
    const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
    useLayoutEffect(() => { dialog.current?.showModal(); }, []);
    const close = () => change({ asking: null });
    const { name, why, hint, isBusy } = asking;
    const add = async (/** @type {any} */ event) => {
        event.preventDefault();
        const fields = new FormData(event.currentTarget);
        const text = (/** @type {string} */ field) => String(fields.get(field) ?? '').trim();
        const added = { name: name ?? text('name'), ...(name === null && { url: text('url') }), password: String(fields.get('password') ?? '') };
        change({ asking: { ...asking, why: '', isBusy: true } });
        const refusal = await withServers(/** @type {PanelServer} */ (host.server).add(added));
        if (refusal) change({ asking: { ...asking, why: [whyDown(refusal.message), upper(refusal.help)].filter(Boolean).join('. '), isBusy: false } });
        else change({ asking: null, server: added.name });
    };
    return html`<dialog class="asking" ref=${dialog} aria-labelledby="asking-title" onClose=${close}>
        <form onSubmit=${add}>
            <h2 id="asking-title">${name === null ? 'Add a server' : `Password of ${name}`}</h2>
            ${name === null && html`
                <label class="field"><span>Name</span><input class="text" name="name" required maxlength="60" autocomplete="off" spellcheck=${false} placeholder="sessions-dev" /></label>
                <label class="field"><span>Address</span><input class="text mono" name="url" required autocomplete="off" spellcheck=${false} placeholder="rediss://10.0.0.5:6379" />
                    <span class="hint">redis:// or rediss://; of a cluster several nodes, with commas. With a user: rediss://user@host</span></label>`}
            <label class="field"><span>Password</span><input class="text" name="password" type="password" autocomplete="off" />
                <span class="hint">${hint ? `${upper(hint)}. ` : ''}${host.keeps}</span></label>
            <p class="why" role="alert">${why}</p>
            <div class="dialog-actions">
                <button type="submit" class="button main" disabled=${isBusy}>${isBusy ? 'Connecting…' : 'Connect'}</button>
                <button type="button" class="button" onClick=${close}>Cancel</button>
            </div>
        </form>
    </dialog>`;
}
