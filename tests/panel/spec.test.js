'use strict';

// The spec's text: edited by the form without losing comments, by hand, kept, downloaded, and what the code makes of it.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { after, before, test } = require('node:test');
const { expect, launch, sideways } = require('../site/support/browser.js');
const { badge, openNew, openSections, put, putText, specText, wrong } = require('./support/clusters.js');
const { ANY, openPanel, violations } = require('./support/panel.js');

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** The comments of a text, in their order. */
const comments = (text) => [...text.matchAll(/# .*/g)].map(([comment]) => comment);
const code = (tab) => tab.locator('.code-text pre code');

test('comments survive whatever is done in the form', async () => {
    const seed = Number(process.env.SEED ?? Date.now() % 1e6);
    const random = generator(seed);
    const { tab, finish } = await openNew(browser);
    await openSections(tab);
    const before = comments(await specText(tab).textContent());
    const texts = ['', 'a', 'a: b', '# no comment', '- x', '7', "it's", '"', '10.0.0.0/24', '{', 'é\u{1F600}', 'null', ' ', 'vpc-0a1b2c3d'];
    for (let change = 0; change < 120; change += 1) {
        const controls = tab.locator('.section :is(input:enabled, select:enabled, .add)');
        const control = controls.nth(random(await controls.count()));
        const what = await control.evaluate((node) => `${node.id} ${node.type}`);
        const told = `SEED=${seed}, change ${change}: ${what}`;
        const type = what.split(' ')[1];
        if (type === 'select-one') {
            const options = await control.locator('option').count();
            await control.selectOption({ index: random(options) });
        } else if (type === 'text') {
            const text = texts[random(texts.length)];
            await control.fill(text);
            await expect(control, told).toHaveValue(text);
        } else {
            await control.click();
        }
        const kept = async () => {
            const all = comments((await specText(tab).textContent()).replaceAll('"# no comment"', ''));
            return all.filter((comment) => before.includes(comment)).toSorted();
        };
        await expect.poll(kept, told).toEqual(before.toSorted());
    }
    await finish();
});

test('the operation\'s code names the cluster, new or existing', async () => {
    const { tab, finish } = await openNew(browser);
    await put(tab, 'Cluster Name', 'orders');
    await tab.getByRole('tab', { name: 'Promise' }).click();
    await expect(code(tab)).toHaveText(/clusterIdentifier: 'orders'/);
    await tab.getByRole('button', { name: 'Add cluster' }).click();
    await expect(tab.getByLabel('Cluster Name')).toHaveValue('orders-2');
    await expect(code(tab)).toHaveText(/clusterIdentifier: 'orders-2'/);
    await tab.getByRole('combobox', { name: 'New cluster' }).selectOption({ label: 'orders' });
    await expect(code(tab)).toHaveText(/clusterIdentifier: 'orders'/);

    await tab.getByRole('tab', { name: 'Existing Cluster' }).click();
    const existing = tab.getByRole('combobox', { name: 'Existing cluster' });
    await expect(existing.locator('option')).toHaveText(['orders (new)', 'orders-2 (new)', 'sigma-redis', 'Another identifier…']);
    await existing.selectOption({ label: 'orders-2 (new)' });
    await expect(code(tab)).toHaveText(/clusterIdentifier: 'orders-2'/);
    await existing.selectOption({ label: 'Another identifier…' });
    await tab.keyboard.type('it\'s another');
    await expect(code(tab)).toHaveText(/clusterIdentifier: 'it\\'s another'/);
    await tab.getByLabel('Cluster identifier').fill('old');
    await tab.getByRole('button', { name: 'Add to clusters.yaml' }).click();
    await expect(existing).toHaveValue('old');
    await tab.getByLabel('Use existing connection').check();
    await expect(existing).toBeDisabled();
    await tab.getByRole('textbox', { name: /^Existing connection/ }).fill('client');
    await expect(code(tab)).toHaveText(/redisClient: client/);
    await tab.getByRole('tab', { name: 'New Cluster' }).click();
    await expect(specText(tab)).toHaveText(/existing:\n? +(- |\[)\{? ?name: old/);
    await tab.getByRole('button', { name: 'Remove the cluster orders-2' }).or(tab.getByRole('button', { name: 'Remove the cluster orders' })).click();
    await tab.getByRole('button', { name: /^Remove the cluster/ }).click();
    await expect(badge(tab), 'the existing one is left').toHaveText('no mistakes');
    await tab.getByRole('button', { name: 'Add cluster' }).click();
    await expect(badge(tab)).toHaveText('no mistakes');
    await finish();
});

test('mistakes are listed with code, place and help, and a click goes to the field', async () => {
    const { tab, finish } = await openNew(browser);
    const name = tab.getByLabel('Cluster Name');
    await name.focus();
    await name.press('End');
    await name.pressSequentially('-');
    await expect(badge(tab)).toHaveText('1 mistake');
    await name.press('Tab');
    await expect.poll(() => wrong(tab, 'Cluster Name')).toMatch(/hyphen/);
    const listed = tab.locator('.check-pane li button');
    await expect(listed).toHaveText(/error.*SG057 clusters\[0\]\.name: /s);
    // It is in a section that is closed, and of another cluster.
    await tab.locator('summary').filter({ hasText: 'Cluster Settings' }).click();
    await tab.locator('.pill.bad', { hasText: '1 to correct' }).waitFor();
    await listed.click();
    await expect(name).toBeFocused();
    await name.fill('fine');
    await expect(badge(tab)).toHaveText('no mistakes');
    // Without a field it goes to the place in the text.
    await putText(tab, `${await specText(tab).textContent()}colour: red\n`);
    await listed.click();
    const selected = () => tab.locator('#spec-text').evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
    await expect.poll(selected).toBe('colour');
    await finish();
});

test('a text that cannot be read is edited as text, and one that cannot be edited says why', async () => {
    const { tab, finish } = await openNew(browser);
    const starter = await specText(tab).textContent();
    await tab.getByLabel('Edit as text').check();
    await tab.locator('#spec-text').fill('version: [');
    await tab.getByLabel('Edit as text').uncheck();
    await expect(tab.locator('#spec-text')).toHaveValue('version: [');
    await expect(tab.locator('#save-spec')).toBeDisabled();
    await tab.getByRole('tab', { name: 'CloudFormation' }).click();
    await tab.getByText('It stands here when this is right').waitFor();
    await tab.locator('#spec-text').fill(starter.replace('description: Session cache', 'description: &text Session cache').replace('name: sigma-vpc', 'name: *text'));
    await openSections(tab);
    await put(tab, 'Cluster Description', 'other');
    await expect.poll(() => wrong(tab, 'Cluster Description')).toMatch(/change it in the file/);
    await expect(tab.getByLabel('Cluster Description')).toHaveValue('Session cache');
    await finish();
});

test('any value in any place of a spec is shown with what is wrong', async () => {
    const { tab, finish } = await openNew(browser);
    await openSections(tab);
    const starter = await specText(tab).textContent();
    await tab.getByLabel('Edit as text').check();
    const add = tab.locator('#add-cluster');
    for (const value of ['null', '7', 'constructor', 'cache.constructor.large', '[null, 7]', '{ toString: 1, type: { toString: 1 } }']) {
        for (const line of starter.split('\n').keys()) {
            await tab.locator('#spec-text').fill(withValue(starter, line, value));
            await expect(badge(tab)).toBeVisible();
            if (await add.isVisible()) await add.click();
        }
    }
    await finish();
});

/** A text with another value where a line has one, or has what is below it as its value. */
function withValue(text, line, value) {
    const lines = text.split('\n');
    const indent = (each) => each.search(/\S|$/);
    const [, name] = lines[line].match(/^([- ]*\w+:)/) ?? [];
    if (!name) return text;
    const next = lines.findIndex((each, at) => at > line && each.trim() !== '' && indent(each) <= indent(lines[line]));
    return [...lines.slice(0, line), `${name} ${value}`, ...(next < 0 ? [] : lines.slice(next))].join('\n');
}

test('the spec is there after a reload, and can be downloaded', async () => {
    const { tab, finish } = await openNew(browser, { acceptDownloads: true });
    await put(tab, 'Port', '7000');
    await tab.locator('summary').filter({ hasText: 'VPC Configuration' }).click();
    await tab.reload();
    await tab.locator('.frame').waitFor();
    await expect(tab.getByLabel('Port', { exact: true })).toHaveValue('7000');
    await expect(tab.getByLabel('VPC Name')).toHaveValue('sigma-vpc');
    const text = await specText(tab).textContent();
    for (const [button, name, of] of [['Download clusters.yaml', 'clusters.yaml', text], ['Download template.yaml', 'template.yaml', null]]) {
        if (of === null) await tab.getByRole('tab', { name: 'CloudFormation' }).click();
        const [file] = await Promise.all([tab.waitForEvent('download'), tab.getByRole('button', { name: button, exact: true }).first().click()]);
        assert.equal(file.suggestedFilename(), name);
        assert.equal(fs.readFileSync(await file.path(), 'utf8'), of ?? (await specText(tab).textContent()));
    }
    await finish();
});

test('connections are made from what the aws command printed', async () => {
    const { tab, finish } = await openNew(browser);
    await tab.getByRole('tab', { name: 'Connections' }).click();
    await tab.getByText('known only after they are deployed').waitFor();
    await tab.getByLabel(/^Outputs of the stack/).fill(JSON.stringify([
        { OutputKey: 'SigmaRedisEndpoint', OutputValue: 'host.example.com' }, { OutputKey: 'SigmaRedisPort', OutputValue: '6379' },
    ]));
    await tab.getByLabel('Written as').selectOption('Rust');
    await expect(code(tab)).toHaveText(/rediss:\/\/host\.example\.com:6379/);
    await finish();
});

test('the whole form can be used by keyboard', async () => {
    const { tab, finish } = await openNew(browser);
    await tab.getByRole('tab', { name: 'New Cluster' }).focus();
    await tab.keyboard.press('ArrowLeft');
    await expect(tab.getByRole('tab', { name: 'Existing Cluster' })).toHaveAttribute('aria-selected', 'true');
    await tab.keyboard.press('ArrowRight');
    const focused = () => tab.evaluate(() => `${document.activeElement.id}|${document.activeElement.textContent.trim().slice(0, 40)}`);
    const reach = async (part) => {
        for (let step = 0; step < 60; step += 1) {
            if ((await focused()).includes(part)) return;
            await tab.keyboard.press('Tab');
        }
        assert.fail(`${part} is not reached`);
    };
    await reach('nodeType-family-');
    await tab.keyboard.press('ArrowLeft');
    await expect(specText(tab)).toHaveText(/nodeType: cache\.t3\./);
    await reach('-mode-');
    await tab.keyboard.press('ArrowRight');
    await expect(specText(tab)).toHaveText(/mode: clustered/);
    await reach('-shards');
    await tab.keyboard.press('ControlOrMeta+A');
    await tab.keyboard.type('3');
    await reach('section-vpc');
    await tab.keyboard.press('Enter');
    await reach('-subnets-add');
    await tab.keyboard.press('Enter');
    await tab.waitForFunction(() => document.activeElement.id.endsWith('-subnets-2-name'));
    await tab.keyboard.type('private-c');
    await tab.keyboard.press('Tab');
    await tab.keyboard.type('10.0.2.0/24');
    await reach('save-spec');
    await expect(specText(tab)).toHaveText(/shards: 3\n/);
    await expect(specText(tab)).toHaveText(/- \{ name: private-c, cidr: 10\.0\.2\.0\/24 \}/);
    await expect(badge(tab)).toHaveText('no mistakes');
    await finish();
});

const LOOKS = { light: {}, dark: { colorScheme: 'dark' }, phone: { viewport: { width: 360, height: 740 } }, 'at 200 %': { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 } };

for (const [look, options] of Object.entries(LOOKS)) {
    test(`axe finds nothing in the form of a cluster, and nothing is wider than the page: ${look}`, async () => {
        const { tab, finish } = await openNew(browser, options);
        const fine = async (what) => {
            await expect.poll(() => violations(tab), what).toEqual([]);
            await expect.poll(() => sideways(tab), what).toBe(0);
        };
        await openSections(tab);
        await tab.getByLabel('Function', { exact: true }).check();
        await put(tab, 'Cluster Name', 'my--redis-');
        await fine('with mistakes');
        await tab.getByRole('radio', { name: 'Using Existing VPC' }).check();
        await tab.getByRole('radio', { name: 'clustered' }).check();
        await tab.getByRole('tab', { name: 'Connections' }).click();
        await fine('with an existing VPC');
        await tab.getByLabel('Edit as text').check();
        await fine('as text');
        await tab.getByRole('tab', { name: 'Existing Cluster' }).click();
        await fine('existing');
        await finish();
    });
}

test('any catalogue\'s cluster is the one to start with', async () => {
    const { tab, finish } = await openPanel(browser, { catalogue: ANY });
    const cluster = /clusterIdentifier: '(.*?)'/.exec(await code(tab).textContent())[1];
    await tab.getByRole('tab', { name: 'New Cluster' }).click();
    await expect(tab.getByLabel('Cluster Name')).toHaveValue(cluster);
    await expect(badge(tab)).toHaveText('no mistakes');
    await finish();
});

/** Random whole numbers below a limit, the same for the same seed. */
function generator(seed) {
    let state = seed + 1;
    return (limit) => {
        state = (state * 48_271) % 2_147_483_647;
        return state % limit;
    };
}
