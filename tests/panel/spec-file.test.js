'use strict';

// The spec in its file: saved, changed by another program meanwhile, and clusters that AWS knows.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { expect, launch } = require('../site/support/browser.js');
const { put, specText } = require('./support/clusters.js');
const { sigmaGen } = require('./support/panel.js');
const { open, start } = require('./support/server.js');

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** A panel with a spec of its own, and a tab of it. */
async function withSpec(t, env = {}) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'spec-'));
    t.after(() => fs.rmSync(folder, { recursive: true }));
    const file = path.join(folder, 'clusters.yaml');
    sigmaGen('cluster', 'init', file);
    const panel = await start(t, ['--builtin', '--spec', file], { env: { ...process.env, ...env } });
    // The browser says each answer that is no success in its console.
    const opened = await open(browser, panel, { mayFail: /status of (400|409)/ });
    await opened.tab.getByRole('tab', { name: 'New Cluster' }).click();
    return { ...opened, file };
}

const save = (tab) => tab.getByRole('button', { name: 'Save clusters.yaml' }).click();

test('a spec is saved into its file, with its comments', async (t) => {
    const { tab, file, finish } = await withSpec(t);
    const before = fs.readFileSync(file, 'utf8');
    await put(tab, 'Port', '0');
    await expect(tab.getByRole('button', { name: 'Save clusters.yaml' })).toBeDisabled();
    for (const port of ['7000', '7001']) {
        await put(tab, 'Port', port);
        await save(tab);
        await tab.getByText('Saved', { exact: true }).waitFor();
        assert.equal(fs.readFileSync(file, 'utf8'), before.replace('port: 6379', `port: ${port}`));
    }
    await finish();
});

test('a file that another program changes is read again, and asks where there are changes here too', async (t) => {
    const { tab, file, finish } = await withSpec(t);
    const text = fs.readFileSync(file, 'utf8');
    const port = tab.getByLabel('Port', { exact: true });
    const has = (value) => tab.waitForFunction((value) => [...document.querySelectorAll('input')].some((input) => input.id.endsWith('-port') && input.value === value), value);
    fs.writeFileSync(file, text.replace('port: 6379', 'port: 7000'));
    await has('7000');
    await put(tab, 'Port', '7001');
    fs.writeFileSync(file, text.replace('port: 6379', 'port: 7002'));
    await tab.getByText('was changed by another program').waitFor();
    await expect(port).toHaveValue('7001');
    await tab.getByRole('button', { name: 'Load theirs' }).click();
    await expect(port).toHaveValue('7002');
    // Nobody is told before the save.
    await put(tab, 'Port', '7003');
    fs.writeFileSync(file, text.replace('port: 6379', 'port: 7004'));
    await save(tab);
    await tab.getByText('was changed by another program').waitFor();
    assert.match(fs.readFileSync(file, 'utf8'), /port: 7004/);
    await tab.getByRole('button', { name: 'Keep mine' }).click();
    await tab.getByText('Saved', { exact: true }).waitFor();
    assert.match(fs.readFileSync(file, 'utf8'), /port: 7003/);
    await finish();
});

test('what was read before a save does not replace what was saved', async (t) => {
    const { tab, file, finish } = await withSpec(t);
    const text = fs.readFileSync(file, 'utf8');
    await put(tab, 'Port', '7001');
    // The page is told of a change that another program takes back, and hears of it after its own save only.
    let answer;
    const isSaved = new Promise((resolve) => { answer = resolve; });
    const isAsked = new Promise((resolve) => {
        tab.route('**/spec', async (route) => {
            if (route.request().method() !== 'GET') return route.continue();
            const response = await route.fetch();
            resolve();
            await isSaved;
            await route.fulfill({ response });
        });
    });
    fs.writeFileSync(file, text.replace('port: 6379', 'port: 7002'));
    await isAsked;
    fs.writeFileSync(file, text);
    await save(tab);
    await tab.getByText('Saved', { exact: true }).waitFor();
    const isRead = tab.waitForResponse((response) => response.url().endsWith('/spec') && response.request().method() === 'GET');
    answer();
    await isRead;
    await tab.waitForTimeout(300);
    await expect(tab.getByLabel('Port', { exact: true })).toHaveValue('7001');
    await expect(tab.getByText('Saved', { exact: true })).toBeVisible();
    await finish();
});

test('a file that is gone is told when it is saved', async (t) => {
    const { tab, file, finish } = await withSpec(t);
    await put(tab, 'Port', '7000');
    fs.rmSync(file);
    await save(tab);
    await tab.locator('.saved', { hasText: file }).waitFor();
    await finish();
});

test('the clusters of the account can be loaded, and a failure is told', async (t) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'aws-'));
    t.after(() => fs.rmSync(folder, { recursive: true }));
    const listing = { CacheClusters: [{ CacheClusterId: 'from-aws', Engine: 'redis', CacheNodes: [{ Endpoint: { Address: 'h.example.com', Port: 6379 } }] }], ReplicationGroups: [] };
    const aws = path.join(folder, 'aws');
    fs.writeFileSync(aws, `#!/bin/sh\necho "no credentials" >&2\nexit 255\n`, { mode: 0o755 });
    const { tab, finish } = await withSpec(t, { PATH: `${folder}:${process.env.PATH}` });
    await tab.getByRole('tab', { name: 'Existing Cluster' }).click();
    await tab.getByRole('button', { name: 'Load from AWS…' }).click();
    await tab.getByText('no credentials').waitFor();
    fs.writeFileSync(aws, `#!/bin/sh\ncat <<'E'\n${JSON.stringify(listing)}\nE\n`, { mode: 0o755 });
    await tab.getByRole('button', { name: 'Load from AWS…' }).click();
    const existing = tab.getByRole('combobox', { name: 'Existing cluster' });
    await existing.selectOption('from-aws');
    await expect(tab.locator('.code-text pre code')).toHaveText(/clusterIdentifier: 'from-aws'/);
    await tab.getByRole('button', { name: 'Add to clusters.yaml' }).click();
    await tab.getByRole('tab', { name: 'New Cluster' }).click();
    await expect(specText(tab)).toHaveText(/name: from-aws/);
    await finish();
});
