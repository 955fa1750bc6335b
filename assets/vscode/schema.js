'use strict';

// What can stand where the cursor is, by a JSON Schema. Of a schema this knows what those of sigma-gen have.

/** @typedef {import('./cursor').Step} Step */
/** @typedef {import('./cursor').Cursor} Cursor */
/** @typedef {{ [name: string]: any }} Schema */
/** A value or a name, and what it means. @typedef {{ value: unknown, about: string }} Fact */
/**
 * What a schema does not have, of what a path leads to: the values that it can be, in this mapping; and the names that can be in it.
 * @typedef {{ values(path: Step[], within: any): Fact[], names(path: Step[]): Fact[] }} Facts
 */
/** What can be written: the text, and what comes after the cursor then. It goes on where there is something to choose next. @typedef {{ label: string, text: string, rest: string, isName: boolean, isRequired: boolean, goesOn: boolean, about: string }} Choice */

/** What is inside of something has so many more spaces before it. */
const STEP = 2;

/**
 * All that can be written at the cursor: names that are not there yet, those that must be there first; or values.
 * @param {Schema} whole @param {Cursor} cursor @param {Facts} facts @returns {Choice[]}
 */
function choicesAt(whole, cursor, facts) {
    const { kind, path, root, column, before, items } = cursor;
    const place = placeAt(whole, root, path, facts);
    if (kind === 'name') return names(place, cursor, column);
    if (kind === 'value') return values(place, before);
    if (!place.isList) return [...names(place, cursor, column), ...values(place, before)];
    // Each item of a list has a dash. Where Enter leads after an item, that one goes on, too.
    const item = place.inner(Array.isArray(place.value) ? place.value.length : 0);
    const begun = [...names(item, cursor, column + STEP), ...values(item, before)];
    const more = items > 0 ? names(place.inner(items - 1), cursor, column + STEP) : [];
    return [
        ...more.map((choice) => ({ ...choice, text: ' '.repeat(STEP) + choice.text })),
        ...begun.map((choice) => ({ ...choice, label: `- ${choice.label}`, text: `- ${choice.text}` })),
    ];
}

