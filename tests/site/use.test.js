'use strict';

// What a reader does: searching, choosing a language, copying, and reading without a script, on paper or by keyboard.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { address, launch, open } = require('./support/browser.js');

const LANGUAGES = ['JavaScript promise', 'JavaScript callback', 'Rust'];
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };
const WHITE = 'rgb(255, 255, 255)';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** The titles of the operations that the search lists. */
const found = (tab) => tab.locator('.results b').allTextContents();
/** The labels that are seen on the first example. */
const labels = (tab) => tab.locator('.languages').first().locator('.label:visible').allTextContents();
const backgroundOf = (tab) => tab.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
const status = (tab, text) => tab.locator('.status', { hasText: text }).waitFor({ state: 'attached' });
const activeOption = async (tab) => {
    const id = await tab.getAttribute('.search input', 'aria-activedescendant');
    assert.equal(await tab.getAttribute(`#${id}`, 'aria-selected'), 'true');
    return tab.locator(`#${id} b`).textContent();
};

test('typing filters the operations, and those whose title begins with it come first', async () => {
    const { tab, finish } = await open(browser, 'operations/get.html');
    const input = tab.getByRole('combobox', { name: 'Search operations' });
    await input.pressSequentially('s');
    const many = await found(tab);
    await input.pressSequentially('et');
    const few = await found(tab);
    assert.deepEqual(few.slice(0, 2), ['SET', 'SETEX']);
    assert.ok(few.length < many.length && few.includes('SADD'), 'by the group too');
    await status(tab, `${few.length} operations found.`);
    await input.fill('strlen');
    assert.deepEqual(await found(tab), ['STRLEN']);
    await status(tab, '1 operation found.');
    await input.fill('del');
    assert.equal((await found(tab))[0], 'DELETE', 'by method and command');
    await input.fill('  TIMEOUT   replaced ');
    assert.deepEqual(await found(tab), []);
    await input.fill('cardinality number');
    assert.deepEqual(await found(tab), ['SCARD'], 'by the description');
    await input.fill('');
    assert.equal(await tab.isHidden('.results'), true);
    await finish();
});

test('the search says when there is nothing', async () => {
    const { tab, finish } = await open(browser, 'index.html');
    await tab.fill('.search input', 'zrange');
    assert.equal(await tab.isVisible('text=No operation found.'), true);
    assert.equal(await tab.getAttribute('.search input', 'aria-expanded'), 'false');
    await status(tab, 'No operation found.');
    await finish();
});

test('the search works by keyboard: / focuses, arrows move, Escape clears, Enter opens', async () => {
    const { tab, finish } = await open(browser, 'operations/get.html');
    await tab.keyboard.press('/');
    await tab.keyboard.type('set');
    assert.equal(await tab.inputValue('.search input'), 'set');
    assert.equal(await tab.getAttribute('.search input', 'aria-expanded'), 'true');
    assert.equal(await activeOption(tab), 'SET');
    await tab.keyboard.press('ArrowDown');
    assert.equal(await activeOption(tab), 'SETEX');
    await tab.keyboard.press('ArrowUp');
    await tab.keyboard.press('ArrowUp');
    assert.equal(await activeOption(tab), (await found(tab)).at(-1), 'from the first to the last');
    await tab.keyboard.press('Escape');
    assert.equal(await tab.inputValue('.search input'), '');
    assert.equal(await tab.isHidden('.results'), true);
    await tab.keyboard.type('sca/');
    await tab.keyboard.press('Backspace');
    await tab.keyboard.press('Enter');
    await tab.waitForURL(address('operations/scard.html'));
    await finish();
});

test('a result opens with a click, and the list closes when one leaves it', async () => {
    const { tab, finish } = await open(browser, 'index.html');
    await tab.fill('.search input', 'set');
    await tab.keyboard.press('Tab');
    assert.equal(await tab.isHidden('.results'), true);
    await tab.focus('.search input');
    await tab.click('.results a >> text=SMOVE');
    await tab.waitForURL(address('operations/smove.html'));
    await finish();
});

