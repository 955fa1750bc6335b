'use strict';

// The extensions of two catalogues beside each other.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { windows } = require('./support/code.js');
const { generatedFrom, packaged } = require('./support/extension.js');

const open = windows();

const TITLES = ['ElastiCache for Redis', 'Redis commands'];

for (const theme of ['Light', 'Dark']) {
    test(`each has its views, its panel and its commands: ${theme}`, async (t) => {
        const vsix = [packaged(), packaged(generatedFrom('tests/cases/any/operations.yaml'))];
        const code = await open(t, { vsix, files: { 'app.js': '' }, settings: { 'workbench.colorTheme': `Default ${theme} Modern` } });
        const { page } = code;
        // Of an operation that the other one does not have.
        for (const [title, operation] of [[TITLES[1], 'XADD'], [TITLES[0], 'SETEX']]) {
            await code.view(title);
            await code.operation(operation).click();
            const panel = await code.panel();
            await panel.getByRole('heading', { name: operation, exact: true }).waitFor();
            await page.locator('.tabs-container .tab.active', { hasText: title }).waitFor();
            await code.picture(`catalogues-${theme}-${operation}`);
        }
        for (const title of TITLES) assert.equal(await page.locator('.tabs-container .tab', { hasText: title }).count(), 1, title);

        // Names that both had would be told as errors, here or in the list of extensions that run.
        assert.equal(await page.locator('.notification-toast').count(), 0);
        await code.command('Developer: Show Running Extensions');
        const running = page.locator('.runtime-extensions-editor .monaco-list-row');
        for (const title of TITLES) {
            const row = running.filter({ hasText: title });
            await row.getByText(/Activation/).waitFor();
            assert.equal(await row.locator('.codicon-bug').count(), 0, await row.innerText());
        }
        await code.picture(`catalogues-${theme}-running`);
        code.finish();
    });
}
