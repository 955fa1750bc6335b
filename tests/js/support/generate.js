'use strict';

// Makes the packages of the catalogues that are not committed as one, and puts them where tests find them by their
// names: into node_modules of the current folder. SIGMA_GEN names a program that is built already; without it, cargo builds one.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '../../..');
const catalogues = {
  'redis-client': 'catalogues/redis.yaml',
  'redis-commands': 'tests/cases/any/operations.yaml',
  'redis-shapes': 'tests/js/shapes.yaml',
};

const [program, ...before] = process.env.SIGMA_GEN
  ? [process.env.SIGMA_GEN]
  : ['cargo', 'run', '--locked', '--quiet', '--release', '--'];
const run = (...args) => execFileSync(program, [...before, ...args], { cwd: root, encoding: 'utf8', maxBuffer: 1e9, stdio: 'pipe' });

for (const [name, catalogue] of Object.entries(catalogues)) {
  const installed = path.resolve('node_modules', name);
  fs.rmSync(installed, { recursive: true, force: true });
  run('js', '--catalogue', catalogue, '-o', installed);
  fs.writeFileSync(path.join(installed, 'catalogue.json'), run('export', catalogue));
}
