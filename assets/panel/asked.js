// What the engine says of the calls as they are: their mistakes and their code.

/** With more parameter sets than this, the engine is asked after a pause in the typing. */
const MANY_SETS = 500;

/** @type {{ steps: Step[] | null, calls: Call[], mistakes: Mistake[], hasCode: boolean }} */
const checked = { steps: null, calls: [], mistakes: [], hasCode: true };

/** @type {{ of: unknown[], code: Code }} */
const written = { of: [], code: { text: null, snippet: null, mistakes: [] } };

/** @type {number | undefined} */
let askingSoon;

/** The calls as the engine takes them, with all of their mistakes. */
function check() {
    if (checked.steps === state.steps) return checked;
    /** @type {Mistake[]} */
    const own = [];
    let hasCode = true;
    const calls = state.steps.map((step, call) => {
        const { params } = operationOf(step.operation);
        const sets = formOf(step).sets.map((values, set) => sentAll(params, values, [], (path, message, help, hidesCode) => {
            own.push({ call, set, path, message, help });
            hasCode &&= !hidesCode;
        }));
        return { operation: step.operation, sets };
    });
    const { mistakes } = engine.ask({ do: 'validate', calls });
    return Object.assign(checked, { steps: state.steps, calls, mistakes: [...own, ...mistakes], hasCode });
}

/** The code of the calls. @returns {Code} */
function write() {
    const of = [state.steps, state.connection, state.style];
    if (of.every((part, index) => part === written.of[index])) return written.code;
    const { calls, mistakes, hasCode } = check();
    const { cluster, isReused, variable } = state.connection;
    const connection = isReused ? { reuse: variable } : { cluster };
    /** @type {Code} */
    let code = { text: null, snippet: null, mistakes };
    try {
        if (hasCode) code = engine.ask({ do: 'code', calls, style: state.style, connection });
    } catch (error) {
        const { message, help } = /** @type {Refusal} */ (error);
        code = { text: null, snippet: null, mistakes: [{ call: 0, set: 0, path: [], message, help }] };
    }
    return Object.assign(written, { of, code }).code;
}

/** Mistakes and code for drawing: a moment late, where there are very many parameter sets. */
function answers() {
    clearTimeout(askingSoon);
    const sets = state.steps.reduce((count, step) => count + formOf(step).sets.length, 0);
    const isLate = sets > MANY_SETS && checked.steps !== null && checked.steps !== state.steps;
    if (isLate) askingSoon = setTimeout(() => { write(); draw(); }, 200);
    else write();
    return { code: written.code, mistakes: checked.mistakes, isLate };
}
