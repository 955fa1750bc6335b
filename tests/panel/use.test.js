'use strict';

// What a user does with the panel: by keyboard, with mistakes, with thousands of keys, and after a reload.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { address, launch, open } = require('../site/support/browser.js');
const { ANY, choose, openPanel, paste, siteOf } = require('./support/panel.js');

const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const shown = (tab) => tab.locator('#code code').textContent();
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
    const found = await tab.locator('.rail button').allTextContents();
    assert.deepEqual(found.filter((title) => title.includes('STORE')), ['SDIFFSTOREwrite', 'SINTERSTOREwrite', 'SUNIONSTOREwrite']);
    await tab.keyboard.press('ControlOrMeta+A');
    await tab.keyboard.type('smove');
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Enter');
    assert.equal(await tab.locator('.operation h2').textContent(), 'SMOVE');
    await field(tab, 0, 0, 'value').focus();
    await tab.keyboard.press('ControlOrMeta+A');
    await tab.keyboard.type('a/b');
    assert.match(await shown(tab), /value: 'a\/b'/, 'a slash in a field is a slash');
    await tab.fill('.find', 'nothing like it');
    assert.match(await tab.locator('.rail').textContent(), /No operation/);
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
    assert.equal(await tab.locator('[role=tab]:focus').textContent(), 'TypeScript');
    await tab.keyboard.press('End');
    assert.match(await shown(tab), /^sigma-gen js expire /);
    await tab.keyboard.press('ArrowRight');
    assert.equal(await tab.locator('[role=tab]:focus').textContent(), 'Promise');
    await finish();
});

test('a mistake is shown when its field is left, with its help, and told to readers of screens', async () => {
    const { tab, finish } = await openPanel(browser);
    await choose(tab, 'EXPIRE');
    const seconds = field(tab, 0, 0, 'seconds');
    await seconds.focus();
    await tab.keyboard.press('ControlOrMeta+A');
    await tab.keyboard.type('soon');
    assert.equal(await seconds.getAttribute('aria-invalid'), null, 'not while it is typed');
    await tab.keyboard.press('Tab');
    assert.equal(await seconds.getAttribute('aria-invalid'), 'true');
    const why = (await seconds.getAttribute('aria-describedby')).split(' ')[0];
    assert.match(await tab.locator(`[id="${why}"]`).textContent(), /positive (whole )?number of seconds/);
    assert.equal(await tab.locator('#code pre').count(), 0);
    await tab.locator('#code button').click();
    assert.equal(await focused(tab), 'value-0-0-seconds', 'the list of mistakes leads to the field');
    await tab.keyboard.press('ControlOrMeta+A');
    await tab.keyboard.type('60');
    assert.equal(await seconds.getAttribute('aria-invalid'), null);
    assert.match(await shown(tab), /seconds: 60/);
    await finish();
});

test('who copies with mistakes is led to the first one, and copies when there is none', async () => {
    const { tab, finish } = await openPanel(browser, CLIPBOARD);
    await choose(tab, 'EXPIRE');
    await tab.getByRole('button', { name: 'Add parameter set' }).click();
    assert.equal(await focused(tab), 'value-0-1-key');
    assert.equal(await tab.locator('.why').count(), 0);
    await tab.keyboard.press('Control+Enter');
    assert.equal(await focused(tab), 'value-0-1-key');
    assert.equal(await tab.locator('[aria-invalid=true]').count(), 2);
    assert.match(await tab.locator('.actions').textContent(), /2 values to correct/);
    await tab.keyboard.type('b');
    await field(tab, 0, 1, 'seconds').fill('5');
    await tab.keyboard.press('Control+Enter');
    await tab.getByText('Copied').waitFor();
    assert.equal(await copied(tab), await shown(tab));
    await finish();
});

test('a value becomes an expression, and again what it was', async () => {
    const { tab, finish } = await openPanel(browser);
    await choose(tab, 'SET');
    await tab.getByRole('button', { name: 'Value as an expression' }).click();
    await tab.keyboard.type('JSON.stringify(event.body)');
    assert.match(await shown(tab), /value: JSON\.stringify\(event\.body\)/);
    await tab.keyboard.type('; process.exit()');
    await tab.keyboard.press('Tab');
    assert.equal(await tab.locator('#code pre').count(), 0, 'only one expression');
    assert.match(await tab.locator('.set .why').textContent(), /not one expression/);
    await tab.getByRole('button', { name: 'Value as an expression' }).click();
    assert.match(await shown(tab), /value: 'test_value'/);
    await finish();
});

