'use strict';

// The spec of clusters in an editor.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { launch } = require('../site/support/browser.js');
const { start } = require('./support/code.js');
const { engineOf, packaged } = require('./support/extension.js');

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

test('mistakes in clusters.yaml are told where they are, as they come and go', async (t) => {
    const engine = await engineOf();
    const { text } = engine.ask({ do: 'starter' });
    const code = await start(t, browser, { vsix: packaged(), files: { 'clusters.yaml': text, 'other.yaml': 'clusters: 1\n' } });
    const { page } = code;
    const { keyboard } = page;
    await code.open('clusters.yaml');
    await keyboard.press('Control+End');
    await keyboard.type('nonsense: 1');
    const [{ message, code: name }] = engine.ask({ do: 'check', text: `${text}nonsense: 1` }).diagnostics;
    await code.command('Problems: Focus on Problems View');
    const problem = page.locator('.markers-panel .monaco-list-row', { hasText: message });
    await problem.waitFor();
    const line = text.split('\n').length;
    assert.match(await problem.innerText(), new RegExp(`\\[Ln ${line}, Col 1\\]`));
    assert.match(await problem.innerText(), new RegExp(name));
    await code.picture('spec');
    await code.editor('clusters.yaml').locator('.view-line').last().click();
    for (const key of ['End', 'Shift+Home', 'Delete']) await keyboard.press(key);
    await problem.waitFor({ state: 'detached' });
    code.finish();
});
