'use strict';

// What runs operations, without the editor: each example of the catalogue gives what the docs say of it.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { before, test } = require('node:test');
const { plainClient, startRedis } = require('../js/support/servers.js');
const { OWN, packages, root } = require('./support/extension.js');

const recorded = JSON.parse(fs.readFileSync(path.join(root, 'operations.responses.json'), 'utf8'));

/** The extension's own modules, which find node-redis where the tests have it. */
process.env.NODE_PATH = packages;
Module._initPaths();
const { engine } = require(path.join(OWN, 'src/engine.js'));
const place = require(path.join(OWN, 'data/catalogue.js'));
const { prepare, run } = require(path.join(OWN, 'src/run.js'));

let catalogue;
before(async () => {
    await engine.start(require(path.join(OWN, 'data/engine.js')));
    ({ catalogue } = engine.open(place.catalogue));
});

/** One server, as the extension knows its servers. */
async function serversOn(t, { isEmbedded = true } = {}) {
    const redis = await startRedis(t);
    const client = await plainClient(t, redis.url);
    const plain = (words) => client.sendCommand(words);
    return {
        redis,
        plain,
        reach: async (name) => ({ name, address: redis.url, entry: { url: redis.url }, isEmbedded }),
        ran: async () => 'Redis',
        empty: () => plain(['FLUSHALL']),
        async onEmbedded(commands) { for (const words of commands) await plain(words); },
    };
}

/** A response as the recording has it: JSON's own numbers, and the members of a set in order. */
function asRecorded({ success, failed, entries }, { reply }) {
    const results = {};
    for (const { key, value, result, error } of entries) {
        const plain = result?.bigint ? Number(result.bigint) : result;
        const one = { result: reply.type === 'members' && plain ? plain.toSorted() : plain, error: error && { code: error.code, message: error.message } };
        if (value === undefined) results[key] = one;
        else (results[key] ??= {})[value] = one;
    }
    return { success, failed, results };
}

test('each example gives what the docs say', async (t) => {
    const servers = await serversOn(t);
    let count = 0;
    for (const operation of catalogue.groups.flatMap(({ operations }) => operations)) {
        for (const [example, { title }] of operation.examples.entries()) {
            await prepare(catalogue, servers, operation.name, example);
            const calls = [engine.ask({ do: 'fill', operation: operation.name, example })];
            const { connection, answers } = await run(catalogue, servers, { connection: 'embedded', calls, confirmed: false });
            assert.deepEqual(connection, { name: 'embedded', address: servers.redis.url, server: 'Redis' });
            const [{ error, response }] = answers;
            assert.equal(error, null);
            assert.deepEqual(asRecorded(response, operation), recorded[operation.name][title], `${operation.name}: ${title}`);
            count += 1;
        }
    }
    assert.ok(count > 100);
});

test('the commands are those that were sent', async (t) => {
    const servers = await serversOn(t);
    const sets = [{ key: { text: 'n' }, increment: { number: '9007199254740993' } }, { key: { text: 'n' }, increment: { number: '1' } }];
    const { answers: [{ response, commands, ms }] } = await run(catalogue, servers, { connection: 'embedded', calls: [{ operation: 'incrby', sets }], confirmed: false });
    assert.deepEqual(commands, [['INCRBY', 'n', '9007199254740993'], ['INCRBY', 'n', '1']]);
    assert.deepEqual(response.entries, [
        { key: 'n', result: { bigint: '9007199254740993' }, error: null },
        { key: 'n', result: { bigint: '9007199254740994' }, error: null },
    ]);
    assert.ok(ms > 0);
    await servers.plain(['SET', 'raw', Buffer.from([0xff, 0])]);
    const get = { connection: 'embedded', calls: [{ operation: 'get', sets: [{ key: { text: 'raw' } }] }], confirmed: false };
    assert.deepEqual((await run(catalogue, servers, get)).answers[0].response.entries[0].result, { bytes: '/wA=' });
});

test('calls share a connection, and end with the first that fails as a whole', async (t) => {
    const servers = await serversOn(t);
    const set = { operation: 'set', sets: [{ key: { text: 'a' }, value: { text: '1' } }] };
    const get = { operation: 'get', sets: [{ key: { text: 'a' } }] };
    const { answers } = await run(catalogue, servers, { connection: 'embedded', calls: [set, get], confirmed: false });
    assert.equal(answers[1].response.entries[0].result, '1');
    await servers.redis.kill();
    const dead = await run(catalogue, servers, { connection: 'embedded', calls: [get, get], confirmed: false });
    assert.equal(dead.answers.length, 1);
    assert.equal(dead.answers[0].error.code, 'CannotConnect');
});

test('what must not be run is refused, and nothing is sent', async (t) => {
    const servers = await serversOn(t, { isEmbedded: false });
    const refused = (calls, confirmed = false) => run(catalogue, servers, { connection: 'prod', calls, confirmed }).then(() => assert.fail('it ran'), (error) => error);
    const set = { operation: 'set', sets: [{ key: { text: 'a' }, value: { text: '1' } }] };
    assert.equal((await refused([set])).code, 'Unconfirmed');
    assert.equal((await refused([{ operation: 'set', sets: [{ key: { code: 'id' }, value: { text: '1' } }] }], true)).code, 'Expression');
    assert.match((await refused([{ operation: 'set', sets: [{ key: { text: 'a' } }] }], true)).message, /^params\[0\].*value/);
    assert.equal((await refused([{ operation: 'set', sets: Array(10_001).fill(set.sets[0]) }], true)).code, 'TooManySets');
    assert.ok((await refused([{ operation: 'flushall', sets: [] }], true)).message);
    assert.ok((await refused('set', true)).message);
    assert.equal(await servers.plain(['DBSIZE']), 0);
});
