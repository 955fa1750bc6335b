'use strict';

// What a user does with the panel: by keyboard, with mistakes, with thousands of keys, and after a reload.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { address, expect, launch, open } = require('../site/support/browser.js');
const { ANY, choose, openPanel, paste, siteOf } = require('./support/panel.js');

const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const shown = (tab) => tab.locator('#code code');
const field = (tab, ...path) => tab.locator(`[id="${['value', ...path].join('-')}"]`);
const focused = (tab) => tab.evaluate(() => {
    const node = document.activeElement;
    return node.getAttribute('aria-label') ?? node.id ?? node.textContent;
});
const copied = (tab) => tab.evaluate(() => navigator.clipboard.readText());

test('the operations are searched and chosen by keyboard', async () => {
    const { tab, finish } = await openPanel(browser);
    await tab.keyboard.press('/');
    await tab.keyboard.type('sto');
    await expect(tab.locator('.rail button').filter({ hasText: 'STORE' })).toHaveText(['SDIFFSTOREwrite', 'SINTERSTOREwrite', 'SUNIONSTOREwrite']);
    await tab.keyboard.press('ControlOrMeta+A');
    await tab.keyboard.type('smove');
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Enter');
    await expect(tab.locator('.operation h2')).toHaveText('SMOVE');
    await field(tab, 0, 0, 'value').focus();
    await tab.keyboard.press('ControlOrMeta+A');
    await tab.keyboard.type('a/b');
    await expect(shown(tab), 'a slash in a field is a slash').toHaveText(/value: 'a\/b'/);
    await tab.fill('.find', 'nothing like it');
    await expect(tab.locator('.rail')).toHaveText(/No operation/);
    await finish();
});

test('the tab key goes through the form in its order, and the arrows through the tabs', async () => {
    const { tab, finish } = await openPanel(browser);
    await choose(tab, 'EXPIRE');
    await field(tab, 0, 0, 'key').focus();
    const order = [];
    for (let presses = 0; presses < 7; presses += 1) {
        order.push(await focused(tab));
        await tab.keyboard.press('Tab');
    }
    assert.deepEqual(order, ['value-0-0-key', 'Key as an expression', 'value-0-0-seconds', 'Seconds as an expression', 'add-set-0', 'paste-0', 'add-step']);
    await tab.getByRole('tab', { name: 'Promise' }).focus();
    await tab.keyboard.press('ArrowRight');
    await tab.keyboard.press('ArrowRight');
    await expect(tab.locator('[role=tab]:focus')).toHaveText('TypeScript');
    await tab.keyboard.press('End');
    await expect(shown(tab)).toHaveText(/^sigma-gen js expire /);
    await tab.keyboard.press('ArrowRight');
    await expect(tab.locator('[role=tab]:focus')).toHaveText('Promise');
    await finish();
});

test('a mistake is shown when its field is left, with its help, and told to readers of screens', async () => {
    const { tab, finish } = await openPanel(browser);
    await choose(tab, 'EXPIRE');
    const seconds = field(tab, 0, 0, 'seconds');
    await seconds.focus();
    await tab.keyboard.press('ControlOrMeta+A');
    await tab.keyboard.type('soon');
    await expect(seconds, 'not while it is typed').not.toHaveAttribute('aria-invalid');
    await tab.keyboard.press('Tab');
    await expect(seconds).toHaveAttribute('aria-invalid', 'true');
    const why = (await seconds.getAttribute('aria-describedby')).split(' ')[0];
    await expect(tab.locator(`[id="${why}"]`)).toHaveText(/positive (whole )?number of seconds/);
    await expect(tab.locator('#code pre')).toHaveCount(0);
    await tab.locator('#code button').click();
    await expect(seconds, 'the list of mistakes leads to the field').toBeFocused();
    await tab.keyboard.press('ControlOrMeta+A');
    await tab.keyboard.type('60');
    await expect(seconds).not.toHaveAttribute('aria-invalid');
    await expect(shown(tab)).toHaveText(/seconds: 60/);
    await finish();
});

