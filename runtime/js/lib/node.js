'use strict';

// Says which Node.js the package needs, in place of whatever would fail first. Written so that old ones can read it.

const { engines, name } = require('../package.json');

const needed = /\d+/.exec(engines.node)[0];
const version = process.versions.node;

if (parseInt(version, 10) < Number(needed)) {
  throw new Error(name + ' needs Node.js ' + needed + ' or later, and this is ' + version);
}
