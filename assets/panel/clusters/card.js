/** @type {[State['clusters']['tab'], string][]} */
const CLUSTER_TABS = [['existing', 'Existing Cluster'], ['new', 'New Cluster']];

/** The cluster of the calls: an existing one, or a new one with its whole configuration. @param {{ isPage: boolean }} props */
function ClusterCard({ isPage }) {
    if (!isPage) return html`<section class="card" aria-label="Cluster"><div class="body"><${ExistingCluster} isPage=${false} /></div></section>`;
    const { tab } = state.clusters;
    return html`<section class="card clusters" aria-label="Cluster">
        <div class="seg"><${Tabs} label="Cluster" tabs=${CLUSTER_TABS} chosen=${tab} controls="cluster" onChoose=${chooseTab} /></div>
        <div id="cluster" role="tabpanel" aria-label=${tab === 'new' ? 'New Cluster' : 'Existing Cluster'}>
            ${tab === 'new' ? html`<${NewCluster} />` : html`<div class="body"><${ExistingCluster} isPage=${true} /></div>`}
        </div>
    </section>`;
}

/** @param {State['clusters']['tab']} tab */
function chooseTab(tab) {
    const { pane } = state.clusters;
    Object.assign(state, { clusters: { ...state.clusters, tab, isOther: false, pane: tab === 'new' && pane === 'code' ? 'spec' : pane } });
    useShownCluster();
}

/** Shows the new cluster at a position; without one, that which was shown before. @param {number | null} at */
function showNewCluster(at) {
    Object.assign(state, { clusters: { ...state.clusters, at: at ?? state.clusters.at } });
    chooseTab('new');
}

/** The form of a new cluster, or the text that it stands for. */
function NewCluster() {
    const { value } = spec();
    const { isText } = state.clusters;
    return html`<${ClusterBar} />
        ${isText || value === null ? html`<${SpecText} isBroken=${value === null} />` : html`<${SpecSections} />`}`;
}

/** Which of the new clusters is shown. */
function ClusterBar() {
    const clusters = newClusters();
    const at = shownCluster();
    const { isText, refused } = state.clusters;
    const canEdit = spec().value !== null;
    const show = (/** @type {any} */ event) => {
        Object.assign(state, { clusters: { ...state.clusters, at: Number(event.target.value) } });
        useShownCluster();
    };
    const why = refused && (refused.place === 'clusters' || /^clusters\/\d+$/.test(refused.place)) ? refused.reason : '';
    return html`<div class="cluster-bar">
        ${clusters.length > 0 && html`<select aria-label="New cluster" value=${String(at)} onChange=${show}>
            ${clusters.map((cluster, index) => html`<option value=${String(index)} selected=${index === at}>${shownValue(cluster?.name) || `Cluster ${index + 1}`}</option>`)}
        </select>`}
        ${canEdit && html`<button type="button" class="add" id="add-cluster" onClick=${addCluster}><${Icon} name="add" size=${12} />Add cluster</button>`}
        ${canEdit && clusters.length > 0 && html`<${RemoveButton} label=${`Remove the cluster ${shownValue(clusters[at]?.name)}`} onClick=${removeCluster} />`}
        <span class="grow"></span>
        <label class="check"><input type="checkbox" checked=${isText} onChange=${(/** @type {any} */ event) => changeClusters({ isText: event.target.checked, isTried: true })} />Edit as text</label>
        ${why && html`<p class="why" role="alert">${upper(why)}</p>`}
    </div>`;
}

/** The text itself, to be edited or pasted over. @param {{ isBroken: boolean }} props */
function SpecText({ isBroken }) {
    const typed = (/** @type {any} */ event) => changeSpec(event.target.value.toWellFormed(), { isTried: true });
    const isBlank = state.clusters.text.trim() === '';
    return html`<div class="body">
        <label class="field"><span>clusters.yaml</span>
            <textarea class="text mono spec-text" id="spec-text" rows="24" wrap="off" autocapitalize="off" spellcheck=${false} value=${state.clusters.text}
                aria-invalid=${specMistakes().length > 0 ? 'true' : undefined} onInput=${typed}></textarea>
        </label>
        ${isBlank ? html`<button type="button" class="add" onClick=${() => changeSpec(starterSpec())}>Start with an example</button>`
            : isBroken && html`<p class="hint">The form is back when the text can be read.</p>`}
    </div>`;
}

/**
 * Goes to the field of a mistake, or to its place in the text where it has none.
 * @param {Told} told
 */
function goToMistake({ path, start, end }) {
    const section = sectionOf(path);
    const at = path[0] === 'clusters' && typeof path[1] === 'number' ? path[1] : state.clusters.at;
    const open = section ? [...new Set([...state.clusters.open, section])] : state.clusters.open;
    changeClusters({ tab: 'new', at, open, isTried: true });
    const id = CSS.escape(fieldId(path));
    const control = path.length > 0 && !state.clusters.isText && root.querySelector(`:is(input, select, button):is(#${id}, [id^="${id}-"])`);
    if (control instanceof HTMLElement) return control.focus();
    changeClusters({ isText: true });
    const area = root.querySelector('#spec-text');
    if (!(area instanceof HTMLTextAreaElement)) return;
    area.focus();
    if (start !== null) area.setSelectionRange(start, end);
}
