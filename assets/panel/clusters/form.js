// The form of a new cluster: the sections and fields of configuration.yaml, whatever they are.

/** Where the new clusters are. */
const CLUSTER = 'clusters[]';

/** All fields of a spec. */
function specFields() {
    return specForm().sections.flatMap(({ fields }) => fields);
}

/** @param {SpecField} field */
function keyOf({ name }) {
    return name.slice(name.lastIndexOf('.') + 1);
}

/** The place of the mapping that a field is in; null for the item of a list. @param {SpecField} field */
function parentOf({ name }) {
    if (name.endsWith('[]')) return null;
    return name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : '';
}

/** The fields of the mapping at a place. @param {string} place */
function membersOf(place) {
    return specFields().filter((field) => parentOf(field) === place);
}

/** The sections that a section has in it. @param {string} name */
function partsOf(name) {
    return specForm().sections.filter(({ within }) => within === name);
}

/** The sections of the form: those with fields of a new cluster, which are in no other one that has some; and the file's own. */
function shownSections() {
    const { sections } = specForm();
    const isOfCluster = (/** @type {SpecSection} */ { fields }) => fields.some(({ name }) => name.startsWith(CLUSTER));
    const inner = new Set(sections.filter(isOfCluster).map(({ name }) => name));
    return sections.filter((section) => (isOfCluster(section) ? !inner.has(section.within ?? '') : fileFields(section).length > 0));
}

/** The fields of the file itself that can be chosen. @param {SpecSection} section */
function fileFields({ fields }) {
    return fields.filter((field) => parentOf(field) === '' && field.type !== 'list' && !isFixed(field));
}

/** Whether a field has one value only, so that there is nothing to choose. @param {SpecField} field */
function isFixed({ type, minimum, maximum }) {
    return type === 'integer' && minimum !== null && minimum === maximum;
}

/** The name of the section that draws the field at a path. @param {Path} path */
function sectionOf(path) {
    const place = path.reduce((/** @type {string} */ place, step) => (typeof step === 'number' ? `${place}[]` : place === '' ? String(step) : `${place}.${step}`), '');
    const holds = (/** @type {SpecField} */ { name }) => place === name || place.startsWith(`${name}.`) || place.startsWith(`${name}[]`);
    const found = specForm().sections.find(({ fields }) => fields.some((field) => parentOf(field) === (path[0] === 'clusters' ? CLUSTER : '') && holds(field)));
    return found?.name ?? null;
}

/** @param {Path} path */
function fieldId(path) {
    return ['spec', ...path].join('-');
}

/** The sections as disclosures. */
function SpecSections() {
    return shownSections().map((section) => html`<${SpecSectionDetails} key=${section.name} section=${section} />`);
}

/** @param {{ section: SpecSection }} props */
function SpecSectionDetails({ section }) {
    const isOfFile = fileFields(section).length > 0;
    if (!isOfFile && newClusters().length === 0) return null;
    const path = isOfFile ? [] : ['clusters', shownCluster()];
    const value = valueAt(spec().value, path);
    const fields = isOfFile ? fileFields(section) : section.fields.filter((field) => parentOf(field) === CLUSTER);
    const { open } = state.clusters;
    const isOpen = open.includes(section.name);
    const toggle = (/** @type {any} */ event) => {
        // The browser would tell of it later only, and a key may come before.
        event.preventDefault();
        changeClusters({ open: isOpen ? open.filter((name) => name !== section.name) : [...open, section.name] });
    };
    const keys = new Set(fields.map(keyOf));
    const wrong = specMistakes().filter((told) => told.path.length > path.length && path.every((step, at) => told.path[at] === step) && keys.has(String(told.path[path.length])));
    return html`<details class="section" open=${isOpen}>
        <summary id=${`section-${section.name}`} onClick=${toggle}><span class="title">${section.title}</span>
            <span class="sum">${isOpen ? '' : fields.flatMap((field) => summed(field, value?.[keyOf(field)])).join(' · ')}</span>
            ${wrong.length > 0 && !isOpen && html`<span class="pill bad">${wrong.length} to correct</span>`}
        </summary>
        ${isOpen && html`<div class="body">
            <div class="grid"><${SpecMembers} fields=${fields} path=${path} value=${value} variant=${null} /></div>
        </div>`}
    </details>`;
}

