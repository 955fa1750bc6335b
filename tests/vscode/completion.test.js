'use strict';

// What completion knows of a file: where the cursor stands, and what can be written there. Without VS Code.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { before, test } = require('node:test');
const { OWN, engineOf, root } = require('./support/extension.js');
const { cursorIn } = require(path.join(OWN, 'src/cursor.js'));
const { factsOf } = require(path.join(OWN, 'src/facts.js'));
const { aboutAt, choicesAt } = require(path.join(OWN, 'src/schema.js'));
const schemas = require(path.join(OWN, 'data/schemas.js'));

const NONE = { values: () => [], names: () => [] };
const fact = (value) => ({ value, about: '' });

let starter;
before(async () => { starter = (await engineOf()).ask({ do: 'starter' }).text; });

/** The cursor where the text has a bar. */
function cursor(text) {
    return cursorIn(text.replace('|', ''), text.indexOf('|'));
}

/** What leads to the cursor, and what is typed there. */
function place(text) {
    const found = cursor(text);
    return found && `${found.kind} ${found.path.join('.')} ${found.before}`.trim();
}

/** The text with what the cursor's choice makes of it; a bar stands where the cursor is then. */
function chosen(kind, text, label, facts = NONE) {
    const at = cursor(text);
    const choice = choicesAt(schemas[kind], at, facts).find((each) => each.label === label);
    assert.ok(choice, `${label}: ${labels(kind, text)}`);
    const plain = text.replace('|', '');
    const offset = text.indexOf('|');
    return `${plain.slice(0, offset - at.before.length)}${choice.text}|${choice.rest}${plain.slice(offset + at.after.length)}`;
}

function labels(kind, text, facts = NONE) {
    const at = cursor(text);
    return at ? choicesAt(schemas[kind], at, facts).map(({ label }) => label) : [];
}

test('where the cursor stands', () => {
    assert.equal(place('|'), 'begin');
    assert.equal(place('ver|'), 'begin  ver');
    assert.equal(place('version: 1\nre|'), 'name  re');
    assert.equal(place('region: |'), 'value region');
    assert.equal(place('region: us-|east # c'), 'value region us-');
    assert.equal(place('clusters:\n  |'), 'begin clusters');
    assert.equal(place('clusters:\n  - |'), 'begin clusters.0');
    assert.equal(place('clusters:\n  - name: a\n  |'), 'begin clusters');
    assert.equal(place('clusters:\n  - name: a\n    |'), 'name clusters.0');
    assert.equal(place('clusters:\n- name: a\n- po|'), 'begin clusters.1 po');
    assert.equal(place('clusters:\n- name: a\nre|'), 'name  re');
    assert.equal(place('clusters:\n  - vpc:\n      type: "n|"\n'), 'value clusters.0.vpc.type "n');
    assert.equal(place('a:\n  b:\n    c: 1\n  d|: 2\n'), 'name a d');
    assert.equal(place('a: 1\r\nb:\r\n  |\r\n'), 'begin b');
    // In braces and brackets, also over several lines.
    assert.equal(place('a: { b: 1, c| }'), 'name a c');
    assert.equal(place('a:\n  - { b: [x, y], c: { d: | } }'), 'value a.0.c.d');
    assert.equal(place('a: [x, { b: 1 }, z|'), 'value a.2 z');
    assert.equal(place('a: {\n  b: 1,\n  c: |\n}\nd: 1'), 'value a.c');
    assert.equal(place('a:\n  - { b: 1\n  - { c: don\'t, d| }'), 'name a.1 d');
    // What is text, or a comment, is nobody's business.
    for (const text of ['# |', 'a: b # |', 'a: { b: 1 } # |', 'a: |-\n  b: @', 'a: >\n  text\n\n  b: @\n  c', 'a: b\n  c @', 'a: { # @\n}', "a: 'it''s' @"]) {
        const at = text.includes('@') ? text.indexOf('@') : text.indexOf('|');
        assert.equal(cursorIn(text.replace('@', ''), at), null, text);
    }
});

test('what stands around the cursor, before it and after it', () => {
    const { root: read } = cursor('version: 1\nclusters:\n  - name: a # c\n    port: 6379\n    |\n    multiAz: true\n    vpc: { type: "new" }\nprofile: aws\n');
    assert.deepEqual(JSON.parse(JSON.stringify(read)), {
        version: 1, clusters: [{ name: 'a', port: 6379, multiAz: true, vpc: { type: 'new' } }], profile: 'aws',
    });
});

