// One field for each shape of a value. What a field needs to know of its place is a `Spot`.

/**
 * Where a value is in the forms.
 * @typedef {{ at: number, set: number, path: Path, wrong: Mistake[] }} Spot
 */

/** @param {Spot} spot @param {string | number} step @returns {Spot} */
function inside(spot, step) {
    return { ...spot, path: [...spot.path, step] };
}

/** @param {Spot} spot */
function idOf({ at, set, path }) {
    return ['value', at, set, ...path].join('-');
}

/** The mistakes that stand at a place itself. @param {Spot} spot */
function mistakesAt({ set, path, wrong }) {
    const place = path.join('/');
    return wrong.filter((mistake) => mistake.set === set && mistake.path.join('/') === place);
}

/** @param {Spot} spot */
function boxClass(spot) {
    return mistakesAt(spot).length > 0 ? 'box wrong' : 'box';
}

/** The first mistake at a place, below its field. @param {{ spot: Spot, value?: Value }} props */
function Why({ spot, value }) {
    const [mistake] = mistakesAt(spot);
    if (!mistake) return null;
    const isBlank = value && textOf(value).trim() === '' && mistake.help;
    return html`<p class="why" id=${`${idOf(spot)}-why`}>${isBlank ? upper(mistake.help) : toldOf(mistake)}</p>`;
}

/** @param {Mistake} mistake */
function toldOf({ message, help }) {
    return upper(help ? `${message}: ${help}` : message);
}