/** What a value is, in a few words. @param {SpecField} field @param {any} value @returns {string[]} */
function summed(field, value) {
    const { type, label, allowed, prefix } = field;
    if (value === undefined || value === null || value === '') return [];
    if (type === 'boolean') return value === true ? [label] : [];
    if (Array.isArray(value)) return [`${value.length} ${(value.length === 1 ? label.replace(/s$/, '') : label).toLowerCase()}`];
    if (typeof value === 'object') return membersOf(field.name).flatMap((member) => (fits(member, value.type) ? summed(member, value[keyOf(member)]) : []));
    if (type === 'integer') return [`${label} ${value}`.replace(/^Number of (\w+) (\S+)$/, (_, noun, count) => `${count} ${noun.toLowerCase()}`)];
    return allowed.length > 0 || prefix || type !== 'line' ? [String(value)] : [];
}

/** Whether a field belongs to a variant. @param {SpecField} field @param {unknown} variant */
function fits({ when }, variant) {
    return when === null || when === variant;
}

/**
 * Fields of one mapping.
 * @param {{ fields: SpecField[], path: Path, value: any, variant: unknown }} props
 */
function SpecMembers({ fields, path, value, variant }) {
    const chosen = fields.some((field) => keyOf(field) === 'type') ? value?.type : variant;
    return fields.filter((field) => field.type !== 'never' && !isFixed(field) && fits(field, chosen)).map((field) => {
        const key = keyOf(field);
        return html`<${SpecFieldOf} key=${`${key} ${field.when}`} field=${field} path=${[...path, key]} value=${value?.[key]} beside=${value} variant=${chosen} />`;
    });
}

/**
 * A field, by what it takes.
 * @typedef {{ field: SpecField, path: Path, value: any, beside?: any, variant: unknown }} SpecFieldProps
 * @param {SpecFieldProps} props
 */
function SpecFieldOf(props) {
    const { field, path, value } = props;
    const members = membersOf(field.name);
    if (field.type === 'mapping') {
        if (!isOptional(field, members)) return html`<${SpecMembers} fields=${members} path=${path} value=${value} variant=${props.variant} /><${Notes} fields=${members} variant=${value?.type} />`;
        const isThere = value !== undefined;
        return html`<${SpecFlag} ...${props} value=${isThere} label=${field.label} onChange=${() => editSpec([[path, isThere ? undefined : blankMapping(members)]])} />
            ${isThere && html`<${SpecMembers} fields=${members} path=${path} value=${value} variant=${props.variant} />`}`;
    }
    if (field.type === 'list') return html`<${SpecList} ...${props} />`;
    if (field.type === 'word' && members.length > 0) return html`<${WordOrMapping} ...${props} members=${members} />`;
    if (field.type === 'boolean') return html`<${SpecFlag} ...${props} label=${field.label} onChange=${() => putWith(props, !flagOf(field, value))} />`;
    if (field.type === 'nodetype' && specForm().families) return html`<${NodeType} ...${props} />`;
    if (choicesOf(props).length > 1 && choicesOf(props).length < 4) return html`<${Radios} ...${props} />`;
    if (choicesOf(props).length > 0) return html`<${SpecSelect} ...${props} />`;
    return html`<${SpecInput} ...${props} />`;
}

/** Whether a mapping is there or not by choice. @param {SpecField} field @param {SpecField[]} members */
function isOptional(field, members) {
    return !field.required && members.some(({ required }) => required) && !members.some((member) => keyOf(member) === 'type');
}

/** A mapping with all that must be there, to be filled in. @param {SpecField[]} members @returns {Record<string, any>} */
function blankMapping(members) {
    const required = members.filter(({ required, when }) => required && when === null);
    return Object.fromEntries(required.map((field) => [keyOf(field), blankOf(field)]));
}

/** @param {SpecField} field @returns {any} */
function blankOf(field) {
    if (field.type === 'mapping') return blankMapping(membersOf(field.name));
    if (field.type === 'list') return [];
    return choicesOf({ field })[0]?.[0] ?? '';
}

