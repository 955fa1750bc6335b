'use strict';

// The code is that of `sigma-gen js`, whatever is filled in.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { expect, launch } = require('../site/support/browser.js');
const { ANY, OWN, REDIS, choose, codes, openPanel, operations, printed } = require('./support/panel.js');

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

for (const catalogue of [OWN, ANY, REDIS]) {
    test(`every example of ${catalogue} gives the code that sigma-gen js prints`, async () => {
        const { tab, finish } = await openPanel(browser, { catalogue });
        const compared = [];
        let unsayable = 0;
        for (const { title, examples } of operations(catalogue)) {
            await choose(tab, title);
            await expect(tab.locator('.operation h2')).toHaveText(title);
            for (const [index, example] of examples.entries()) {
                await tab.getByLabel('Fill in an example').selectOption(String(index));
                const { Promise: promise, Callback: callback, TypeScript, Rust, Terminal: line } = await codes(tab);
                for (const text of [promise, callback, TypeScript, Rust]) assert.ok(text, `${title}: ${example.title}`);
                if (line === null) unsayable += 1;
                else compared.push({ line, promise, callback });
            }
        }
        const lines = compared.map(({ line }) => line);
        const [callbacks, promises] = [printed(lines, catalogue), printed(lines, catalogue, '--style', 'promise')];
        for (const [index, { line, promise, callback }] of compared.entries()) {
            await same(promise, promises[index], line);
            if (promise === promises[index]) assert.equal(callback, callbacks[index], line);
        }
        assert.ok(unsayable < compared.length / 4, `${unsayable} of ${compared.length} cannot be said on a command line`);
        await finish();
    });
}

for (const catalogue of [OWN, ANY]) {
    test(`what is typed into the fields of ${catalogue} is in the code`, async () => {
        const { tab, finish } = await openPanel(browser, { catalogue });
        const seed = Number(process.env.SEED ?? Date.now() % 1e6);
        const random = generator(seed);
        const compared = [];
        for (const { title, name } of operations(catalogue)) {
            const told = `${title}, SEED=${seed}`;
            await choose(tab, title);
            for (const flag of await tab.locator('.sets input[type=checkbox]').all()) if (random(2)) await flag.click();
            const typed = await fill(tab, random);
            const { Promise: promise, Terminal: line } = await codes(tab);
            assert.notEqual(promise, null, told);
            const [called, { params }] = await run(promise);
            assert.equal(called, name.replace(/_(.)/g, (_, letter) => letter.toUpperCase()));
            const there = leaves(params);
            for (const text of typed) assert.ok(there.includes(text), `${told}: ${text} is not in ${promise}`);
            if (line !== null) compared.push({ line, promise });
        }
        const promises = printed(compared.map(({ line }) => line), catalogue, '--style', 'promise');
        for (const [index, { line, promise }] of compared.entries()) await same(promise, promises[index], `${line}, SEED=${seed}`);
        await finish();
    });
}

/** Types something else into each field for text and numbers; gives what was typed. */
async function fill(tab, random) {
    const fields = await tab.locator('.sets input.value').evaluateAll((all) => all.map(({ id, inputMode, value }) => ({ id, inputMode, value })));
    const typed = [];
    for (const { id, inputMode, value } of fields) {
        // A choice among alternatives that were not given has no value yet.
        if (value === '') continue;
        const text = inputMode === '' ? someText(random) : String(1 + random(1000));
        await tab.locator(`[id="${id}"]`).focus();
        await tab.keyboard.press('ControlOrMeta+A');
        await tab.keyboard.type(text);
        typed.push(text);
    }
    return typed;
}

const PARTS = ["'", '"', '\\', '`', '${x}', '</script>', '*/', '//', 'é', '漢', '😀', ' ', 'a', 'B', '7', '\u202e', '--', '{{', '$(x)'];

function someText(random) {
    return `k${Array.from({ length: 1 + random(4) }, () => PARTS[random(PARTS.length)]).join('')}z`;
}

/** Runs code without a server: gives the method that it calls, and with what. */
async function run(text) {
    let called;
    const redis = new Proxy({}, { get: (_, method) => async (options) => { called = [method, options]; return {}; } });
    const AsyncFunction = (async () => {}).constructor;
    await new AsyncFunction('redis', 'event', text)(redis, {});
    return called;
}

/** Two codes are the same. Where any value fits, a command line has no numbers: there, what they send is the same. */
async function same(one, other, told) {
    if (one === other) return;
    const sent = [await run(one), await run(other)].map(([method, { params }]) => [method, ...leaves(params)]);
    assert.deepEqual(sent[0], sent[1], told);
}

/** All names, texts and numbers in a value, as texts; JSON text as what it says. */
function leaves(value) {
    if (/^[[{]./.test(value)) {
        try { return leaves(JSON.parse(value)); } catch { /* Then it is a text like any other. */ }
    }
    if (Array.isArray(value)) return value.flatMap(leaves);
    if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([name, inner]) => [name, ...leaves(inner)]);
    return [String(value)];
}

/** Random whole numbers below a limit, the same for the same seed. */
function generator(seed) {
    let state = seed + 1;
    return (limit) => {
        state = (state * 48_271) % 2_147_483_647;
        return state % limit;
    };
}
