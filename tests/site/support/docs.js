'use strict';

// What `sigma-gen docs` makes of a catalogue.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { generated } = require('./browser.js');

const root = path.join(__dirname, '../../..');

/** This repository's own catalogue. */
const OWN = 'operations.yaml';

/** Runs `sigma-gen docs`: the program that SIGMA_GEN names, or what cargo builds. Gives what it prints. */
function docs(...args) {
    const [program, ...before] = process.env.SIGMA_GEN ? [process.env.SIGMA_GEN] : ['cargo', 'run', '--locked', '--quiet', '--release', '--'];
    return execFileSync(program, [...before, 'docs', ...args], { cwd: root, encoding: 'utf8', maxBuffer: 1e9 });
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));

/** The folder of a catalogue's site. */
function siteOf(catalogue) {
    if (catalogue === OWN) return generated;
    const output = path.join(folder, catalogue.replaceAll('/', '-'));
    if (!fs.existsSync(output)) docs(catalogue, '-o', output);
    return path.join(output, 'site');
}

module.exports = { OWN, docs, siteOf };