test('groups, alternatives, lists and values of any type are filled in', async () => {
    const { tab, finish } = await openPanel(browser, { catalogue: ANY });
    await choose(tab, 'SET');
    await tab.getByLabel('Type of Value').selectOption('JSON');
    await field(tab, 0, 0, 'value').fill('{"a":');
    await tab.keyboard.press('Tab');
    assert.match(await tab.locator('.set .why').textContent(), /This is not JSON/);
    await field(tab, 0, 0, 'value').fill('{"a": [1, true]}');
    await tab.getByLabel('Expiration').getByRole('combobox').selectOption({ label: 'Keep' });
    await tab.getByLabel('Condition', { exact: true }).selectOption('XX');
    assert.match(await shown(tab), /value: \{ \['a'\]: \[1, true\] \},\n\s+condition: 'XX',\n\s+keepttl: true/);

    await choose(tab, 'XADD');
    await tab.getByRole('button', { name: 'Leave Trim out' }).click();
    assert.doesNotMatch(await shown(tab), /trim/);
    await tab.getByRole('button', { name: 'Add trim' }).click();
    await field(tab, 0, 0, 'trim', 'threshold').fill('10');
    await tab.getByRole('button', { name: 'Add to fields' }).click();
    assert.equal(await focused(tab), 'value-0-0-fields-1-field');
    await tab.keyboard.type('count');
    await field(tab, 0, 0, 'fields', 1, 'value').fill('2');
    assert.match(await shown(tab), /trim: \{ strategy: 'MAXLEN', threshold: '10' \}/);
    assert.match(await shown(tab), /fields: \{ item: 'pen', count: '2' \}/);
    await tab.getByRole('button', { name: 'Remove fields 1' }).click();
    assert.match(await shown(tab), /fields: \{ count: '2' \}/);

    await choose(tab, 'SCAN');
    await field(tab, 0, 0, 'node').fill('10.0.0.5:6379');
    assert.match(await shown(tab), /node: '10\.0\.0\.5:6379'/);
    await finish();
});

