/** The cluster or the connection of the code. */
function ConnectionFields() {
    const { cluster, isReused, variable } = state.connection;
    const put = (/** @type {Partial<State['connection']>} */ changes) => change({ connection: { ...state.connection, ...changes } });
    return html`<label class="field"><span>Cluster identifier</span>
            <input class="text" value=${cluster} disabled=${isReused} autocomplete="off" spellcheck=${false} onInput=${(/** @type {any} */ event) => put({ cluster: event.target.value.toWellFormed() })} />
        </label>
        <label class="check"><input type="checkbox" checked=${isReused} onChange=${(/** @type {any} */ event) => put({ isReused: event.target.checked })} />Use existing connection</label>
        ${isReused && html`<div class="field"><label for="variable">Existing connection</label>
            <input class="text mono" id="variable" aria-describedby="variable-about" value=${variable} autocomplete="off" spellcheck=${false} onInput=${(/** @type {any} */ event) => put({ variable: event.target.value.toWellFormed() })} />
            <span class="hint" id="variable-about">The variable that holds the connection</span>
        </div>`}`;
}
