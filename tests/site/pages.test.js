'use strict';

// Every page: its links, its width, and what a browser has to say about it.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const axe = require('axe-core');
const { address, launch, open, pages, sideways } = require('./support/browser.js');
const { OWN, siteOf } = require('./support/sigma-gen.js');

/** A page of each kind. */
const KINDS = ['index.html', 'groups/set.html', 'operations/sismember.html'];
const PHONE = { width: 360, height: 740 };
const WIDTHS = [320, 390, 1280];
const DESKTOP = { width: 1280, height: 900 };

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

for (const catalogue of [OWN, 'catalogues/redis.yaml']) {
    /** What stands on each page, by its path; of all pages, so each is opened once. */
    const surveyed = new Map();
    let site;

    test(`every page of ${catalogue} opens without a message, and asks for nothing but files of the site`, async () => {
        site = siteOf(catalogue);
        const { tab, finish } = await open(browser, 'index.html', { site });
        for (const page of pages(site)) {
            await tab.goto(address(page, site));
            surveyed.set(page, await tab.evaluate(survey));
        }
        await finish();
    });

    test(`every link and every anchor of ${catalogue} leads somewhere`, () => {
        const assets = ['assets/style.css', 'assets/site.js', 'assets/search.js', 'panel.html'].map((file) => [address(file, site), []]);
        const known = new Map([...assets, ...[...surveyed].map(([page, { ids }]) => [address(page, site), ids])]);
        const all = [...surveyed].flatMap(([page, { links }]) => links.map((link) => ({ page, ...link })));
        const dead = all.filter(({ written, leads }) => {
            const [file, anchor] = leads.split('#');
            if (written.startsWith('https://docs.aws.amazon.com/')) return false;
            const isRelative = !/^(\/|[a-z]+:)/i.test(written);
            const hasAnchor = anchor === undefined || known.get(file)?.includes(decodeURIComponent(anchor));
            return !isRelative || !known.has(file) || !hasAnchor;
        });
        assert.deepEqual(dead, []);
        assert.ok(all.length > surveyed.size * 20);
        for (const [page, { ids }] of surveyed) assert.equal(new Set(ids).size, ids.length, `${page} has each id once`);
    });

    test(`every operation of ${catalogue} is found by the search, and its page is there`, async () => {
        const { tab, finish } = await open(browser, 'index.html', { site });
        const index = await tab.evaluate(() => window.searchIndex);
        assert.deepEqual(index.map(({ page }) => page).sort(), pages(site).filter((page) => page.startsWith('operations/')));
        await finish();
    });

    test(`every page of ${catalogue} has a title of its own, a description, one heading of level 1, and no level left out`, () => {
        for (const [page, { description, levels }] of surveyed) {
            assert.notEqual(description.trim(), '', page);
            assert.equal(levels.filter((level) => level === 1).length, 1, page);
            levels.forEach((level, index) => assert.ok(level <= (levels[index - 1] ?? 0) + 1, `${page}: h${level}`));
        }
        const titles = new Set([...surveyed.values()].map(({ title }) => title));
        assert.equal(titles.size, pages(site).length);
    });

    test(`the navigation marks each page of ${catalogue}, and lists all operations where there are few`, () => {
        for (const [page, { current, listed }] of surveyed) {
            assert.deepEqual(current, [address(page, site)]);
            if (catalogue === OWN) assert.equal(listed, 24);
        }
        assert.equal(surveyed.size, pages(site).length);
    });

    for (const width of catalogue === OWN ? WIDTHS : [320]) {
        test(`nothing is cut off or stands out of a page of ${catalogue} that is ${width} px wide`, async () => {
            const { tab, finish } = await open(browser, 'index.html', { site, viewport: { width, height: 844 } });
            for (const page of pages(site)) {
                await tab.goto(address(page, site));
                assert.equal(await sideways(tab), 0, page);
                assert.deepEqual(await tab.evaluate(cut), [], page);
                assert.ok(await tab.locator('table').count() > 0, `${page} has a table`);
            }
            await finish();
        });
    }
}

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

/** What can be seen in part only: it leaves the window, or is wider than the box that it is shown in. */
function cut() {
    // What only screen readers and keyboards find is put out of sight on purpose.
    const isMeantToBe = (element) => element.closest('.skip, .status') !== null;
    const isSeen = (element) => element.checkVisibility() && element.getClientRects().length > 0;
    const leaves = (element) => [...element.getClientRects()].some(({ left, right }) => left < 0 || right > innerWidth + .5);
    const clips = (element) => getComputedStyle(element).overflowX !== 'visible';
    const isTooWide = (element) => clips(element) && element.scrollWidth > element.clientWidth;
    const elements = [...document.querySelectorAll('body *')].filter((element) => isSeen(element) && !isMeantToBe(element));
    const wrong = elements.filter((element) => leaves(element) || isTooWide(element));
    return wrong.map((element) => element.outerHTML.slice(0, 100));
}

test('on a phone each cell of a table has the name of its column', async () => {
    const { tab, finish } = await open(browser, 'operations/sismember.html', { viewport: PHONE });
    const labels = await tab.locator('table').first().locator('tr:nth-child(1) td').evaluateAll((cells) =>
        cells.map((cell) => getComputedStyle(cell, '::before').content));
    assert.deepEqual(labels, ['"Parameter"', '"Type"', '"Required"', '"Description"']);
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
