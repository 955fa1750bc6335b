'use strict';

// The views of the clusters and of the servers, with their commands.

const assert = require('node:assert/strict');
const { before, test } = require('node:test');
const { startRedis } = require('../js/support/servers.js');
const { expect } = require('../site/support/browser.js');
const { windows } = require('./support/code.js');
const { engineOf } = require('./support/extension.js');

const open = windows();
let spec;
before(async () => {
    const engine = await engineOf();
    const { text } = engine.ask({ do: 'starter' });
    const [first] = engine.ask({ do: 'check', text }).value.clusters;
    const edits = [[['clusters', 1], { ...first, name: 'orders' }], [['existing'], [{ name: 'sessions-prod' }]]];
    spec = edits.reduce((edited, [path, value]) => engine.ask({ do: 'edit', text: edited, path, value }).text, text);
});

const EMBEDDED = { SIGMA_REDIS_SERVER: process.env.REDIS_SERVER_8 };

/** A view of the container. */
function viewOf(code, title) {
    return code.page.locator('.pane', { has: code.page.locator('.pane-header h3.title', { hasText: new RegExp(`^${title}$`) }) });
}

/** A line of a view: its label with its description. */
function lineOf(code, view, text) {
    return viewOf(code, view).locator('.monaco-list-row', { hasText: text });
}

/** Whether the palette offers a command. Another one that has the same letters is there in any case. */
async function offers(code, title) {
    await code.palette('ElastiCache for Redis: ', code.offered('Open the Panel'));
    const isOffered = await code.offered(title).count() > 0;
    await code.page.keyboard.press('Escape');
    return isOffered;
}

test('clusters of the spec are listed as they are edited, and a click shows one in the panel', async (t) => {
    const code = await open(t, { files: { 'clusters.yaml': spec, 'app.js': '' } });
    const { page } = code;
    const { keyboard } = page;
    await code.open('clusters.yaml');
    await code.views();
    await lineOf(code, 'Clusters', /sigma-redis.*new · standalone · cache\.t4g\.small · redis 7\.1/).waitFor();
    await code.click(lineOf(code, 'Clusters', 'orders'), code.frame.getByRole('tabpanel', { name: 'New Cluster' }));
    const panel = await code.panel();
    await expect(panel.getByLabel('Cluster Name').first()).toHaveValue('orders');
    await code.picture('clusters-view');

    // From the panel into the view.
    await panel.getByLabel('Cluster Name').first().fill('basket');
    await lineOf(code, 'Clusters', 'basket').waitFor();

    await code.click(lineOf(code, 'Clusters', /sessions-prod.*existing/), panel.getByRole('tabpanel', { name: 'Existing Cluster' }));
    await expect(panel.locator('#existing-cluster')).toHaveValue('sessions-prod');
    await panel.locator('.pane').getByText(/clusterIdentifier: 'sessions-prod'/).first().waitFor();

    await code.click(lineOf(code, 'Clusters', 'sigma-redis'), panel.getByRole('tabpanel', { name: 'New Cluster' }));
    await expect(panel.getByLabel('Cluster Name').first()).toHaveValue('sigma-redis');

    // A text that cannot be read: what was there stays, and it is said.
    await code.command('Check clusters.yaml');
    await page.getByText('clusters.yaml has no mistakes.').first().waitFor();
    await code.edit('clusters.yaml');
    await keyboard.type('\n"');
    await viewOf(code, 'Clusters').getByText('clusters.yaml cannot be read').waitFor();
    await lineOf(code, 'Clusters', 'basket').waitFor();
    await code.command('Check clusters.yaml');
    await page.locator('.markers-panel .monaco-list-row').nth(1).waitFor();
    await code.picture('clusters-unread');
    code.finish();
});

test('without clusters.yaml the view says how to make it', async (t) => {
    const code = await open(t, { files: { 'app.js': '' } });
    const { page } = code;
    await code.command('Check clusters.yaml');
    await page.getByText('There is no clusters.yaml in this folder.').first().waitFor();
    await code.views();
    await code.picture('clusters-none');
    await code.click(viewOf(code, 'Clusters').getByText('Make clusters.yaml'), code.tab('ElastiCache for Redis'));
    const panel = await code.panel();
    await panel.getByLabel('Cluster Name').first().fill('made-here');
    await lineOf(code, 'Clusters', /made-here.*new/).waitFor();
    code.finish();
});

