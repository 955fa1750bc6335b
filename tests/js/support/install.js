'use strict';

// Puts the generated package where tests find it by its name, beside the node-redis that it uses: into
// node_modules of the current folder.

const fs = require('node:fs');
const path = require('node:path');

const generated = path.join(__dirname, '../../../generated/js');
const installed = path.resolve('node_modules/sigma-redis');
fs.rmSync(installed, { recursive: true, force: true });
fs.cpSync(generated, installed, { recursive: true, filter: (file) => path.basename(file) !== 'node_modules' });