test('a second call goes over the same connection, which may be one that is there', async () => {
    const { tab, finish } = await openPanel(browser);
    await choose(tab, 'SET');
    await tab.getByRole('button', { name: 'Then, over the same connection' }).click();
    await tab.locator('#operation-1').selectOption('get');
    await tab.getByLabel('Use existing connection').check();
    await tab.getByLabel('Existing connection', { exact: true }).fill('client');
    const text = await shown(tab);
    assert.match(text, /await redis\.set\(\{\s+redisClient: client,/);
    assert.match(text, /await redis\.get\(\{\s+redisClient: client,/);
    await tab.getByLabel('Existing connection', { exact: true }).fill('a b');
    assert.match(await tab.locator('#code').textContent(), /not one expression/i);
    await tab.getByRole('button', { name: 'Remove the call of GET' }).click();
    await tab.getByLabel('Existing connection', { exact: true }).fill('client');
    assert.doesNotMatch(await shown(tab), /redis\.get/);
    await finish();
});

test('each operation keeps its values, also when the page is loaded again', async () => {
    const { tab, finish } = await openPanel(browser);
    await choose(tab, 'GET');
    await field(tab, 0, 0, 'key').fill('mine');
    await choose(tab, 'SET');
    await field(tab, 0, 0, 'key').fill('other');
    await choose(tab, 'GET');
    assert.equal(await field(tab, 0, 0, 'key').inputValue(), 'mine');
    await tab.getByRole('tab', { name: 'Rust' }).click();
    await tab.reload();
    await tab.locator('.frame').waitFor();
    assert.equal(await tab.locator('.operation h2').textContent(), 'GET');
    assert.match(await shown(tab), /client\s*\.get\(\["mine"/);
    await choose(tab, 'SET');
    assert.equal(await field(tab, 0, 0, 'key').inputValue(), 'other');
    await finish();
});

test('what changed in the code is marked', async () => {
    const { tab, finish } = await openPanel(browser);
    await choose(tab, 'SET');
    assert.equal(await tab.locator('mark').count(), 0);
    await field(tab, 0, 0, 'key').fill('my_other_key');
    assert.equal((await tab.locator('mark').allTextContents()).join(''), 'other_');
    await finish();
});

test('many are pasted as lines, CSV or JSON, and counted before they are taken', async () => {
    const { tab, finish } = await openPanel(browser);
    await choose(tab, 'SETEX');
    const text = tab.getByLabel('What to paste');
    const understood = tab.locator('.understood');
    await tab.getByRole('button', { name: 'Paste many' }).click();
    assert.equal(await tab.getByRole('button', { name: /^Take/ }).isDisabled(), true);
    await paste(text, 'seconds,key,value\r\n60,a,"x, ""y"""\r\nsoon,b,z\r\n');
    assert.match(await understood.textContent(), /2 parameter sets, understood as CSV with the columns seconds, key, value/);
    assert.match(await understood.textContent(), /Parameter set 2: `seconds` takes/);
    await paste(text, 'a,b\n');
    assert.match(await understood.textContent(), /understood as lines with key, value, seconds/);
    await paste(text, 'a,b,3,4\n');
    assert.match(await understood.textContent(), /Row 1 has 4 values for 3 columns/);
    assert.equal(await tab.getByRole('button', { name: /^Take/ }).isDisabled(), true);
    await paste(text, '[{ "key": "a", "value": "it\'s", "seconds": 5 }, { "key": "b", "value": "x", "seconds": 6 }]');
    assert.match(await understood.textContent(), /2 parameter sets, understood as JSON/);
    await tab.getByRole('button', { name: /^Take/ }).click();
    assert.match(await shown(tab), /key: 'a',\s+value: 'it\\'s',\s+seconds: 5/);
    await tab.getByRole('button', { name: 'Paste many' }).click();
    await tab.keyboard.press('Escape');
    assert.equal(await tab.locator('dialog').count(), 0);
    assert.equal(await focused(tab), 'paste-0');
    await finish();
});

test('ten thousand keys stay quick', async () => {
    const { tab, finish } = await openPanel(browser, CLIPBOARD);
    await choose(tab, 'GET');
    await tab.getByRole('button', { name: 'Paste many' }).click();
    await paste(tab.getByLabel('What to paste'), Array.from({ length: 10_000 }, (_, index) => `key${index}`).join('\n'));
    assert.match(await tab.locator('.understood').textContent(), /10,000 keys, understood as lines/);
    await tab.getByRole('button', { name: 'Take 10,000 keys' }).click();
    assert.ok(await tab.locator('.bare').count() < 500, 'only those near the view are drawn');
    assert.match(await tab.locator('.more').textContent(), /more characters are not shown/);
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
    assert.equal((await shown(tab)).trimEnd(), documented);
    await field(tab, 0, 0, 'key').focus();
    await tab.keyboard.type('/');
    assert.match(await shown(tab), /\//, 'a slash in the box does not go to the search');
    await tab.goto(address('panel.html'));
    await tab.locator('.frame').waitFor();
    assert.equal(await tab.locator('.operation h2').textContent(), 'SISMEMBER', 'the page goes on where the box was');
    await finish();
});

test('without scripts the docs are as before, and the panel says what it needs', async () => {
    const { tab, finish } = await open(browser, 'operations/get.html', { javaScriptEnabled: false });
    assert.equal(await tab.locator('.try').isVisible(), false);
    assert.equal(await tab.locator('.to-panel').isVisible(), false);
    await tab.goto(address('panel.html'));
    assert.match(await tab.locator('body').textContent(), /needs JavaScript/);
    await finish();
});

test('a catalogue that cannot be read says so', async () => {
    const { tab, finish } = await open(browser, 'index.html', { site: siteOf(ANY) });
    await tab.route('**/catalogue.js', (route) => route.fulfill({
        contentType: 'text/javascript',
        body: 'window.sigmaPanel = { host: "disk", operations: [], catalogue: "version: 1\\nnothing: else\\n" };',
    }));
    await tab.goto(address('panel.html', siteOf(ANY)));
    assert.match(await tab.getByRole('alert').textContent(), /The panel could not start: .*line \d/s);
    await finish();
});
