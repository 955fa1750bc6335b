'use strict';

// Makes assets/panel/vendored.js of the packages in node_modules: `npm run vendor`, after a change of package.json.

const fs = require('node:fs');
const path = require('node:path');

const packages = path.join(__dirname, 'node_modules');
const vendored = path.join(__dirname, '../../assets/panel/vendored.js');

/** A package's module as an expression; what it exports is the expression's value. */
function expression(file) {
    const text = fs.readFileSync(path.join(packages, file), 'utf8').replace(/^\/\/# sourceMappingURL.*$/m, '').trim();
    const names = (list, to) => list.split(',').map((each) => {
        const [inner, outer = inner] = each.trim().split(' as ');
        return to === 'object' ? `${outer}: ${inner}` : `${inner}: ${outer}`;
    }).join(', ');
    const body = text
        .replace(/import\{([^}]*)\}from"preact";/, (_, list) => `const { ${names(list, 'pattern')} } = preact;`)
        .replace(/export\{([^}]*)\};?$/, (_, list) => `return { ${names(list, 'object')} };`)
        .replace(/export default ([^{].*)$/s, 'return $1;');
    if (/\b(import|export)\b/.test(body)) throw new Error(`${file} is written in another way than this script knows`);
    return `(() => {\n${body}\n})()`;
}

function about(name) {
    const { version, license } = JSON.parse(fs.readFileSync(path.join(packages, name, 'package.json'), 'utf8'));
    return `${name} ${version}, ${license}`;
}

/** The text of the file. */
function text() {
    return `// ${about('preact')}; ${about('htm')}: see THIRD-PARTY-NOTICES. Made by tests/panel/vendor.js.
const preact = ${expression('preact/dist/preact.mjs')};
const { h, render, Fragment } = preact;
const { useEffect, useLayoutEffect, useMemo, useRef, useState } = ${expression('preact/hooks/dist/hooks.mjs')};
const html = ${expression('htm/dist/htm.module.js')}.bind(h);
`;
}

if (require.main === module) fs.writeFileSync(vendored, text());
module.exports = { text, vendored };
