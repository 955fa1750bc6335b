// Replies as Node.js prints them.

/** A line of code is not longer, if it can be broken. */
const WIDTH = 76;
/** A word that needs no quotes as the name of a member. */
const NAME = /^[A-Za-z_$][\w$]*$/;

/**
 * A value of JavaScript as code.
 * @param {unknown} value what JSON has, and what `valueOfReply` makes of it
 * @param {number} [indent]
 * @returns {string}
 */
function inspect(value, indent = 0) {
    if (typeof value === 'string') return quoted(value);
    if (typeof value === 'bigint') return `${value}n`;
    if (value instanceof Uint8Array) return `<Buffer${[...value].map((byte) => ` ${byte.toString(16).padStart(2, '0')}`).join('')}>`;
    if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    const space = ' '.repeat(indent + 4);
    const named = (/** @type {[string, unknown]} */ [name, member], /** @type {number} */ depth) => `${NAME.test(name) ? name : quoted(name)}: ${inspect(member, depth)}`;
    /** @param {number} depth */
    const parts = (depth) => (Array.isArray(value) ? value.map((item) => inspect(item, depth)) : [...entriesOf(value)].map((entry) => named(entry, depth)));
    const broken = parts(indent + 4);
    if (broken.length === 0) return open + close;
    const length = broken.reduce((sum, part) => sum + part.length + 2, indent);
    const pad = open === '{' ? ' ' : '';
    if (length <= WIDTH && !broken.some((part) => part.includes('\n'))) return `${open}${pad}${broken.join(', ')}${pad}${close}`;
    return `${open}\n${broken.map((part) => space + part).join(',\n')}\n${' '.repeat(indent)}${close}`;
}

/** The members in their order: objects would sort names that are numbers. @param {object} value @returns {Iterable<[string, unknown]>} */
function entriesOf(value) {
    return value instanceof Map ? value : Object.entries(value);
}

/** @param {string} text */
function quoted(text) {
    const escapes = /** @type {Record<string, string>} */ ({ '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f', '\v': '\\v', '\\': '\\\\' });
    // Invisible characters are shown, or one text could look like another.
    const plain = text.replace(/[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => escapes[sign] ?? `\\u{${/** @type {number} */ (sign.codePointAt(0)).toString(16)}}`);
    const quote = ['\'', '"', '`'].find((mark) => !plain.includes(mark)) ?? '\'';
    return quote + plain.replaceAll(quote, `\\${quote}`) + quote;
}

/**
 * A reply as JavaScript has it: JSON has neither large integers nor bytes, which come as objects with one member.
 * @param {any} json
 * @param {{ type: string, of: any } | null} type the reply's, which tells such an object from a map
 * @returns {unknown}
 */
function valueOfReply(json, type) {
    if (Array.isArray(json)) return json.map((item) => valueOfReply(item, type?.type === 'list' ? type.of : null));
    if (typeof json !== 'object' || json === null) return json;
    const entries = Object.entries(json);
    if (type?.type === 'map') return Object.fromEntries(entries.map(([name, member]) => [name, valueOfReply(member, type.of)]));
    if (entries.length === 1) {
        const [[name, text]] = entries;
        if (name === 'bigint' && /^-?\d{16,19}$/.test(text)) return BigInt(text);
        if (name === 'number' && /^(-?Infinity|NaN)$/.test(text)) return Number(text);
        if (name === 'bytes' && typeof text === 'string' && /^[A-Za-z0-9+/]+=*$/.test(text)) return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    }
    return Object.fromEntries(entries.map(([name, member]) => [name, valueOfReply(member, null)]));
}

/** What the SDK's callback gets, as code. @param {RunAnswer} answer @param {Operation} operation */
function responseText({ error, response }, operation) {
    if (!response) return `// error\n${inspect(errorOf(error))}`;
    const outcome = (/** @type {Entry} */ { result, error }) => ({ result: valueOfReply(result, operation.reply), error: errorOf(error) });
    /** @type {Map<string, any>} */
    const results = new Map();
    for (const entry of response.entries) {
        if (entry.value === undefined) results.set(entry.key, outcome(entry));
        else {
            const values = results.get(entry.key);
            results.set(entry.key, (values instanceof Map ? values : new Map()).set(entry.value, outcome(entry)));
        }
    }
    const { success, failed } = response;
    const text = inspect(results, 4);
    return `{\n    success: ${success},\n    failed: ${failed},\n    results: ${text}\n}`;
}

/** @param {Failure | null} error */
function errorOf(error) {
    return error && { code: error.code, message: error.message };
}

/** A command as redis-cli takes it. @param {(string | { bytes: string })[]} words */
function commandText(words) {
    return words.map((word) => {
        if (typeof word !== 'string') return `"${[...atob(word.bytes)].map((sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')}"`;
        if (/^[\w:.{}@*/+-]+$/.test(word)) return word;
        const escapes = /** @type {Record<string, string>} */ ({ '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' });
        return `"${word.replace(/["\\\p{Cc}]/gu, (sign) => escapes[sign] ?? `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`;
    }).join(' ');
}
