'use strict';

// The generated extension, packaged as its README says.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { sigmaGen } = require('../../site/support/sigma-gen.js');

const root = path.join(__dirname, '../../..');
const packages = path.join(__dirname, '../node_modules');
const OWN = path.join(root, 'generated/snippets/vscode');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vsix-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));

/** Packages the extension in a folder, in a copy of it, and gives the file. */
function packaged(source = OWN) {
    const copy = fs.mkdtempSync(path.join(folder, 'extension-'));
    fs.cpSync(source, copy, { recursive: true, filter: (file) => path.basename(file) !== 'node_modules' });
    // The packages that its `npm install` would install, in the versions of this folder's lock file.
    fs.symlinkSync(packages, path.join(copy, 'node_modules'));
    execFileSync('npm', ['run', 'package', '--silent'], { cwd: copy, stdio: ['ignore', 'pipe', 'inherit'] });
    const [file] = fs.readdirSync(copy).filter((name) => name.endsWith('.vsix'));
    return path.join(copy, file);
}

/** The engine that the extension carries, with its catalogue open. */
async function engineOf() {
    const { engine } = require(path.join(OWN, 'src/engine.js'));
    await engine.start(require(path.join(OWN, 'data/engine.js')));
    engine.open(require(path.join(OWN, 'data/catalogue.js')).catalogue);
    return engine;
}

/** The folder of another catalogue's extension. */
function generatedFrom(catalogue) {
    const place = fs.mkdtempSync(path.join(folder, 'generated-'));
    fs.writeFileSync(path.join(place, 'sigma-gen.toml'), `catalogue = ${JSON.stringify(path.join(root, catalogue))}\n[snippets]\noutput = "out"\n`);
    sigmaGen('generate', '--config', path.join(place, 'sigma-gen.toml'));
    return path.join(place, 'out/vscode');
}

module.exports = { OWN, engineOf, generatedFrom, packaged, packages, root };
