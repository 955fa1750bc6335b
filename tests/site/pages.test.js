'use strict';

// Every page: its links, its width, and what a browser has to say about it.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const axe = require('axe-core');
const { address, launch, open, pages, sideways } = require('./support/browser.js');

/** A page of each kind. */
const KINDS = ['index.html', 'groups/set.html', 'operations/sismember.html'];
const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 900 };

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** What stands on each page, by its path; of all pages, so each is opened once. */
const surveyed = new Map();

test('every page opens without a message, and asks for nothing but files of the site', async () => {
    const { tab, finish } = await open(browser, 'index.html');
    for (const page of pages()) {
        await tab.goto(address(page));
        surveyed.set(page, await tab.evaluate(survey));
    }
    await finish();
});

function survey() {
    const all = (selector, of) => [...document.querySelectorAll(selector)].map(of);
    return {
        title: document.title,
        description: document.querySelector('meta[name=description]').content,
        levels: all('h1, h2, h3, h4, h5, h6', (heading) => Number(heading.tagName[1])),
        ids: all('[id]', (element) => element.id),
        links: all('[href], [src]', (element) => ({
            written: element.getAttribute('href') ?? element.getAttribute('src'),
            leads: element.href ?? element.src,
        })),
        current: all('nav [aria-current=page]', (link) => link.href),
        listed: all('#site-navigation li', (item) => item.textContent).length,
    };
}

test('every link and every anchor leads somewhere', () => {
    const assets = ['style.css', 'site.js', 'search.js'].map((asset) => [address(`assets/${asset}`), []]);
    const known = new Map([...assets, ...[...surveyed].map(([page, { ids }]) => [address(page), ids])]);
    const all = [...surveyed].flatMap(([page, { links }]) => links.map((link) => ({ page, ...link })));
    const dead = all.filter(({ written, leads }) => {
        const [file, anchor] = leads.split('#');
        const isRelative = !/^(\/|[a-z]+:)/i.test(written);
        const hasAnchor = anchor === undefined || known.get(file)?.includes(decodeURIComponent(anchor));
        return !isRelative || !known.has(file) || !hasAnchor;
    });
    assert.deepEqual(dead, []);
    assert.ok(all.length > pages().length * 20);
    for (const [page, { ids }] of surveyed) assert.equal(new Set(ids).size, ids.length, `${page} has each id once`);
});

test('every operation is found by the search, and its page is there', async () => {
    const { tab, finish } = await open(browser, 'index.html');
    const index = await tab.evaluate(() => window.searchIndex);
    assert.deepEqual(index.map(({ page }) => page).sort(), pages().filter((page) => page.startsWith('operations/')));
    await finish();
});

test('every page has a title of its own, a description, one heading of level 1, and no level left out', () => {
    for (const [page, { description, levels }] of surveyed) {
        assert.notEqual(description.trim(), '', page);
        assert.equal(levels.filter((level) => level === 1).length, 1, page);
        levels.forEach((level, index) => assert.ok(level <= (levels[index - 1] ?? 0) + 1, `${page}: h${level}`));
    }
    const titles = new Set([...surveyed.values()].map(({ title }) => title));
    assert.equal(titles.size, pages().length);
});

test('the navigation lists all operations on every page, and marks the page', () => {
    for (const [page, { current, listed }] of surveyed) {
        assert.deepEqual({ current, listed }, { current: [address(page)], listed: 24 });
    }
    assert.equal(surveyed.size, pages().length);
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
