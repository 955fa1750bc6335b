'use strict';

// The generated extension, packaged as its README says.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

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
    execFileSync('npm', ['run', 'package', '--silent'], { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'] });
    const [file] = fs.readdirSync(copy).filter((name) => name.endsWith('.vsix'));
    return path.join(copy, file);
}

module.exports = { OWN, packaged, root };