test('all examples of a page show the language of the tab that is chosen, and so does the next page', async () => {
    const { tab, finish } = await open(browser, 'operations/sadd.html');
    const shown = async () => {
        const languages = await tab.locator('.language:visible').evaluateAll((all) => all.map((each) => each.dataset.language));
        return [...new Set(languages)];
    };
    const examples = await tab.locator('.languages').count();
    assert.ok(examples > 1);
    assert.deepEqual(await shown(), ['promise'], 'what every runtime of Lambda takes comes first');
    await tab.getByRole('tab', { name: 'Rust' }).last().click();
    assert.deepEqual(await shown(), ['rust']);
    assert.equal(await tab.getByRole('tab', { name: 'Rust', selected: true }).count(), examples);
    assert.equal(await tab.getByRole('tabpanel', { name: 'Rust' }).count(), examples);
    await tab.goto(address('groups/key.html'));
    assert.deepEqual(await shown(), ['rust']);
    await finish();
});

test('tabs are moved through with the arrow keys, and one of them is in the tab order', async () => {
    const { tab, finish } = await open(browser, 'operations/sadd.html');
    const focused = () => tab.evaluate(() => [document.activeElement.textContent, document.activeElement.ariaSelected]);
    const [promise, callback, rust] = LANGUAGES;
    await tab.getByRole('tab', { selected: true }).first().focus();
    const moves = [['ArrowRight', callback], ['End', rust], ['ArrowRight', promise], ['ArrowLeft', rust], ['Home', promise]];
    for (const [key, name] of moves) {
        await tab.keyboard.press(key);
        assert.deepEqual(await focused(), [name, 'true']);
    }
    assert.equal(await tab.locator('.tabs').first().locator('[tabindex="0"]').count(), 1);
    await finish();
});

test('the tab stays where it is when what is above it gets shorter', async () => {
    const { tab, finish } = await open(browser, 'operations/sadd.html');
    const last = tab.getByRole('tab', { name: 'Rust' }).last();
    await last.scrollIntoViewIfNeeded();
    const before = await last.boundingBox();
    await last.click();
    const after = await last.boundingBox();
    assert.ok(Math.abs(before.y - after.y) < 2, `${before.y} and ${after.y}`);
    await finish();
});

test('a click copies exactly the code', async () => {
    const { tab, finish } = await open(browser, 'operations/sadd.html', CLIPBOARD);
    const block = tab.locator('.code:visible').first();
    const code = await block.locator('code').textContent();
    assert.match(code, /^\/\/ .*\nconst .* = await redis\.sadd\(\{\n {4}[^]*\n\}\);\n\/\/await redisClient.quit\(\);$/);
    await block.getByRole('button', { name: 'Copy' }).click();
    await status(tab, 'Copied');
    assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), code);
    const buttons = await tab.locator('.code > .copy').count();
    assert.equal(buttons, await tab.locator('.code').count(), 'each block has the button');
    await finish();
});

test('a click copies where the browser gives no clipboard', async () => {
    const { tab, finish } = await open(browser, 'operations/sadd.html', { permissions: ['clipboard-read'] });
    await tab.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); });
    const block = tab.locator('.code:visible').last();
    await block.getByRole('button', { name: 'Copy' }).click();
    await status(tab, 'Copied');
    assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), await block.locator('code').textContent());
    await finish();
});

test('headings have links that can be copied', async () => {
    const { tab, finish } = await open(browser, 'operations/sadd.html', CLIPBOARD);
    await tab.getByRole('link', { name: 'Link to Response' }).click();
    await status(tab, 'Link copied');
    assert.equal(tab.url(), address('operations/sadd.html') + '#response');
    assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), tab.url());
    await finish();
});

