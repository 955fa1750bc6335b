'use strict';

// The panel in the themes of VS Code: what axe finds, and the colours.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { violations } = require('../panel/support/panel.js');
const { expect } = require('../site/support/browser.js');
const { windows } = require('./support/code.js');

const open = windows();

/** Themes, each on a system with the other colours. */
const THEMES = [
    { theme: 'Default Light Modern', isDark: false, colorScheme: 'dark' },
    { theme: 'Default Dark Modern', isDark: true, colorScheme: 'light' },
    { theme: 'Default High Contrast', isDark: true, colorScheme: 'light' },
    { theme: 'Default High Contrast Light', isDark: false, colorScheme: 'dark' },
];

/** How light the colour of an element is, from 0 to 1, and that of the page. */
function lightness(element) {
    return element.evaluate((node) => {
        const canvas = new OffscreenCanvas(1, 1).getContext('2d');
        const of = (colour) => {
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
            return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
        };
        return { text: of(getComputedStyle(node).color), page: of(getComputedStyle(document.querySelector('.panel')).backgroundColor) };
    });
}

for (const { theme, isDark, colorScheme } of THEMES) {
    test(`axe finds nothing, and code has the theme's colours and not the system's: ${theme}`, async (t) => {
        const code = await open(t, { files: { 'app.js': '' }, settings: { 'workbench.colorTheme': theme }, look: { colorScheme } });
        const panel = await code.show('SETEX');
        const frame = await (await panel.locator('.frame').elementHandle()).ownerFrame();
        const string = panel.locator('pre .s').first();
        const { text, page } = await lightness(string);
        assert.ok(isDark ? text > 0.4 && page < 0.2 : text < 0.4 && page > 0.8, `text ${text} on ${page}`);
        await code.picture(`theme ${theme}`);
        await expect.poll(() => violations(frame)).toEqual([]);

        // Mistakes, an expression, and what the server says.
        await panel.getByRole('button', { name: 'Key as an expression' }).click();
        await panel.getByRole('button', { name: 'Add parameter set' }).click();
        await panel.locator('.chip').click();
        await panel.getByRole('button', { name: 'Start it' }).last().waitFor();
        await panel.getByText('Operation info').click();
        await code.picture(`theme ${theme}, mistakes`);
        await expect.poll(() => violations(frame)).toEqual([]);

        await panel.getByRole('tab', { name: 'New Cluster' }).click();
        await panel.getByLabel('Cluster Name').first().fill('no name');
        await panel.getByText('Cluster Settings').waitFor();
        await code.picture(`theme ${theme}, clusters`);
        await expect.poll(() => violations(frame)).toEqual([]);
        await panel.locator('.chip').click();
        await panel.getByRole('button', { name: 'Add a server…' }).click();
        await panel.getByRole('heading', { name: 'Add a server' }).waitFor();
        await code.picture(`theme ${theme}, dialog`);
        await expect.poll(() => violations(frame)).toEqual([]);
        code.finish();
    });
}