test('who copies with mistakes is led to the first one, and copies when there is none', async () => {
    const { tab, finish } = await openPanel(browser, CLIPBOARD);
    await choose(tab, 'EXPIRE');
    await tab.getByRole('button', { name: 'Add parameter set' }).click();
    await expect(field(tab, 0, 1, 'key')).toBeFocused();
    await expect(tab.locator('.why')).toHaveCount(0);
    await tab.keyboard.press('Control+Enter');
    await expect(field(tab, 0, 1, 'key')).toBeFocused();
    await expect(tab.locator('[aria-invalid=true]')).toHaveCount(2);
    await expect(tab.locator('.actions')).toHaveText(/2 values to correct/);
    await tab.keyboard.type('b');
    await field(tab, 0, 1, 'seconds').fill('5');
    await tab.keyboard.press('Control+Enter');
    await tab.getByText('Copied').waitFor();
    assert.equal(await copied(tab), await shown(tab).textContent());
    await finish();
});

test('a value becomes an expression, and again what it was', async () => {
    const { tab, finish } = await openPanel(browser);
    await choose(tab, 'SET');
    await tab.getByRole('button', { name: 'Value as an expression' }).click();
    await tab.keyboard.type('JSON.stringify(event.body)');
    await expect(shown(tab)).toHaveText(/value: JSON\.stringify\(event\.body\)/);
    await tab.keyboard.type('; process.exit()');
    await tab.keyboard.press('Tab');
    await expect(tab.locator('#code pre'), 'only one expression').toHaveCount(0);
    await expect(tab.locator('.set .why')).toHaveText(/not one expression/);
    await tab.getByRole('button', { name: 'Value as an expression' }).click();
    await expect(shown(tab)).toHaveText(/value: 'test_value'/);
    await finish();
});

test('groups, alternatives, lists and values of any type are filled in', async () => {
    const { tab, finish } = await openPanel(browser, { catalogue: ANY });
    await choose(tab, 'SET');
    await tab.getByLabel('Type of Value').selectOption('JSON');
    await field(tab, 0, 0, 'value').fill('{"a":');
    await tab.keyboard.press('Tab');
    await expect(tab.locator('.set .why')).toHaveText(/This is not JSON/);
    await field(tab, 0, 0, 'value').fill('{"a": [1, true]}');
    await tab.getByLabel('Expiration').getByRole('combobox').selectOption({ label: 'Keep' });
    await tab.getByLabel('Condition', { exact: true }).selectOption('XX');
    await expect(shown(tab)).toHaveText(/value: \{ \['a'\]: \[1, true\] \},\n\s+condition: 'XX',\n\s+keepttl: true/);

    await choose(tab, 'XADD');
    await tab.getByRole('button', { name: 'Leave Trim out' }).click();
    await expect(shown(tab)).not.toHaveText(/trim/);
    await tab.getByRole('button', { name: 'Add trim' }).click();
    await field(tab, 0, 0, 'trim', 'threshold').fill('10');
    await tab.getByRole('button', { name: 'Add to fields' }).click();
    await expect(field(tab, 0, 0, 'fields', 1, 'field')).toBeFocused();
    await tab.keyboard.type('count');
    await field(tab, 0, 0, 'fields', 1, 'value').fill('2');
    await expect(shown(tab)).toHaveText(/trim: \{ strategy: 'MAXLEN', threshold: '10' \}/);
    await expect(shown(tab)).toHaveText(/fields: \{ item: 'pen', count: '2' \}/);
    await tab.getByRole('button', { name: 'Remove fields 1' }).click();
    await expect(shown(tab)).toHaveText(/fields: \{ count: '2' \}/);

    await choose(tab, 'SCAN');
    await field(tab, 0, 0, 'node').fill('10.0.0.5:6379');
    await expect(shown(tab)).toHaveText(/node: '10\.0\.0\.5:6379'/);
    await finish();
});

