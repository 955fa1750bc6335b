/**
 * The field of a parameter.
 * @param {{ param: Param, id: string, value: Value | undefined, onChange: (value: Value | undefined) => void }} props
 */
function Field({ param, id, value, onChange }) {
    const text = value === undefined ? '' : textOf(value);
    const isText = ['key', 'string', 'any'].includes(param.type);
    const typed = (/** @type {any} */ event) => {
        const typed = event.target.value;
        onChange(typed === '' && !param.required ? undefined : isText ? { text: typed } : { number: typed });
    };
    return html`<div class="row">
        <label for=${id} title=${param.description}>${param.label}</label>
        <span class="box"><input id=${id} class="value" value=${text} onInput=${typed} autocomplete="off" spellcheck=${false} /></span>
    </div>`;
}

/** @param {Value} value */
function textOf(value) {
    return String(Object.values(value)[0]);
}