/** What the name or the value at the cursor means. @param {Schema} whole @param {Cursor} cursor @param {Facts} facts */
function aboutAt(whole, { kind, path, root, before, after }, facts) {
    const written = (before + after).trim();
    const place = placeAt(whole, root, path, facts);
    if (kind === 'name') return place.inner(written).about();
    const value = values(place, before).find(({ label }) => label === written.replace(/^(["'])(.*)\1$/, '$2'));
    return value?.about || place.about();
}

/** Where a path leads. @param {Schema} whole @param {any} root @param {Step[]} path @param {Facts} facts */
function placeAt(whole, root, path, facts) {
    return path.reduce((place, step) => place.inner(step), new Place(whole, facts, null, null, [whole], root));
}

/** A place in a file: what its schemas say, and what stands there. */
class Place {
    /**
     * @param {Schema} whole @param {Facts} facts
     * @param {Place | null} outer @param {Step | null} step from there
     * @param {Schema[]} schemas each of them must hold
     * @param {any} value
     */
    constructor(whole, facts, outer, step, schemas, value) {
        this.whole = whole;
        this.facts = facts;
        this.outer = outer;
        this.step = step;
        this.schemas = schemas;
        this.value = value;
        /** The schemas with all that they refer to, as far as it holds of what stands there. */
        this.parts = schemas.flatMap((schema) => partsOf(schema, value, whole));
    }

    /** @param {Step} step */
    inner(step) {
        const schemas = this.parts.flatMap((part) => inside(part, step));
        return new Place(this.whole, this.facts, this, step, schemas, this.value?.[step]);
    }

    /** The steps from the whole file. @returns {Step[]} */
    get path() {
        /** @type {Step[]} */
        const steps = [];
        for (let place = /** @type {Place} */ (this); place.outer; place = place.outer) steps.push(/** @type {Step} */ (place.step));
        return steps.reverse();
    }

    get types() {
        return this.parts.flatMap(({ type, enum: words, const: word }) => type ?? (words || word !== undefined ? 'word' : []));
    }

    get isList() {
        return this.types.length > 0 && this.types.every((type) => type === 'array');
    }

    /** Whether it has values of one line. */
    get isPlain() {
        return this.types.length === 0 || this.types.some((type) => type !== 'array' && type !== 'object');
    }

    /** The values that are known, each with what it means. @returns {Fact[]} */
    get known() {
        const found = this.parts.flatMap(({ enum: words = [], const: word, default: usual, type, description = '' }) => [
            ...(word === undefined ? [] : [{ value: word, about: description }]),
            ...[...words, ...(usual === undefined ? [] : [usual]), ...(type === 'boolean' ? [true, false] : [])].map((value) => ({ value, about: '' })),
        ]);
        const all = [...found, ...this.facts.values(this.path, this.outer?.value)].filter(({ value }) => typeof value !== 'object' && this.schemas.every((schema) => fits(schema, value, this.whole)));
        return [...new Map(all.map((each) => [each.value, each])).values()];
    }

    /** What people are told of it. */
    about() {
        const part = (/** @type {string} */ name) => this.parts.find((each) => each[name] !== undefined)?.[name];
        const [least, most, length, usual] = ['minimum', 'maximum', 'maxLength', 'default'].map(part);
        const own = this.outer && this.facts.names(this.outer.path).find(({ value }) => value === this.step);
        return [
            own ? own.about : part('description'),
            least !== undefined && most !== undefined && least < most && `From ${least} to ${most}.`,
            length !== undefined && `At most ${length} characters.`,
            usual !== undefined && `Without it: \`${usual}\`.`,
        ].filter(Boolean).join('\n\n');
    }
}

/** @param {Place} place @param {Cursor} cursor @param {number} column @returns {Choice[]} */
function names(place, { isFlow, hasColon, before, after }, column) {
    const { parts, value } = place;
    const own = hasColon ? before + after : undefined;
    const isRequired = (/** @type {string} */ name) => parts.some(({ properties, required = [] }) => properties?.[name] && required.includes(name));
    const all = new Set([...parts.flatMap(({ properties = {} }) => Object.keys(properties)), ...place.facts.names(place.path).map(({ value }) => String(value))]);
    const missing = [...all].filter((name) => name === own || !Object.hasOwn(Object(value), name));
    const choices = missing.map((name) => {
        const inner = place.inner(name);
        const goesOn = !hasColon && (!inner.isPlain || inner.known.length > 0);
        return { label: name, ...(hasColon ? { text: name, rest: '' } : beginning(name, inner, isFlow, column + STEP)), isName: true, isRequired: isRequired(name), goesOn, about: inner.about() };
    });
    return [...choices.filter((choice) => choice.isRequired), ...choices.filter((choice) => !choice.isRequired)];
}

/** A name, with what its value begins with. @param {string} name @param {Place} place @param {boolean} isFlow @param {number} column */
function beginning(name, { isPlain, isList }, isFlow, column) {
    if (isPlain) return { text: `${name}: `, rest: '' };
    if (isFlow) return isList ? { text: `${name}: [`, rest: ']' } : { text: `${name}: { `, rest: ' }' };
    return { text: `${name}:\n${' '.repeat(column)}${isList ? '- ' : ''}`, rest: '' };
}

/** @param {Place} place @param {string} before @returns {Choice[]} */
function values(place, before) {
    const isQuoted = /^["']/.test(before);
    return place.known.map(({ value, about }) => ({
        label: String(value), text: typeof value === 'string' && (isQuoted || !isPlainText(value)) ? JSON.stringify(value) : String(value), rest: '', isName: false, isRequired: false, goesOn: false, about,
    }));
}

/** Whether YAML reads it as text without quotes. @param {string} text */
function isPlainText(text) {
    return /^[A-Za-z_][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
}

/** The schemas of what is one step further in. @param {Schema} part @param {Step} step @returns {Schema[]} */
function inside({ properties = {}, items, additionalProperties }, step) {
    const found = typeof step === 'number' ? items : Object.hasOwn(properties, step) ? properties[step] : additionalProperties;
    return typeof found === 'object' ? [found] : [];
}

/** @param {Schema} schema @param {any} value @param {Schema} whole @returns {Schema[]} */
function partsOf(schema, value, whole) {
    const { $ref, allOf = [], anyOf = [], oneOf = [], if: condition } = schema;
    const others = [
        $ref && referred($ref, whole),
        condition && (fits(condition, value, whole) ? schema.then : schema.else),
        ...allOf, ...anyOf, ...oneOf,
    ];
    return [schema, ...others.filter(Boolean).flatMap((each) => partsOf(each, value, whole))];
}

/** @param {string} reference @param {Schema} whole @returns {Schema} */
function referred(reference, whole) {
    return whole.$defs[reference.replace('#/$defs/', '')];
}

/** Whether a value can be what a schema says. @param {Schema} schema @param {any} value @param {Schema} whole @returns {boolean} */
function fits({ $ref, const: word, enum: words, type, required = [], properties = {}, anyOf, oneOf }, value, whole) {
    const has = (/** @type {string} */ name) => Object.hasOwn(Object(value), name);
    const isOne = (/** @type {Schema[] | undefined} */ list) => !list || list.some((each) => fits(each, value, whole));
    return (!$ref || fits(referred($ref, whole), value, whole))
        && (word === undefined || word === value)
        && (!words || words.includes(value))
        && (!type || typeof value === 'object' || [type].flat().includes(typeOf(value)))
        && required.every(has)
        && Object.keys(properties).every((name) => !has(name) || fits(properties[name], value[name], whole))
        && isOne(anyOf) && isOne(oneOf);
}

/** The type of a plain value. @param {unknown} value */
function typeOf(value) {
    return typeof value === 'number' ? 'integer' : typeof value;
}

module.exports = { aboutAt, choicesAt };
