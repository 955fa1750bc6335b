'use strict';

// Catalogues and specs in an editor: their mistakes, and what completes them.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, test } = require('node:test');
const { expect } = require('../site/support/browser.js');
const { told } = require('../site/support/sigma-gen.js');
const { windows } = require('./support/code.js');
const { engineOf, root } = require('./support/extension.js');

const open = windows();
const catalogue = fs.readFileSync(path.join(root, 'operations.yaml'), 'utf8');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'yaml-'));
after(() => fs.rmSync(folder, { recursive: true }));

/** What the command tells of a catalogue. */
function toldOf(text) {
    const file = path.join(folder, 'operations.yaml');
    fs.writeFileSync(file, text);
    return told('check', file);
}

/** Chooses what is suggested with this label, when it is the chosen one. */
async function choose(code, label) {
    await code.page.locator('.suggest-widget.visible .monaco-list-row.focused', { has: code.page.getByText(label, { exact: true }) }).waitFor();
    await code.page.keyboard.press('Enter');
}

test('the engine tells of a catalogue what the command tells', async () => {
    const engine = await engineOf();
    const large = fs.readFileSync(path.join(root, 'catalogues/redis.yaml'), 'utf8');
    const broken = catalogue.replace('access: write', 'access: wirte').replace('# Every', '# é😀 Every').replace('type: key', 'tpye: key');
    for (const text of [large, broken, `${catalogue}a: [`, '']) {
        const ours = engine.ask({ do: 'check_catalogue', catalogue: text }).diagnostics;
        const parts = ({ level, code, message, help, line, column }) => ({ level, code, message, help, line, column });
        assert.deepEqual(ours.map(parts), toldOf(text).map(parts));
        assert.notEqual(ours.length, 0);
        // The offsets are the same places.
        for (const { start, line, column } of ours) {
            const before = text.slice(0, start).split('\n');
            assert.deepEqual([before.length, [...before.at(-1)].length + 1], [line, column]);
        }
    }
});

test('mistakes in operations.yaml are told where they are, as they come and go', async (t) => {
    const code = await open(t, { files: { 'operations.yaml': catalogue, 'other.yaml': catalogue.replace('version: 1', 'version: 2') } });
    const { page } = code;
    const { keyboard } = page;
    await code.open('other.yaml');
    await code.open('operations.yaml');
    await keyboard.type('nonsense: 1');
    const [{ message, code: name, line, column }] = toldOf(`${catalogue}nonsense: 1`);
    await code.command('Problems: Focus on Problems View');
    const problem = page.locator('.markers-panel .monaco-list-row', { hasText: message });
    await expect(problem).toContainText(`[Ln ${line}, Col ${column}]`);
    await expect(problem).toContainText(name);
    await code.picture('yaml-mistake');
    // Other files are nobody's business.
    await expect(page.locator('.markers-panel .monaco-list-row', { hasText: 'other.yaml' })).toHaveCount(0);
    await code.edit('operations.yaml');
    for (const key of ['Shift+Home', 'Delete']) await keyboard.press(key);
    await problem.waitFor({ state: 'detached' });
    code.finish();
});

test('clusters.yaml is written with what completes it', async (t) => {
    const code = await open(t, { files: { 'clusters.yaml': 'version: 1\n' } });
    const { keyboard } = code.page;
    await code.open('clusters.yaml');
    await code.suggestion('reg', 'region');
    await code.picture('yaml-name');
    await keyboard.press('Enter');
    // Its values come by themselves.
    await keyboard.type('eu-w');
    await choose(code, 'eu-west-1');
    await keyboard.press('Enter');
    await code.suggestion('clu', 'clusters');
    await keyboard.press('Enter');
    await choose(code, 'engine');
    await choose(code, 'redis');
    await keyboard.press('Enter');
    await code.suggestion('engineV', 'engineVersion');
    await keyboard.press('Enter');
    await code.page.locator('.suggest-widget.visible .monaco-list-row.focused', { hasText: '7.1' }).waitFor();
    await code.picture('yaml-value');
    await keyboard.press('Enter');
    await keyboard.press('Enter');
    await code.suggestion('vp', 'vpc');
    await keyboard.press('Enter');
    await choose(code, 'type');
    await keyboard.type('ex');
    await choose(code, 'existing');
    assert.equal(await code.saved('clusters.yaml'), `version: 1
region: eu-west-1
clusters:
  - engine: redis
    engineVersion: "7.1"
    vpc:
      type: existing`);
    // What a name means.
    await code.hover(code.editor('clusters.yaml').getByText('region'), code.page.locator('.monaco-hover:visible', { hasText: 'The AWS region of the clusters' }));
    code.finish();
});

test('operations.yaml is written with what completes it', async (t) => {
    const start = 'records:\n  - name: scan_page\ngroups:\n  - name: key\n    operations:\n      - name: del\n';
    // VS Code closes brackets from when it has loaded what it knows of YAML, which may be after they are typed.
    const settings = { 'editor.autoClosingBrackets': 'never' };
    const code = await open(t, { files: { 'operations.yaml': start, 'other.yaml': start }, settings });
    const { page } = code;
    const { keyboard } = page;
    await code.open('operations.yaml');
    await keyboard.type('        ');
    await code.suggestion('acc', 'access');
    await keyboard.press('Enter');
    await keyboard.type('w');
    await choose(code, 'write');
    await keyboard.press('Enter');
    // What the file itself names.
    await keyboard.type('reply: { type: sc');
    await choose(code, 'scan_page');
    await keyboard.type(' }');
    await keyboard.press('Enter');
    await code.suggestion('params', 'params');
    await keyboard.press('Enter');
    await keyboard.type('{ ');
    await code.suggestion('typ', 'type');
    await keyboard.press('Enter');
    await keyboard.type('unix_m');
    await code.picture('yaml-flow');
    await choose(code, 'unix_milliseconds');
    await keyboard.type(' }');
    assert.equal(await code.saved('operations.yaml'), `${start}        access: write\n        reply: { type: scan_page }\n        params:\n          - { type: unix_milliseconds }`);
    code.finish();
});
