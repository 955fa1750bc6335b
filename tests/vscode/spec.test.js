'use strict';

// The spec of clusters: in an editor, and in New Cluster of the panel, which edit the same text.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { before, test } = require('node:test');
const { expect } = require('../site/support/browser.js');
const { windows } = require('./support/code.js');
const { engineOf } = require('./support/extension.js');

const open = windows();
let engine;
let starter;
before(async () => {
    engine = await engineOf();
    starter = engine.ask({ do: 'starter' }).text;
});

/** A spec with other values at these places. */
function edited(text, ...edits) {
    return edits.reduce((before, [place, value]) => engine.ask({ do: 'edit', text: before, path: place, value }).text, text);
}

const NAME = ['clusters', 0, 'name'];

test('mistakes in clusters.yaml are told where they are, as they come and go', async (t) => {
    const code = await open(t, { files: { 'clusters.yaml': starter, 'other.yaml': 'clusters: 1\n' } });
    const { page } = code;
    const { keyboard } = page;
    await code.open('clusters.yaml');
    await keyboard.press('Control+End');
    await keyboard.type('nonsense: 1');
    const [{ message, code: name }] = engine.ask({ do: 'check', text: `${starter}nonsense: 1` }).diagnostics;
    await code.command('Problems: Focus on Problems View');
    const problem = page.locator('.markers-panel .monaco-list-row', { hasText: message });
    await problem.waitFor();
    const line = starter.split('\n').length;
    await expect(problem).toHaveText(new RegExp(`\\[Ln ${line}, Col 1\\]`));
    await expect(problem).toHaveText(new RegExp(name));
    await code.picture('spec');
    await code.edit('clusters.yaml');
    for (const key of ['Shift+Home', 'Delete']) await keyboard.press(key);
    await problem.waitFor({ state: 'detached' });
    code.finish();
});

test('New Cluster and the editor show the same text, and each the other’s changes', async (t) => {
    const before = edited(`# Ours.\n${starter}`, [NAME, 'orders']);
    const code = await open(t, { files: { 'clusters.yaml': before } });
    const { page } = code;
    const { keyboard } = page;
    const editor = code.editor('clusters.yaml');
    await code.open('clusters.yaml');
    await code.click(page.getByRole('button', { name: /^ElastiCache for Redis: Edit Clusters in the Panel|^Edit Clusters in the Panel/ }), code.tab('ElastiCache for Redis'));
    const panel = await code.panel();
    const name = panel.locator('[id="spec-clusters/0/name"]').or(panel.getByLabel('Cluster Name')).first();
    await panel.getByRole('tabpanel', { name: 'New Cluster' }).waitFor();
    await code.picture('clusters-panel');
    await expect(name).toHaveValue('orders');

    // From the panel: only what is another changes in the text, and it is not saved yet.
    await name.fill('basket');
    await editor.getByText('basket').waitFor();
    await code.dirty('clusters.yaml').waitFor();
    assert.equal(fs.readFileSync(path.join(code.workspace, 'clusters.yaml'), 'utf8'), before);
    // Undone in the editor, it is undone in the panel.
    await code.edit('clusters.yaml');
    await keyboard.press('Control+z');
    await editor.getByText('orders').waitFor();
    await expect(name).toHaveValue('orders');
    await code.dirty('clusters.yaml').waitFor({ state: 'detached' });

    // From the editor, with a mistake: the panel says so, and does not save.
    await keyboard.press('Control+End');
    await keyboard.type('nonsense: 1');
    await panel.getByText('nonsense').first().waitFor();
    await expect(panel.getByRole('button', { name: 'Save clusters.yaml' })).toBeDisabled();
    await keyboard.press('Shift+Home');
    await keyboard.press('Delete');
    await panel.locator('#save-spec:enabled').waitFor();

    await name.fill('invoices');
    await panel.getByRole('button', { name: 'Save clusters.yaml' }).click();
    await panel.locator('.saved', { hasText: 'Saved' }).waitFor();
    assert.equal(fs.readFileSync(path.join(code.workspace, 'clusters.yaml'), 'utf8'), edited(before, [NAME, 'invoices']));
    await code.picture('clusters-saved');

    // Another program changes the file.
    fs.writeFileSync(path.join(code.workspace, 'clusters.yaml'), edited(before, [NAME, 'elsewhere']));
    await expect(name).toHaveValue('elsewhere');
    code.finish();
});

test('without clusters.yaml the panel makes it with the first change', async (t) => {
    const code = await open(t, { files: { 'app.js': '' } });
    const file = path.join(code.workspace, 'clusters.yaml');
    await code.command('Edit Clusters in the Panel');
    const panel = await code.panel();
    const name = panel.getByLabel('Cluster Name').first();
    await name.waitFor();
    assert.ok(!fs.existsSync(file));
    await name.fill('made-here');
    await panel.getByRole('button', { name: 'Save clusters.yaml' }).click();
    await panel.locator('.saved', { hasText: 'Saved' }).waitFor();
    assert.equal(fs.readFileSync(file, 'utf8'), edited(starter, [NAME, 'made-here']));
    code.finish();
});
