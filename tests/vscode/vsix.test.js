'use strict';

// What is in the packaged extension, and what is not.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { OWN, generatedFrom, packaged, packages } = require('./support/extension.js');

/** The names of the files in an archive: in its central directory, an entry has its name's length at 28, and the name at 46. */
function namesIn(file) {
    const bytes = fs.readFileSync(file);
    const [names, signature] = [[], Buffer.from('PK\x01\x02')];
    for (let at = bytes.indexOf(signature); at >= 0; at = bytes.indexOf(signature, at + 4)) {
        names.push(bytes.toString('utf8', at + 46, at + 46 + bytes.readUInt16LE(at + 28)));
    }
    return names.sort();
}

test('the package has what it needs, nothing else, and is small', () => {
    const file = packaged();
    assert.deepEqual(namesIn(file), [
        '[Content_Types].xml',
        'extension.vsixmanifest',
        'extension/LICENSE.txt',
        'extension/THIRD-PARTY-NOTICES.txt',
        'extension/dist/extension.js',
        'extension/media/icon.svg',
        'extension/media/panel.css',
        'extension/media/panel.js',
        'extension/media/theme.css',
        'extension/package.json',
        'extension/readme.md',
        'extension/snippets/sigma-redis.code-snippets',
    ]);
    assert.ok(fs.statSync(file).size < 700_000, `${fs.statSync(file).size} bytes`);
});

test('what it bundles of others is named in its notices', () => {
    const output = path.join(path.dirname(packaged()), 'meta.json');
    const copy = path.dirname(output);
    const { scripts } = JSON.parse(fs.readFileSync(path.join(copy, 'package.json'), 'utf8'));
    execFileSync('sh', ['-c', scripts.package.replace(/ && vsce.*/, ' --metafile=meta.json')], { cwd: copy, env: { ...process.env, PATH: `${packages}/.bin:${process.env.PATH}` } });
    const inputs = Object.keys(JSON.parse(fs.readFileSync(output, 'utf8')).inputs);
    const others = new Set(inputs.map((input) => input.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean));
    assert.deepEqual([...others], ['@redis/client']);
    const notices = fs.readFileSync(path.join(OWN, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of [...others, 'preact', 'htm', 'serde_json']) assert.ok(notices.includes(`${name} `), name);
});

test('its packages are those of these tests', () => {
    const { devDependencies } = JSON.parse(fs.readFileSync(path.join(OWN, 'package.json'), 'utf8'));
    const ours = JSON.parse(fs.readFileSync(path.join(__dirname, 'package.json'), 'utf8')).devDependencies;
    for (const [name, range] of Object.entries(devDependencies)) assert.equal(ours[name], range, name);
});

test('the extension of another catalogue shares no name with it', () => {
    const names = (folder) => {
        const { name, publisher, contributes } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
        const { commands, views, viewsContainers, configuration } = contributes;
        return [
            `${publisher}.${name}`,
            ...commands.map(({ command }) => command),
            ...viewsContainers.activitybar.map(({ id }) => id),
            ...Object.values(views).flat().map(({ id }) => id),
            ...Object.keys(configuration.properties),
        ];
    };
    const other = names(generatedFrom('tests/cases/any/operations.yaml'));
    assert.ok(other.length > 5);
    assert.deepEqual(names(OWN).filter((name) => other.includes(name)), []);
});
