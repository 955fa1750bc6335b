// Runs: what is sent to the panel's server, and what becomes of it.

/** From then on a run can be cancelled, in milliseconds. */
const LONG = 300;
/** So many runs are in the history. */
const MOST_RUNS = 50;
/** With more parameter sets, a run is in the history until the page is loaded anew. */
const MOST_REMEMBERED = 200;

/** The run that is under way. */
let abort = new AbortController();

/** What calls are, by their operations: each combination keeps its own answer. */
function subject() {
    return state.steps.map(({ operation }) => operation).join(' ');
}

/** The title of the calls. */
function titles() {
    return state.steps.map(({ operation }) => operationOf(operation).title).join(', then ');
}

/** The server that was chosen, or the first one that there is. @returns {ServerInfo | undefined} */
function chosenServer() {
    return state.servers?.list.find(({ name }) => name === state.server);
}

/** Whether one of the calls writes. */
function writes() {
    return state.steps.some(({ operation }) => operationOf(operation).access === 'write');
}

/** The example that the form still is, unchanged; none for several calls. @returns {number | null} */
function exampleOf() {
    const [step, ...others] = state.steps;
    const form = formOf(step);
    const { examples } = operationOf(step.operation);
    if (others.length > 0 || form.sets.length > 20) return null;
    const sets = JSON.stringify(form.sets);
    const at = examples.findIndex((_, example) => JSON.stringify(filled(step.operation, example).sets) === sets);
    return at < 0 ? null : at;
}

/** Runs the calls, if nothing is wrong with them and the user wants what they do. */
async function run() {
    const server = chosenServer();
    if (state.running || !server || !host.server) return;
    const missing = missingSample();
    if (missing) {
        change({ isSampleWanted: true });
        focusOn(missing);
        return;
    }
    if (writes() && server.writes === 'ask' && !state.confirmed.includes(server.name)) {
        change({ asking: { about: 'write', server: server.name } });
        return;
    }
    const [key, title, steps, example] = [subject(), titles(), state.steps, exampleOf()];
    abort = new AbortController();
    const started = performance.now();
    const timer = setTimeout(() => change({ running: { key, isLong: true } }), LONG);
    change({ running: { key, isLong: false } });
    /** @type {Outcome} */
    let outcome;
    try {
        const request = { connection: server.name, calls: sampledCalls(), confirmed: state.confirmed.includes(server.name), ...(example !== null && { example }) };
        const ran = await host.server.run(request, abort.signal);
        outcome = { at: Date.now(), operations: steps.map(({ operation }) => operation), example, ...ran };
    } catch (error) {
        const { message, help = '' } = /** @type {Refusal} */ (error);
        outcome = { at: Date.now(), refusal: abort.signal.aborted ? cancelled(performance.now() - started) : { message, help } };
    }
    clearTimeout(timer);
    const made = { at: outcome.at, title, server: server.name, steps: steps.map(onlyShown), ...summary(outcome) };
    change({ running: null, outcomes: { ...state.outcomes, [key]: outcome }, history: [made, ...state.history].slice(0, MOST_RUNS) });
    // On a narrow page it is below what was filled in.
    root.querySelector('.answer-pane')?.scrollIntoView({ block: 'nearest' });
}

/** @param {number} ms */
function cancelled(ms) {
    return { message: `Cancelled after ${(ms / 1000).toFixed(1)} s`, help: writes() ? 'What was sent may have been executed all the same.' : '' };
}

function cancel() {
    abort.abort();
}

/** The user agreed to write to a server, until the tab is closed. */
function confirmWrites() {
    const { server } = /** @type {{ server: string }} */ (state.asking);
    change({ asking: null, confirmed: [...state.confirmed, server] });
    run();
}

/** Makes the data that the example starts with, in the place of all else, and runs it. */
async function prepareAndRun() {
    const example = exampleOf();
    if (example === null || !host.server) return;
    try {
        await host.server.prepare(state.steps[0].operation, example);
    } catch (error) {
        const { message, help = '' } = /** @type {Refusal} */ (error);
        change({ outcomes: { ...state.outcomes, [subject()]: { at: Date.now(), refusal: { message, help } } } });
        return;
    }
    await run();
}

/** Whether the data of an example can be made: only where nothing else can be lost that somebody wants. */
function canPrepare() {
    const [server, example] = [chosenServer(), exampleOf()];
    const given = example === null ? [] : operationOf(state.steps[0].operation).examples[example].given;
    return server?.kind === 'embedded' && server.state === 'up' && server.writes === 'free' && given.length > 0;
}

/* The history */

/** A call without the forms of the operations that it does not show. @param {Step} step @returns {Step} */
function onlyShown(step) {
    return { operation: step.operation, forms: { [step.operation]: formOf(step) } };
}

/** Whether the browser keeps a run for the next page. @param {PastRun} past */
function isSmall({ steps }) {
    return steps.every((step) => formOf(step).sets.length <= MOST_REMEMBERED);
}