test('names that are not there yet, first those that must be', () => {
    assert.deepEqual(labels('clusters', '|'), ['version', 'region', 'profile', 'clusters', 'existing']);
    assert.deepEqual(labels('clusters', 'version: 1\n|\nregion: eu-west-1'), ['profile', 'clusters', 'existing']);
    assert.deepEqual(labels('operations', 'records:\n  - name: a\n    |'), ['description', 'fields', 'by']);
    // By what the siblings say.
    const vpc = (type) => labels('clusters', `clusters:\n  - vpc:\n      type: ${type}\n      |`);
    assert.deepEqual(vpc(''), []);
    assert.deepEqual(vpc('new'), ['name', 'cidr', 'subnets']);
    assert.deepEqual(vpc('existing'), ['id', 'subnets', 'securityGroup', 'openPort']);
    assert.deepEqual(labels('clusters', 'clusters:\n  - auth: { type: iam, | }'), ['user']);
    // A cluster's shards must be there when it is clustered.
    const required = (mode) => choicesAt(schemas.clusters, cursor(`clusters:\n  - mode: ${mode}\n    |`), NONE).find(({ label }) => label === 'shards').isRequired;
    assert.deepEqual([required('clustered'), required('standalone')], [true, false]);
});

test('values, as far as they can be', () => {
    assert.deepEqual(labels('clusters', 'profile: |'), ['sigma', 'aws']);
    assert.deepEqual(labels('clusters', 'clusters:\n  - mode: standalone\n    multiAz: |'), ['true', 'false']);
    assert.deepEqual(labels('clusters', 'clusters:\n  - mode: clustered\n    multiAz: |'), ['true']);
    assert.deepEqual(labels('clusters', 'profile: aws\nclusters:\n  - engine: |'), ['redis', 'valkey']);
    assert.deepEqual(labels('clusters', 'clusters:\n  - lambda: { function: { memory: | } }'), ['256']);
    assert.deepEqual(labels('operations', 'groups:\n  - operations:\n      - access: |'), ['read', 'write']);
    assert.ok(labels('operations', 'groups:\n  - operations:\n      - params:\n          - { name: a, type: | }').includes('unix_seconds'));
    assert.deepEqual(labels('clusters', 'nonsense: |'), []);
    const values = (at, within) => (at.join('.') === 'clusters.0.engineVersion' ? [fact(within.engine), fact('7.1')] : []);
    assert.deepEqual(labels('clusters', 'clusters:\n  - engineVersion: |\n    engine: redis', { ...NONE, values }), ['redis', '7.1']);
});

test('what the file itself names: records, and an operation\'s parameters', () => {
    const ask = (text) => labels('operations', text, factsOf('operations', cursor(text).root));
    const record = 'records:\n  - name: scan_page\ngroups:\n  - operations:\n';
    const types = ['status', 'flag', 'integer', 'double', 'bulk', 'members', 'word', 'list', 'map', 'any', 'scan_page'];
    assert.deepEqual(ask(`${record}      - reply: { type: | }`), types);
    assert.deepEqual(ask(`${record}      - reply: { type: list, of: | }`), types);
    assert.deepEqual(ask(`${record}      - reply: { when: [{ type: map, of: { type: | } }] }`), types);
    // A parameter is no record.
    assert.ok(!ask(`${record}      - params: [{ type: | }]`).includes('scan_page'));
    const operation = `${record}      - params: [{ name: key }, { name: count, optional: true }]\n`;
    assert.deepEqual(ask(`${operation}        reply: { when: [{ given: | }] }`), ['key', 'count']);
    assert.deepEqual(ask(`${operation}        reply: { when: [{ given: [key, |] }] }`), ['key', 'count']);
    assert.deepEqual(ask(`${operation}        examples:\n          - call:\n              - key: a\n                |`), ['count']);
    assert.deepEqual(ask(`${operation}        blocking: |`), ['key', 'count']);
    assert.deepEqual(ask(`${operation}        retry: { otherwise: safe, never_with: [|] }`), ['key', 'count']);
    assert.deepEqual(ask(`${operation}        examples:\n          - given: [[|]]`), []);
    // Alternatives are given under their own names, and what belongs together in braces.
    const expiration = '{ name: expiration, one_of: [{ name: ex }, { name: range, params: [{ name: from }, { name: to }] }] }';
    const alternatives = `${record}      - params: [{ name: key }, ${expiration}]\n`;
    assert.deepEqual(ask(`${alternatives}        examples:\n          - call: [{ | }]`), ['key', 'ex', 'range']);
    assert.deepEqual(ask(`${alternatives}        examples:\n          - call: [{ range: [{ | }] }]`), ['from', 'to']);
    assert.deepEqual(ask(`${alternatives}        reply: { when: [{ given: | }] }`), ['key', 'expiration', 'ex', 'range']);
});

