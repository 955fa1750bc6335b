'use strict';

// The command, and the sites that it makes of catalogues.

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { generated } = require('./browser.js');

const root = path.join(__dirname, '../../..');

/** This repository's own catalogue. */
const OWN = 'operations.yaml';

/** The program that SIGMA_GEN names, or what cargo builds: with the feature `panel`. */
const command = process.env.SIGMA_GEN
    ? [process.env.SIGMA_GEN] : ['cargo', 'run', '--locked', '--quiet', '--release', '--features', 'panel', '--'];
const [program, ...before] = command;

/** Runs sigma-gen. Gives what it prints. */
function sigmaGen(...args) {
    return execFileSync(program, [...before, ...args], { cwd: root, encoding: 'utf8', maxBuffer: 1e9, stdio: 'pipe' });
}

/** The mistakes and warnings that it tells, whether it fails or not. */
function told(...args) {
    const { stderr } = spawnSync(program, [...before, '--error-format', 'json', ...args], { cwd: root, encoding: 'utf8' });
    return stderr.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));

/** The folder of a catalogue's site. */
function siteOf(catalogue) {
    if (catalogue === OWN) return generated;
    const output = path.join(folder, catalogue.replaceAll('/', '-'));
    if (!fs.existsSync(output)) sigmaGen('docs', catalogue, '-o', output);
    return path.join(output, 'site');
}

module.exports = { OWN, command, root, sigmaGen, siteOf, told };