/** @param {Outcome} outcome @returns {{ isGood: boolean, summary: string }} */
function summary({ answers = [], refusal }) {
    const failed = answers.reduce((count, { response }) => count + (response?.failed ?? 0), 0);
    const success = answers.reduce((count, { response }) => count + (response?.success ?? 0), 0);
    const error = refusal?.message ?? answers.find(({ error }) => error)?.error?.code;
    const ms = answers.reduce((sum, { ms }) => sum + ms, 0);
    const counts = error ? [error] : [`${success} succeeded`, ...(failed > 0 ? [`${failed} failed`] : [])];
    return { isGood: !error && failed === 0, summary: [...counts, ...(refusal ? [] : [`${shortMs(ms)} ms`])].join(' · ') };
}

/** @param {number} ms */
function shortMs(ms) {
    return ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en');
}

/** Brings the values of a run back. @param {PastRun} past */
function bringBack({ steps, server }) {
    const known = new Set(operations().map(({ name }) => name));
    if (!steps.every(({ operation }) => known.has(operation))) return;
    const forms = state.steps[0].forms;
    const [first, ...others] = steps;
    change({ steps: [{ ...first, forms: { ...forms, ...first.forms } }, ...others], server });
}

/* Samples: the values that expressions have in a run. */

/** What an expression stands for in a run; undefined while nobody said. @param {Param} param @param {{ code: string, before?: Value, sample?: string }} value @returns {Value | undefined} */
function sampleOf(param, { before, sample }) {
    if (sample === undefined) return before && textOf(before) !== '' ? before : undefined;
    if (!isList(param) && !['group', 'one_of', 'any'].includes(param.type)) return sample === '' ? undefined : valueOf(param, sample);
    try {
        return valueOfJson(param, JSON.parse(sample));
    } catch {
        return sample === '' ? undefined : isList(param) ? { list: [valueOf(param, sample)] } : valueOf(param, sample);
    }
}

/** A sample as its field shows it. @param {{ before?: Value, sample?: string }} value */
function sampleText({ before, sample }) {
    if (sample !== undefined || before === undefined) return sample ?? '';
    return 'list' in before || 'group' in before ? JSON.stringify(jsonOf(before)) : textOf(before);
}

/** @param {Value} value @returns {unknown} */
function jsonOf(value) {
    if ('list' in value) return value.list.map(jsonOf);
    if ('group' in value) return Object.fromEntries(Object.entries(value.group).map(([name, each]) => [name, jsonOf(each)]));
    return 'json' in value ? value.json : textOf(value);
}

/** Values with samples in the place of expressions. @param {Param[]} params @param {Values} values @param {Path} path @param {(path: Path) => void} lacks @returns {Values} */
function sampledAll(params, values, path, lacks) {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, sampled(named(params, name), value, [...path, name], lacks)]));
}

/** @param {Param | undefined} param @param {Value} value @param {Path} path @param {(path: Path) => void} lacks @returns {Value} */
function sampled(param, value, path, lacks) {
    if ('list' in value) {
        const one = param && { ...param, repeat: /** @type {const} */ ('once') };
        return { list: value.list.map((each, at) => sampled(one, each, [...path, at], lacks)) };
    }
    if ('group' in value) return { group: sampledAll(param?.params ?? [], value.group, path, lacks) };
    if (!('code' in value) || !param) return value;
    const sample = sampleOf(param, value);
    if (sample === undefined) lacks(path);
    return sample ?? value;
}

/** The calls as they are run. @param {(call: number, set: number, path: Path) => void} [lacks] @returns {Call[]} */
function sampledCalls(lacks = () => {}) {
    return state.steps.map((step, call) => {
        const { params } = operationOf(step.operation);
        const sets = formOf(step).sets.map((values, set) => sentAll(params, sampledAll(params, values, [], (path) => lacks(call, set, path)), [], () => {}));
        return { operation: step.operation, sets };
    });
}

/** The field of the first expression that has no sample. @returns {string | null} */
function missingSample() {
    /** @type {string[]} */
    const missing = [];
    sampledCalls((call, set, path) => missing.push(`${idOf({ at: call, set, path, wrong: [] })}-sample`));
    return missing[0] ?? null;
}

/** The value that an expression has in a run. @param {FieldProps} props */
function Sample({ param, value, spot, onChange }) {
    if (!host.server || value === undefined || !('code' in value)) return null;
    const id = `${idOf(spot)}-sample`;
    const isMissing = state.isSampleWanted && sampleOf(param, value) === undefined;
    return html`<label class="sample"><span>Runs with</span>
        <input class="text mono" id=${id} value=${sampleText(value)} placeholder="a sample value" autocomplete="off" autocapitalize="off" spellcheck=${false}
            aria-invalid=${isMissing ? 'true' : undefined} aria-describedby=${isMissing ? `${id}-why` : undefined}
            onInput=${(/** @type {any} */ event) => onChange({ ...value, sample: event.target.value.toWellFormed() })} />
    </label>
    ${isMissing && html`<p class="why" id=${`${id}-why`}>Only your code knows the expression’s value: give it one for the run</p>`}`;
}
