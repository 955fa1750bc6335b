/** What calls are written as. @type {[Style, string][]} */
const STYLES = [['promise', 'Promise'], ['callback', 'Callback'], ['typescript', 'TypeScript'], ['rust', 'Rust'], ['terminal', 'Terminal']];

/** The languages of the styles. @type {Record<Style, string>} */
const LANGUAGES = { promise: 'js', callback: 'js', typescript: 'ts', rust: 'rust', terminal: 'shell' };

/** The pane with the code. @param {{ code: Code, isLate: boolean }} props */
function CodePane({ code, isLate }) {
    return html`<div class="pane code-pane">
        <div class="tabs">
            <${Tabs} label="Language" tabs=${STYLES} chosen=${state.style} controls="code" onChoose=${(/** @type {Style} */ style) => change({ style })} />
            <span class="grow"></span>
            <${CopyButton} text=${code.text} />
        </div>
        <${CodeBody} code=${code} isLate=${isLate} />
    </div>`;
}

/** @param {{ code: Code, isLate: boolean }} props */
function CodeBody({ code, isLate }) {
    return html`<div id="code" role="tabpanel" class="code-text" aria-label="Code" aria-busy=${isLate ? 'true' : undefined}>
        ${code.text === null ? html`<${NoCode} mistakes=${code.mistakes} />` : html`<${CodeText} text=${code.text} />`}
    </div>`;
}

/** Why there is no code, and where. @param {{ mistakes: Mistake[] }} props */
function NoCode({ mistakes }) {
    const shown = mistakes.slice(0, 5);
    return html`<div class="empty">
        <p>The code stands here when this is right:</p>
        <ul>${shown.map((mistake) => html`<li><button type="button" class="link" onClick=${() => goTo(mistake.call, mistake.set)}>${toldOf(mistake)}</button></li>`)}</ul>
        ${mistakes.length > shown.length && html`<p>and ${(mistakes.length - shown.length).toLocaleString('en')} more</p>`}
    </div>`;
}

/** The code; what changed since it was drawn before is marked for a moment. @param {{ text: string }} props */
function CodeText({ text }) {
    // Another operation or language is another text, and no change of this one.
    const subject = `${state.style} ${state.steps.map(({ operation }) => operation).join()}`;
    const last = useRef({ subject, text, mark: NOTHING, count: 0 });
    if (last.current.text !== text || last.current.subject !== subject) {
        const mark = last.current.subject === subject ? changed(last.current.text, text) : NOTHING;
        last.current = { subject, text, mark, count: last.current.count + 1 };
    }
    return html`<${Coloured} key=${last.current.count} text=${text} language=${LANGUAGES[state.style]} mark=${last.current.mark} />`;
}

/** @param {{ text: string | null }} props */
function CopyButton({ text }) {
    const [told, tell] = useState('Copy');
    const timer = useRef(0);
    const onClick = async () => {
        tell((await copy(text ?? '')) ? 'Copied' : 'Not copied');
        clearTimeout(timer.current);
        timer.current = setTimeout(() => tell('Copy'), 2000);
    };
    return html`<button type="button" class="button small" disabled=${text === null} onClick=${onClick}><${Icon} name="copy" size=${13} /><span aria-live="polite">${told}</span></button>`;
}

/** Copies the code as the pane's button does, so that it says so. */
function copyCode() {
    // Beside a new cluster the pane may show something else.
    if (state.clusters.pane !== 'code') changeClusters({ pane: 'code' });
    const button = root.querySelector('.code-pane .button.small');
    if (button instanceof HTMLElement) button.click();
}

/** @param {string} text */
async function copy(text) {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        return copyBySelection(text);
    }
}

/** The way of browsers that give pages from disk no clipboard. @param {string} text */
function copyBySelection(text) {
    const focused = root.querySelector(':focus');
    const area = Object.assign(document.createElement('textarea'), { value: text, className: 'seen-by-readers' });
    root.append(area);
    area.select();
    const isCopied = document.execCommand('copy');
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return isCopied;
}
