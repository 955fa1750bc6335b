'use strict';

// Servers in the page of `sigma-gen panel`: those that are in trouble, those that are named, and what writes to them.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { expect, launch, sideways } = require('../site/support/browser.js');
const { startCluster } = require('../js/support/cluster.js');
const { certify, freePort, startRedis } = require('../js/support/servers.js');
const { choose, paste, violations } = require('./support/panel.js');
const { answer, embeddedOf, onServer, open, ready, run, start } = require('./support/server.js');

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const PASSWORD = 'hush p@ss/word';

test('a server that was killed is started again by a click', async (t) => {
    const panel = await start(t);
    const { tab, finish } = await open(browser, panel, { mayFail: /400/ });
    await ready(tab);
    await choose(tab, 'GET');
    process.kill(embeddedOf(panel), 'SIGKILL');
    await tab.locator('.chip .dot.down').waitFor();
    await answer(tab).getByText('The embedded server has ended').waitFor();
    await run(tab);
    await answer(tab).getByText('error CannotConnect').waitFor();
    await tab.locator('.chip').click();
    await tab.locator('.menu').getByRole('button', { name: 'Start it' }).click();
    await ready(tab);
    await run(tab);
    await answer(tab).getByText('2 succeeded').waitFor();
    await finish();
});

test('a server that does not answer is waited for until Cancel, or until the SDK gives up', async (t) => {
    const panel = await start(t);
    const { tab, finish } = await open(browser, panel);
    await ready(tab);
    await choose(tab, 'SET');
    const pid = embeddedOf(panel);
    process.kill(pid, 'SIGSTOP');
    t.after(() => { try { process.kill(pid, 'SIGCONT'); } catch { /* It has ended. */ } });
    await tab.getByRole('button', { name: /^Run/ }).click();
    await tab.getByRole('button', { name: 'Cancel' }).click();
    await answer(tab).getByText(/^Cancelled after \d/).waitFor();
    await answer(tab).getByText('may have been executed').waitFor();
    await run(tab);
    await answer(tab).getByText('error CannotConnect').waitFor();
    await expect(answer(tab).locator('pre')).toHaveText(/code: 'CannotConnect',\n +message: 'cannot connect: /);
    process.kill(pid, 'SIGCONT');
    await run(tab);
    await answer(tab).getByText('1 succeeded').waitFor();
    await finish();
});

test('writes to a server that was named ask once', async (t) => {
    const redis = await startRedis(t);
    const panel = await start(t, ['--builtin', '--server', `sessions-prod=${redis.url}`]);
    const { tab, finish } = await open(browser, panel);
    await ready(tab);
    await tab.locator('.chip').getByText('sessions-prod').waitFor();
    await choose(tab, 'GET');
    await run(tab);
    await choose(tab, 'SET');
    await tab.locator('#value-0-0-key').fill('mine');
    const dialog = tab.getByRole('dialog', { name: `Run SET on sessions-prod, 127.0.0.1:${redis.port}?` });
    await tab.getByRole('button', { name: /^Run/ }).click();
    await dialog.waitFor();
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await tab.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await redis.command('EXISTS', 'mine'), 0);
    await tab.getByRole('button', { name: /^Run/ }).click();
    await dialog.waitFor();
    await tab.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await tab.getByRole('button', { name: /^Run/ }).click();
    await dialog.getByRole('button', { name: 'Run' }).click();
    await answer(tab).getByText('1 succeeded').waitFor();
    assert.equal(await redis.command('EXISTS', 'mine'), 1);
    await redis.command('DEL', 'mine');
    await run(tab);
    await tab.reload();
    await ready(tab);
    await run(tab);
    assert.equal(await redis.command('EXISTS', 'mine'), 1);
    await finish();
});

test('what opens has the keyboard from its first moment on', async (t) => {
    const panel = await start(t, ['--builtin', '--server', 'sessions-prod=redis://127.0.0.1:1']);
    const { tab, finish } = await open(browser, panel);
    await tab.locator('.chip').getByText('sessions-prod').waitFor();
    await choose(tab, 'SET');
    // All in one turn of the page, before the browser can draw a frame: a key may come as early.
    const isModal = (button) => button.evaluate(async (node) => {
        const root = node.getRootNode();
        node.click();
        await null;
        const dialog = root.querySelector('dialog');
        const isOpen = dialog.matches(':modal');
        dialog.close();
        return isOpen;
    });
    const closesOnEscape = (button) => button.evaluate(async (node) => {
        const isOpen = () => node.getAttribute('aria-expanded') === 'true';
        node.click();
        await null;
        const wasOpen = isOpen();
        node.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));
        await null;
        return wasOpen && !isOpen();
    });
    for (const name of ['Paste many', /^Run/]) {
        assert.ok(await isModal(tab.getByRole('button', { name })), String(name));
        await tab.locator('dialog').waitFor({ state: 'detached' });
    }
    for (const name of ['History', /^Server/]) assert.ok(await closesOnEscape(tab.getByRole('button', { name })), String(name));
    await tab.locator('.chip').click();
    assert.ok(await isModal(tab.getByRole('button', { name: 'Add a server…' })));
    await finish();
});