test('what is chosen fits where it comes', () => {
    assert.equal(chosen('clusters', 'reg|', 'region'), 'region: |');
    assert.equal(chosen('clusters', 'version: 1\nprof|ile: aws', 'profile'), 'version: 1\nprofile|: aws');
    assert.equal(chosen('clusters', 'version: 1\n|', 'clusters'), 'version: 1\nclusters:\n  - |');
    assert.equal(chosen('clusters', 'clusters:\n  |', '- name'), 'clusters:\n  - name: |');
    assert.equal(chosen('clusters', 'clusters:\n  - v|', 'vpc'), 'clusters:\n  - vpc:\n      |');
    assert.equal(chosen('clusters', 'clusters:\n  |', '- vpc'), 'clusters:\n  - vpc:\n      |');
    assert.equal(chosen('clusters', 'clusters:\n  - name: a\n  |\n  - name: b', '- vpc'), 'clusters:\n  - name: a\n  - vpc:\n      |\n  - name: b');
    assert.equal(chosen('clusters', 'clusters:\n  - name: a\n  v|\n  - vpc: b', 'vpc'), 'clusters:\n  - name: a\n    vpc:\n      |\n  - vpc: b');
    assert.equal(chosen('clusters', 'clusters:\n  - { v| }', 'vpc'), 'clusters:\n  - { vpc: { | } }');
    assert.equal(chosen('operations', 'groups:\n  - { | }', 'operations'), 'groups:\n  - { operations: [|] }');
    assert.equal(chosen('clusters', 'region: us-|west-1 # where', 'eu-west-1'), 'region: eu-west-1| # where');
    assert.equal(chosen('clusters', 'profile: "|"', 'aws'), 'profile: "aws"|');
    assert.equal(chosen('clusters', 'clusters:\n  - engineVersion: |', '7.1', { ...NONE, values: () => [fact('7.1')] }), 'clusters:\n  - engineVersion: "7.1"|');
});

test('what a name and a value mean', () => {
    const about = (kind, text) => aboutAt(schemas[kind], cursor(text), NONE);
    assert.equal(about('clusters', 'clusters:\n  - repl|icas: 2'), 'Number of replicas within a single shard, the primary included\n\nFrom 1 to 6.');
    assert.equal(about('clusters', 'profile: aws\nclusters:\n  - name: a|b'), 'Name for the cluster to be used as an identifier\n\nAt most 40 characters.');
    assert.match(about('clusters', 'pro|file: aws'), /Without it: `sigma`\./);
    assert.equal(about('operations', 'groups:\n  - operations:\n      - access: wr|ite'), 'It changes data.');
    assert.equal(about('operations', 'groups:\n  - operations:\n      - reply: { type: fl|ag }'), 'The integer 1 or 0.');
    assert.equal(about('clusters', 'non|sense: 1'), '');
    // What the file says of what it names.
    const own = (text) => aboutAt(schemas.operations, cursor(text), factsOf('operations', cursor(text).root));
    const file = 'records:\n  - { name: page, description: A part of all. }\ngroups:\n  - operations:\n      - params: [{ name: description, description: What it is. }]\n';
    assert.equal(own(`${file}        reply: { type: pa|ge }`), 'A part of all.');
    assert.equal(own(`${file}        examples:\n          - call: [{ descr|iption: a }]`), 'What it is.');
});

test('where another value stands than there can be, nothing is known of it', () => {
    const offered = (kind, text) => labels(kind, text, factsOf(kind, cursor(text).root));
    for (const value of ['{ a: b }', '[a]', '{ toString: 1 }', 'constructor', '__proto__', '7', '']) {
        assert.deepEqual(offered('clusters', `region: ${value}\nclusters:\n  - engine: ${value}\n    engineVersion: |`), [], value);
        const records = `records: [{ name: page, description: ${value} }, { name: ${value} }, ${value}]\n`;
        assert.ok(offered('operations', `${records}groups:\n  - operations:\n      - reply: { type: | }`).includes('page'), value);
    }
});

test('no text is too broken', () => {
    const files = [['clusters', starter], ...['operations.yaml', 'catalogues/redis.yaml'].map((file) => ['operations', fs.readFileSync(path.join(root, file), 'utf8').slice(0, 50_000)])];
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
    let state = seed;
    const below = (most) => {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0;
        return Math.floor((state / 2 ** 32) * most);
    };
    const pieces = ['{', '}', '[', ']', '"', "'", ':', ': ', '- ', '- - ', '\n', '\n\n', '  ', '\t', '#', '|', '>', ',', '__proto__: ', '\u{1f600}', '\uE000', '&a ', '*a', '\r', '---\n'];
    let found = 0;
    for (let round = 0; round < 1000; round += 1) {
        const [kind, whole] = files[below(files.length)];
        const from = below(whole.length);
        let text = whole.slice(below(2) * from, from + below(5000));
        for (let left = below(8); left > 0; left -= 1) {
            const at = below(text.length + 1);
            text = text.slice(0, at) + pieces[below(pieces.length)] + text.slice(at + below(2) * below(20));
        }
        const at = cursorIn(text, below(text.length + 1));
        if (!at) continue;
        try {
            found += choicesAt(schemas[kind], at, factsOf(kind, at.root)).length > 0 ? 1 : 0;
            aboutAt(schemas[kind], at, NONE);
        } catch (error) {
            error.message += ` (SEED=${seed})`;
            throw error;
        }
    }
    assert.ok(found > 100, `${found}`);
    for (const deep of ['- '.repeat(50_000), '['.repeat(50_000), '{a: '.repeat(50_000), '"\\'.repeat(50_000), "'".repeat(50_001), ': '.repeat(50_000)]) {
        const at = cursorIn(deep, deep.length);
        if (at) choicesAt(schemas.clusters, at, factsOf('clusters', at.root));
    }
});
