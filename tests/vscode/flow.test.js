'use strict';

// All of it, from an empty handler to its run under Node.js.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { startRedis } = require('../js/support/servers.js');
const { expect } = require('../site/support/browser.js');
const { windows } = require('./support/code.js');
const { engineOf, packages, root } = require('./support/extension.js');

const open = windows();

const HANDLER = `'use strict';

const { Redis } = require('sigma-redis');

const redis = new Redis();

exports.handler = async () => {
    
    return response.results;
};
`;
const DROPPED_ON = 7;

test('a handler gets its call by drag and drop, and answers under Node.js what it did in the panel', async (t) => {
    const redis = await startRedis(t);
    await redis.command('SET', 'greeting', 'hello');
    await redis.command('SET', 'name', 'Zoë');
    const code = await open(t, {
        files: { 'handler.js': HANDLER, 'clusters.yaml': (await engineOf()).ask({ do: 'starter' }).text },
        settings: { 'sigmaRedis.connections': [{ name: 'test', url: redis.url }] },
    });
    const editor = code.editor('handler.js');
    await code.open('handler.js');
    await code.views();
    await code.drag(code.operation('GET'), editor.locator('.view-line').nth(DROPPED_ON), editor.getByText('redis.get'), { x: 200 });

    await code.clickLens(0, 'Edit in panel', code.frame.locator('.frame'));
    const panel = await code.panel();
    await panel.locator('#value-0-0-key').fill('greeting');
    await panel.getByRole('button', { name: 'Add key' }).click();
    await panel.locator('#value-0-1-key').fill('name');
    await panel.getByRole('button', { name: /^Run/ }).click();
    await panel.getByText('2 succeeded').waitFor();
    await expect(panel.locator('#answer pre')).toHaveText(/greeting: \{ result: 'hello', error: null \},\n +name: \{ result: 'Zoë', error: null \}/);
    await code.picture('flow-run');

    await panel.getByRole('button', { name: 'Update handler.js:9' }).click();
    const quit = editor.getByText('//await redisClient.quit();');
    await editor.getByText("'greeting'").waitFor();
    await code.click(quit, code.focused('handler.js'));
    await code.page.keyboard.press('Control+/');
    await quit.waitFor({ state: 'detached' });
    await code.picture('flow-injected');
    const saved = await code.saved('handler.js');
    assert.match(saved, /^ {4}const \{ response, redisClient \} = await redis\.get\(\{$/m);

    const modules = path.join(code.workspace, 'node_modules');
    fs.mkdirSync(modules);
    fs.symlinkSync(path.join(root, 'generated/js'), path.join(modules, 'sigma-redis'));
    const call = "require('./handler.js').handler().then((results) => console.log(JSON.stringify(results)))";
    const env = { ...process.env, NODE_PATH: packages, SIGMA_REDIS_CLUSTERS: JSON.stringify({ 'sigma-redis': redis.url }) };
    const printed = execFileSync(process.execPath, ['--eval', call], { cwd: code.workspace, env, encoding: 'utf8' });
    assert.deepEqual(JSON.parse(printed), { greeting: { result: 'hello', error: null }, name: { result: 'Zoë', error: null } });
    code.finish();
});