/** @param {string} text */
function upper(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Fields for parameters that stand side by side. @param {{ params: Param[], values: Values, spot: Spot, onChange: (values: Values) => void }} props */
function Fields({ params, values, spot, onChange }) {
    return params.map((param) => {
        if (isChoice(param)) return html`<${Choice} key=${param.name} param=${param} values=${values} spot=${spot} onChange=${onChange} />`;
        const put = (/** @type {Value | undefined} */ value) => onChange(withValue(values, param.name, value));
        return html`<${Field} key=${param.name} param=${param} value=${values[param.name]} spot=${inside(spot, param.name)} onChange=${put} />`;
    });
}

/**
 * A parameter with its label and what it is for.
 * @typedef {{ param: Param, value: Value | undefined, spot: Spot, onChange: (value: Value | undefined) => void }} FieldProps
 * @param {FieldProps} props
 */
function Field({ param, value, spot, onChange }) {
    const id = idOf(spot);
    const isOne = !isList(param) && param.type !== 'group';
    if (isOne && param.type === 'flag') {
        return html`<div class="row flag"><span></span><div><${Flag} ...${{ param, value, spot, onChange }} /><${About} param=${param} spot=${spot} /></div></div>`;
    }
    if (isOne) {
        return html`<div class="row">
            <label for=${id}>${param.label}</label>
            <div><${Scalar} ...${{ param, value, spot, onChange }} /><${Why} spot=${spot} value=${value} /><${About} param=${param} spot=${spot} /></div>
        </div>`;
    }
    const shown = value !== undefined && 'code' in value ? html`<${Expression} ...${{ param, value, spot, onChange }} label=${param.label} />`
        : value === undefined ? html`<${AddButton} id=${id} onClick=${() => { onChange(blank(param)); focusOn(id); }}>Add ${param.label.toLowerCase()}<//>`
            : isList(param) ? html`<${List} ...${{ param, value, spot, onChange }} />`
                : html`<${Group} ...${{ param, value, spot, onChange }} />`;
    const isThere = value !== undefined;
    return html`<div class="row" role="group" aria-labelledby=${`${id}-label`}>
        <span class="label" id=${`${id}-label`}>${param.label}
            ${isThere && !('code' in value) && html`<${CodeButton} ...${{ param, value, spot, onChange }} />`}
            ${isThere && !param.required && !('code' in value) && html`<${RemoveButton} label=${`Leave ${param.label} out`} onClick=${() => { onChange(undefined); focusOn(id); }} />`}
        </span>
        <div>${shown}<${Why} spot=${spot} /><${About} param=${param} spot=${spot} /></div>
    </div>`;
}

/** What a parameter is for, below the field of the first parameter set; the others refer to it. @param {{ param: Param, spot: Spot }} props */
function About({ param, spot }) {
    if (spot.set > 0 || spot.path.some((step) => typeof step === 'number' && step > 0)) return null;
    const since = param.since && ` Since ${param.since}.`;
    return html`<p class="hint" id=${`${aboutOf(spot)}`}>${param.description}${since}</p>`;
}

/** The id of what is said about a parameter. @param {Spot} spot */
function aboutOf({ at, path }) {
    return `${idOf({ at, set: 0, path: path.map((step) => (typeof step === 'number' ? 0 : step)), wrong: [] })}-about`;
}

/** What assistive technology is told of a control. @param {Spot} spot */
function described(spot) {
    const isWrong = mistakesAt(spot).length > 0;
    return {
        id: idOf(spot),
        'aria-invalid': isWrong ? 'true' : undefined,
        'aria-describedby': isWrong ? `${idOf(spot)}-why ${aboutOf(spot)}` : aboutOf(spot),
        onBlur: () => afterPress(() => leave(spot.at, [spot.set, ...spot.path].join('/'))),
    };
}

/** A text, a number or one of a few words. @param {FieldProps & { label?: string }} props */
function Scalar({ param, value, spot, onChange, label }) {
    if (value !== undefined && 'code' in value) return html`<${Expression} ...${{ param, value, spot, onChange, label }} />`;
    if (param.type === 'word') return html`<${Words} ...${{ param, value, spot, onChange, label }} />`;
    const kind = value === undefined ? Object.keys(blankOne(param))[0] : Object.keys(value)[0];
    const typed = (/** @type {any} */ event) => {
        const text = event.target.value.toWellFormed();
        onChange(text === '' && !param.required && !isItem(spot) ? undefined : made(kind, text));
    };
    const inputmode = kind !== 'number' ? undefined : ['double', 'timeout', 'any'].includes(param.type) ? 'decimal' : 'numeric';
    const left = param.default === null ? 'optional' : `${param.default}, if it is left out`;
    return html`<span class=${boxClass(spot)}>
        ${param.type === 'any' && html`<${KindSelect} ...${{ param, value, spot, onChange, kind }} label=${label ?? param.label} />`}
        <input class="value" ...${described(spot)} value=${textOf(value)} placeholder=${param.required || isItem(spot) ? undefined : left} inputmode=${inputmode}
            aria-label=${label} aria-required=${param.required ? 'true' : undefined} autocomplete="off" autocapitalize="off" spellcheck=${false} onInput=${typed} />
        ${UNITS[param.type] && html`<span class="unit" aria-hidden="true">${UNITS[param.type]}</span>`}
        <${CodeButton} ...${{ param, value, spot, onChange }} label=${label} />
    </span>`;
}

/** Whether a value stands in a list, where it is never left out. @param {Spot} spot */
function isItem({ path }) {
    return typeof path[path.length - 1] === 'number';
}

/** @param {string} kind @param {string} text @returns {Value} */
function made(kind, text) {
    return kind === 'text' ? { text } : kind === 'number' ? { number: text } : { typed: text };
}

/** What a value of any type is. @param {FieldProps & { kind: string, label: string }} props */
function KindSelect({ value, spot, onChange, kind, label }) {
    const chosen = kind === 'json' ? 'typed' : kind;
    return html`<select class="kind" aria-label=${`Type of ${label}`} value=${chosen} id=${`${idOf(spot)}-kind`}
        onChange=${(/** @type {any} */ event) => onChange(made(event.target.value, textOf(value)))}>
        ${[['text', 'Text'], ['number', 'Number'], ['typed', 'JSON']].map(([name, text]) => html`<option value=${name} selected=${name === chosen}>${text}</option>`)}
    </select>`;
}

/** @param {FieldProps & { label?: string }} props */
function Words({ param, value, spot, onChange, label }) {
    const text = textOf(value);
    const isKnown = text === '' || param.words.some(({ token }) => token === text);
    const choose = (/** @type {any} */ event) => onChange(event.target.value === '' ? undefined : { text: event.target.value });
    return html`<span class=${boxClass(spot)}>
        <select class="value" ...${described(spot)} aria-label=${label} value=${text} onChange=${choose}>
            ${!param.required && html`<option value="" selected=${text === ''}>${param.default === null ? 'not given' : `${param.default}, if it is left out`}</option>`}
            ${!isKnown && html`<option value=${text} selected>${text}</option>`}
            ${param.words.map(({ name, token }) => html`<option value=${token} selected=${token === text}>${token.toLowerCase() === name ? token : `${token} · ${name.replaceAll('_', ' ')}`}</option>`)}
        </select>
        <${CodeButton} ...${{ param, value, spot, onChange }} label=${label} />
    </span>`;
}

/** @param {FieldProps} props */
function Flag({ param, value, spot, onChange }) {
    if (value !== undefined && 'code' in value) return html`<${Expression} ...${{ param, value, spot, onChange }} label=${param.label} />`;
    const isOn = value !== undefined && 'flag' in value && value.flag;
    return html`<span class="flag-box"><label class="check">
        <input type="checkbox" ...${described(spot)} checked=${isOn} onChange=${(/** @type {any} */ event) => onChange(event.target.checked ? { flag: true } : undefined)} />
        ${param.label}</label><${CodeButton} ...${{ param, value, spot, onChange }} /></span><${Why} spot=${spot} />`;
}

/** The parts of a group. @param {FieldProps} props */
function Group({ param, value, spot, onChange }) {
    const values = value !== undefined && 'group' in value ? value.group : {};
    return html`<div class="group"><${Fields} params=${param.params} values=${values} spot=${spot} onChange=${(/** @type {Values} */ group) => onChange({ group })} /></div>`;
}

/** One of several alternatives, each of which is given under its own name among the others' parameters. @param {{ param: Param, values: Values, spot: Spot, onChange: (values: Values) => void }} props */
function Choice({ param, values, spot, onChange }) {
    const given = param.params.filter((each) => each.name in values);
    const [chosen] = given;
    const id = `${idOf(inside(spot, param.name))}-choice`;
    const choose = (/** @type {any} */ event) => {
        const others = given.reduce((left, each) => withValue(left, each.name, undefined), values);
        const next = param.params.find((each) => each.name === event.target.value);
        onChange(next ? withValue(others, next.name, blank(next)) : others);
    };
    const at = chosen && inside(spot, chosen.name);
    const put = (/** @type {Value | undefined} */ value) => onChange(withValue(values, chosen.name, value ?? blank(chosen)));
    // The items of a list have no label of their own to show.
    return html`<div class=${param.description === '' ? 'row unlabelled' : 'row'} role="group" aria-label=${param.label}>
        <label for=${id}>${param.label}</label>
        <div class="choice">
            <select class="text" id=${id} value=${chosen?.name ?? ''} onChange=${choose} aria-describedby=${`${id}-about`}>
                ${(!param.required || !chosen) && html`<option value="" selected=${!chosen}>${param.required ? 'Choose one' : 'not given'}</option>`}
                ${param.params.map((each) => html`<option value=${each.name} selected=${each === chosen}>${each.label}</option>`)}
            </select>
            ${spot.set === 0 && param.description && html`<p class="hint" id=${`${id}-about`}>${param.description}</p>`}
            ${chosen && html`<${Alternative} param=${chosen} value=${values[chosen.name]} spot=${at} onChange=${put} />`}
        </div>
    </div>`;
}

/** The value of the alternative that was chosen. @param {FieldProps} props */
function Alternative({ param, value, spot, onChange }) {
    if (isList(param)) return html`<${List} ...${{ param, value, spot, onChange }} /><${Why} spot=${spot} />`;
    if (param.type === 'flag') return html`<${About} param=${param} spot=${spot} />`;
    if (value !== undefined && 'code' in value) return html`<${Expression} ...${{ param, value, spot, onChange }} label=${param.label} />`;
    if (param.type === 'group') return html`<${Group} ...${{ param, value, spot, onChange }} /><${Why} spot=${spot} />`;
    return html`<${Scalar} ...${{ param, value, spot, onChange }} label=${param.label} /><${Why} spot=${spot} value=${value} /><${About} param=${param} spot=${spot} />`;
}

/** The values of a list, with one button that adds another. @param {FieldProps} props */
function List({ param, value, spot, onChange }) {
    const items = value !== undefined && 'list' in value ? value.list : [];
    const put = (/** @type {number} */ at, /** @type {Value} */ item) => onChange({ list: items.map((each, index) => (index === at ? item : each)) });
    const add = () => {
        onChange({ list: [...items, blankOne(param)] });
        focusOn(idOf(inside(spot, items.length)));
    };
    const remove = (/** @type {number} */ at) => {
        onChange({ list: items.filter((_, index) => index !== at) });
        focusOn(idOf(inside(spot, Math.min(at, items.length - 2))));
    };
    const one = param.single?.replaceAll('_', ' ');
    return html`<div class="list">
        ${items.map((item, at) => html`<div class="item" key=${at}>
            <${Item} param=${param} value=${item} spot=${inside(spot, at)} onChange=${(/** @type {Value} */ each) => put(at, each)} label=${`${param.label} ${at + 1}`} />
            ${items.length > 1 && html`<${RemoveButton} label=${`Remove ${one ?? param.label.toLowerCase()} ${at + 1}`} onClick=${() => remove(at)} />`}
        </div>`)}
        <${AddButton} id=${`${idOf(spot)}-add`} onClick=${add}>${one ? `Add ${one}` : `Add to ${param.label.toLowerCase()}`}<//>
    </div>`;
}

/** One value of a list. @param {FieldProps & { label: string }} props */
function Item({ param, value, spot, onChange, label }) {
    if (value !== undefined && 'code' in value) return html`<div><${Expression} ...${{ param, value, spot, onChange, label }} /><${Why} spot=${spot} value=${value} /></div>`;
    const values = value !== undefined && 'group' in value ? value.group : {};
    const put = (/** @type {Values} */ group) => onChange({ group });
    if (param.type === 'group') {
        return html`<div class="parts" role="group" aria-label=${label}><${Fields} params=${param.params} values=${values} spot=${spot} onChange=${put} /><${Why} spot=${spot} /></div>`;
    }
    if (param.type === 'one_of') {
        const only = { ...param, repeat: 'once', required: true, label, description: '' };
        return html`<div class="parts" role="group" aria-label=${label}><${Fields} params=${[only]} values=${values} spot=${spot} onChange=${put} /><${Why} spot=${spot} /></div>`;
    }
    return html`<div><${Scalar} ...${{ param, value, spot, onChange, label }} /><${Why} spot=${spot} value=${value} /></div>`;
}

/** An expression of JavaScript in the place of a value. @param {FieldProps & { label?: string }} props */
function Expression({ param, value, spot, onChange, label }) {
    return html`<span class=${`${boxClass(spot)} code`}>
        <input class="value" ...${described(spot)} value=${textOf(value)} aria-label=${`${label ?? param.label}, an expression`} placeholder="event.key"
            autocomplete="off" autocapitalize="off" spellcheck=${false} onInput=${(/** @type {any} */ event) => onChange({ ...value, code: event.target.value.toWellFormed() })} />
        <${CodeButton} ...${{ param, value, spot, onChange }} label=${label} />
    </span><${Sample} ...${{ param, value, spot, onChange }} />`;
}

/** Turns a value into an expression, and back into what it was. @param {FieldProps & { label?: string }} props */
function CodeButton({ param, value, spot, onChange, label }) {
    const isCode = value !== undefined && 'code' in value;
    const turn = () => {
        onChange(isCode ? value.before : { code: `event.${camel(param.name)}`, before: value });
        focusOn(idOf(spot), true);
    };
    return html`<button type="button" class="x" aria-pressed=${isCode ? 'true' : 'false'} aria-label=${`${label ?? param.label} as an expression`} title="An expression of the code in place of a value" onClick=${turn}>(x)</button>`;
}

/** @param {{ id: string, onClick: () => void, children: Children }} props */
function AddButton({ id, onClick, children }) {
    return html`<button type="button" class="add" id=${id} onClick=${onClick}><${Icon} name="add" size=${12} />${children}</button>`;
}

/** @param {{ label: string, onClick: () => void }} props */
function RemoveButton({ label, onClick }) {
    return html`<button type="button" class="off" aria-label=${label} title=${label} onClick=${onClick}><${Icon} name="remove" size=${13} /></button>`;
}
