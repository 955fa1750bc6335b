'use strict';

// The extensions of two catalogues beside each other.

const { test } = require('node:test');
const { expect } = require('../site/support/browser.js');
const { windows } = require('./support/code.js');
const { generatedFrom, packaged } = require('./support/extension.js');

const open = windows();

/** The catalogues' titles, each with an operation that the other one does not have. */
const CATALOGUES = [['Redis commands', 'BITFIELD'], ['ElastiCache for Redis', 'EXPIRE']];

test('the extensions of two catalogues have each its views, its panel and its commands', async (t) => {
    const others = [packaged(generatedFrom('tests/cases/any/operations.yaml'))];
    const code = await open(t, { others, files: { 'app.js': '' }, settings: { 'workbench.colorTheme': 'Default Dark Modern' } });
    const { page } = code;
    const frames = page.locator('iframe.webview.ready');
    for (const [at, [title, operation]] of CATALOGUES.entries()) {
        await code.views(title);
        await code.click(code.operation(operation), code.tab(title));
        const panel = frames.nth(at).contentFrame().frameLocator('iframe#active-frame');
        await panel.getByRole('heading', { name: operation, exact: true }).waitFor();
    }
    await expect(frames).toHaveCount(CATALOGUES.length);
    await code.picture('catalogues');

    // An extension that is given a name that another one has ends its start with an error, which is told here.
    await code.command('Developer: Show Running Extensions');
    for (const [title] of CATALOGUES) {
        const row = page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: title });
        await row.getByText(/Activation: \d+ms/).waitFor();
        await expect(row).not.toHaveText(/uncaught|error/i);
    }
    await code.picture('catalogues-running');
    code.finish();
});
