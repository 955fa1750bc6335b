'use strict';

// The panel in sites of several catalogues, and what is read off it.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const axe = require('../../site/node_modules/axe-core');
const browser = require('../../site/support/browser.js');
const { OWN, sigmaGen, siteOf } = require('../../site/support/sigma-gen.js');

const root = path.join(__dirname, '../../..');
const ANY = 'tests/cases/any/operations.yaml';
const REDIS = 'catalogues/redis.yaml';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'panel-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));

/** The panel as a page, when it is there. */
async function openPanel(chromium, { catalogue = OWN, ...options } = {}) {
    const opened = await browser.open(chromium, 'panel.html', { site: siteOf(catalogue), viewport: WIDE, ...options });
    await opened.tab.locator('.frame').waitFor();
    return opened;
}

const WIDE = { width: 1440, height: 900 };

/** Chooses an operation as a reader of a wide page does. */
async function choose(tab, title) {
    await tab.locator('.rail button').filter({ hasText: new RegExp(`^${escaped(title)}(write)?$`) }).first().click();
}

function escaped(text) {
    return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The code in all styles by the labels of their tabs; null where there is none. */
function codes(tab) {
    return tab.getByRole('tablist', { name: 'Language' }).evaluate((list) => {
        const all = {};
        for (const button of list.children) {
            button.click();
            all[button.textContent] = list.closest('.pane').querySelector('pre code')?.textContent ?? null;
        }
        list.children[0].click();
        return all;
    });
}

/** The operations of a catalogue. */
function operations(catalogue) {
    return JSON.parse(sigmaGen('export', catalogue)).groups.flatMap((group) => group.operations);
}

/** What command lines of `sigma-gen js` print, all run by one shell. */
function printed(lines, catalogue, ...options) {
    const bin = path.join(folder, 'bin');
    const program = process.env.SIGMA_GEN ?? path.join(root, 'target/release/sigma-gen');
    fs.mkdirSync(bin, { recursive: true });
    const command = [program, '"$@"', '--catalogue', catalogue, ...options].join(' ');
    fs.writeFileSync(path.join(bin, 'sigma-gen'), `#!/bin/sh\nexec ${command}\n`, { mode: 0o755 });
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    const input = lines.map((line) => `${line}printf '\\0'\n`).join('');
    return execFileSync('sh', ['-s'], { cwd: root, env, input, encoding: 'utf8', maxBuffer: 1e9 }).split('\0').slice(0, -1);
}

/** Puts a text into a field as one paste, for typing thousands of lines takes long. */
function paste(field, text) {
    return field.evaluate((node, value) => {
        node.focus();
        node.value = value;
        node.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
    }, text);
}

/** What axe finds, in a line each; without the style sheets, which a page from disk may not read, and another would ask for. */
async function violations(tab) {
    if (!await tab.evaluate(() => 'axe' in window)) await tab.evaluate(axe.source);
    const found = await tab.evaluate(() => window.axe.run({ preload: false }));
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}: ${failureSummary}`));
}

module.exports = { ANY, OWN, REDIS, choose, codes, openPanel, operations, paste, printed, root, sigmaGen, siteOf, violations };
