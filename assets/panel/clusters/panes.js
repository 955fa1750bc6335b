/** @type {[State['clusters']['pane'], string][]} */
const SPEC_TABS = [['spec', 'clusters.yaml'], ['template', 'CloudFormation'], ['connections', 'Connections']];

/** @type {[string, string, string][]} */
const FORMATS = [['env', 'Environment variable', 'shell'], ['js', 'JavaScript', 'js'], ['rust', 'Rust', 'rust'], ['json', 'JSON', 'json']];

/** What comes of a new cluster: the spec, what is made of it, and the code; and below, what is wrong. @param {{ code: Code, isLate: boolean }} props */
function ClusterPanes({ code, isLate }) {
    const { pane } = state.clusters;
    /** @type {[string, string][]} */
    const tabs = [...SPEC_TABS, ...STYLES];
    const choose = (/** @type {any} */ name) => {
        if (STYLES.some(([style]) => style === name)) Object.assign(state, { style: name });
        changeClusters({ pane: STYLES.some(([style]) => style === name) ? 'code' : name });
    };
    const made = pane === 'code' ? { text: code.text, name: '' } : madeOf(pane);
    return html`<div class="pane code-pane spec-pane">
            <div class="tabs">
                <${Tabs} label="What comes of it" tabs=${tabs} chosen=${pane === 'code' ? state.style : pane} controls="code" onChoose=${choose} />
                <span class="grow"></span>
                ${made.name !== '' && html`<button type="button" class="icon" aria-label=${`Download ${made.name}`} title=${`Download ${made.name}`} disabled=${made.text === null}
                    onClick=${() => download(made.name, made.text ?? '')}><${Icon} name="download" /></button>`}
                <${CopyButton} text=${made.text} />
            </div>
            ${pane === 'connections' && html`<${ConnectionsHead} />`}
            ${pane === 'code' ? html`<${CodeBody} code=${code} isLate=${isLate} />` : html`<div id="code" role="tabpanel" class="code-text" aria-label=${SPEC_TABS.find(([name]) => name === pane)?.[1]}>
                ${made.text === null ? html`<${NotMade} told=${made.told ?? []} />` : html`<${Coloured} text=${made.text} language=${made.language ?? 'yaml'} />`}
            </div>`}
        </div>
        <${CheckPane} />`;
}

/**
 * The text of a pane, and what its file is called; or what keeps it from being made.
 * @param {State['clusters']['pane']} pane
 * @returns {{ text: string | null, name: string, language?: string, told?: Told[] }}
 */
function madeOf(pane) {
    const { text, format, outputs, described } = state.clusters;
    if (pane === 'spec') return { text, name: 'clusters.yaml' };
    if (pane === 'template') {
        const made = engine.ask({ do: 'template', text, format: 'yaml' });
        return { text: made.text, name: 'template.yaml', told: made.diagnostics };
    }
    const language = FORMATS.find(([name]) => name === format)?.[2];
    const made = engine.ask({ do: 'connections', text, format, ...(outputs.trim() !== '' && { outputs }), ...(described.trim() !== '' && { listing: described }) });
    return { text: made.text, name: '', language, told: made.diagnostics };
}

/** What connections are made from, and what they are written as. */
function ConnectionsHead() {
    const { format, outputs, described } = state.clusters;
    const { value } = spec();
    const area = (/** @type {string} */ label, /** @type {string} */ text, /** @type {'outputs' | 'described'} */ name, /** @type {string} */ command) => html`<label class="field">
        <span>${label}</span>
        <textarea class="text mono" rows="3" spellcheck=${false} autocapitalize="off" placeholder=${command} value=${text}
            onInput=${(/** @type {any} */ event) => changeClusters({ [name]: event.target.value.toWellFormed() })}></textarea>
    </label>`;
    return html`<div class="connections-head">
        <label class="field"><span>Written as</span>
            <select value=${format} onChange=${(/** @type {any} */ event) => changeClusters({ format: event.target.value })}>
                ${FORMATS.map(([name, title]) => html`<option value=${name} selected=${name === format}>${title}</option>`)}
            </select>
        </label>
        ${identifiers(value?.clusters).length > 0 && area('Outputs of the stack, as the aws command prints them once it is deployed', outputs, 'outputs', 'aws cloudformation describe-stacks --stack-name NAME --output json')}
        ${identifiers(value?.existing).length > 0 && area('The existing clusters, as the aws command prints them', described, 'described', 'aws elasticache describe-cache-clusters --show-cache-node-info --output json')}
    </div>`;
}

/** Why there is no text. @param {{ told: Told[] }} props */
function NotMade({ told }) {
    return html`<div class="empty"><p>It stands here when this is right:</p>
        <ul>${told.filter(({ level }) => level === 'error').slice(0, 5).map((each) => html`<li>${each.path.length > 0
            ? html`<button type="button" class="link" onClick=${() => goToMistake(each)}><${Said} text=${upper(each.message)} /></button>` : html`<span class="why"><${Said} text=${upper(each.message)} /></span>`}</li>`)}</ul>
    </div>`;
}

/** The mistakes and warnings of the spec. */
function CheckPane() {
    const { told, value } = spec();
    const mistakes = specMistakes().length;
    const warnings = told.length - mistakes;
    const counted = (/** @type {number} */ count, /** @type {string} */ noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;
    const limits = value?.profile === 'aws' ? 'AWS’s limits · profile aws' : 'limits of the product page · profile sigma';
    return html`<section class="pane check-pane" aria-label="Check">
        <header><h2>Check</h2>
            <p role="status"><span class=${`pill ${mistakes > 0 ? 'bad' : 'good'}`}>${mistakes > 0 ? counted(mistakes, 'mistake') : 'no mistakes'}</span>
                ${warnings > 0 && html`<span class="pill warned">${counted(warnings, 'warning')}</span>`}
                <span class="hint">${limits}</span></p>
        </header>
        ${told.length > 0 ? html`<ul>${told.map((each) => html`<li><button type="button" onClick=${() => goToMistake(each)}>
                <b class=${each.level}>${each.level}</b>
                <span><span><${Said} text=${upper(each.message)} /></span>
                    <small><code>${each.code}</code> ${placeShown(each)}${each.help && html`: <${Said} text=${each.help} />`}</small></span>
            </button></li>`)}</ul>`
            : html`<div class="empty"><p>The spec can be saved, and deployed with</p><code>sigma-gen cluster template clusters.yaml -o template.yaml</code></div>`}
    </section>`;
}

/** A place as people write it. @param {Told} told */
function placeShown({ path, line, column }) {
    const place = path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('');
    return place || (line === null ? 'clusters.yaml' : `line ${line}, column ${column}`);
}
