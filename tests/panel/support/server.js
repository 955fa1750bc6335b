'use strict';

// `sigma-gen panel`, and a browser's tab of it.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const { LIMIT } = require('../../site/support/browser.js');
const { command, root } = require('../../site/support/sigma-gen.js');

/** Starts the panel. It ends with the test. */
async function start(t, args = ['--builtin'], options = {}) {
    const [program, ...before] = command;
    const child = spawn(program, [...before, 'panel', '--no-open', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], ...options });
    const ended = new Promise((done) => { child.once('exit', done); });
    const end = async (signal = 'SIGTERM') => {
        child.kill(signal);
        await ended;
    };
    t.after(() => end());
    const printed = await new Promise((done, fail) => {
        let text = '';
        child.stdout.on('data', (chunk) => {
            text += chunk;
            if (/#launch=\w+ .*\n/.test(text)) done(text);
        });
        ended.then(() => fail(new Error(`the panel has ended: ${text}`)));
    });
    const [address] = printed.match(/http:\S+/);
    return { address, origin: new URL(address).origin, pid: child.pid, end, printed };
}

/**
 * A tab of its own, with nothing remembered. `finish` fails when something went wrong in it, or a request left the panel's
 * server; what `mayFail` matches may.
 */
async function open(browser, panel, { page = '/', mayFail = /^$/, ...options } = {}) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    context.setDefaultTimeout(LIMIT);
    const tab = await context.newPage();
    const wrong = [];
    const note = (text) => { if (!mayFail.test(text)) wrong.push(text); };
    tab.on('console', (message) => note(`console: ${message.text()}`));
    tab.on('pageerror', (error) => note(`error: ${error.message}`));
    context.on('request', (request) => {
        if (!request.url().startsWith(`${panel.origin}/`)) wrong.push(`request: ${request.url()}`);
    });
    await tab.goto(panel.address.replace('/#', `${page}#`));
    await tab.locator('.frame').waitFor();
    const finish = async () => {
        await context.close();
        assert.deepEqual(wrong, []);
    };
    return { tab, context, finish };
}

/** The process of the embedded server of a panel. */
function embeddedOf(panel) {
    return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).find((pid) => {
        try {
            return Number(fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[1]) === panel.pid;
        } catch {
            return false; // It has ended meanwhile.
        }
    });
}

/** Waits until the server that is chosen answers. */
async function ready(tab) {
    await tab.locator('.chip .dot.up').first().waitFor();
}

/** What the pane of the answer says. */
function answer(tab) {
    return tab.locator('#answer');
}

/** Runs what is filled in, and waits for what comes of it. */
async function run(tab) {
    await tab.getByRole('button', { name: /^Run/ }).click();
    await tab.locator('.answer-pane:not([aria-busy]) :is(.facts, [role="alert"])').first().waitFor();
}

/** Chooses a server in the menu of the chip. */
async function onServer(tab, name) {
    await tab.locator('.chip').click();
    await tab.getByLabel(name).check();
    await tab.keyboard.press('Escape');
}

module.exports = { answer, embeddedOf, onServer, open, ready, run, start };
