'use strict';

// What can be written in a file, beside what its schema says.

const { engine } = require('./engine');
const { listOf, wordOf } = require('./written');

/** @typedef {import('./schema').Fact} Fact */
/** @typedef {import('./schema').Facts} Facts */
/** @typedef {import('./cursor').Step} Step */

/** How many steps lead to an operation of a catalogue: groups, which, operations, which. */
const OPERATION = 4;

/** What the schema of a file does not have. @param {import('./kind').Kind} kind @param {any} root what is in the file @returns {Facts} */
function factsOf(kind, root) {
    return kind === 'clusters' ? factsOfSpec(root) : factsOfCatalogue(root);
}

/** The versions of an engine, and the node types of a region. @param {any} spec @returns {Facts} */
function factsOfSpec(spec) {
    /** @type {SpecForm} */
    const { sections, versions, families } = engine.ask({ do: 'sections', profile: spec?.profile === 'aws' ? 'aws' : 'sigma', region: wordOf(spec?.region) });
    const types = new Map(sections.flatMap(({ fields }) => fields).map(({ name, type }) => [name, type]));
    const versionsOf = new Map(Object.entries(versions));
    const nodes = Object.entries(families ?? {}).flatMap(([family, sizes]) => sizes.map((size) => `cache.${family}.${size}`));
    return {
        values(path, within) {
            const type = types.get(path.map((step) => (typeof step === 'number' ? '[]' : `.${step}`)).join('').slice(1));
            // The newest version first.
            const known = type === 'nodetype' ? nodes : type === 'version' ? [...versionsOf.get(within?.engine) ?? []].reverse() : [];
            return known.map((value) => ({ value, about: '' }));
        },
        names: () => [],
    };
}

/** Where an operation names its parameters. */
const NAMING = ['blocking', 'needs', 'never_with', 'wire'];

/** Its records as types, and an operation's parameters where it speaks of them. @param {any} catalogue @returns {Facts} */
function factsOfCatalogue(catalogue) {
    const paramsAt = (/** @type {Step[]} */ path) => listed(path.slice(0, OPERATION).reduce((value, step) => value?.[step], catalogue)?.params);
    return {
        values(path) {
            const step = path.findLast((each) => typeof each === 'string');
            if (step === 'type' || step === 'of') return listed(catalogue?.records).map(told);
            if (!(NAMING.includes(String(step)) || (step === 'given' && path.includes('when')))) return [];
            const params = paramsAt(path);
            return [...params, ...params.flatMap(({ one_of: alternatives }) => listed(alternatives))].map(told);
        },
        names(path) {
            const call = path.indexOf('call');
            if (call < OPERATION || path.length < call + 2) return [];
            // Into the groups that the steps after the parameter set name.
            const steps = path.slice(call + 2).filter((step) => typeof step === 'string');
            const inner = steps.reduce((params, step) => given(params.find(({ name }) => name === step)?.params), given(paramsAt(path)));
            return inner.map(told);
        },
    };
}

/** What a list holds that has a name. @param {unknown} list @returns {any[]} */
function listed(list) {
    return listOf(list).filter((each) => typeof each?.name === 'string');
}

/** The parameters that a call gives by name: in the place of alternatives each of them. @param {unknown} params */
function given(params) {
    return listed(params).flatMap((param) => ('one_of' in param ? listed(param.one_of) : [param]));
}

/** @param {{ name: string, description?: unknown }} named @returns {Fact} */
function told({ name, description }) {
    return { value: name, about: wordOf(description) };
}

module.exports = { factsOf };