test('servers are listed with how they are, chosen, removed and added; the embedded one is started and stopped', async (t) => {
    const redis = await startRedis(t);
    const hostile = { name: '[run](command:workbench.action.closeWindow)', url: 'redis://user:secret@127.0.0.1:1' };
    const connections = [{ name: 'dev', url: redis.url }, { name: 'gone', url: 'redis://127.0.0.1:1' }, hostile];
    const code = await open(t, { files: { 'app.js': '' }, env: EMBEDDED, settings: { 'sigmaRedis.connections': connections }, keys: { 'ctrl+alt+9': 'sigmaRedis.password' } });
    const { page } = code;
    await code.views();
    await lineOf(code, 'Servers', /Embedded.*not started/).waitFor();
    await lineOf(code, 'Servers', /dev.*not asked yet/).waitFor();
    await expect(viewOf(code, 'Servers')).not.toHaveText(/secret/);

    await code.show('GET');
    // A click chooses it: a run is on that one, and says how it is.
    for (const [name, said] of [['dev', /dev.*Redis 7/], ['gone', /gone.*does not answer/]]) {
        await code.click(lineOf(code, 'Servers', name).first(), code.frame.locator('.chip', { hasText: name }));
        const panel = await code.panel();
        await panel.getByRole('button', { name: /^Run/ }).click();
        await lineOf(code, 'Servers', said).waitFor();
    }
    const panel = await code.panel();
    await code.picture('servers-view');

    // The embedded one.
    await expect.poll(() => offers(code, 'Stop the Embedded Server')).toBe(false);
    const embedded = lineOf(code, 'Servers', 'Embedded');
    await code.click(embedded.getByRole('button', { name: 'Start the Embedded Server' }), lineOf(code, 'Servers', /Embedded.*Redis 8.* · 127\.0\.0\.1:\d+/), { over: embedded });
    const [running] = code.children('redis-server');
    assert.ok(running);
    await expect.poll(() => offers(code, 'Start the Embedded Server')).toBe(false);
    await code.command('Stop the Embedded Server');
    await lineOf(code, 'Servers', /Embedded.*not started/).waitFor();
    await expect.poll(() => code.children('redis-server')).toEqual([]);
    await code.command('Start the Embedded Server');
    await lineOf(code, 'Servers', /Embedded.*Redis 8/).waitFor();
    await code.click(embedded.getByRole('button', { name: 'Stop the Embedded Server' }), lineOf(code, 'Servers', /Embedded.*not started/), { over: embedded });

    // A password is asked for in the panel.
    await code.choose(lineOf(code, 'Servers', 'dev'), 'Password…', panel.getByRole('heading', { name: 'Password of dev' }));
    await panel.getByRole('button', { name: 'Cancel' }).click();
    // A key says of no server: one is picked of those that may have one.
    const picks = code.offered('');
    await code.press('Control+Alt+9', picks.getByText('gone').first());
    await expect(picks).toHaveCount(connections.length);
    await code.click(picks.getByText('dev').first(), panel.getByRole('heading', { name: 'Password of dev' }));
    await panel.getByRole('button', { name: 'Cancel' }).click();

    // Removed, when that is meant.
    for (const [answer, isThere] of [['Cancel', true], ['Remove', false]]) {
        await code.choose(lineOf(code, 'Servers', 'gone'), 'Remove the Server…', page.getByText('Remove the server gone?'));
        if (isThere) await code.picture('servers-remove');
        const dialog = page.locator('.monaco-dialog-box');
        await code.click(dialog.getByRole('button', { name: answer }), dialog, { state: 'hidden' });
        await lineOf(code, 'Servers', 'gone').waitFor({ state: isThere ? 'attached' : 'detached' });
    }
    assert.deepEqual(JSON.parse(code.settings())['sigmaRedis.connections'].map(({ name }) => name), ['dev', hostile.name]);

    // Added.
    await code.command('Add a Server…');
    await panel.locator('[name="name"]').fill('other');
    await panel.locator('[name="url"]').fill(redis.url);
    await panel.getByRole('button', { name: 'Connect', exact: true }).click();
    await lineOf(code, 'Servers', /other.*Redis 7/).waitFor();
    await panel.locator('.chip', { hasText: 'other' }).waitFor();
    code.finish();
});

test('in a folder that is not trusted the view says that nothing runs; in one that is, why the embedded server does not start', async (t) => {
    const settings = {
        'sigmaRedis.connections': [{ name: 'dev', url: 'redis://127.0.0.1:1' }],
        'sigmaRedis.redisServer': '/nowhere/[run](command:workbench.action.closeWindow)',
    };
    const code = await open(t, { files: { 'clusters.yaml': spec }, settings, args: [] });
    const { page } = code;
    await code.views();
    await viewOf(code, 'Servers').getByText('This folder is not trusted, so nothing runs.').waitFor();
    // What clusters there are is no secret, and runs nothing.
    await lineOf(code, 'Clusters', 'sessions-prod').waitFor();
    await expect(lineOf(code, 'Servers', '')).toHaveCount(0);
    for (const title of ['Start the Embedded Server', 'Stop the Embedded Server', 'Add a Server…']) await expect.poll(() => offers(code, title), title).toBe(false);
    await code.picture('clusters-untrusted');
    const trust = page.getByRole('button', { name: 'Trust', exact: true });
    await code.click(viewOf(code, 'Servers').getByText('Manage Workspace Trust'), trust);
    await code.click(trust, page.getByText('You trust this folder'));
    await lineOf(code, 'Servers', /dev.*not asked yet/).waitFor();

    await code.command('Start the Embedded Server');
    const message = page.locator('.notification-toast .notification-list-item-message', { hasText: '/nowhere' });
    await message.waitFor();
    // What the settings name is no link in it.
    await expect(message.locator('a')).toHaveCount(0);
    await code.picture('servers-not-started');
    code.finish();
});
