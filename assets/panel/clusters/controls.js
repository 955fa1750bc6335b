// The controls of a spec's fields.

/** The mistakes and warnings at a path itself. @param {Path} path */
function toldAt(path) {
    const place = placeOf(path);
    return spec().told.filter((told) => placeOf(told.path) === place);
}

/** What is wrong at a field, once somebody has left it, and why it could not be changed. @param {Path} path @param {any} value */
function whyAt(path, value) {
    const { refused, left, isTried, typing } = state.clusters;
    const place = placeOf(path);
    if (refused?.place === place) return { level: 'error', text: upper(refused.reason) };
    const [told] = toldAt(path);
    if (!told) return null;
    const isNew = place === typing || value === undefined || value === '';
    if (isNew && !isTried && !left.includes(place)) return null;
    return { level: told.level, text: upper(value === '' && told.help ? told.help : told.message) };
}

/** A message, whose names of fields are code. @param {{ text: string }} props */
function Said({ text }) {
    return text.replaceAll('``', 'empty').split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));
}

/** @param {SpecField} field */
function limitsOf({ type, constraint, minimum, maximum, prefix }) {
    if (constraint) return constraint;
    if (type === 'cidr') return `/${minimum} to /${maximum}`;
    if (type === 'integer' && minimum !== null) return `${minimum.toLocaleString('en')} to ${maximum?.toLocaleString('en')}`;
    if (type === 'list' && maximum !== null) return `At most ${maximum}`;
    if (prefix) return `Such as ${prefix}-0a1b2c3d`;
    return '';
}

/** What assistive technology is told of a control, and when its mistakes are shown. @param {SpecFieldProps} props */
function specControl({ field, path, value }) {
    const id = fieldId(path);
    const why = whyAt(path, value);
    const place = placeOf(path);
    return {
        id,
        'aria-invalid': why?.level === 'error' ? 'true' : undefined,
        'aria-describedby': `${id}-about${why ? ` ${id}-why` : ''}`,
        'aria-required': field.required ? 'true' : undefined,
        onFocus: () => changeClusters({ typing: place }),
        onBlur: () => afterPress(() => leaveField(place)),
    };
}

/** @param {string} place */
function leaveField(place) {
    const { left, typing } = state.clusters;
    changeClusters({ left: left.includes(place) ? left : [...left, place], typing: typing === place ? '' : typing });
}

/** What is below a control: its mistake, what it takes and what it is for. @param {SpecFieldProps} props */
function SpecAbout({ field, path, value }) {
    const id = fieldId(path);
    const why = whyAt(path, value);
    // Words and flags say little by themselves.
    const isTerse = field.type === 'boolean' || field.type === 'mapping' || (field.type === 'word' && field.allowed.length > 1);
    const limits = limitsOf(field) || (isTerse ? field.description : '');
    const isSaid = limits === field.description;
    return html`${why && html`<p class=${why.level === 'error' ? 'why' : 'why warned'} id=${`${id}-why`}><${Said} text=${why.text} /></p>`}
        <p class="hint" id=${`${id}-about`}>${limits}${!isSaid && html`<span class="seen-by-readers"> ${field.description}</span>`}</p>`;
}

/** What a field has where it cannot be chosen; undefined where it can. @param {SpecFieldProps} props */
function fixedBy({ field, value, beside }) {
    const { only } = field;
    if (!only || beside?.[only.field] === undefined || beside[only.field] === only.is) return undefined;
    // What contradicts that has to be corrected.
    return value === undefined || value === only.otherwise ? only.otherwise : undefined;
}

/** The value that a text stands for in a field. @param {SpecField} field @param {string} text */
function parsed(field, text) {
    const number = Number(text);
    return field.type === 'integer' && /^-?\d{1,15}$/.test(text) && String(number) === text ? number : text;
}

