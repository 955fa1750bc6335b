'use strict';

// Runs by clicks, in the page that `sigma-gen panel` serves.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { expect, launch } = require('../site/support/browser.js');
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
    await expect(answer(tab).getByText('as documented', { exact: true })).toHaveCount(0);
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
    await expect.poll(() => answer(tab).locator('pre').innerText()).toBe(response);
    assert.equal(await copied(tab), `${response}\n`);
    await expect(tab.locator('.facts')).toHaveText(/error null · 3 commands · [\d.]+ ms · embedded/);

    await tab.getByRole('tab', { name: 'Table' }).click();
    assert.equal(await copied(tab), 'Key\tResult\tError\ncolours · red\t1\t\ncolours · green\t1\t\ncolours · blue\t0\t\n');
    await expect(answer(tab).locator('tbody tr')).toHaveCount(3);
    await tab.getByRole('tab', { name: 'Commands' }).click();
    await expect.poll(() => answer(tab).locator('pre').innerText()).toBe(['red', 'green', 'blue'].map((word) => `SISMEMBER colours ${word}`).join('\n'));

    // Other values are no example.
    await tab.locator('#value-0-0-key').fill('other');
    await run(tab);
    await expect(tab.getByText('as documented')).toHaveCount(0);
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
    await expect(answer(tab).locator('pre')).toHaveText(/price: \{\n +result: null,\n +error: \{\n +code: 'ERR',/);
    await tab.locator('.examples').selectOption({ index: 4 });
    await answer(tab).getByRole('button', { name: 'Prepare' }).click();
    await answer(tab).getByText('9007199254740993n').waitFor();

    const odd = '\u202ea"\'`b<b>\u0007';
    await choose(tab, 'SET');
    await tab.locator('#value-0-0-key').fill(odd);
    await run(tab);
    await expect(answer(tab).locator('pre')).toHaveText(/'\\u\{202e\}a"\\'`b<b>\\u\{7\}': \{ result: 'OK', error: null \}/);
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
    await answer(tab).getByText(/more (lines|characters) are not shown/).waitFor();
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
    await expect(answer(tab).locator('h3')).toHaveText(['SET', 'GET']);
    await expect(answer(tab).locator('pre').nth(1)).toHaveText(/a: \{ result: '1', error: null \}/);
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
    await expect(sample, 'what it took the place of').toHaveValue('colours');
    await sample.fill('');
    await tab.getByRole('button', { name: /^Run/ }).click();
    await expect(sample).toHaveAttribute('aria-invalid', 'true');
    await expect(sample).toBeFocused();
    await sample.fill('numbers');
    await run(tab);
    await tab.getByRole('tab', { name: 'Commands' }).click();
    await expect(answer(tab).locator('pre')).toHaveText(/^SISMEMBER numbers red\n/);
    const code = tab.locator('.code-pane pre');
    await expect(code).toHaveText(/key: event\.set,/);
    await expect(code).not.toHaveText(/numbers/);

    // All of a list.
    await tab.getByRole('button', { name: 'Value as an expression', exact: true }).click();
    await expect(tab.locator('#value-0-0-values-sample')).toHaveValue('["red","green","blue"]');
    await run(tab);
    await tab.locator('#value-0-0-values-sample').fill('["x"]');
    await run(tab);
    await expect.poll(() => answer(tab).locator('pre').innerText()).toBe('SISMEMBER numbers x');
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
    await expect(tab.locator('#value-0-0-key')).toHaveValue('second');
    await choose(tab, 'SADD');
    await tab.getByRole('button', { name: 'History' }).click();
    await expect(tab.locator('.runs li')).toHaveCount(2);
    await tab.locator('.runs').getByText('first').click();
    await expect(tab.locator('#value-0-0-key')).toHaveValue('first');
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
    await expect(other.tab.getByRole('button', { name: /^Run/ })).toBeDisabled();
    await other.tab.locator('.code-pane pre').waitFor();
    await other.finish();
});
