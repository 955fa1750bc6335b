'use strict';

// The Markdown: what markdownlint says of it, whatever the catalogue's texts are. Its parser counts the cells of tables.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { sigmaGen } = require('./support/sigma-gen.js');

const root = path.join(__dirname, '../..');

const CONFIG = {
    default: true,
    // Tables have long lines, and a summary is one line.
    MD013: false,
    // Every operation has a heading for its parameters.
    MD024: { siblings_only: true },
    // The guide has 2<sup>53</sup>.
    MD033: { allowed_elements: ['sup'] },
    // A URL in a catalogue's text stays as it is.
    MD034: false,
};

async function lint(name, text, config) {
    const { lint } = await import('markdownlint/promise');
    const results = await lint({ strings: { [name]: text }, config: { ...CONFIG, ...config } });
    return results[name].map(({ lineNumber, ruleNames, errorDetail, errorContext }) =>
        [name, lineNumber, ruleNames[0], errorDetail, errorContext].filter(Boolean).join(': '),
    );
}

for (const name of ['elasticache.md', 'configuration.md']) {
    test(`the generated page ${name} is tidy`, async () => {
        const page = fs.readFileSync(path.join(root, 'generated/docs', name), 'utf8');
        assert.deepEqual(await lint(name, page), []);
    });
}

test('regions in a file of the user are tidy', async () => {
    const file = fs.readFileSync(path.join(root, 'tests/cases/regions/every_kind/expected.md'), 'utf8');
    // It ends without a line break, on purpose; and it has an indented code block beside the fenced ones.
    assert.deepEqual(await lint('expected.md', file, { MD046: false, MD047: false }), []);
});

const catalogues = ['tests/site/hostile.yaml', 'tests/cases/hostile/operations.yaml', 'tests/cases/any/operations.yaml', 'catalogues/redis.yaml'];
for (const catalogue of catalogues) {
    test(`the page of ${catalogue} is tidy`, async () => {
        assert.deepEqual(await lint('page', sigmaGen('docs', catalogue)), []);
    });
}
