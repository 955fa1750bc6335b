// The editor that the panel is in: where code goes, and what is opened from there.

/** Follows what the user does there. */
function followEditor() {
    if (!host.editor) return;
    document.title = /** @type {Catalogue} */ (state.catalogue).service.title;
    host.editor.follow((event) => {
        if (event.event === 'cursor') change({ cursor: event.cursor });
        else if (event.event === 'clusters') showNewCluster(event.at);
        else if (event.event === 'existing') useExisting(event.name);
        else if (event.event === 'use') change({ server: event.server });
        else if (event.event === 'ask') askFor(event.server);
        else if (operations().some(({ name }) => name === event.operation)) openFrom(event);
    });
}

/** Shows an operation, or a call of the code with its values. @param {Extract<EditorEvent, { event: 'open' }>} event */
async function openFrom({ operation, call, connection, target, isRun }) {
    Object.assign(state, { target: target ? { operation, cursor: target } : null });
    if (!call) return choose(0, operation);
    const [{ forms }] = state.steps;
    const { cluster, variable } = state.connection;
    change({
        steps: [{ operation, forms: { ...forms, [operation]: { shape: shapeOf(operation), sets: call.sets, left: [], isTried: false } } }],
        connection: !connection ? state.connection : 'reuse' in connection
            ? { cluster, isReused: true, variable: connection.reuse } : { cluster: connection.cluster, isReused: false, variable },
    });
    if (!isRun) return;
    await loadServers();
    if (attempt()) run();
}

/** The call in the code that the form has the values of; null where it is another operation by now. */
function callEdited() {
    const [{ operation }, ...others] = state.steps;
    return others.length === 0 && state.target?.operation === operation ? state.target : null;
}

/** Puts the code at the cursor, if nothing is wrong with it. */
async function inject() {
    if (!host.editor || !state.cursor || !attempt()) return;
    const { text, snippet } = write();
    if (text === null) return;
    try {
        await host.editor.inject({ text, snippet });
    } catch (error) {
        tell(/** @type {Refusal} */ (error));
    }
}

/** Puts the parameters in the place of those in the code. */
async function update() {
    if (!host.editor || !attempt()) return;
    try {
        await host.editor.update(check().calls[0]);
    } catch (error) {
        tell(/** @type {Refusal} */ (error));
    }
}

/** The button that puts the code at the cursor, or the parameters where they came from. */
function InjectButton() {
    const { cursor } = state;
    const edited = callEdited()?.cursor;
    if (edited) {
        return html`<button type="button" class="button" key="update" onClick=${update} aria-keyshortcuts="Control+Shift+Enter"
            title="Replaces the parameters of the call (Ctrl+Shift+Enter)"><${Icon} name="inject" /><span class="cut">Update ${edited.name}:${edited.line}</span></button>`;
    }
    return html`<button type="button" class="button" key="inject" disabled=${!cursor} onClick=${inject} aria-keyshortcuts="Control+Shift+Enter"
        title=${cursor ? 'Puts the code at the cursor (Ctrl+Shift+Enter)' : 'Open the file where the code belongs'}>
        <${Icon} name="inject" /><span class="cut">${cursor ? `Inject into ${cursor.name}:${cursor.line}` : 'Inject'}</span></button>`;
}
