'use strict';

// How the panel looks and reads: both colour schemes, narrow pages, large text, and what axe finds.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { expect, launch, open, sideways } = require('../site/support/browser.js');
const { ANY, OWN, choose, openPanel, paste, violations } = require('./support/panel.js');

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** Widths of the page: wide, a phone, and 1280 pixels at 200 %. */
const PAGES = {
    light: { viewport: { width: 1440, height: 900 } },
    dark: { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
    phone: { viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
    'at 200 %': { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 },
};

for (const [name, options] of Object.entries(PAGES)) {
    const isWide = options.viewport.width > 1000;
    const show = async (tab, operation, title) => (isWide ? choose(tab, title) : tab.locator('#operation-0').selectOption(operation));

    test(`axe finds nothing, and nothing is wider than the page: ${name}`, async () => {
        for (const [catalogue, shapes] of [[OWN, [['sadd', 'SADD']]], [ANY, [['xadd', 'XADD'], ['bitfield', 'BITFIELD'], ['geosearch', 'GEOSEARCH']]]]) {
            const { tab, finish } = await openPanel(browser, { catalogue, ...options });
            for (const [operation, title] of shapes) {
                await show(tab, operation, title);
                await expect.poll(() => violations(tab), title).toEqual([]);
                await expect.poll(() => sideways(tab), title).toBe(0);
            }
            await finish();
        }
    });

    test(`axe finds nothing in mistakes, expressions and the dialog: ${name}`, async () => {
        const { tab, finish } = await openPanel(browser, options);
        await show(tab, 'expire', 'EXPIRE');
        await tab.getByText('Operation info').click();
        await tab.getByRole('button', { name: 'Key as an expression' }).click();
        await tab.getByRole('button', { name: 'Add parameter set' }).click();
        await tab.getByRole('button', { name: 'Then, over the same connection' }).click();
        await tab.getByRole('button', { name: 'Copy code' }).click();
        await expect(tab.locator('.why').first()).toBeVisible();
        await expect.poll(() => violations(tab)).toEqual([]);
        await expect.poll(() => sideways(tab)).toBe(0);
        await tab.getByRole('button', { name: 'Paste many' }).first().click();
        await paste(tab.getByLabel('What to paste'), `key,seconds\n${'wide'.repeat(99)},x\n`);
        await expect.poll(() => violations(tab), 'the dialog').toEqual([]);
        await finish();
    });
}

test('axe finds nothing in the box on a page of the docs', async () => {
    for (const colorScheme of ['light', 'dark']) {
        const { tab, finish } = await open(browser, 'operations/setex.html', { colorScheme });
        await tab.getByRole('button', { name: 'Open the form' }).click();
        await tab.locator('.frame').waitFor();
        await expect.poll(() => violations(tab)).toEqual([]);
        await tab.setViewportSize({ width: 360, height: 740 });
        await expect.poll(() => sideways(tab)).toBe(0);
        await finish();
    }
});

test('the colours are chosen here and on the pages of the docs together', async () => {
    const { tab, finish } = await openPanel(browser, { colorScheme: 'light' });
    const background = () => tab.evaluate(() => getComputedStyle(document.querySelector('.panel')).backgroundColor);
    const light = await background();
    await tab.getByRole('button', { name: 'Dark colours' }).click();
    await expect.poll(background).not.toBe(light);
    // A page takes them as soon as its script runs.
    const dark = tab.locator('html[data-theme="dark"]');
    await tab.getByRole('link', { name: 'Docs' }).click();
    await tab.waitForURL((url) => !url.pathname.endsWith('panel.html'));
    await dark.waitFor();
    await tab.getByRole('link', { name: 'Panel' }).click();
    await tab.waitForURL('**/panel.html');
    await dark.waitFor();
    await finish();
});

test('nothing moves for who wants that', async () => {
    const { tab, finish } = await openPanel(browser, { reducedMotion: 'reduce' });
    await choose(tab, 'SET');
    await tab.locator('#value-0-0-key').fill('other');
    assert.equal(await tab.evaluate(() => document.getAnimations().length), 0);
    await finish();
});
