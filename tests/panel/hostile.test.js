'use strict';

// Texts that try to leave their place: those of a catalogue, and those that are typed, pasted or remembered.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { expect, launch, sideways } = require('../site/support/browser.js');
const { OWN, choose, openPanel, paste, root } = require('./support/panel.js');

/** What the panel never makes. */
const FOREIGN = 'img, iframe, object, style, body script, [style]:not(.chunk), [onload], [onerror], [href^="javascript"]';
const TEXTS = ['<img src=x onerror="window.ran = 1">', '</script><script>window.ran = 1</script>', '${window.ran = 1}', '"><svg onload=window.ran=1>', "'; window.ran = 1; '"];

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function check(tab, told) {
    const found = await tab.evaluate((selector) => ({ ran: window.ran, foreign: document.querySelectorAll(selector).length }), FOREIGN);
    assert.deepEqual(found, { ran: undefined, foreign: 0 }, told);
}

for (const catalogue of ['tests/site/hostile.yaml', 'tests/cases/hostile/operations.yaml']) {
    test(`no text of ${catalogue} runs, loads anything or widens the page`, async () => {
        const { tab, finish } = await openPanel(browser, { catalogue });
        for (const button of await tab.locator('.rail button').all()) {
            await button.click();
            await tab.locator('.info > summary').click();
            await check(tab, await button.textContent());
            for (const width of [1440, 1280, 360]) {
                await tab.setViewportSize({ width, height: 900 });
                await expect.poll(() => sideways(tab), `${await tab.locator('.operation h2').textContent()} at ${width} px`).toBe(0);
            }
            await tab.setViewportSize({ width: 1440, height: 900 });
        }
        await finish();
    });
}

test('what is typed and pasted is text, and stays so after a reload', async () => {
    const { tab, finish } = await openPanel(browser, { catalogue: OWN });
    for (const text of TEXTS) {
        await choose(tab, 'SET');
        await tab.locator('#value-0-0-key').fill(text);
        await expect(tab.locator('#code code'), text).toHaveText(/key: /);
        await tab.getByRole('button', { name: 'Value as an expression' }).click();
        await tab.locator('#value-0-0-value').fill(text);
        await tab.keyboard.press('Tab');
        await check(tab, text);
        await tab.getByRole('button', { name: 'Value as an expression' }).click();
        await tab.getByRole('button', { name: 'Paste many' }).click();
        await paste(tab.getByLabel('What to paste'), text);
        await check(tab, text);
        await tab.keyboard.press('Escape');
        await tab.fill('.find', text);
        await check(tab, text);
        await tab.fill('.find', '');
        await tab.reload();
        await tab.locator('.frame').waitFor();
        await expect(tab.locator('#value-0-0-key')).toHaveValue(text);
        await check(tab, text);
    }
    await finish();
});

test('what is remembered wrongly is no obstacle', async () => {
    const { tab, finish } = await openPanel(browser);
    for (const remembered of ['{', 'null', '{"steps":[{"operation":"gone","forms":{}}]}', '{"steps":7}', '{"steps":[{"operation":"get","forms":{}}],"style":"none"}']) {
        await tab.evaluate((text) => {
            // Also when the page is left, nothing else is put there.
            for (const name of Object.keys(sessionStorage)) sessionStorage.setItem(name, text);
            Storage.prototype.setItem = () => {};
        }, remembered);
        await tab.reload();
        await tab.locator('.frame').waitFor();
        await expect(tab.locator('#code code'), remembered).toHaveText(/await redis\.\w+\(/);
        await choose(tab, 'SET');
        await choose(tab, 'GET');
        await tab.locator('#value-0-0-key').fill('k');
    }
    await finish();
});

test('the source puts nothing into pages but text', () => {
    const files = fs.readdirSync(path.join(root, 'assets/panel'), { recursive: true }).filter((file) => file.endsWith('.js') && file !== 'vendored.js');
    assert.ok(files.length > 10);
    for (const file of files) {
        const text = fs.readFileSync(path.join(root, 'assets/panel', file), 'utf8');
        assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|dangerouslySet|\beval\(|new Function|\sstyle=|\son[a-z]+=["']/, file);
    }
});

test('the libraries are those of the packages', () => {
    const { text, vendored } = require('./vendor.js');
    assert.equal(fs.readFileSync(vendored, 'utf8'), text(), 'run npm run vendor in tests/panel');
});
