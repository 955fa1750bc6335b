'use strict';

// What can be written in a file, beside what its schema says.

const { engine } = require('./engine');

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
    const { sections, versions, families } = engine.ask({ do: 'sections', profile: spec?.profile === 'aws' ? 'aws' : 'sigma', region: String(spec?.region) });
    const types = new Map(sections.flatMap(({ fields }) => fields).map(({ name, type }) => [name, type]));
    const nodes = Object.entries(families ?? {}).flatMap(([family, sizes]) => sizes.map((size) => `cache.${family}.${size}`));
    return {
        values(path, within) {
            const type = types.get(path.map((step) => (typeof step === 'number' ? '[]' : `.${step}`)).join('').slice(1));
            if (type === 'nodetype') return nodes;
            // The newest first.
            return type === 'version' ? [...versions[within?.engine] ?? []].reverse() : [];
        },
        names: () => [],
    };
}

/** Its records as types, and an operation's parameters where it speaks of them. @param {any} catalogue @returns {Facts} */
function factsOfCatalogue(catalogue) {
    const named = (/** @type {unknown} */ list) => (Array.isArray(list) ? list.map((each) => each?.name).filter((name) => typeof name === 'string') : []);
    const paramsAt = (/** @type {Step[]} */ path) => named(path.slice(0, OPERATION).reduce((value, step) => value?.[step], catalogue)?.params);
    return {
        values(path) {
            const step = path.findLast((each) => typeof each === 'string');
            if (step === 'type' || step === 'of') return named(catalogue?.records);
            return step === 'given' && path.includes('when') ? paramsAt(path) : [];
        },
        names: (path) => (path.at(-2) === 'call' ? paramsAt(path) : []),
    };
}

module.exports = { factsOf };
