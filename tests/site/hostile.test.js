'use strict';

// Sites of other catalogues: texts that try to break out of the page, and more operations than a page can list.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { address, launch, open, pages, sideways } = require('./support/browser.js');
const { siteOf } = require('./support/sigma-gen.js');

/** What no page of ours has. */
const FOREIGN =
    'img, iframe, style, svg:not(.theme svg), body script, [style], [onload], [onerror], [href^="javascript"]';

let browser;
let folder;
before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-'));
    browser = await launch();
});
after(async () => {
    await browser.close();
    fs.rmSync(folder, { recursive: true });
});

const HOSTILE = 'tests/site/hostile.yaml';

for (const catalogue of [HOSTILE, 'tests/cases/hostile/operations.yaml', 'tests/cases/any/operations.yaml']) {
    test(`no text of ${catalogue} runs, loads anything or widens a page`, async () => {
        const site = siteOf(catalogue);
        const { tab, finish } = await open(browser, 'index.html', { site });
        for (const page of pages(site)) {
            await tab.goto(address(page, site));
            await tab.fill('.search input', 'e');
            const { ran, foreign } = await tab.evaluate((selector) => ({
                ran: window.ran,
                foreign: document.querySelectorAll(selector).length,
            }), FOREIGN);
            assert.deepEqual({ ran, foreign }, { ran: undefined, foreign: 0 }, page);
            for (const width of [1280, 360]) {
                await tab.setViewportSize({ width, height: 800 });
                assert.equal(await sideways(tab), 0, `${page} at ${width} px`);
            }
            await tab.click('.menu');
            assert.equal(await sideways(tab), 0, `the menu of ${page}`);
        }
        await finish();
    });
}

test('hostile texts are shown as they are', async () => {
    const site = siteOf(HOSTILE);
    const { tab, finish } = await open(browser, 'operations/status.html', { site });
    const title = `</script><img src=x onerror="window.ran = 'operation'">`;
    assert.equal(await tab.textContent('h1'), title);
    assert.equal(await tab.title(), `${title} · </title><script>window.ran = 'title'</script> " ' &amp; <b>`);
    const code = await tab.locator('.code code').first().textContent();
    assert.ok(code.includes(`'<\\/script><img src=x onerror="window.ran = \\'call\\'">'`), code);
    const cells = await tab.locator('table').evaluateAll((all) => all.map((table) => table.rows[1].cells.length));
    assert.deepEqual(cells, [4, 3]);
    const anchors = await tab.locator('.example h3').evaluateAll((all) => all.map((heading) => heading.id));
    assert.deepEqual(anchors.slice(1), ['example-section', 'example-section-1']);
    await tab.goto(address('index.html', site));
    await tab.fill('.search input', 'onerror');
    assert.deepEqual(await tab.locator('.results b').allTextContents(), [title]);
    await tab.keyboard.press('Enter');
    await tab.waitForURL(address('operations/status.html', site));
    await finish();
});

test('a page lists its own group when there are too many operations for all', async () => {
    const site = generateMany(2, 101);
    const { tab, finish } = await open(browser, 'operations/group1_operation50.html', { site });
    assert.equal(await tab.locator('#site-navigation li').count(), 101);
    assert.ok(await tab.locator('#site-navigation [aria-current]').evaluate((link) => {
        const [inner, outer] = [link, link.closest('nav')].map((element) => element.getBoundingClientRect());
        return inner.top >= outer.top && inner.bottom <= outer.bottom;
    }), 'the navigation is scrolled to the page');
    await tab.fill('.search input', 'operation');
    assert.equal(await tab.locator('.results a').count(), 50);
    const status = tab.locator('.status', { hasText: '202 operations found, the best 50 are listed.' });
    await status.waitFor({ state: 'attached' });
    await tab.goto(address('index.html', site));
    assert.equal(await tab.locator('#site-navigation li').count(), 0);
    assert.equal(await tab.locator('.overview dt').count(), 202);
    await finish();
});

test('a page lists no operations when its own group has too many', async () => {
    const site = generateMany(2, 201);
    const { tab, finish } = await open(browser, 'operations/group1_operation200.html', { site });
    assert.equal(await tab.locator('#site-navigation li').count(), 0);
    assert.equal(await tab.textContent('#site-navigation [aria-current]'), 'Group 1');
    await tab.click('#site-navigation >> text=Group 1');
    await tab.waitForURL(address('groups/group1.html', site));
    assert.equal(await tab.locator('.contents li').count(), 201);
    await finish();
});

function generateMany(groups, operations) {
    const catalogue = path.join(folder, `${operations}.yaml`);
    fs.writeFileSync(catalogue, many(groups, operations));
    return siteOf(catalogue);
}

/** A catalogue of so many groups with so many operations each. */
function many(groups, operations) {
    const list = (count, each) => Array.from({ length: count }, (_, index) => each(index));
    return JSON.stringify({
        version: 1,
        service: { name: 'many', title: 'Many', object: 'redis', package: 'many-redis', cluster: 'many' },
        groups: list(groups, (group) => ({
            name: `group${group}`,
            title: `Group ${group}`,
            operations: list(operations, (operation) => ({
                name: `group${group}_operation${operation}`,
                title: `OPERATION ${group}.${operation}`,
                command: 'GET',
                since: '1.0.0',
                summary: 'Reads.',
                access: 'read',
                params: [{ name: 'key', label: 'Key', type: 'key', description: 'The key.' }],
                reply: { type: 'bulk', nullable: true, success: 'The value.' },
                examples: [{ title: 'One', call: ['k'], results: { k: null } }],
            })),
        })),
    });
}
