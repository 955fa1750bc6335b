'use strict';

// The form of a new cluster, and what is read off it.

const { expect } = require('../../site/support/browser.js');
const { openPanel } = require('./panel.js');

/** The panel with the form of a new cluster. */
async function openNew(chromium, options = {}) {
    const opened = await openPanel(chromium, options);
    await opened.tab.getByRole('tab', { name: 'New Cluster' }).click();
    return opened;
}

/** Opens all sections that are closed. */
async function openSections(tab) {
    const closed = tab.locator('.section:not([open]) > summary');
    for (let count = await closed.count(); count > 0; count -= 1) {
        await closed.first().click();
        await expect(closed).toHaveCount(count - 1);
    }
}

/** Where the text of the spec, or of what is made of it, is shown. */
function specText(tab) {
    return tab.locator('.spec-pane pre code');
}

/** Fills a field in, and leaves it. */
async function put(tab, label, value, at = 0) {
    const field = tab.getByLabel(label, { exact: true }).nth(at);
    await field.fill(value);
    await field.press('Tab');
}

/** What is said to be wrong at a field, or null. */
async function wrong(tab, label, at = 0) {
    const field = tab.getByLabel(label, { exact: true }).nth(at);
    return field.evaluate((node) => {
        const why = node.getRootNode().getElementById(`${node.id}-why`);
        const isTold = why !== null && (node.getAttribute('aria-describedby') ?? '').split(' ').includes(why.id);
        return node.getAttribute('aria-invalid') === 'true' && isTold ? why.textContent : null;
    });
}

/** Where the number of mistakes is shown. */
function badge(tab) {
    return tab.locator('.check-pane .pill').first();
}

/** Puts a text in place of the spec's. */
async function putText(tab, text) {
    await tab.getByLabel('Edit as text').check();
    await tab.locator('#spec-text').fill(text);
    await tab.getByLabel('Edit as text').uncheck();
}

module.exports = { badge, openNew, openSections, put, putText, specText, wrong };