test('a second call goes over the same connection, which may be one that is there', async () => {
    const { tab, finish } = await openPanel(browser);
    await choose(tab, 'SET');
    await tab.getByRole('button', { name: 'Then, over the same connection' }).click();
    await tab.locator('#operation-1').selectOption('get');
    await tab.getByLabel('Use existing connection').check();
    await tab.getByLabel('Existing connection', { exact: true }).fill('client');
    for (const method of ['set', 'get']) await expect(shown(tab)).toHaveText(new RegExp(`await redis\\.${method}\\(\\{\\s+redisClient: client,`));
    await tab.getByLabel('Existing connection', { exact: true }).fill('a b');
    await expect(tab.locator('#code')).toHaveText(/not one expression/i);
    await tab.getByRole('button', { name: 'Remove the call of GET' }).click();
    await tab.getByLabel('Existing connection', { exact: true }).fill('client');
    await expect(shown(tab)).not.toHaveText(/redis\.get/);
    await finish();
});

test('each operation keeps its values, also when the page is loaded again', async () => {
    const { tab, finish } = await openPanel(browser);
    await choose(tab, 'GET');
    await field(tab, 0, 0, 'key').fill('mine');
    await choose(tab, 'SET');
    await field(tab, 0, 0, 'key').fill('other');
    await choose(tab, 'GET');
    await expect(field(tab, 0, 0, 'key')).toHaveValue('mine');
    await tab.getByRole('tab', { name: 'Rust' }).click();
    await tab.reload();
    await tab.locator('.frame').waitFor();
    await expect(tab.locator('.operation h2')).toHaveText('GET');
    await expect(shown(tab)).toHaveText(/client\s*\.get\(\["mine"/);
    await choose(tab, 'SET');
    await expect(field(tab, 0, 0, 'key')).toHaveValue('other');
    await finish();
});

test('what changed in the code is marked', async () => {
    const { tab, finish } = await openPanel(browser);
    await choose(tab, 'SET');
    await expect(tab.locator('mark')).toHaveCount(0);
    await field(tab, 0, 0, 'key').fill('my_other_key');
    await expect.poll(async () => (await tab.locator('mark').allTextContents()).join('')).toBe('other_');
    await finish();
});

test('many are pasted as lines, CSV or JSON, and counted before they are taken', async () => {
    const { tab, finish } = await openPanel(browser);
    await choose(tab, 'SETEX');
    const text = tab.getByLabel('What to paste');
    const understood = tab.locator('.understood');
    await tab.getByRole('button', { name: 'Paste many' }).click();
    await expect(tab.getByRole('button', { name: /^Take/ })).toBeDisabled();
    await paste(text, 'seconds,key,value\r\n60,a,"x, ""y"""\r\nsoon,b,z\r\n');
    await expect(understood).toHaveText(/2 parameter sets, understood as CSV with the columns seconds, key, value/);
    await expect(understood).toHaveText(/Parameter set 2: `seconds` takes/);
    await paste(text, 'a,b\n');
    await expect(understood).toHaveText(/understood as lines with key, value, seconds/);
    await paste(text, 'a,b,3,4\n');
    await expect(understood).toHaveText(/Row 1 has 4 values for 3 columns/);
    await expect(tab.getByRole('button', { name: /^Take/ })).toBeDisabled();
    await paste(text, '[{ "key": "a", "value": "it\'s", "seconds": 5 }, { "key": "b", "value": "x", "seconds": 6 }]');
    await expect(understood).toHaveText(/2 parameter sets, understood as JSON/);
    await tab.getByRole('button', { name: /^Take/ }).click();
    await expect(shown(tab)).toHaveText(/key: 'a',\s+value: 'it\\'s',\s+seconds: 5/);
    await tab.getByRole('button', { name: 'Paste many' }).click();
    await tab.keyboard.press('Escape');
    await expect(tab.locator('dialog')).toHaveCount(0);
    await expect(tab.locator('#paste-0')).toBeFocused();
    await finish();
});

test('ten thousand keys stay quick', async () => {
    const { tab, finish } = await openPanel(browser, CLIPBOARD);
    await choose(tab, 'GET');
    await tab.getByRole('button', { name: 'Paste many' }).click();
    await paste(tab.getByLabel('What to paste'), Array.from({ length: 10_000 }, (_, index) => `key${index}`).join('\n'));
    await expect(tab.locator('.understood')).toHaveText(/10,000 keys, understood as lines/);
    await tab.getByRole('button', { name: 'Take 10,000 keys' }).click();
    assert.ok(await tab.locator('.bare').count() < 500, 'only those near the view are drawn');
    await expect(tab.locator('.more')).toHaveText(/more characters are not shown/);
    await field(tab, 0, 0, 'key').focus();
    await tab.keyboard.press('End');
    await tab.keyboard.type('!');
    await tab.getByText("'key0!'").waitFor();
    await tab.locator('.code-pane').getByRole('button', { name: 'Copy' }).click();
    await tab.getByText('Copied').waitFor();
    assert.equal((await copied(tab)).match(/'key\d+!?'/g).length, 10_000);
    await tab.locator('#add-set-0').scrollIntoViewIfNeeded();
    await tab.locator('#add-set-0').click();
    await tab.waitForFunction(() => document.activeElement.id === 'value-0-10000-key');
    await tab.keyboard.press('Control+Enter');
    await tab.locator('[aria-invalid=true]').waitFor();
    await tab.getByRole('button', { name: 'Remove key 10001' }).click();
    await finish();
});

test('the box on a page of the docs loads when it is opened, and fills in the example', async () => {
    const { tab, finish } = await open(browser, 'operations/sismember.html');
    const loaded = () => tab.evaluate(() => [...document.scripts].map(({ src }) => src.split('/').pop()));
    assert.deepEqual(await loaded(), ['site.js', 'search.js']);
    const documented = await tab.locator('.example [data-language=promise] code').first().textContent();
    await tab.getByRole('button', { name: 'Open the form' }).click();
    await tab.locator('.frame').waitFor();
    await expect.poll(async () => (await shown(tab).textContent()).trimEnd()).toBe(documented);
    await field(tab, 0, 0, 'key').focus();
    await tab.keyboard.type('/');
    await expect(shown(tab), 'a slash in the box does not go to the search').toHaveText(/\//);
    await tab.goto(address('panel.html'));
    await tab.locator('.frame').waitFor();
    await expect(tab.locator('.operation h2'), 'the page goes on where the box was').toHaveText('SISMEMBER');
    await finish();
});

test('without scripts the docs are as before, and the panel says what it needs', async () => {
    const { tab, finish } = await open(browser, 'operations/get.html', { javaScriptEnabled: false });
    await expect(tab.locator('.try')).toBeHidden();
    await expect(tab.locator('.to-panel')).toBeHidden();
    await tab.goto(address('panel.html'));
    await expect(tab.locator('body')).toHaveText(/needs JavaScript/, { useInnerText: true });
    await finish();
});

test('a catalogue that cannot be read says so', async () => {
    const { tab, finish } = await open(browser, 'index.html', { site: siteOf(ANY) });
    await tab.route('**/catalogue.js', (route) => route.fulfill({
        contentType: 'text/javascript',
        body: 'window.sigmaPanel = { host: "disk", operations: [], catalogue: "version: 1\\nnothing: else\\n" };',
    }));
    await tab.goto(address('panel.html', siteOf(ANY)));
    await expect(tab.getByRole('alert')).toHaveText(/The panel could not start: .*line \d/s);
    await finish();
});
