// Where the spec's text comes from and goes to: a file of the host, or a download.

/** Begins with the text that was there before, with the host's file, or with a spec to start from. */
async function startClusters() {
    if (state.clusters.text === '') putSpec(starterSpec());
    if (host.spec) await specChanged();
}

/** Reads the host's file: its text is taken, unless there are changes here that would be lost. */
async function specChanged() {
    if (!host.spec) return;
    const known = state.clusters.file;
    try {
        const theirs = await host.spec.read();
        const { file, text } = state.clusters;
        // It was saved meanwhile, and what was read may be older.
        if (file !== known) return specChanged();
        if (file?.version === theirs.version) return changeClusters({ theirs: null });
        const isOurs = file !== null && file.text !== text && text !== theirs.text;
        if (isOurs) return changeClusters({ theirs });
        putSpec(theirs.text, { file: theirs, theirs: null, isTried: true });
    } catch (error) {
        tellRefusal(error);
    }
}

/** Puts the text into the host's file, or downloads it. */
async function saveSpec() {
    if (specMistakes().length > 0) return;
    const { text, file } = state.clusters;
    if (!host.spec || !file) {
        download('clusters.yaml', text);
        return changeClusters({ saved: 'Downloaded' });
    }
    try {
        const { version } = await host.spec.write(text, file.version);
        changeClusters({ file: { text, version }, theirs: null, saved: 'Saved' });
    } catch (error) {
        if (/** @type {any} */ (error).code === 'Changed') return specChanged();
        tellRefusal(error);
    }
}

/** @param {unknown} error */
function tellRefusal(error) {
    const { message, help } = /** @type {Refusal} */ (error);
    changeClusters({ saved: [message, help].filter(Boolean).join(': ') });
}

/** Leaves the file's text for ours: the next save replaces it. */
function keepOurs() {
    const { theirs } = state.clusters;
    changeClusters({ file: theirs, theirs: null });
    saveSpec();
}

function takeTheirs() {
    const { theirs } = state.clusters;
    if (theirs) putSpec(theirs.text, { file: theirs, theirs: null, isTried: true });
}

/** @param {string} name @param {string} text */
function download(name, text) {
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    Object.assign(document.createElement('a'), { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** The button that saves the spec; dead while it has mistakes. */
function SaveButton() {
    const isDead = specMistakes().length > 0;
    return html`<button type="button" class="button main" id="save-spec" disabled=${isDead} onClick=${saveSpec}>${host.spec ? 'Save' : 'Download'} clusters.yaml</button>`;
}

/** What became of the last save, and a choice where another program has changed the file. */
function SaveNote() {
    const { theirs, saved } = state.clusters;
    if (theirs) {
        return html`<div class="note choice-note" role="alert">
            <p><strong>${host.spec?.path ?? 'clusters.yaml'} was changed by another program.</strong> Your changes here are not in it.</p>
            <p><button type="button" class="button small" onClick=${takeTheirs}>Load theirs</button> <button type="button" class="button small" onClick=${keepOurs}>Keep mine</button></p>
        </div>`;
    }
    return html`<p class=${`hint saved ${saved === '' && 'seen-by-readers'}`} role="status">${saved}</p>`;
}
