'use strict';

// The panel beside the code: from the tree to a real server's answer, and into the file.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { startRedis } = require('../js/support/servers.js');
const { expect } = require('../site/support/browser.js');
const { windows } = require('./support/code.js');

const open = windows();

const APP = `'use strict';

exports.handler = async () => {
    // Here.
};
`;

/** Puts the cursor at the end of a line. */
async function goTo(code, line) {
    await code.page.keyboard.press('Control+Home');
    for (let at = 1; at < line; at += 1) await code.page.keyboard.press('ArrowDown');
    await code.page.keyboard.press('End');
}

/** VS Code on these files, with a server of the settings and the tree in view. */
async function startWith(t, files, options = {}) {
    const redis = await startRedis(t);
    const connections = [{ name: 'test', url: redis.url }];
    const code = await open(t, { files, settings: { 'sigmaRedis.connections': connections }, ...options });
    return { code, redis, keyboard: code.page.keyboard };
}

test('an operation of the tree is run on a server of the settings, and put at the cursor', async (t) => {
    const { code, redis, keyboard } = await startWith(t, { 'app.js': APP, 'other.js': 'other();\n' });
    await code.open('other.js');
    await code.open('app.js');
    await goTo(code, 4);
    const panel = await code.show('SET');
    await panel.getByRole('button', { name: 'Inject into app.js:4' }).waitFor();
    await code.picture('panel');

    // It writes, and asks before.
    await panel.locator('#value-0-0-key').fill('greeting');
    await panel.locator('#value-0-0-value').fill('hé "llo"');
    await panel.getByRole('button', { name: /^Run/ }).click();
    await panel.getByText(`Run SET on test, 127.0.0.1:${redis.port}?`).waitFor();
    assert.equal(await redis.command('GET', 'greeting'), null);
    await panel.getByRole('dialog').getByRole('button', { name: 'Run' }).click();
    await panel.getByText('1 succeeded').waitFor();
    assert.equal(await redis.command('GET', 'greeting'), 'hé "llo"');
    await expect(panel.locator('#answer pre')).toHaveText(/greeting: \{ result: 'OK', error: null \}/);
    await expect(panel.locator('.facts')).toHaveText(/error null · 1 command · [\d.]+ ms · test/);
    await panel.getByRole('tab', { name: 'Commands' }).click();
    await expect.poll(() => panel.locator('#answer pre').innerText()).toBe('SET greeting "hé \\"llo\\""');
    await panel.locator('.chip', { hasText: 'Redis 7' }).waitFor();
    await code.picture('panel-run');

    await panel.getByRole('button', { name: 'Inject into app.js:4' }).click();
    await code.editor('app.js').getByText('redis.set').waitFor();
    // The first stop is chosen, and typing replaces it.
    await keyboard.type('orders');
    await keyboard.press('Tab');
    await keyboard.type('first');
    await keyboard.press('Escape');
    await code.picture('panel-injected');
    assert.equal(await code.saved('app.js'), `'use strict';

exports.handler = async () => {
    // Here.
    // You must always quit the redis client after it's used
    const { response, redisClient } = await redis.set({
        clusterIdentifier: 'orders',
        params: [{
            key: 'first',
            value: 'hé "llo"'
        }]
    });
    
    //await redisClient.quit();
};
`);
    code.finish();
});

test('an operation is dragged out of the tree to a place in the code', async (t) => {
    const { code, keyboard } = await startWith(t, { 'app.js': APP });
    await code.open('app.js');
    await code.views();
    const editor = code.editor('app.js');
    await code.drag(code.operation('SCARD'), editor.locator('.view-line').last(), editor.getByText('redis.scard'));
    await keyboard.press('Escape');
    assert.equal(await code.saved('app.js'), `${APP}// You must always quit the redis client after it's used
const { response, redisClient } = await redis.scard({
    clusterIdentifier: 'sigma-redis',
    params: [
        'colours', 
    ]
});

//await redisClient.quit();
`);
    code.finish();
});

test('what was filled in is there when the panel was hidden, and when the window was loaded anew', async (t) => {
    const { code } = await startWith(t, { 'app.js': APP });
    const panel = await code.show('SET');
    await panel.getByRole('heading', { name: 'SET' }).waitFor();
    const key = panel.locator('#value-0-0-key');
    await key.fill('greeting');
    await panel.getByRole('tab', { name: 'Callback' }).click();

    // An editor in the same place hides it.
    await code.command('File: New Untitled Text File');
    await code.page.locator('iframe.webview.ready').waitFor({ state: 'hidden' });
    await code.click(code.tab('ElastiCache for Redis'), key);
    await expect(key).toHaveValue('greeting');

    await code.reload();
    await code.panel();
    await expect(key).toHaveValue('greeting');
    await expect(panel.getByRole('tab', { name: 'Callback' })).toHaveAttribute('aria-selected', 'true');
    // It is not only a picture: the extension answers.
    await panel.getByRole('button', { name: /^Run/ }).click();
    await panel.getByRole('heading', { name: /^Run SET on test/ }).waitFor();
    code.finish();
});