test('a server is added with its password, which is kept nowhere', async (t) => {
    const redis = await startRedis(t, { args: ['--requirepass', PASSWORD] });
    const panel = await start(t);
    const { tab, finish } = await open(browser, panel, { mayFail: /400/ });
    await ready(tab);
    await tab.locator('.chip').click();
    await tab.getByRole('button', { name: 'Add a server…' }).click();
    const dialog = tab.getByRole('dialog');
    await dialog.getByLabel('Name').fill('cache');
    await dialog.getByLabel('Address').fill(redis.url);
    await dialog.getByLabel('Password').fill('wrong');
    await dialog.getByRole('button', { name: 'Connect' }).click();
    await dialog.getByText('WRONGPASS').waitFor();
    await expect(dialog.getByLabel('Address')).toHaveValue(redis.url);
    await dialog.getByLabel('Password').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Connect' }).click();
    await dialog.waitFor({ state: 'detached' });
    await tab.locator('.chip').getByText('cache').waitFor();
    await choose(tab, 'GET');
    await run(tab);
    await answer(tab).getByText('2 succeeded').waitFor();
    const kept = await tab.evaluate(() => {
        dispatchEvent(new Event('pagehide'));
        return JSON.stringify({ ...sessionStorage, ...localStorage });
    });
    assert.match(kept, /cache/);
    assert.doesNotMatch(kept, /hush/);
    await tab.locator('.chip').click();
    await tab.locator('.menu').getByRole('button', { name: 'Remove' }).click();
    await tab.locator('.chip').getByText('Embedded').waitFor();
    await finish();
});

test('a server is reached over TLS, when its certificate is trusted', async (t) => {
    const trusted = certify(t, ['DNS:localhost']);
    const port = await freePort();
    await startRedis(t, { args: ['--tls-port', port, '--requirepass', PASSWORD, ...trusted.args] });
    const args = ['--builtin', '--server', `cache=rediss://localhost:${port}`];
    const env = { ...process.env, SIGMA_REDIS_PASSWORD_CACHE: PASSWORD };
    for (const [told, more] of [[/2 succeeded/, { SSL_CERT_FILE: trusted.file }], [/authority is unknown: name its file in SSL_CERT_FILE/, {}]]) {
        const panel = await start(t, args, { env: { ...env, ...more } });
        const { tab, finish } = await open(browser, panel);
        await tab.locator('.chip').getByText('cache').waitFor();
        await choose(tab, 'GET');
        await run(tab);
        await expect(answer(tab)).toHaveText(told);
        await finish();
    }
});

test('the keys of a cluster are found while their slots move', async (t) => {
    const cluster = await startCluster(t, { masters: 2, replicas: 0 });
    const [from, to] = cluster.nodes;
    // This key's slot is the first server's.
    await from.command('SET', 'b', 'one');
    await to.command('SET', 'a', 'two');
    const panel = await start(t, ['--builtin', '--server', `shards=${from.url}`]);
    const { tab, finish } = await open(browser, panel);
    await ready(tab);
    await choose(tab, 'GET');
    await tab.getByRole('button', { name: 'Paste many' }).click();
    await paste(tab.getByLabel('What to paste'), 'a\nb\nnone{b}');
    await tab.getByRole('button', { name: 'Take 3 keys' }).click();
    const runs = async () => {
        await run(tab);
        await answer(tab).getByText('3 succeeded').waitFor();
        for (const value of ["'one'", "'two'"]) await expect(answer(tab)).toContainText(value);
    };
    await runs();
    await cluster.moveSlots(from, to, [await from.command('CLUSTER', 'KEYSLOT', 'b')], runs);
    assert.equal(await to.command('GET', 'b'), 'one');
    await runs();
    await finish();
});

test('a server that is full refuses what writes, and still reads', async (t) => {
    const redis = await startRedis(t, { args: ['--maxmemory', '1', '--maxmemory-policy', 'noeviction'] });
    const panel = await start(t, ['--builtin', '--server', `full=${redis.url}`]);
    const { tab, finish } = await open(browser, panel);
    await ready(tab);
    await choose(tab, 'SET');
    await tab.getByRole('button', { name: /^Run/ }).click();
    await tab.getByRole('dialog').getByRole('button', { name: 'Run' }).click();
    await answer(tab).getByText('OOM command not allowed').first().waitFor();
    await choose(tab, 'GET');
    await run(tab);
    await answer(tab).getByText('2 succeeded').waitFor();
    await finish();
});

