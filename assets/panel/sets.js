// The parameter sets of a call.

/** So many parameter sets are drawn together; of more, only those near the view. */
const CHUNK = 50;

/** @param {Operation} operation @param {number} count */
function setsCounted(operation, count) {
    const [one, many] = operation.only_key ? ['key', 'keys'] : ['parameter set', 'parameter sets'];
    return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** @param {{ at: number, operation: Operation, mistakes: Mistake[] }} props */
function Sets({ at, operation, mistakes }) {
    const form = formOf(state.steps[at]);
    const { sets, left, isTried } = form;
    const places = new Set(left);
    const wrong = mistakes.filter((mistake) => mistake.call === at && (isTried || isLeft(mistake, places)));
    const add = () => {
        addSets(at, [blanks(operation.params)]);
        goTo(at, sets.length);
    };
    const starts = Array.from({ length: Math.ceil(sets.length / CHUNK) }, (_, chunk) => chunk * CHUNK);
    const of = (/** @type {number} */ from) => sets.slice(from, from + CHUNK).map((values, index) => html`<${ParameterSet} key=${from + index}
        at=${at} set=${from + index} count=${sets.length} operation=${operation} values=${values} wrong=${wrong} />`);
    const [noun] = operation.only_key ? ['key'] : ['parameter set'];
    return html`<div class="sets" role="group" aria-label="${operation.title} parameters">
        <p class="caption">${operation.title} parameters${operation.params.length === 0 ? ': none' : operation.only_key ? `: ${lower(operation.params[0].description)}` : ''}</p>
        ${sets.length > 2 * CHUNK ? starts.map((from) => html`<${Chunk} key=${from} id=${`chunk-${at}-${from / CHUNK}`} count=${Math.min(CHUNK, sets.length - from)}>${() => of(from)}<//>`) : of(0)}
        ${operation.params.length > 0 && html`<div class="adds">
            <${AddButton} id=${`add-set-${at}`} onClick=${add}>Add ${noun}<//>
            <button type="button" class="add" id=${`paste-${at}`} onClick=${() => openPaste(at)}>Paste many…</button>
            ${sets.length > 1 && html`<span class="hint">${setsCounted(operation, sets.length)}, one call</span>`}
        </div>`}
    </div>`;
}

/** @param {string} text */
function lower(text) {
    return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Whether a mistake is at a field that was left, or around one. @param {Mistake} mistake @param {Set<string>} places */
function isLeft({ set, path }, places) {
    const place = [set, ...path].join('/');
    return places.has(place) || [...places].some((left) => left.startsWith(`${place}/`));
}

/** @param {{ at: number, set: number, count: number, operation: Operation, values: Values, wrong: Mistake[] }} props */
function ParameterSet({ at, set, count, operation, values, wrong }) {
    /** @type {Spot} */
    const spot = { at, set, path: [], wrong: wrong.filter((mistake) => mistake.set === set) };
    const put = (/** @type {Values} */ values) => putSet(at, set, values);
    const noun = operation.only_key ? 'key' : 'parameter set';
    const remove = () => {
        removeSet(at, set);
        goTo(at, Math.min(set, count - 2));
    };
    const off = count > 1 && html`<${RemoveButton} label=${`Remove ${noun} ${set + 1}`} onClick=${remove} />`;
    if (operation.only_key) {
        const [param] = operation.params;
        const inner = inside(spot, param.name);
        return html`<div class="bare" id=${`set-${at}-${set}`}>
            <span class="number" aria-hidden="true">${set + 1}</span>
            <div><${Scalar} param=${param} value=${values[param.name]} spot=${inner} label=${`${param.label} ${set + 1}`}
                onChange=${(/** @type {Value} */ value) => put({ [param.name]: value })} /><${Why} spot=${inner} value=${values[param.name]} /></div>
            ${off}
        </div>`;
    }
    return html`<div class="set" id=${`set-${at}-${set}`} role="group" aria-label=${`Parameter set ${set + 1}`}>
        ${count > 1 && html`<p class="set-head"><span>${set + 1}</span>${off}</p>`}
        <${Fields} params=${operation.params} values=${values} spot=${spot} onChange=${put} />
        <${Why} spot=${spot} />
    </div>`;
}

/**
 * Parameter sets that are drawn when they are near the view, and else only keep their place.
 * @param {{ id: string, count: number, children: () => Children }} props
 */
function Chunk({ id, count, children }) {
    const place = useRef(/** @type {HTMLElement | null} */ (null));
    const [isNear, setNear] = useState(false);
    const height = useRef(0);
    useEffect(() => {
        const node = /** @type {HTMLElement} */ (place.current);
        const observer = new IntersectionObserver(([entry]) => {
            if (!entry.isIntersecting) height.current = node.offsetHeight;
            // What has the focus stays.
            setNear(entry.isIntersecting || node.matches(':focus-within'));
        }, { rootMargin: '600px' });
        observer.observe(node);
        return () => observer.disconnect();
    }, []);
    useLayoutEffect(() => {
        const node = /** @type {HTMLElement} */ (place.current);
        if (isNear) node.style.removeProperty('min-height');
        else node.style.setProperty('min-height', height.current ? `${height.current}px` : `${count * 2.6}rem`);
    });
    return html`<div class="chunk" id=${id} ref=${place}>${isNear && children()}</div>`;
}
