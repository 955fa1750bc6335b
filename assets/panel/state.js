/**
 * All that the panel shows. Only functions change it, each by `change`, which draws the panel anew. Values are replaced, and
 * never changed inside.
 * @type {State}
 */
const state = {
    catalogue: null,
    trouble: null,
    find: '',
    steps: [{ operation: '', forms: {} }],
    connection: { cluster: '', isReused: false, variable: 'redisClient' },
    style: 'promise',
    paste: null,
    servers: null,
    server: '',
    running: null,
    outcomes: {},
    answerView: 'response',
    history: [],
    confirmed: [],
    asking: null,
    isSampleWanted: false,
    cursor: null,
    target: null,
    clusters: {
        tab: 'existing', text: '', file: null, theirs: null, saved: '', at: 0, open: ['engine', 'settings'], left: [], isTried: false, typing: '', refused: null,
        isText: false, kept: {}, pane: 'spec', format: 'env', outputs: '', described: '', isOther: false, listed: [], isLoading: false, listing: '',
    },
};

/** What is there again after a reload. @type {(keyof State)[]} */
const REMEMBERED = ['steps', 'connection', 'style', 'server', 'answerView', 'history', 'confirmed', 'clusters'];

/** @type {Host} */
let host;
/** Draws the panel. */
let draw = () => {};
/** @type {number | undefined} */
let rememberSoon;

/**
 * Changes the state, and draws the panel anew.
 * @param {Partial<State>} changes
 */
function change(changes) {
    Object.assign(state, changes);
    clearTimeout(rememberSoon);
    rememberSoon = setTimeout(remember, 200);
    draw();
}

function remember() {
    if (!state.catalogue) return;
    clearTimeout(rememberSoon);
    const kept = Object.fromEntries(REMEMBERED.map((name) => [name, state[name]]));
    host.remember({ ...kept, history: state.history.filter(isSmall) });
}

/**
 * Begins with a catalogue, and with what was there before a reload.
 * @param {Catalogue} catalogue
 * @param {string | null} operation the one to show; without it, the last one or the first
 */
function begin(catalogue, operation) {
    state.catalogue = catalogue;
    state.connection.cluster = catalogue.service.cluster;
    // What is remembered may be of another version of the panel or of the catalogue.
    try {
        const { steps, ...before } = host.recall();
        state.steps = steps.map(recalled).filter((/** @type {Step} */ step) => formOf(step));
        const style = before.style in LANGUAGES ? before.style : state.style;
        Object.assign(state, before, { style, connection: { ...state.connection, ...before.connection }, clusters: recalledClusters(before.clusters) });
    } catch {
        state.steps = [];
    }
    if (state.steps.length === 0) state.steps = [{ operation: operations()[0].name, forms: {} }];
    choose(0, operation !== null && operationOf(operation) ? operation : state.steps[0].operation);
}

/** A call with only those of its forms that still fit their operations. @param {Step} step @returns {Step} */
function recalled({ operation, forms }) {
    const fitting = Object.entries(forms).filter(([name, form]) => operationOf(name) && form.shape === shapeOf(name) && Array.isArray(form.sets));
    return { operation, forms: Object.fromEntries(fitting) };
}

/** What the forms of an operation depend on. @param {string} operation */
function shapeOf(operation) {
    return JSON.stringify(operationOf(operation).params);
}

/** All operations, in the catalogue's order. */
function operations() {
    return /** @type {Catalogue} */ (state.catalogue).groups.flatMap((group) => group.operations);
}

/** @param {string} name @returns {Operation} */
function operationOf(name) {
    return /** @type {Operation} */ (operations().find((operation) => operation.name === name));
}

/** @param {Step} step */
function formOf(step) {
    return step.forms[step.operation];
}

/**
 * A form with the values of an example.
 * @param {string} name @param {number} example
 * @returns {Form}
 */
function filled(name, example) {
    const hasExample = operationOf(name).examples.length > example;
    const { sets } = engine.ask({ do: 'fill', operation: name, ...(hasExample && { example }) });
    return { shape: shapeOf(name), sets, left: [], isTried: false };
}

/** Shows an operation, with the values that it had before. @param {number} at @param {string} operation */
function choose(at, operation) {
    changeStep(at, ({ forms }) => ({
        operation,
        forms: { ...forms, [operation]: forms[operation] ?? filled(operation, 0) },
    }));
}

/** Adds a call over the same connection. */
function addStep() {
    const { operation } = state.steps[state.steps.length - 1];
    change({ steps: [...state.steps, { operation, forms: { [operation]: filled(operation, 0) } }] });
    focusOn(`operation-${state.steps.length - 1}`);
}

/** @param {number} at */
function removeStep(at) {
    change({ steps: state.steps.filter((_, index) => index !== at) });
    focusOn('add-step');
}

/** @param {number} at @param {(step: Step) => Step} made */
function changeStep(at, made) {
    change({ steps: state.steps.map((step, index) => (index === at ? made(step) : step)) });
}

/** @param {number} at @param {(form: Form) => Form} made */
function changeForm(at, made) {
    changeStep(at, (step) => ({ ...step, forms: { ...step.forms, [step.operation]: made(formOf(step)) } }));
}

/** Fills the form in from an example. @param {number} at @param {number} example */
function fillFrom(at, example) {
    changeForm(at, () => filled(state.steps[at].operation, example));
}

/** @param {number} at @param {number} set @param {Values} values */
function putSet(at, set, values) {
    changeForm(at, (form) => ({ ...form, sets: form.sets.map((each, index) => (index === set ? values : each)) }));
}

/** @param {number} at @param {Values[]} added */
function addSets(at, added) {
    changeForm(at, (form) => ({ ...form, sets: [...form.sets, ...added] }));
}

/** @param {number} at @param {Values[]} sets */
function replaceSets(at, sets) {
    changeForm(at, (form) => ({ ...form, sets, left: [], isTried: false }));
}

/** @param {number} at @param {number} set */
function removeSet(at, set) {
    changeForm(at, (form) => ({
        ...form,
        sets: form.sets.filter((_, index) => index !== set),
        // The places of those behind it are others now.
        left: form.left.filter((place) => Number(place.split('/')[0]) < set),
    }));
}

/** Shows the mistakes of a field, because it was left. @param {number} at @param {string} place */
function leave(at, place) {
    if (!formOf(state.steps[at]).left.includes(place)) changeForm(at, (form) => ({ ...form, left: [...form.left, place] }));
}

/** A value put in, or without one taken out. @param {Values} values @param {string} name @param {Value | undefined} value @returns {Values} */
function withValue(values, name, value) {
    if (value !== undefined) return { ...values, [name]: value };
    const { [name]: _, ...others } = values;
    return others;
}
