/** The card with the form of one call. @param {{ at: number, mistakes: Mistake[] }} props */
function OperationCard({ at, mistakes }) {
    const operation = operationOf(state.steps[at].operation);
    const choice = html`<${OperationSelect} id=${`operation-${at}`} value=${operation.name} onChange=${(/** @type {string} */ name) => choose(at, name)} />`;
    return html`<section class="card operation" aria-label=${at === 0 ? operation.title : `Call ${at + 1}: ${operation.title}`}>
        <header>
            ${at > 0 && html`<span class="then-mark">then</span>`}
            <h2>${operation.title}</h2>
            <span class="tag ${operation.access}">${operation.access}</span>
            <span class="tag">since ${operation.since}</span>
            ${at > 0 && html`<span class="grow"></span><${RemoveButton} label=${`Remove the call of ${operation.title}`} onClick=${() => removeStep(at)} />`}
        </header>
        <div class="body">
            <div class=${at === 0 ? 'pick' : undefined}>${choice}</div>
            ${operation.deprecated && html`<p class="note"><strong>Deprecated:</strong> ${operation.deprecated}</p>`}
            <p class="quiet brief">${operation.brief}</p>
            <div class="about"><${OperationInfo} operation=${operation} /><${Examples} at=${at} operation=${operation} /></div>
            <${Sets} key=${operation.name} at=${at} operation=${operation} mistakes=${mistakes} />
        </div>
    </section>`;
}

/** @param {{ id: string, value: string, onChange: (name: string) => void }} props */
function OperationSelect({ id, value, onChange }) {
    const { groups } = /** @type {Catalogue} */ (state.catalogue);
    return html`<label class="field"><span>Operation</span>
        <select id=${id} value=${value} onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
            ${groups.map((group) => html`<optgroup label=${group.title}>
                ${group.operations.map((each) => html`<option value=${each.name} selected=${each.name === value}>${each.title}</option>`)}
            </optgroup>`)}
        </select>
    </label>`;
}

/** @param {{ operation: Operation }} props */
function OperationInfo({ operation }) {
    const { summary, reply, command } = operation;
    return html`<details class="info">
        <summary>Operation info</summary>
        ${summary.split(/\n\s*\n/).map((paragraph) => html`<p class="quiet">${paragraph}</p>`)}
        <dl>
            <dt>Command</dt><dd><code>${command.join(' ')}</code></dd>
            <dt>Success</dt><dd>${reply.success}</dd>
            ${reply.failure && html`<dt>Failure</dt><dd>${reply.failure}</dd>`}
            <dt>Sent again after a broken connection</dt><dd>${sentAgain(operation)}</dd>
        </dl>
    </details>`;
}

/** @param {Operation} operation */
function sentAgain({ access, retry, never_with }) {
    if (access === 'read') return 'Yes: it only reads.';
    if (retry !== 'safe') return 'Never: running it twice could change the data again.';
    const never = never_with.length > 0 ? `; never with ${never_with.map(camel).join(' or ')}` : '';
    return `When you allow it: running it twice leaves the same data${never}.`;
}

/** What the form can be filled in from. @param {{ at: number, operation: Operation }} props */
function Examples({ at, operation }) {
    if (operation.examples.length === 0) return null;
    const fill = (/** @type {any} */ event) => {
        fillFrom(at, Number(event.target.value));
        // It says what it does, and not what was done: the values may be others by now.
        event.target.value = '';
    };
    return html`<select class="examples" aria-label="Fill in an example" value="" onChange=${fill}>
        <option value="" selected>Fill in an example…</option>
        ${operation.examples.map(({ title }, example) => html`<option value=${example}>${title}</option>`)}
    </select>`;
}
