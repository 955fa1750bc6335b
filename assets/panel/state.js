/**
 * All that the panel shows. Only the functions here and in the files of the other parts change it, each by `change`,
 * which draws the panel anew.
 * @type {State}
 */
const state = {
    catalogue: null,
    trouble: null,
    find: '',
    steps: [{ operation: '', forms: {} }],
    connection: { cluster: '', isReused: false, variable: 'redisClient' },
    style: 'promise',
};

/** What is there again after a reload. @type {(keyof State)[]} */
const REMEMBERED = ['steps', 'connection', 'style'];

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
    host.remember(Object.fromEntries(REMEMBERED.map((name) => [name, state[name]])));
}

/**
 * Begins with a catalogue, and with what was there before a reload.
 * @param {Catalogue} catalogue
 * @param {string | null} operation the one to show; without it, the last one or the first
 */
function begin(catalogue, operation) {
    const known = (/** @type {Step} */ step) => operationOf(catalogue, step.operation) !== undefined;
    const { steps = [], ...before } = host.recall() ?? {};
    state.connection.cluster = catalogue.service.cluster;
    Object.assign(state, before);
    state.catalogue = catalogue;
    state.steps = steps.length > 0 && steps.every(known) ? steps : [stepOf(catalogue.groups[0].operations[0].name)];
    if (operation !== null) state.steps = [{ ...state.steps[0], operation }];
    choose(0, state.steps[0].operation);
}

/** @param {Catalogue} catalogue @param {string} name */
function operationOf(catalogue, name) {
    return catalogue.groups.flatMap((group) => group.operations).find((operation) => operation.name === name);
}

/** @param {string} operation @returns {Step} */
function stepOf(operation) {
    return { operation, forms: { [operation]: filled(operation, 0) } };
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
    const operation = operationOf(/** @type {Catalogue} */ (state.catalogue), name);
    const request = { do: 'fill', operation: name, ...(operation?.examples.length && { example }) };
    return { sets: engine.ask(request).sets, left: [], isTried: false };
}

/** The calls as the engine takes them. @returns {Call[]} */
function calls() {
    return state.steps.map((step) => ({ operation: step.operation, sets: formOf(step).sets }));
}

/** Shows an operation, with the values that it had before. @param {number} at @param {string} operation */
function choose(at, operation) {
    changeStep(at, (step) => ({
        operation,
        forms: { ...step.forms, [operation]: step.forms[operation] ?? filled(operation, 0) },
    }));
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

/** @param {number} at @param {Values[]} sets */
function putSets(at, sets) {
    changeForm(at, (form) => ({ ...form, sets }));
}

/**
 * Puts a value into a parameter set; without a value, takes it out.
 * @param {number} at @param {number} set @param {string} name @param {Value | undefined} value
 */
function putValue(at, set, name, value) {
    changeForm(at, (form) => ({
        ...form,
        sets: form.sets.map((values, index) => (index === set ? withValue(values, name, value) : values)),
    }));
}

/** @param {Values} values @param {string} name @param {Value | undefined} value @returns {Values} */
function withValue(values, name, value) {
    if (value !== undefined) return { ...values, [name]: value };
    const { [name]: _, ...others } = values;
    return others;
}
