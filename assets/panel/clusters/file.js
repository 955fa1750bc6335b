// Where the spec's text comes from and goes to: a file of the host, or a download.

/** So long nobody changes anything before it is put into a file that shows it at once, in milliseconds. */
const WRITE_PAUSE = 300;

/** The writing that is under way. @type {Promise<boolean> | null} */
let writing = null;
/** @type {number | undefined} */
let writeSoon;

/** Begins with the text that was there before, with the host's file, or with a spec to start from. */
async function startClusters() {
    if (state.clusters.text === '') putSpec(starterSpec());
    if (host.spec) await specChanged();
}

/** Reads the host's file: its text is taken, unless there are changes here that would be lost. */
async function specChanged() {
    // What is written now is no news; what comes besides is seen when it is.
    if (!host.spec || writing) return;
    const known = state.clusters.file;
    try {
        const theirs = await host.spec.read();
        const { file, text } = state.clusters;
        // It was saved meanwhile, and what was read may be older.
        if (file !== known) return specChanged();
        if (!theirs) return file ? putSpec('', { file: null, theirs: null }) : undefined;
        if (file?.version === theirs.version) {
            changeClusters({ theirs: null });
            // A page that was hidden had no time to write it.
            return text === file.text ? undefined : writeSpec();
        }
        if (text === theirs.text) return changeClusters({ file: theirs, theirs: null });
        const isOurs = file !== null && file.text !== text;
        if (isOurs) return changeClusters({ theirs });
        putSpec(theirs.text, { file: theirs, theirs: null, isTried: true });
    } catch (error) {
        tellRefusal(error);
    }
}

/** Puts the text into a file that shows each change at once, when there is a pause in them. */
function writeSpecSoon() {
    if (!host.spec?.save) return;
    clearTimeout(writeSoon);
    writeSoon = setTimeout(writeSpec, WRITE_PAUSE);
}

/** Puts the text into such a file, with what is changed meanwhile. */
async function writeSpec() {
    clearTimeout(writeSoon);
    if (!host.spec?.save) return;
    writing ??= writeThrough(host.spec).finally(() => { writing = null; });
    if (await writing) await specChanged();
}

/** Whether the file has the text, or another one that was not read yet. @param {SpecFile} target */
async function writeThrough(target) {
    try {
        for (;;) {
            const { text, file } = state.clusters;
            if (file?.text === text) return true;
            const { version } = await target.write(text, file?.version ?? null);
            changeClusters({ file: { text, version }, theirs: null });
        }
    } catch (error) {
        if (/** @type {any} */ (error).code === 'Changed') return true;
        tellRefusal(error);
        return false;
    }
}

/** Puts the text into the host's file, or downloads it. */
async function saveSpec() {
    if (specMistakes().length > 0) return;
    const { text, file } = state.clusters;
    if (!host.spec || (!file && !host.spec.save)) {
        download('clusters.yaml', text);
        return changeClusters({ saved: 'Downloaded' });
    }
    try {
        if (host.spec.save) {
            await writeSpec();
            if (state.clusters.file?.text !== text) return;
            await host.spec.save();
            return changeClusters({ saved: 'Saved' });
        }
        const { version } = await host.spec.write(text, file?.version ?? null);
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

/** Leaves the file's text for ours: what is written next replaces it. */
function keepOurs() {
    const { theirs } = state.clusters;
    changeClusters({ file: theirs, theirs: null });
    if (host.spec?.save) writeSpec();
    else saveSpec();
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
