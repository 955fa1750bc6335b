/** @param {number} at */
function openPaste(at) {
    change({ paste: { at, text: '' } });
}

function closePaste() {
    const at = state.paste?.at;
    change({ paste: null });
    focusOn(`paste-${at}`);
}

/** The dialog that takes many parameter sets at once, and says what it understood before it does. */
function PasteDialog() {
    const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
    const { at, text } = /** @type {NonNullable<State['paste']>} */ (state.paste);
    const operation = operationOf(state.steps[at].operation);
    const pasted = useMemo(() => readPasted(operation, text), [operation, text]);
    const mistakes = useMemo(() => mistakesIn(operation, pasted.sets), [operation, pasted]);
    useLayoutEffect(() => { dialog.current?.showModal(); }, []);
    const take = (/** @type {Values[]} */ sets) => {
        const first = sets.length - pasted.sets.length;
        replaceSets(at, sets);
        closePaste();
        goTo(at, first);
    };
    const count = pasted.sets.length;
    const counted = setsCounted(operation, count);
    const before = formOf(state.steps[at]).sets;
    const required = operation.params.filter((param) => param.required).map(({ name }) => name);
    return html`<dialog class="paste" ref=${dialog} aria-labelledby="paste-title" onClose=${closePaste}>
        <h2 id="paste-title">Paste many for ${operation.title}</h2>
        <p class="hint" id="paste-about">${operation.only_key ? 'One key a line' : `One parameter set a line with ${required.join(', ')}`};
            or CSV, whose first line names parameters; or JSON, as the code has it.</p>
        <textarea class="text mono" rows="9" spellcheck=${false} aria-label="What to paste" aria-describedby="paste-about" value=${text}
            onInput=${(/** @type {any} */ event) => change({ paste: { at, text: event.target.value.toWellFormed() } })}></textarea>
        <div class="understood" role="status">
            ${text.trim() === '' ? html`<p class="quiet">Nothing yet.</p>` : html`<p><strong>${counted}</strong>${pasted.form && `, understood as ${pasted.form}`}</p>`}
            <${Preview} sets=${pasted.sets} />
            ${[...pasted.problems, ...mistakes].slice(0, 5).map((problem) => html`<p class="why">${problem}</p>`)}
            ${pasted.problems.length + mistakes.length > 5 && html`<p class="why">and ${(pasted.problems.length + mistakes.length - 5).toLocaleString('en')} more</p>`}
        </div>
        <div class="dialog-actions">
            <button type="button" class="button main" disabled=${count === 0 || pasted.problems.length > 0} onClick=${() => take(pasted.sets)}>Take ${counted}</button>
            <button type="button" class="button" disabled=${count === 0 || pasted.problems.length > 0} onClick=${() => take([...before, ...pasted.sets])}>Add to what is there</button>
            <span class="grow"></span>
            <button type="button" class="button" onClick=${closePaste}>Cancel</button>
        </div>
    </dialog>`;
}

/** What the first parameter sets say. @param {{ sets: Values[] }} props */
function Preview({ sets }) {
    if (sets.length === 0) return null;
    const shown = sets.slice(0, 3).map((values) => Object.values(values).map(shortly).join(' · '));
    return html`<ol class="preview">${shown.map((line) => html`<li><code>${line}</code></li>`)}${sets.length > 3 && html`<li class="quiet">…</li>`}</ol>`;
}

/** @param {Value} value @returns {string} */
function shortly(value) {
    if ('list' in value) return value.list.map(shortly).join(', ');
    if ('group' in value) return Object.values(value.group).map(shortly).join(' ');
    return textOf(value);
}

/** @param {Operation} operation @param {Values[]} sets @returns {string[]} */
function mistakesIn(operation, sets) {
    /** @type {string[]} */
    const own = [];
    const number = (/** @type {number} */ set) => `${operation.only_key ? 'Key' : 'Parameter set'} ${set + 1}`;
    const all = sets.map((values, set) => sentAll(operation.params, values, [], (path, message) => own.push(`${number(set)}: ${message}`)));
    const { mistakes } = engine.ask({ do: 'validate', calls: [{ operation: operation.name, sets: all }] });
    return [...own, ...mistakes.map((/** @type {Mistake} */ { set, message }) => `${number(set)}: ${message}`)];
}
