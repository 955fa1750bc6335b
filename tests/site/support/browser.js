'use strict';

// Chromium, and the pages of a site that is opened from disk.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { chromium, expect: playwrightExpect } = require('playwright/test');

const generated = path.join(__dirname, '../../../generated/docs/site');

/**
 * A wait ends when what it waits for is there. After so many milliseconds it says what that was, before `tests/run` ends all.
 * Nothing that a page does later is read once: `expect` of a locator, or `expect.poll`, looks until it is as it should be.
 */
const LIMIT = Number(process.env.WAIT ?? 600_000);
const expect = playwrightExpect.configure({ timeout: LIMIT });

/** Starts a browser of its own for the tests of a file. */
function launch() {
    return chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: [
            '--headless',
            '--no-sandbox',
            '--disable-gpu',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
        ],
    });
}

/** All pages of a site as paths in its folder, in order; but for the panel, which is no text to read, and has its own tests. */
function pages(site = generated) {
    const files = fs.readdirSync(site, { recursive: true }).filter((file) => file.endsWith('.html') && file !== 'panel.html');
    assert.ok(files.length > 2, `there are pages in ${site}`);
    return files.sort();
}

/** The address of a page, or of any file of a site. */
function address(page, site = generated) {
    return pathToFileURL(path.join(site, page)).href;
}

/**
 * A tab of its own, with nothing remembered. It knows what went wrong in it: messages of the console, errors of
 * scripts, requests that left the disk or failed, and dialogs; `finish` fails when there was anything.
 */
async function open(browser, page, { site = generated, ...options } = {}) {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(LIMIT);
    const tab = await context.newPage();
    const wrong = [];
    tab.on('console', (message) => wrong.push(`console: ${message.text()}`));
    tab.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
    tab.on('requestfailed', (request) => wrong.push(`failed: ${request.url()}`));
    tab.on('request', (request) => {
        if (!request.url().startsWith('file://')) wrong.push(`request: ${request.url()}`);
    });
    tab.on('dialog', (dialog) => {
        wrong.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
    });
    await tab.goto(address(page, site));
    const finish = async () => {
        await context.close();
        assert.deepEqual(wrong, []);
    };
    return { tab, finish };
}

/** How far a page can be scrolled sideways, in pixels. */
function sideways(tab) {
    return tab.evaluate(() => {
        const root = document.scrollingElement;
        return Math.max(root.scrollWidth, document.body.scrollWidth) - root.clientWidth;
    });
}

module.exports = { LIMIT, address, expect, generated, launch, open, pages, sideways };
