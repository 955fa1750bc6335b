/** Of a longer text only so many characters are shown. */
const MOST_SHOWN = 20_000;

/**
 * Code in colours, with a part of it marked for a moment.
 * @param {{ text: string, language: string, mark?: { from: number, to: number } }} props
 */
function Coloured({ text, language, mark = NOTHING }) {
    const shown = text.length > MOST_SHOWN ? text.slice(0, text.lastIndexOf(' ', MOST_SHOWN)) : text;
    const tokens = useMemo(() => engine.ask({ do: 'highlight', text: shown, language }).tokens, [shown, language]);
    let at = 0;
    return html`<pre tabindex="0"><code>${tokens.map((/** @type {[string, string]} */ [kind, part]) => {
        const start = at;
        at += part.length;
        return html`<${Token} kind=${kind} text=${part} from=${mark.from - start} to=${mark.to - start} />`;
    })}</code></pre>
        ${shown !== text && html`<p class="more">${(text.length - shown.length).toLocaleString('en')} more characters are not shown. Copy takes all of them.</p>`}`;
}

/** A part of code; what is between the two positions is marked. @param {{ kind: string, text: string, from: number, to: number }} props */
function Token({ kind, text, from, to }) {
    const [start, end] = [Math.max(from, 0), Math.min(to, text.length)];
    const inner = start < end ? [text.slice(0, start), html`<mark class="changed">${text.slice(start, end)}</mark>`, text.slice(end)] : text;
    return kind === 'plain' ? inner : html`<span class=${kind[0]}>${inner}</span>`;
}

const NOTHING = { from: 0, to: 0 };
/** A longer change is not marked. */
const MOST_MARKED = 1_000;

/** What differs between two texts: from where to where in the second one; nothing, where that is long. @param {string} before @param {string} after */
function changed(before, after) {
    const shorter = Math.min(before.length, after.length);
    let from = 0;
    while (from < shorter && before[from] === after[from]) from += 1;
    let same = 0;
    while (same < shorter - from && before[before.length - 1 - same] === after[after.length - 1 - same]) same += 1;
    const to = after.length - same;
    return to - from < MOST_MARKED ? { from, to } : NOTHING;
}
