// The spec of clusters. All that is kept is its text: the form shows what the engine reads in it, and each change is an edit
// of the text, so that comments stay.

/** What the engine says of a text. @type {Spec} */
const specRead = { text: null, value: null, told: [] };

/** @type {{ of: string, form: SpecForm | null }} */
const formRead = { of: '', form: null };

/** What the spec's text says, and what is wrong with it. */
function spec() {
    const { text } = state.clusters;
    if (specRead.text === text) return specRead;
    const { value, diagnostics } = engine.ask({ do: 'check', text });
    return Object.assign(specRead, { text, value, told: diagnostics });
}

/** Mistakes only, without the warnings. */
function specMistakes() {
    return spec().told.filter(({ level }) => level === 'error');
}

/** What the form is drawn from: fields, limits and choices. @returns {SpecForm} */
function specForm() {
    const { value } = spec();
    const profile = value?.profile === 'aws' ? 'aws' : 'sigma';
    const region = typeof value?.region === 'string' ? value.region : '';
    const of = `${profile} ${region}`;
    if (formRead.of !== of || !formRead.form) {
        Object.assign(formRead, { of, form: engine.ask({ do: 'sections', profile, region }) });
    }
    return /** @type {SpecForm} */ (formRead.form);
}

/** The new clusters of the spec. @returns {Record<string, any>[]} */
function newClusters() {
    const clusters = spec().value?.clusters;
    return Array.isArray(clusters) ? clusters : [];
}

/** The identifiers of a list of clusters. @param {unknown} clusters @returns {string[]} */
function identifiers(clusters) {
    if (!Array.isArray(clusters)) return [];
    return clusters.map((cluster) => cluster?.name).filter((name) => typeof name === 'string' && name !== '');
}

/** The position of the new cluster that the form shows. */
function shownCluster() {
    return Math.max(0, Math.min(state.clusters.at, newClusters().length - 1));
}

/** @param {Partial<State['clusters']>} changes */
function changeClusters(changes) {
    change({ clusters: { ...state.clusters, ...changes } });
}

/** @param {Path} path */
function placeOf(path) {
    return path.join('/');
}

/**
 * Takes another text. The calls use the cluster that the form shows.
 * @param {string} text @param {Partial<State['clusters']>} [changes]
 */
function putSpec(text, changes = {}) {
    Object.assign(state, { clusters: { ...state.clusters, text, refused: null, saved: '', ...changes } });
    useShownCluster();
}

/** Takes what the user made of the text. @param {string} text @param {Partial<State['clusters']>} [changes] */
function changeSpec(text, changes) {
    putSpec(text, changes);
    writeSpecSoon();
}

/** What is remembered, as far as it still fits. @param {any} before @returns {State['clusters']} */
function recalledClusters(before) {
    const now = /** @type {Record<string, any>} */ (state.clusters);
    const fitting = Object.entries(before ?? {}).filter(([name, value]) => name in now && (now[name] === null || typeof now[name] === typeof value));
    return { ...state.clusters, ...Object.fromEntries(fitting), isLoading: false, typing: '' };
}

/** Puts the cluster that the form shows into the code. */
function useShownCluster() {
    if (state.clusters.tab !== 'new') return change({});
    const name = newClusters()[shownCluster()]?.name;
    const cluster = typeof name === 'string' ? name : '';
    change({ connection: { ...state.connection, cluster, isReused: false } });
}

/**
 * Sets fields in the text, or removes those without a value. Where one of them cannot be edited, none is.
 * @param {[Path, unknown][]} edits @param {Partial<State['clusters']>} [changes]
 */
function editSpec(edits, changes = {}) {
    let { text } = state.clusters;
    for (const [path, value] of edits) {
        const answer = engine.ask({ do: 'edit', text, path, ...(value !== undefined && { value }) });
        if (answer.reason) {
            changeClusters({ refused: { place: placeOf(path), reason: answer.reason } });
            return false;
        }
        text = answer.text;
    }
    changeSpec(text, changes);
    return true;
}

/** What is at a path in a value; undefined where nothing is. @param {any} value @param {Path} path */
function valueAt(value, path) {
    return path.reduce((inner, step) => inner?.[step], value);
}

/** The spec to start from, with the catalogue's cluster in it. */
function starterSpec() {
    const { text } = engine.ask({ do: 'starter' });
    const { cluster } = /** @type {Catalogue} */ (state.catalogue).service;
    const edited = engine.ask({ do: 'edit', text, path: ['clusters', 0, 'name'], value: cluster }).text ?? text;
    return engine.ask({ do: 'check', text: edited }).diagnostics.length === 0 ? edited : text;
}

/** Adds a cluster like the one that is shown, or like the starter's where that has no name, under a name that is free. */
function addCluster() {
    const clusters = newClusters();
    const shown = clusters[shownCluster()];
    const model = identifiers([shown]).length > 0 ? shown : engine.ask({ do: 'check', text: starterSpec() }).value.clusters[0];
    const taken = new Set([...identifiers(clusters), ...identifiers(spec().value?.existing)]);
    const base = model.name.replace(/-\d+$/, '');
    let [name, count] = [taken.size === 0 ? model.name : base, 1];
    while (taken.has(name)) name = `${base}-${count += 1}`;
    const at = clusters.length;
    if (editSpec([[['clusters', at], { ...model, name }]], { at, tab: 'new' })) focusOn(fieldId(['clusters', at, 'name']), true);
}

/** Removes the cluster that is shown. */
function removeCluster() {
    const at = shownCluster();
    removeItem(['clusters'], at, newClusters().length);
    focusOn('add-cluster');
}

/**
 * Removes an item of a list; the last one takes the list along, for an empty list is written otherwise.
 * @param {Path} list @param {number} at @param {number} count
 */
function removeItem(list, at, count) {
    // The places of those behind it are others now.
    const place = `${placeOf(list)}/`;
    const left = state.clusters.left.filter((each) => !each.startsWith(place));
    editSpec([[count === 1 ? list : [...list, at], undefined]], { left });
}
