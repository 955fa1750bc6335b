'use strict';

// Where operations run: the embedded server, servers of the user's with their passwords, and nowhere in a folder without trust.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { startRedis } = require('../js/support/servers.js');
const { expect } = require('../site/support/browser.js');
const { parentOf, windows } = require('./support/code.js');

const open = windows();

function isAlive(pid) {
    try {
        return process.kill(pid, 0);
    } catch {
        return false;
    }
}

const EMBEDDED = { SIGMA_REDIS_SERVER: process.env.REDIS_SERVER_8 };

test('the embedded server starts when it is needed, again when it has ended, and ends with the editor', async (t) => {
    const code = await open(t, { files: { 'app.js': '' }, env: EMBEDDED });
    const panel = await code.show('GET');
    await panel.getByText('the embedded server was not started').or(panel.getByText('The embedded server was not started')).waitFor();
    await panel.getByRole('button', { name: 'Start it' }).click();
    await panel.locator('.chip .dot.up').waitFor();
    await panel.getByRole('button', { name: 'Prepare the example' }).click();
    await panel.getByText('2 succeeded').waitFor();
    await expect(panel.locator('.facts')).toHaveText(/· embedded/);
    await code.picture('embedded');

    const [first] = code.children('redis-server');
    process.kill(first, 'SIGKILL');
    await panel.locator('.chip .dot.down').waitFor();
    await panel.getByRole('button', { name: /^Run/ }).click();
    await panel.locator('.chip .dot.up').waitFor();
    await panel.getByText('2 succeeded').waitFor();
    await expect(panel.locator('#answer pre'), 'what it held is gone').toHaveText(/result: null/);
    const [second] = code.children('redis-server');
    await code.end();
    assert.notEqual(second, first);
    await expect.poll(() => isAlive(second)).toBe(false);
});

test('a server that a killed editor has left is ended by the next one', async (t) => {
    const code = await open(t, { files: { 'app.js': '' }, env: EMBEDDED });
    await (await code.show('GET')).getByRole('button', { name: 'Start it' }).click();
    await code.frame.locator('.chip .dot.up').waitFor();
    const [left] = code.children('redis-server');
    process.kill(parentOf(left), 'SIGKILL');
    await code.load();
    assert.ok(isAlive(left));
    await (await code.show('GET')).getByRole('button', { name: 'Start it' }).click();
    await code.frame.locator('.chip .dot.up').waitFor();
    await expect.poll(() => isAlive(left)).toBe(false);
    assert.equal(code.children('redis-server').length, 1);
});

test('a password is asked for, and kept out of the settings', async (t) => {
    const redis = await startRedis(t, { args: ['--requirepass', 'p@ss word'] });
    const code = await open(t, { files: { 'app.js': '' }, settings: { 'sigmaRedis.connections': [{ name: 'dev', url: redis.url }] } });
    const panel = await code.show('GET');
    await panel.locator('.chip', { hasText: 'dev' }).waitFor();
    await panel.getByRole('button', { name: /^Run/ }).click();
    await panel.getByText(/NOAUTH/).first().waitFor();
    await panel.locator('.chip').click();
    await panel.getByRole('button', { name: 'Password…' }).click();
    await panel.locator('[name="password"]').fill('wrong');
    await panel.getByRole('button', { name: 'Connect', exact: true }).click();
    await panel.getByText(/WRONGPASS/).first().waitFor();
    await panel.locator('[name="password"]').fill('p@ss word');
    await panel.getByRole('button', { name: 'Connect', exact: true }).click();
    await panel.locator('.chip .dot.up').waitFor();
    await panel.getByRole('button', { name: /^Run/ }).click();
    await panel.getByText('2 succeeded').waitFor();
    assert.doesNotMatch(code.settings(), /p@ss/);

    // A server is added with its address alone.
    const other = await startRedis(t);
    await panel.locator('.chip').click();
    await panel.getByRole('button', { name: 'Add a server…' }).click();
    await panel.locator('[name="name"]').fill('local');
    await panel.locator('[name="url"]').fill(other.url);
    await panel.getByRole('button', { name: 'Connect', exact: true }).click();
    await panel.locator('.chip', { hasText: 'local' }).waitFor();
    assert.deepEqual(JSON.parse(code.settings())['sigmaRedis.connections'], [{ name: 'dev', url: redis.url }, { name: 'local', url: other.url }]);
    code.finish();
});

test('in a folder that is not trusted nothing runs, until it is', async (t) => {
    const code = await open(t, { files: { 'app.js': '' }, env: EMBEDDED, args: [] });
    const panel = await code.show('GET');
    await panel.getByText('This folder is not trusted, so nothing runs').first().waitFor();
    await expect(panel.getByRole('button', { name: /^Run/ })).toBeDisabled();
    await code.picture('untrusted');
    await code.command('Workspaces: Manage Workspace Trust');
    await code.click(code.page.getByRole('button', { name: 'Trust', exact: true }), code.page.getByText('You trust this folder'));
    const start = panel.getByRole('button', { name: 'Start it' });
    await code.click(code.tab('ElastiCache for Redis'), start);
    await start.click();
    await panel.locator('.chip .dot.up').waitFor();
    code.finish();
});
