/** The last runs; a click brings their values back. */
function HistoryButton() {
    const [isOpen, setOpen] = useState(false);
    const place = useRef(/** @type {HTMLElement | null} */ (null));
    useLayoutEffect(() => {
        if (!isOpen) return undefined;
        const close = (/** @type {Event} */ event) => {
            const isOutside = !event.composedPath().includes(/** @type {HTMLElement} */ (place.current));
            if (event instanceof KeyboardEvent ? event.key === 'Escape' : isOutside) setOpen(false);
        };
        const names = ['pointerdown', 'keydown', 'focusin'];
        names.forEach((name) => addEventListener(name, close));
        return () => names.forEach((name) => removeEventListener(name, close));
    }, [isOpen]);
    return html`<div class="servers" ref=${place}>
        <button type="button" class="icon" aria-label="History" aria-expanded=${isOpen ? 'true' : 'false'} onClick=${() => setOpen(!isOpen)}><${Icon} name="history" size=${18} /></button>
        ${isOpen && html`<div class="menu">
            <h2>Last runs</h2>
            ${state.history.length === 0 ? html`<p class="quiet">None yet.</p>` : html`<ol class="runs">${state.history.map((past) => html`<li key=${past.at}>
                <button type="button" onClick=${() => { setOpen(false); bringBack(past); }}>
                    <span class="dot ${past.isGood ? 'up' : 'down'}"></span><span class="about-server"><strong>${past.title}</strong> <small>${valuesShort(past)}</small>
                    <small>${past.summary} · ${past.server} · ${new Date(past.at).toLocaleTimeString('en', { hour12: false })}</small></span>
                </button></li>`)}</ol>`}
        </div>`}
    </div>`;
}

/** What was filled in, on a line. @param {PastRun} past */
function valuesShort({ steps }) {
    const sets = steps.flatMap((step) => formOf(step).sets);
    const shown = sets.slice(0, 3).map((values) => Object.values(values).map(shortly).join(' ')).join(', ');
    return (sets.length > 3 ? `${shown}, …` : shown).slice(0, 80);
}