/** What is said about the part of a section that is drawn. @param {{ fields: SpecField[], variant: unknown }} props */
function Notes({ fields, variant }) {
    const names = new Set(fields.filter((field) => field.when !== null && field.when === variant).map(({ name }) => name));
    const sections = specForm().sections.filter(({ note, fields }) => note && fields.some(({ name, when }) => when === variant && names.has(name)));
    return sections.map(({ note }) => html`<p class="note wide"><${Said} text=${note} /></p>`);
}

/**
 * What can be chosen, each with its label.
 * @param {{ field: SpecField, beside?: any }} props
 * @returns {[string, string][]}
 */
function choicesOf({ field, beside }) {
    const { versions, regions, runtimes } = specForm();
    const plain = (/** @type {string[]} */ words) => words.map((word) => /** @type {[string, string]} */ ([word, word]));
    if (field.type === 'word') return field.allowed.map((word) => [word, titleOfVariant(field, word)]);
    if (field.type === 'version') return plain([...(ownOf(versions, shownValue(beside?.engine)) ?? Object.values(versions).flat())].reverse());
    if (field.type === 'region') return plain(regions);
    if (field.type === 'runtime') return plain(runtimes);
    return [];
}

/** A word that chooses a part of a section has that part's title. @param {SpecField} field @param {string} word */
function titleOfVariant(field, word) {
    const sections = specForm().sections;
    const own = sections.find(({ fields }) => fields.includes(field));
    const part = own && partsOf(own.name).find(({ fields }) => fields.length > 0 && fields.every(({ when }) => when === word));
    return part?.title ?? word;
}

/**
 * Sets a field, and with it those beside it that can be chosen by it, or cannot any more.
 * @param {SpecFieldProps} props @param {unknown} value undefined takes it out
 */
function putWith({ field, path, value: before, beside }, value) {
    const key = keyOf(field);
    const parent = path.slice(0, -1);
    /** @type {[Path, unknown][]} */
    const edits = value === undefined && before === undefined ? [] : [[path, value]];
    for (const other of membersOf(parentOf(field) ?? '')) {
        if (other.only?.field !== key || value === before) continue;
        const name = keyOf(other);
        const has = beside?.[name];
        const isFree = value === other.only.is;
        const otherwise = other.only.otherwise;
        const least = other.minimum ?? otherwise;
        if (isFree && other.required && (has === undefined || (has === otherwise && typeof has === 'number' && has < Number(least)))) edits.push([[...parent, name], least]);
        if (!isFree && has !== undefined && has !== otherwise) edits.push([[...parent, name], otherwise]);
    }
    // The fields of another variant would be mistakes.
    if (key === 'type' && parent.length > 0 && value !== before) edits.push(...variantEdits(field, parent, beside, value));
    editSpec(edits);
}

/** What goes, and what comes, with another variant of a mapping. @param {SpecField} field @param {Path} parent @param {any} beside @param {unknown} variant @returns {[Path, unknown][]} */
function variantEdits(field, parent, beside, variant) {
    const members = membersOf(parentOf(field) ?? '').filter(({ when }) => when !== null);
    const keeps = state.clusters.kept[placeOf(parent)] ?? {};
    const others = members.filter((member) => !fits(member, variant) && beside?.[keyOf(member)] !== undefined);
    // What was filled in is there again when the choice comes back.
    const kept = { ...keeps, [shownValue(beside?.type)]: Object.fromEntries(others.map((member) => [keyOf(member), beside[keyOf(member)]])) };
    state.clusters = { ...state.clusters, kept: { ...state.clusters.kept, [placeOf(parent)]: kept } };
    const gone = new Set(others.map(keyOf));
    const before = ownOf(keeps, shownValue(variant)) ?? {};
    const own = members.filter((member) => fits(member, variant) && (member.required || before[keyOf(member)] !== undefined));
    const come = new Map(own.map((member) => [keyOf(member), before[keyOf(member)] ?? (member.type === 'list' ? [blankItem(member, variant)] : blankOf(member))]));
    return [
        ...[...gone].filter((key) => !come.has(key)).map((key) => /** @type {[Path, unknown]} */ ([[...parent, key], undefined])),
        ...[...come].map(([key, value]) => /** @type {[Path, unknown]} */ ([[...parent, key], value])),
    ];
}

/** @param {string} text */
function lower(text) {
    return text.charAt(0).toLowerCase() + text.slice(1);
}
