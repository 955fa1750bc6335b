'use strict';

// Runs by clicks, in the page that `sigma-gen panel` serves.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { launch } = require('../site/support/browser.js');
const { choose, paste } = require('./support/panel.js');
const { answer, open, ready, run, start } = require('./support/server.js');

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const COPIES = { permissions: ['clipboard-read', 'clipboard-write'] };

/** What the button of the pane copies. */
async function copied(tab) {
    await tab.evaluate(() => navigator.clipboard.writeText('nothing'));
    await tab.locator('.answer-pane .button.small').click();
    await tab.waitForFunction(async () => await navigator.clipboard.readText() !== 'nothing');
    return tab.evaluate(() => navigator.clipboard.readText());
}

test('an example runs as it is documented, and is shown as a response, a table and commands', async (t) => {
    const panel = await start(t);
    const { tab, finish } = await open(browser, panel, COPIES);
    await ready(tab);
    assert.equal(new URL(tab.url()).hash, '', 'the launch code is of no more use');
    await choose(tab, 'SISMEMBER');
    await answer(tab).getByText('Nothing leaves this computer.').waitFor();
    await run(tab);
    await answer(tab).getByText('3 succeeded').waitFor();
    assert.equal(await answer(tab).getByText('as documented', { exact: true }).count(), 0);
    await answer(tab).getByRole('button', { name: 'Not as documented' }).click();
    await answer(tab).getByText('as documented', { exact: true }).waitFor();
    const response = `{
    success: 3,
    failed: 0,
    results: {
        colours: {
            red: { result: 1, error: null },
            green: { result: 1, error: null },
            blue: { result: 0, error: null }
        }
    }
}`;
    assert.equal(await answer(tab).locator('pre').innerText(), response);
    assert.equal(await copied(tab), `${response}\n`);
    assert.match(await tab.locator('.facts').innerText(), /error null · 3 commands · [\d.]+ ms · embedded/);

    await tab.getByRole('tab', { name: 'Table' }).click();
    assert.equal(await copied(tab), 'Key\tResult\tError\ncolours · red\t1\t\ncolours · green\t1\t\ncolours · blue\t0\t\n');
    assert.equal(await answer(tab).locator('tbody tr').count(), 3);
    await tab.getByRole('tab', { name: 'Commands' }).click();
    assert.equal(await answer(tab).locator('pre').innerText(), ['red', 'green', 'blue'].map((word) => `SISMEMBER colours ${word}`).join('\n'));

    // Other values are no example.
    await tab.locator('#value-0-0-key').fill('other');
    await run(tab);
    assert.equal(await tab.getByText('as documented').count(), 0);
    await finish();
});

