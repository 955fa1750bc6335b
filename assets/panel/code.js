/** What calls are written as. @type {[Style, string][]} */
const STYLES = [['promise', 'Promise'], ['callback', 'Callback'], ['rust', 'Rust'], ['terminal', 'Terminal']];

/** Of a longer text only so many characters are shown. */
const MOST_SHOWN = 20_000;
/** A longer change is not marked. */
const MOST_MARKED = 1_000;

/** The pane with the code. @param {{ code: Code, isLate: boolean }} props */
function CodePane({ code, isLate }) {
    return html`<div class="pane code-pane">
        <div class="tabs">
            <${Tabs} label="Language" tabs=${STYLES} chosen=${state.style} controls="code" onChoose=${(/** @type {Style} */ style) => change({ style })} />
            <span class="grow"></span>
            <${CopyButton} text=${code.text} />
        </div>
        <div id="code" role="tabpanel" class="code-text" aria-label="Code" aria-busy=${isLate ? 'true' : undefined}>
            ${code.text === null ? html`<${NoCode} mistakes=${code.mistakes} />` : html`<${CodeText} text=${code.text} />`}
        </div>
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

/**
 * The code; what changed since it was last drawn is marked for a moment.
 * @param {{ text: string }} props
 */
function CodeText({ text }) {
    const subject = `${state.style} ${state.steps.map(({ operation }) => operation).join()}`;
    const last = useRef({ subject, text, mark: NOTHING, count: 0 });
    if (last.current.text !== text || last.current.subject !== subject) {
        const mark = last.current.subject === subject ? changed(last.current.text, text) : NOTHING;
        last.current = { subject, text, mark, count: last.current.count + 1 };
    }
    const { mark: { from, to }, count } = last.current;
    const shown = text.length > MOST_SHOWN ? text.slice(0, text.lastIndexOf('\n', MOST_SHOWN) + 1) : text;
    const lines = text.length > shown.length ? text.slice(shown.length).split('\n').length - 1 : 0;
    return html`<pre tabindex="0"><code>${shown.slice(0, from)}${to > from && html`<mark class="changed" key=${count}>${shown.slice(from, to)}</mark>`}${shown.slice(Math.max(from, to))}</code></pre>
        ${lines > 0 && html`<p class="more">${lines.toLocaleString('en')} more lines are not shown. Copy takes all of them.</p>`}`;
}

const NOTHING = { from: 0, to: 0 };

/** What differs between two texts: from where to where in the second one; nothing, where that is long. @param {string} before @param {string} after */
function changed(before, after) {
    const shorter = Math.min(before.length, after.length);
    let from = 0;
    while (from < shorter && before[from] === after[from]) from += 1;
    let same = 0;
    while (same < shorter - from && before[before.length - 1 - same] === after[after.length - 1 - same]) same += 1;
    return after.length - same - from < MOST_MARKED ? { from, to: after.length - same } : NOTHING;
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
    return html`<button type="button" class="button small" disabled=${text === null} onClick=${onClick}><${Icon} name="copy" size=${13} /><span role="status">${told}</span></button>`;
}

/** Copies the code as the pane's button does, so that it says so. */
function copyCode() {
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
