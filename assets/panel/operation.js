/** The card with the form of one call. @param {{ at: number }} props */
function OperationCard({ at }) {
    const step = state.steps[at];
    const catalogue = /** @type {Catalogue} */ (state.catalogue);
    const operation = /** @type {Operation} */ (operationOf(catalogue, step.operation));
    return html`<section class="card" aria-label="Operation">
        <header>
            <h2>${operation.title}</h2>
            <span class="tag ${operation.access}">${operation.access}</span>
            <span class="tag">since ${operation.since}</span>
        </header>
        <div class="body">
            <${OperationSelect} value=${operation.name} onChange=${(/** @type {string} */ name) => choose(at, name)} />
            <p class="quiet">${operation.brief}</p>
            <div class="sets">
                ${formOf(step).sets.map((values, set) => html`<div class="set">
                    ${operation.params.map((param) => html`<${Field} key=${param.name} id=${`value-${at}-${set}-${param.name}`}
                        param=${param} value=${values[param.name]}
                        onChange=${(/** @type {Value | undefined} */ value) => putValue(at, set, param.name, value)} />`)}
                </div>`)}
            </div>
        </div>
    </section>`;
}

/** @param {{ value: string, onChange: (name: string) => void }} props */
function OperationSelect({ value, onChange }) {
    const groups = /** @type {Catalogue} */ (state.catalogue).groups;
    return html`<label class="field pick"><span>Operation</span>
        <select value=${value} onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
            ${groups.map((group) => html`<optgroup label=${group.title}>
                ${group.operations.map((each) => html`<option value=${each.name} selected=${each.name === value}>${each.title}</option>`)}
            </optgroup>`)}
        </select>
    </label>`;
}