/** @param {any} value */
function shownValue(value) {
    return value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * What is under a name that the user wrote: no name is one of those that every object has.
 * @template T @param {Record<string, T>} map @param {string} name @returns {T | undefined}
 */
function ownOf(map, name) {
    return Object.hasOwn(map, name) ? map[name] : undefined;
}

/** Whether what is said about a field needs the form's width. @param {SpecField} field */
function isLong({ constraint }) {
    return constraint.length > 120;
}

/** A line of text or a number. @param {SpecFieldProps & { label?: string }} props */
function SpecInput(props) {
    const { field, path, value, label } = props;
    const fixed = fixedBy(props);
    const typed = (/** @type {any} */ event) => {
        const text = event.target.value.toWellFormed();
        putWith(props, text === '' && !field.required && typeof path[path.length - 1] !== 'number' ? undefined : parsed(field, text));
    };
    const isMono = !['line', 'integer'].includes(field.type);
    return html`<div class=${`field ${isLong(field) && 'wide'}`}><label for=${fieldId(path)} class=${label && 'seen-by-readers'}>${label ?? field.label}</label>
        <input class=${`text ${isMono && 'mono'}`} ...${specControl(props)} value=${shownValue(fixed ?? value)} disabled=${fixed !== undefined}
            inputmode=${field.type === 'integer' ? 'numeric' : undefined} placeholder=${field.default === null ? undefined : `${field.default}, if it is left out`}
            autocomplete="off" autocapitalize="off" spellcheck=${false} onInput=${typed} />
        <${SpecAbout} ...${props} />
    </div>`;
}

/** One of many words. @param {SpecFieldProps} props */
function SpecSelect(props) {
    const { field, path, value } = props;
    const choices = choicesOf(props);
    const text = shownValue(value);
    const isKnown = choices.some(([word]) => word === text);
    return html`<div class="field"><label for=${fieldId(path)}>${field.label}</label>
        <select ...${specControl(props)} value=${text} onChange=${(/** @type {any} */ event) => putWith(props, event.target.value || undefined)}>
            ${!isKnown && html`<option value=${text} selected>${text || (field.default ?? 'Choose…')}</option>`}
            ${choices.map(([word, title]) => html`<option value=${word} selected=${word === text}>${title}</option>`)}
        </select>
        <${SpecAbout} ...${props} />
    </div>`;
}

/** One of a few words, all in view. @param {SpecFieldProps} props */
function Radios(props) {
    const { field, path, value } = props;
    return html`<${RadioGroup} ...${props} name=${fieldId(path)} label=${field.label} choices=${choicesOf(props)} chosen=${value ?? field.default}
        onChoose=${(/** @type {string} */ word) => putWith(props, word)} />`;
}

/**
 * @param {SpecFieldProps & { name: string, label: string, choices: [string, string][], chosen: unknown, onChoose: (word: string) => void, isPills?: boolean }} props
 */
function RadioGroup(props) {
    const { field, path, value, name, label, choices, chosen, onChoose, isPills } = props;
    const { id, onFocus: _, ...control } = specControl({ field, path, value, variant: null });
    const isKnown = choices.some(([word]) => word === chosen);
    const isWide = isPills || choices.some(([, title]) => title.length > 12);
    return html`<fieldset class=${`field ${isWide ? 'wide' : ''}`} aria-describedby=${isPills ? undefined : control['aria-describedby']}>
        <legend>${label}</legend>
        <div class=${isPills ? 'pills' : 'options'}>
            ${choices.map(([word, title]) => html`<label key=${word}><input type="radio" name=${name} id=${`${name}-${word}`} value=${word} checked=${word === chosen}
                aria-invalid=${isPills ? undefined : control['aria-invalid']} onBlur=${isPills ? undefined : control.onBlur} onChange=${() => onChoose(word)} /><span>${title}</span></label>`)}
        </div>
        ${!isPills && !isKnown && chosen !== undefined && chosen !== null && html`<p class="hint">It is ${shownValue(chosen)}.</p>`}
        ${!isPills && html`<${SpecAbout} ...${props} />`}
    </fieldset>`;
}

/** @param {SpecField} field @param {any} value */
function flagOf(field, value) {
    return (value ?? field.default ?? false) === true;
}

/** @param {SpecFieldProps & { label: string, onChange: () => void }} props */
function SpecFlag(props) {
    const { field, value, label, onChange } = props;
    const fixed = fixedBy(props);
    const isOn = fixed === undefined ? flagOf(field, value) : fixed === true;
    return html`<div class="field flag-field">
        <label class="check"><input type="checkbox" ...${specControl(props)} aria-required=${undefined} checked=${isOn} disabled=${fixed !== undefined} onChange=${onChange} />${label}</label>
        <${SpecAbout} ...${props} />
    </div>`;
}

/** The family of a node type first, and then its sizes. @param {SpecFieldProps} props */
function NodeType(props) {
    const { field, path, value } = props;
    const families = /** @type {Record<string, string[]>} */ (specForm().families);
    const [, family = '', size = ''] = /^cache\.([^.]+)\.(.+)$/.exec(shownValue(value)) ?? [];
    const sizes = (/** @type {string} */ name) => [...(ownOf(families, name) ?? [])].sort((a, b) => rank(a) - rank(b));
    const choose = (/** @type {string} */ name) => putWith(props, `cache.${name}.${sizes(name).includes(size) ? size : sizes(name)[0]}`);
    const known = sizes(family).map((each) => `cache.${family}.${each}`);
    const text = shownValue(value);
    return html`<${RadioGroup} ...${props} name=${`${fieldId(path)}-family`} label="Instance family" isPills=${true} chosen=${family}
            choices=${Object.keys(families).map((name) => [name, name])} onChoose=${choose} />
        <div class="field wide"><label for=${fieldId(path)}>${field.label}</label>
            <select ...${specControl(props)} value=${text} onChange=${(/** @type {any} */ event) => putWith(props, event.target.value)}>
                ${!known.includes(text) && html`<option value=${text} selected>${text || 'Choose a family first…'}</option>`}
                ${known.map((name) => html`<option value=${name} selected=${name === text}>${name}</option>`)}
            </select>
            <${SpecAbout} ...${props} />
        </div>`;
}

const SIZES = ['micro', 'small', 'medium', 'large', 'xlarge'];

/** The place of a size among the others. @param {string} size */
function rank(size) {
    const known = SIZES.indexOf(size);
    return known >= 0 ? known : SIZES.length + Number.parseInt(size, 10);
}

/** Either one of a few words, or a mapping in its place. @param {SpecFieldProps & { members: SpecField[] }} props */
function WordOrMapping(props) {
    const { field, path, value, members, variant } = props;
    const isMapping = typeof value === 'object' && value !== null;
    const own = '{}';
    const choose = (/** @type {string} */ word) => {
        const blank = () => Object.fromEntries(members.filter(({ required }) => required)
            .map((member) => [keyOf(member), member.type === 'list' ? [blankItem(member, null)] : blankOf(member)]));
        editSpec([[path, word === own ? blank() : word]]);
    };
    return html`<${RadioGroup} ...${props} name=${fieldId(path)} label=${field.label} chosen=${isMapping ? own : value ?? field.default}
            choices=${[...field.allowed.map((word) => [word, word]), [own, 'its own']]} onChoose=${choose} />
        ${isMapping && html`<${SpecMembers} fields=${members} path=${path} value=${value} variant=${variant} />`}`;
}

/** What an item of a list is, where it is no mapping. @param {SpecField} list */
function itemOf(list) {
    return specFields().find(({ name, when }) => name === `${list.name}[]` && when === list.when);
}

/** A new item of a list. @param {SpecField} list @param {unknown} variant */
function blankItem(list, variant) {
    if (itemOf(list)) return '';
    return blankMapping(membersOf(`${list.name}[]`).filter((field) => fits(field, variant)).map((field) => ({ ...field, when: null })));
}

/** A list, whose items are added and removed. @param {SpecFieldProps} props */
function SpecList(props) {
    const { field, path, value, variant } = props;
    const id = fieldId(path);
    const items = Array.isArray(value) ? value : [];
    const item = itemOf(field);
    const noun = (item?.label ?? field.label.replace(/s$/, '')).toLowerCase();
    const why = whyAt(path, value);
    const add = () => {
        if (editSpec([[[...path, items.length], blankItem(field, variant)]])) focusOn(fieldId([...path, items.length]));
    };
    const remove = (/** @type {number} */ at) => {
        removeItem(path, at, items.length);
        focusOn(`${id}-add`);
    };
    return html`<fieldset class="field wide list-field" id=${id} aria-describedby=${`${id}-about`}>
        <legend>${field.label}</legend>
        ${items.map((each, at) => {
            const inner = [...path, at];
            const label = `${upper(noun)} ${at + 1}`;
            const refused = state.clusters.refused?.place === placeOf(inner) && state.clusters.refused.reason;
            return html`<div class="spec-item" key=${at} role=${item ? undefined : 'group'} aria-label=${item ? undefined : label}>
                <div class="grid">${item ? html`<${SpecInput} field=${item} path=${inner} value=${each} variant=${variant} label=${label} />`
                    : html`<${SpecMembers} fields=${membersOf(`${field.name}[]`)} path=${inner} value=${each} variant=${variant} />`}</div>
                <${RemoveButton} label=${`Remove ${lower(label)}`} onClick=${() => remove(at)} />
                ${refused && html`<p class="why">${upper(refused)}</p>`}
            </div>`;
        })}
        <button type="button" class="add" id=${`${id}-add`} onClick=${add}><${Icon} name="add" size=${12} />Add ${noun}</button>
        ${why && html`<p class="why" id=${`${id}-why`}><${Said} text=${why.text} /></p>`}
        <p class="hint" id=${`${id}-about`}>${limitsOf(field)}<span class="seen-by-readers"> ${field.description}</span></p>
    </fieldset>`;
}
