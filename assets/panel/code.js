/** What calls are written as. @type {[Style, string][]} */
const STYLES = [['promise', 'Promise'], ['callback', 'Callback'], ['rust', 'Rust'], ['terminal', 'Terminal']];

/** @returns {Code} */
function codeOf() {
    const { cluster, isReused, variable } = state.connection;
    const connection = isReused ? { reuse: variable } : { cluster };
    return engine.ask({ do: 'code', calls: calls(), style: state.style, connection });
}

/** The pane with the code. */
function CodePane() {
    const { text, mistakes } = codeOf();
    return html`<div class="pane code-pane">
        <div class="tabs">
            <${Tabs} label="Language" tabs=${STYLES} chosen=${state.style} controls="code"
                onChoose=${(/** @type {Style} */ style) => change({ style })} />
            <span class="grow"></span>
            <button type="button" class="button small" onClick=${() => copy(text ?? '')}><${Icon} name="copy" size=${13} />Copy</button>
        </div>
        <pre id="code" role="tabpanel" tabindex="0" aria-label="Code"><code>${text ?? mistakes[0]?.message}</code></pre>
    </div>`;
}

/** @param {string} text */
async function copy(text) {
    await navigator.clipboard.writeText(text);
}
