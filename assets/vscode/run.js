'use strict';

// Runs: calls by the SDK, here in the extension host, and what became of them as the panel shows it.

const { Redis } = require('../sdk');
const table = require('../sdk/lib/operations');
const { commandsOf } = require('../sdk/lib/params');
const { engine } = require('./engine');
const { refusal } = require('./refusal');

/** Parameter sets of a run. */
const SETS = 10_000;

/**
 * Runs calls one after the other over one connection, until one fails as a whole.
 * @param {Catalogue} catalogue
 * @param {KnownServers} servers
 * @param {RunRequest} request
 * @returns {Promise<{ connection: RanOn, answers: RunAnswer[] }>}
 */
async function run(catalogue, servers, { connection, calls, confirmed }) {
    check(calls);
    const operations = calls.map(({ operation }) => operationOf(catalogue, operation));
    const reach = await servers.reach(connection);
    const write = operations.find(({ access }) => access !== 'read');
    if (write && !reach.isEmbedded && confirmed !== true) {
        throw refusal('Unconfirmed', `${write.title} writes to ${reach.name}, ${reach.address}`, 'confirm it');
    }
    const redis = new Redis({ clusters: { [reach.name]: reach.entry } });
    const answers = [];
    /** @type {SdkClient | undefined} */
    let client;
    for (const [at, { sets }] of calls.entries()) {
        const name = camel(operations[at].name);
        const params = sets.map((set) => setOf(operations[at], set));
        let started = performance.now();
        try {
            // A call of nothing connects, so that the time is that of the operations alone.
            client ??= (await redis[name]({ clusterIdentifier: reach.name, params: [] })).redisClient;
            started = performance.now();
            const { response } = await redis[name]({ redisClient: client, params, returnBuffers: true });
            answers.push(answerOf(response, commandsOf(table[name], '', params), performance.now() - started));
        } catch (error) {
            const ms = performance.now() - started;
            answers.push({ error: failureOf(/** @type {SdkError} */ (error)), response: null, commands: [], ms, documented: null });
            break;
        }
    }
    await client?.quit();
    const server = await servers.ran(reach, answers[0].error);
    return { connection: { name: reach.name, address: reach.address, server }, answers };
}

/**
 * Empties the embedded server, and makes the data that an example starts with.
 * @param {Catalogue} catalogue
 * @param {KnownServers} servers
 * @param {string} operation @param {number} example
 */
async function prepare(catalogue, servers, operation, example) {
    const found = operationOf(catalogue, operation).examples[example];
    if (!found) throw refusal('NotFound', 'there is no such example', '');
    await servers.empty();
    await servers.onEmbedded(found.given.map((words) => words.map(String)));
}

/** Makes sure that calls can be run. @param {Call[]} calls */
function check(calls) {
    const count = calls.reduce((sum, { sets }) => sum + Math.max(sets.length, 1), 0);
    if (count > SETS) throw refusal('TooManySets', `a run has at most ${SETS} parameter sets, and this one has ${count}`, 'split it into several runs');
    for (const { operation, sets } of calls) {
        if (sets.some((set) => Object.values(set).some(hasCode))) {
            throw refusal('Expression', `${operation}: an expression has a value that only your code knows`, 'give it a sample value for the run');
        }
    }
    // Without text there is a value that nobody knows. One that is only out of range, the SDK refuses as it does in the user's code.
    const { text, mistakes: [mistake] } = engine.ask({ do: 'code', calls, style: 'promise' });
    if (text !== null) return;
    const path = mistake.path.map((/** @type {string | number} */ step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
    throw refusal('Mistakes', `params[${mistake.set}]${path}: ${mistake.message}`, mistake.help);
}

/** @param {Value} value @returns {boolean} */
function hasCode(value) {
    if ('list' in value) return value.list.some(hasCode);
    return 'group' in value ? Object.values(value.group).some(hasCode) : 'code' in value;
}

/** @param {Catalogue} catalogue @param {string} name */
function operationOf(catalogue, name) {
    const operation = catalogue.groups.flatMap(({ operations }) => operations).find((each) => each.name === name);
    if (!operation) throw refusal('NotFound', `there is no operation ${name}`, '');
    return operation;
}

/** A parameter set as the SDK takes it: a key alone, where there can be nothing else. @param {Operation} operation @param {Values} set */
function setOf({ only_key: isOnlyKey, key }, set) {
    const params = paramsOf(set);
    return isOnlyKey && key !== null ? params[camel(key)] : params;
}

/** Parameters side by side, or the values of a group. @param {Values} values @returns {Record<string, unknown>} */
function paramsOf(values) {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [camel(name), paramOf(value)]));
}

/** @param {Value} value @returns {unknown} */
function paramOf(value) {
    if ('list' in value) return value.list.map(paramOf);
    if ('group' in value) return paramsOf(value.group);
    if ('number' in value) return numberOf(value.number.trim());
    return Object.values(value)[0];
}

/** A number as it was typed: one that JavaScript's own are too short for is a BigInt. @param {string} text */
function numberOf(text) {
    const number = Number(text);
    return /^[+-]?\d+$/.test(text) && !Number.isSafeInteger(number) ? BigInt(text) : number;
}

/** @param {SdkResponse} response @param {ReturnType<typeof commandsOf>} commands @param {number} ms @returns {RunAnswer} */
function answerOf({ success, failed, entries }, commands, ms) {
    // Of an operation that runs on several nodes, a command has as many results.
    const share = Math.max(entries.length / Math.max(commands.length, 1), 1);
    const made = entries.map(({ key, value, result, error }, at) => {
        const { name = '', each } = commands[Math.floor(at / share)] ?? {};
        return {
            key: key === undefined ? name : textOf(key),
            ...(value !== undefined && { value: each?.name ?? textOf(value) }),
            result: error ? null : jsonOf(result),
            error: error && failureOf(error),
        };
    });
    const isSent = (/** @type {number} */ at) => !['InvalidParameter', 'CROSSSLOT', 'NotSent'].includes(entries[Math.floor(at * share)]?.error?.code ?? '');
    const sent = commands.flatMap(({ words }, at) => (words && isSent(at) ? [words.map(wordOf)] : []));
    return { error: null, response: { success, failed, entries: made }, commands: sent, ms, documented: null };
}

/** @param {SdkError} error @returns {Failure} */
function failureOf({ name, code, message }) {
    return { name, code: code ?? name, message };
}

/** A reply as JSON: what JSON does not have is an object with one member. @param {unknown} value @returns {unknown} */
function jsonOf(value) {
    if (typeof value === 'bigint') return { bigint: String(value) };
    if (typeof value === 'number' && !Number.isFinite(value)) return { number: String(value) };
    if (Buffer.isBuffer(value)) return wordOf(value);
    if (Array.isArray(value)) return value.map(jsonOf);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonOf(member)]));
}

/** @param {string | Buffer} word @returns {string | { bytes: string }} */
function wordOf(word) {
    if (typeof word === 'string') return word;
    const text = word.toString();
    return Buffer.from(text).equals(word) ? text : { bytes: word.toString('base64') };
}

/** @param {unknown} value */
function textOf(value) {
    return Buffer.isBuffer(value) ? value.toString() : String(value);
}

/** A name of the catalogue as the SDK has it. @param {string} name */
function camel(name) {
    return name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
}

module.exports = { prepare, run };
