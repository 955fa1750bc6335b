'use strict';

// Every page: its links, its width, and what a browser has to say about it.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const axe = require('axe-core');
const { generated, launch, open, pages, address, sideways } = require('./support/browser.js');

/** A page of each kind. */
const KINDS = ['index.html', 'groups/set.html', 'operations/sismember.html'];
const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 900 };

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

test('every link and every anchor leads somewhere', async () => {
    const { tab, finish } = await open(browser, 'index.html');
    const known = new Map();
    const all = [];
    for (const page of pages()) {
        await tab.goto(address(page));
        const { ids, links } = await tab.evaluate(() => ({
            ids: [...document.querySelectorAll('[id]')].map((element) => element.id),
            links: [...document.querySelectorAll('[href], [src]')].map((element) => ({
                written: element.getAttribute('href') ?? element.getAttribute('src'),
                leads: element.href ?? element.src,
            })),
        }));
        assert.equal(new Set(ids).size, ids.length, `${page} has each id once`);
        known.set(address(page), ids);
        all.push(...links.map((link) => ({ page, ...link })));
    }
    for (const asset of ['style.css', 'site.js', 'search.js']) known.set(address(`assets/${asset}`), []);
    const dead = all.filter(({ written, leads }) => {
        const [file, anchor] = leads.split('#');
        const isRelative = !/^(\/|[a-z]+:)/i.test(written);
        const hasAnchor = anchor === undefined || known.get(file)?.includes(decodeURIComponent(anchor));
        return !isRelative || !known.has(file) || !hasAnchor;
    });
    assert.deepEqual(dead, []);
    assert.ok(all.length > pages().length * 20);
    await finish();
});

test('every operation is found by the search, and its page is there', async () => {
    const { tab, finish } = await open(browser, 'index.html');
    const index = await tab.evaluate(() => window.searchIndex);
    assert.deepEqual(index.map(({ page }) => page).sort(), pages().filter((page) => page.startsWith('operations/')));
    await finish();
});

test('every page has a title of its own, a description, one heading of level 1, and no level left out', async () => {
    const { tab, finish } = await open(browser, 'index.html');
    const titles = new Set();
    for (const page of pages()) {
        await tab.goto(address(page));
        titles.add(await tab.title());
        assert.notEqual((await tab.getAttribute('meta[name=description]', 'content')).trim(), '', page);
        const headings = await tab.getByRole('heading').evaluateAll((all) => all.map((each) => Number(each.tagName[1])));
        assert.equal(headings.filter((level) => level === 1).length, 1, page);
        headings.reduce((last, level) => {
            assert.ok(level <= last + 1, `${page}: h${level} after h${last}`);
            return level;
        }, 0);
    }
    assert.equal(titles.size, pages().length);
    await finish();
});

test('the navigation lists all operations on every page, and marks the page', async () => {
    const { tab, finish } = await open(browser, 'index.html');
    for (const page of pages()) {
        await tab.goto(address(page));
        const current = tab.locator('nav [aria-current=page]');
        assert.equal(await current.count(), 1, page);
        assert.equal(await current.evaluate((link) => link.href), address(page));
        assert.equal(await tab.locator('#site-navigation li').count(), 24);
    }
    await finish();
});

for (const page of KINDS) {
    test(`${page} does not scroll sideways on a phone`, async () => {
        const { tab, finish } = await open(browser, page, { viewport: PHONE });
        assert.equal(await sideways(tab), 0);
        await tab.click('.menu');
        await tab.fill('.search input', 'set');
        assert.equal(await sideways(tab), 0, 'with menu and search open');
        await finish();
    });

    for (const colorScheme of ['light', 'dark']) {
        for (const [name, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
            test(`${page} is accessible: ${colorScheme}, ${name}`, async () => {
                const { tab, finish } = await open(browser, page, { colorScheme, viewport });
                assert.deepEqual(await violations(tab), []);
                await tab.fill('.search input', 'set');
                assert.deepEqual(await violations(tab), [], 'with the search open');
                if (viewport === PHONE) {
                    await tab.fill('.search input', '');
                    await tab.click('.menu');
                    assert.deepEqual(await violations(tab), [], 'with the menu open');
                }
                await finish();
            });
        }
    }
}

/** What axe finds, in a line each; without the style sheets, which a page from disk may not read. */
async function violations(tab) {
    if (!await tab.evaluate(() => 'axe' in window)) {
        await tab.evaluate(axe.source);
    }
    const found = await tab.evaluate(() => window.axe.run({ preload: false }));
    const lines = ({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`);
    return found.violations.flatMap(lines);
}
