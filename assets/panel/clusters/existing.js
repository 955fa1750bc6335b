/** The value of the choice that has a field of its own. */
const OTHER = '\n';

/** A cluster that exists already, or a connection that is there. @param {{ isPage: boolean }} props */
function ExistingCluster({ isPage }) {
    const { cluster, isReused, variable } = state.connection;
    const groups = isPage ? clusterChoices() : [];
    const names = groups.flatMap(([, names]) => names);
    const isOther = state.clusters.isOther || !names.includes(cluster);
    const choose = (/** @type {any} */ event) => {
        const chosen = event.target.value;
        changeClusters({ isOther: chosen === OTHER });
        if (chosen === OTHER) focusOn('cluster-identifier', true);
        else putConnection({ cluster: chosen });
    };
    const typed = (/** @type {any} */ event) => change({
        clusters: { ...state.clusters, isOther: true },
        connection: { ...state.connection, cluster: event.target.value.toWellFormed() },
    });
    return html`${isPage && html`<label class="field"><span>Existing cluster</span>
            <select id="existing-cluster" value=${isOther ? OTHER : cluster} disabled=${isReused} onChange=${choose}>
                ${groups.map(([title, names, suffix]) => names.length > 0 && html`<optgroup label=${title}>
                    ${names.map((name) => html`<option value=${name} selected=${!isOther && name === cluster}>${name}${suffix}</option>`)}
                </optgroup>`)}
                <option value=${OTHER} selected=${isOther}>Another identifier…</option>
            </select>
        </label>`}
        ${(isOther || !isPage) && html`<label class="field"><span>Cluster identifier</span>
            <input class="text" id="cluster-identifier" value=${cluster} disabled=${isReused} autocomplete="off" autocapitalize="off" spellcheck=${false} onInput=${typed} />
        </label>`}
        ${isPage && html`<${ExistingActions} cluster=${cluster} />`}
        <label class="check"><input type="checkbox" checked=${isReused} onChange=${(/** @type {any} */ event) => putConnection({ isReused: event.target.checked })} />Use existing connection</label>
        ${isReused && html`<div class="field"><label for="variable">Existing connection</label>
            <input class="text mono" id="variable" aria-describedby="variable-about" value=${variable} autocomplete="off" autocapitalize="off" spellcheck=${false} onInput=${(/** @type {any} */ event) => putConnection({ variable: event.target.value.toWellFormed() })} />
            <span class="hint" id="variable-about">The variable that holds the connection</span>
        </div>`}`;
}

/** Shows a cluster that exists already. @param {string} name */
function useExisting(name) {
    chooseTab('existing');
    putConnection({ cluster: name, isReused: false });
}

/** @param {Partial<State['connection']>} changes */
function putConnection(changes) {
    change({ connection: { ...state.connection, ...changes } });
}

/** The identifiers to choose from, each once, by where they come from. @returns {[string, string[], string?][]} */
function clusterChoices() {
    const { value } = spec();
    /** @type {Set<string>} */
    const seen = new Set();
    const once = (/** @type {string[]} */ names) => names.filter((name) => !seen.has(name) && seen.add(name));
    return [
        ['Existing, of clusters.yaml', once(identifiers(value?.existing))],
        ['New, of clusters.yaml', once(identifiers(value?.clusters)), ' (new)'],
        ['From AWS', once(state.clusters.listed)],
        ['Of the catalogue', once([/** @type {Catalogue} */ (state.catalogue).service.cluster])],
    ];
}

/** What can be done with the cluster that is chosen, and where further ones come from. @param {{ cluster: string }} props */
function ExistingActions({ cluster }) {
    const { isLoading, listing } = state.clusters;
    const existing = spec().value?.existing;
    const isThere = [...identifiers(existing), ...identifiers(spec().value?.clusters)].includes(cluster);
    const add = () => editSpec([[['existing', Array.isArray(existing) ? existing.length : 0], { name: cluster }]], { isOther: false });
    const refused = state.clusters.refused?.place.startsWith('existing') && state.clusters.refused.reason;
    if (isThere && !host.clusters) return null;
    return html`<div class="adds">
        ${!isThere && cluster !== '' && html`<button type="button" class="add" onClick=${add}><${Icon} name="add" size=${12} />Add to clusters.yaml</button>`}
        ${host.clusters && html`<button type="button" class="add" disabled=${isLoading} onClick=${loadClusters}>${isLoading ? 'Loading…' : 'Load from AWS…'}</button>`}
        <span class=${refused ? 'why' : 'hint'} role="status">${refused || listing}</span>
    </div>`;
}

async function loadClusters() {
    if (!host.clusters) return;
    changeClusters({ isLoading: true, listing: '' });
    try {
        const listed = identifiers(await host.clusters(shownValue(spec().value?.region)));
        const listing = `${listed.length} ${listed.length === 1 ? 'cluster' : 'clusters'} in the account`;
        changeClusters({ isLoading: false, listed, listing });
    } catch (error) {
        const { message, help } = /** @type {Refusal} */ (error);
        changeClusters({ isLoading: false, listing: [message, help].filter(Boolean).join(': ') });
    }
}