test('colours follow the system, or what was chosen, from the first paint on', async () => {
    for (const colorScheme of ['light', 'dark']) {
        const { tab, finish } = await open(browser, 'index.html', { colorScheme });
        const isDark = async () => await backgroundOf(tab) !== WHITE;
        const button = tab.getByRole('button', { name: 'Dark colours' });
        const system = colorScheme === 'dark';
        assert.equal(await isDark(), system);
        assert.equal(await button.getAttribute('aria-pressed'), String(system));
        await button.click();
        assert.equal(await isDark(), !system);
        await tab.addInitScript(() => {
            // As early as there is a body.
            new MutationObserver((_, observer) => {
                if (!document.body) return;
                window.firstTheme = document.documentElement.dataset.theme;
                observer.disconnect();
            }).observe(document, { childList: true, subtree: true });
        });
        await tab.goto(address('operations/get.html'));
        assert.equal(await isDark(), !system);
        assert.equal(await tab.evaluate(() => window.firstTheme), system ? 'light' : 'dark');
        assert.equal(await button.getAttribute('aria-pressed'), String(!system));
        await finish();
    }
});

test('on a phone the navigation is behind a button', async () => {
    const { tab, finish } = await open(browser, 'operations/get.html', { viewport: { width: 360, height: 740 } });
    const link = tab.locator('#site-navigation a', { hasText: 'SMOVE' });
    const button = tab.getByRole('button', { name: 'Menu' });
    assert.equal(await link.isVisible(), false);
    await button.click();
    assert.equal(await button.getAttribute('aria-expanded'), 'true');
    await tab.keyboard.press('Escape');
    assert.equal(await link.isVisible(), false);
    assert.equal(await button.evaluate((element) => element === document.activeElement), true);
    await button.press('Enter');
    await link.click();
    await tab.waitForURL(address('operations/smove.html'));
    await finish();
});

test('the keyboard reaches the content first, and then everything in its order', async () => {
    const { tab, finish } = await open(browser, 'operations/get.html');
    await tab.keyboard.press('Tab');
    const skip = tab.getByRole('link', { name: 'Skip to content' });
    assert.equal(await skip.evaluate((element) => element === document.activeElement), true);
    assert.ok((await skip.boundingBox()).x >= 0, 'it is seen');
    await tab.keyboard.press('Enter');
    assert.equal(await tab.evaluate(() => document.activeElement.id), 'site-content');
    await tab.keyboard.press('Tab');
    const focus = await tab.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        return { inside: document.activeElement.closest('main') !== null, outlineStyle, outlineWidth };
    });
    assert.deepEqual(focus, { inside: true, outlineStyle: 'solid', outlineWidth: '2px' });
    await finish();
});

test('without a script everything can be read', async () => {
    for (const width of [360, 1280]) {
        const options = { javaScriptEnabled: false, viewport: { width, height: 800 } };
        const { tab, finish } = await open(browser, 'operations/sadd.html', options);
        assert.deepEqual(await labels(tab), LANGUAGES);
        assert.equal(await tab.locator('.language:visible').count(), await tab.locator('.language').count());
        assert.equal(await tab.isVisible('#site-navigation >> text=SMOVE'), true, 'the menu is open');
        assert.equal(await tab.locator('button:visible, input:visible').count(), 0, 'nothing that would not work');
        assert.ok(await tab.evaluate(() => document.scrollingElement.scrollWidth <= innerWidth));
        await finish();
    }
});

test('printed, there is the text alone, with every language', async () => {
    const { tab, finish } = await open(browser, 'operations/sadd.html', { colorScheme: 'dark' });
    await tab.emulateMedia({ media: 'print' });
    assert.equal(await tab.locator(':is(nav, button, input, .tabs, .anchor):visible').count(), 0);
    assert.equal(await tab.locator('.language:visible').count(), await tab.locator('.language').count());
    assert.deepEqual(await labels(tab), LANGUAGES);
    assert.equal(await backgroundOf(tab), WHITE);
    const styles = await tab.evaluate(() => ({
        wraps: getComputedStyle(document.querySelector('pre')).whiteSpace,
        cut: [...document.querySelectorAll('pre, .table')].filter((each) => each.scrollWidth > each.clientWidth).length,
    }));
    assert.deepEqual(styles, { wraps: 'pre-wrap', cut: 0 });
    await finish();
});
