/** What can be done with the form, and what keeps it from being done. @param {{ mistakes: Mistake[], code: Code, isNew: boolean }} props */
function Actions({ mistakes, code, isNew }) {
    const isTried = state.steps.some((step) => formOf(step).isTried);
    const sets = state.steps.reduce((count, step) => count + formOf(step).sets.length, 0);
    const count = mistakes.length;
    return html`<div class="actions">
        ${isNew && html`<${SaveNote} /><${SaveButton} />`}
        ${host.editor ? html`<${RunButton} isMain=${!isNew} /><${InjectButton} />`
            : host.server ? html`<${RunButton} isMain=${!isNew} /><button type="button" class="button" onClick=${copyChecked}><${Icon} name="copy" />Copy code</button>`
            : html`<button type="button" class=${`button ${isNew ? '' : 'main'}`} onClick=${act} aria-keyshortcuts="Control+Enter"><${Icon} name="copy" />Copy code<kbd aria-hidden="true">Ctrl ⏎</kbd></button>`}
        <span class="grow"></span>
        <p class=${isTried && count > 0 ? 'why' : 'hint'} role="status">${isTried && count > 0 ? `${count} ${count === 1 ? 'value' : 'values'} to correct`
            : code.text === null ? '' : state.steps.length > 1 ? `${state.steps.length} calls, one connection` : setsCounted(operationOf(state.steps[0].operation), sets)}</p>
    </div>`;
}

/** Does what the panel is for here: runs the calls, or copies their code. */
function act() {
    if (!host.server) copyChecked();
    else if (attempt()) run();
}

function copyChecked() {
    if (attempt()) copyCode();
}