test('several keys of which some fail are all told, and large numbers and odd texts are whole', async (t) => {
    const panel = await start(t);
    const { tab, finish } = await open(browser, panel, COPIES);
    await ready(tab);
    await choose(tab, 'INCRBY');
    await tab.locator('.examples').selectOption({ index: 3 });
    await answer(tab).getByRole('button', { name: 'Prepare' }).click();
    await answer(tab).getByText('2 failed').waitFor();
    await answer(tab).getByText('1 succeeded').waitFor();
    assert.match(await answer(tab).locator('pre').innerText(), /price: \{\n +result: null,\n +error: \{\n +code: 'ERR',/);
    await tab.locator('.examples').selectOption({ index: 4 });
    await answer(tab).getByRole('button', { name: 'Prepare' }).click();
    await answer(tab).getByText('9007199254740993n').waitFor();

    const odd = '\u202ea"\'`b<b>\u0007';
    await choose(tab, 'SET');
    await tab.locator('#value-0-0-key').fill(odd);
    await run(tab);
    assert.match(await answer(tab).locator('pre').innerText(), /'\\u\{202e\}a"\\'`b<b>\\u\{7\}': \{ result: 'OK', error: null \}/);
    await tab.getByRole('tab', { name: 'Commands' }).click();
    assert.match(await copied(tab), /^SET "\u202ea\\"'`b<b>\\x07" /);
    await finish();
});

test('of a long answer a part is shown, and all of it is copied', async (t) => {
    const panel = await start(t);
    const { tab, finish } = await open(browser, panel, COPIES);
    await ready(tab);
    await choose(tab, 'GET');
    await tab.getByRole('button', { name: 'Paste many' }).click();
    await paste(tab.getByLabel('What to paste'), Array.from({ length: 3000 }, (_, at) => `key-${at}`).join('\n'));
    await tab.getByRole('button', { name: 'Take 3,000 keys' }).click();
    await run(tab);
    await answer(tab).getByText('3,000 succeeded').waitFor();
    await answer(tab).getByText(/more lines are not shown/).waitFor();
    assert.equal((await copied(tab)).match(/key-\d+/g).length, 3000);
    await tab.getByRole('tab', { name: 'Table' }).click();
    await answer(tab).getByText('2,800 more rows are not shown').waitFor();
    assert.equal((await copied(tab)).trim().split('\n').length, 3001);
    await finish();
});

test('calls that follow each other run over one connection, by Ctrl+Enter', async (t) => {
    const panel = await start(t);
    const { tab, finish } = await open(browser, panel);
    await ready(tab);
    await choose(tab, 'SET');
    await tab.locator('#value-0-0-key').fill('a');
    await tab.locator('#value-0-0-value').fill('1');
    await tab.getByRole('button', { name: 'Then, over the same connection' }).click();
    await tab.locator('#operation-1').selectOption('get');
    await tab.locator('#value-1-0-key').fill('a');
    await tab.locator('#value-1-0-key').press('Control+Enter');
    await answer(tab).locator('h3').nth(1).waitFor();
    assert.deepEqual(await answer(tab).locator('h3').allInnerTexts(), ['SET', 'GET']);
    assert.match(await answer(tab).locator('pre').nth(1).innerText(), /a: \{ result: '1', error: null \}/);
    await finish();
});

test('an expression runs with a sample of its value, which is not in the code', async (t) => {
    const panel = await start(t);
    const { tab, finish } = await open(browser, panel);
    await ready(tab);
    await choose(tab, 'SISMEMBER');
    await tab.getByRole('button', { name: 'Set as an expression' }).click();
    await tab.locator('#value-0-0-key').fill('event.set');
    const sample = tab.locator('#value-0-0-key-sample');
    assert.equal(await sample.inputValue(), 'colours', 'what it took the place of');
    await sample.fill('');
    await tab.getByRole('button', { name: /^Run/ }).click();
    assert.equal(await sample.getAttribute('aria-invalid'), 'true');
    assert.ok(await sample.evaluate((field) => field === document.activeElement));
    await sample.fill('numbers');
    await run(tab);
    await tab.getByRole('tab', { name: 'Commands' }).click();
    assert.match(await answer(tab).locator('pre').innerText(), /^SISMEMBER numbers red\n/);
    const code = await tab.locator('.code-pane pre').innerText();
    assert.match(code, /key: event\.set,/);
    assert.doesNotMatch(code, /numbers/);

    // All of a list.
    await tab.getByRole('button', { name: 'Value as an expression', exact: true }).click();
    assert.equal(await tab.locator('#value-0-0-values-sample').inputValue(), '["red","green","blue"]');
    await run(tab);
    await tab.locator('#value-0-0-values-sample').fill('["x"]');
    await run(tab);
    assert.equal(await answer(tab).locator('pre').innerText(), 'SISMEMBER numbers x');
    await finish();
});

test('the history brings values back, and a reload keeps them', async (t) => {
    const panel = await start(t);
    const { tab, finish } = await open(browser, panel);
    await ready(tab);
    await choose(tab, 'GET');
    for (const key of ['first', 'second']) {
        await tab.locator('#value-0-0-key').fill(key);
        await run(tab);
        await tab.getByRole('button', { name: 'History' }).click();
        await tab.locator('.runs').getByText(key).waitFor();
        await tab.keyboard.press('Escape');
    }
    await tab.reload();
    await ready(tab);
    assert.equal(await tab.locator('#value-0-0-key').inputValue(), 'second');
    await choose(tab, 'SADD');
    await tab.getByRole('button', { name: 'History' }).click();
    assert.equal(await tab.locator('.runs li').count(), 2);
    await tab.locator('.runs').getByText('first').click();
    assert.equal(await tab.locator('#value-0-0-key').inputValue(), 'first');
    await run(tab);
    await answer(tab).getByText('2 succeeded').waitFor();
    await finish();
});

test('a page of the docs runs its operation; a tab without a token says how to get one', async (t) => {
    const panel = await start(t);
    const { tab, context, finish } = await open(browser, panel, { mayFail: /401/ });
    await ready(tab);
    const docs = await context.newPage();
    await docs.goto(`${panel.origin}/operations/type.html`);
    await docs.getByRole('button', { name: 'Open the form' }).click();
    // The other tab hands its token over.
    await docs.locator('.chip .dot.up').waitFor();
    await docs.getByRole('button', { name: /^Run/ }).click();
    await docs.locator('.facts').getByText('1 succeeded').waitFor();
    await finish();

    const other = await open(browser, panel, { mayFail: /401/ });
    await other.tab.getByText('This tab may not run operations').waitFor();
    await other.tab.getByText('Press Enter in the terminal').first().waitFor();
    assert.ok(await other.tab.getByRole('button', { name: /^Run/ }).isDisabled());
    await other.tab.locator('.code-pane pre').waitFor();
    await other.finish();
});
