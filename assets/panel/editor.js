// The editor that the panel is in: where code goes, and what is opened from there.

/** Follows what the user does there. */
function followEditor() {
    host.editor?.follow((event) => {
        if (event.event === 'cursor') change({ cursor: event.cursor });
        else if (operations().some(({ name }) => name === event.operation)) choose(0, event.operation);
    });
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

/** The button that puts the code at the cursor. */
function InjectButton() {
    const { cursor } = state;
    return html`<button type="button" class="button" key="inject" disabled=${!cursor} onClick=${inject} aria-keyshortcuts="Control+Shift+Enter"
        title=${cursor ? 'Puts the code at the cursor (Ctrl+Shift+Enter)' : 'Open the file where the code belongs'}>
        <${Icon} name="inject" /><span class="cut">${cursor ? `Inject into ${cursor.name}:${cursor.line}` : 'Inject'}</span></button>`;
}