test('with --read-only nothing writes, and the page says so', async (t) => {
    const panel = await start(t, ['--builtin', '--read-only']);
    const { tab, finish } = await open(browser, panel, { mayFail: /403/ });
    await ready(tab);
    await tab.locator('.chip').getByText('read only').waitFor();
    await choose(tab, 'SET');
    await expect(tab.getByRole('button', { name: 'Prepare' })).toHaveCount(0);
    await run(tab);
    await answer(tab).getByText('SET writes, and this panel only reads').waitFor();
    await choose(tab, 'GET');
    await run(tab);
    await answer(tab).getByText('2 succeeded').waitFor();
    await tab.locator('.chip').click();
    await expect(tab.getByRole('button', { name: 'Empty it' })).toHaveCount(0);
    await finish();
});

test('emptying the embedded server takes its keys', async (t) => {
    const panel = await start(t);
    const { tab, finish } = await open(browser, panel);
    await ready(tab);
    await choose(tab, 'SET');
    await tab.locator('#value-0-0-key').fill('a');
    await run(tab);
    await tab.locator('.chip').click();
    await tab.getByRole('button', { name: 'Empty it' }).click();
    await choose(tab, 'TYPE');
    await tab.locator('#value-0-0-key').fill('a');
    await run(tab);
    await answer(tab).getByText('\'none\'').waitFor();
    await finish();
});

test('without a Redis program the page says how to get one', async (t) => {
    const panel = await start(t, ['--builtin', '--redis-server', '/nowhere/redis-server']);
    const { tab, finish } = await open(browser, panel);
    await answer(tab).getByText('Cannot run `/nowhere/redis-server`').waitFor();
    await tab.getByRole('button', { name: 'Start it' }).waitFor();
    await tab.locator('.code-pane pre').waitFor();
    await finish();
});

test('a panel that has ended is told, and found again', async (t) => {
    const panel = await start(t);
    const { tab, finish } = await open(browser, panel, { mayFail: /ERR_|401|fetch/ });
    await ready(tab);
    await panel.end('SIGKILL');
    await tab.locator('.chip').getByText('Not connected').waitFor();
    await answer(tab).getByText('The panel does not answer any more').waitFor();
    await expect(tab.getByRole('button', { name: /^Run/ })).toBeDisabled();
    const next = await start(t, ['--builtin', '--port', new URL(panel.origin).port]);
    // The new one has another token.
    await answer(tab).getByText('This tab may not run operations').waitFor();
    await tab.goto('about:blank');
    await tab.goto(next.address);
    await ready(tab);
    await finish();
});

for (const [name, options] of Object.entries({
    light: {},
    dark: { colorScheme: 'dark' },
    phone: { viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
    'at 200 %': { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 },
})) {
    test(`axe finds nothing, and nothing is wider than the page: ${name}`, async (t) => {
        const panel = await start(t, ['--builtin', '--server', 'prod=redis://127.0.0.1:1', '--redis-server', 'redis-server']);
        const { tab, finish } = await open(browser, panel, options);
        const check = async (what) => {
            await expect.poll(() => violations(tab), what).toEqual([]);
            await expect.poll(() => sideways(tab), what).toBe(0);
        };
        const show = (operation) => tab.locator('#operation-0').evaluate((select, value) => {
            select.value = value;
            select.dispatchEvent(new Event('change', { bubbles: true }));
        }, operation);
        await ready(tab);
        await show('sismember');
        await check('before a run');
        await run(tab);
        await check('a response');
        for (const view of ['Table', 'Commands']) {
            await tab.getByRole('tab', { name: view }).click();
            await check(view);
        }
        await tab.getByRole('button', { name: 'Set as an expression' }).click();
        await tab.locator('#value-0-0-key-sample').fill('');
        await tab.getByRole('button', { name: /^Run/ }).click();
        await check('a sample that is missing');
        await tab.getByRole('button', { name: 'History' }).click();
        await tab.locator('.runs').waitFor();
        await check('the history');
        await tab.keyboard.press('Escape');
        await tab.locator('.chip').click();
        await tab.locator('.menu').getByText('Connection refused').waitFor();
        await check('the menu');
        await tab.getByLabel('prod').check();
        await tab.keyboard.press('Escape');
        await show('set');
        await tab.locator('.chip').click();
        await tab.getByRole('button', { name: 'Add a server…' }).click();
        await tab.getByRole('dialog').waitFor();
        await check('a new server');
        await tab.keyboard.press('Escape');
        await tab.getByRole('button', { name: /^Run/ }).click();
        await tab.getByRole('dialog').waitFor();
        await check('the confirmation');
        await finish();
    });
}
