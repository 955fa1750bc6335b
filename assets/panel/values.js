// What parameters take: new values, values out of texts and JSON, and what the engine is sent of them.

const TEXTS = ['key', 'string', 'any'];

/** The units of numbers, by the types of their parameters. @type {Record<string, string>} */
const UNITS = { seconds: 's', milliseconds: 'ms', timeout: 's', unix_seconds: 's since 1970', unix_milliseconds: 'ms since 1970' };

/** What operations with a result from each node take beside their parameters. @type {Param} */
const NODE = {
    name: 'node',
    label: 'Node',
    type: 'string',
    words: [],
    params: [],
    token: [],
    required: false,
    default: null,
    needs: null,
    repeat: 'once',
    single: null,
    since: null,
    description: 'The address of the only node to ask, as host:port.',
};

/** @param {Param} param */
function isList(param) {
    return param.repeat !== 'once';
}

/** Whether it is one of several alternatives, which are given under their own names. @param {Param} param */
function isChoice(param) {
    return param.type === 'one_of' && !isList(param);
}

/** A parameter's name in JavaScript. @param {string} name */
function camel(name) {
    return name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
}

/** One value of a parameter that nobody has filled in. @param {Param} param @returns {Value} */
function blankOne(param) {
    switch (param.type) {
        case 'flag': return { flag: true };
        case 'word': return { text: param.words[0].token };
        case 'group': return { group: blanks(param.params) };
        case 'one_of': return { group: { [param.params[0].name]: blankOne(param.params[0]) } };
        default: return TEXTS.includes(param.type) ? { text: '' } : { number: '' };
    }
}

/** @param {Param} param @returns {Value} */
function blank(param) {
    return isList(param) ? { list: [blankOne(param)] } : blankOne(param);
}

/** What parameters that stand side by side need to have. @param {Param[]} params @returns {Values} */
function blanks(params) {
    const needed = params.filter((param) => param.required).map((param) => (isChoice(param) ? param.params[0] : param));
    return Object.fromEntries(needed.map((param) => [param.name, blank(param)]));
}

/** One value, as it was typed. @param {Param} param @param {string} text @returns {Value} */
function valueOf(param, text) {
    if (param.type === 'flag') return { flag: !['', '0', 'false', 'no'].includes(text.toLowerCase()) };
    if (param.type === 'group' || param.type === 'one_of') return { typed: text };
    return TEXTS.includes(param.type) || param.type === 'word' ? { text } : { number: text };
}

/** @param {Param} param @param {unknown} json @returns {Value} */
function valueOfJson(param, json) {
    return isList(param) && Array.isArray(json) ? { list: json.map((each) => oneOfJson(param, each)) }
        : isList(param) ? { list: [oneOfJson(param, json)] }
            : oneOfJson(param, json);
}

/** @param {Param} param @param {unknown} json @returns {Value} */
function oneOfJson(param, json) {
    if (param.type === 'group' || param.type === 'one_of') {
        return isObject(json) ? { group: valuesOfJson(param.params, json) } : { typed: JSON.stringify(json) };
    }
    if (typeof json === 'boolean' && param.type === 'flag') return { flag: json };
    // What is of another type is shown as it is, and the engine says what it should be.
    if (typeof json === 'string') return { text: json };
    return typeof json === 'number' ? { number: String(json) } : { typed: JSON.stringify(json) };
}

/** The values of an object of JSON; its names may be JavaScript's. @param {Param[]} params @param {Record<string, unknown>} json @returns {Values} */
function valuesOfJson(params, json) {
    return Object.fromEntries(Object.entries(json).map(([name, value]) => {
        const param = named(params, name);
        return [param?.name ?? name, param ? valueOfJson(param, value) : { typed: JSON.stringify(value) }];
    }));
}

/** The parameter that is given under a name: its own, that of one value of its list, or that of an alternative. @param {Param[]} params @param {string} name */
function named(params, name) {
    const all = params.flatMap((param) => (isChoice(param) ? param.params : param));
    return all.find((param) => [param.name, param.single].some((known) => known && [known, camel(known)].includes(name)));
}

/** @param {unknown} json @returns {json is Record<string, unknown>} */
function isObject(json) {
    return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** A scalar value as text for a field. @param {Value | undefined} value @returns {string} */
function textOf(value) {
    if (value === undefined) return '';
    return 'json' in value ? JSON.stringify(value.json) : String(Object.values(value)[0]);
}

/**
 * A value as the engine takes it, and what the panel itself finds wrong.
 * @param {Param | undefined} param @param {Value} value @param {Path} path @param {Tell} tell
 * @returns {Value}
 */
function sent(param, value, path, tell) {
    if ('list' in value) return { list: value.list.map((each, index) => sent(param, each, [...path, index], tell)) };
    if ('group' in value) return { group: sentAll(param?.params ?? [], value.group, path, tell) };
    if ('code' in value) return { code: value.code };
    if ('typed' in value) {
        try {
            return { json: JSON.parse(value.typed) };
        } catch {
            tell(path, 'This is not JSON', 'write a number, true, false, null, "text", a list or an object', true);
            return { text: value.typed };
        }
    }
    if (param?.type === 'key' && 'text' in value && value.text === '') {
        // It may be, for Redis, but hardly ever is: who means it writes '' as an expression.
        tell(path, `${param.label} cannot be empty`, '', false);
    }
    return value;
}

/** @param {Param[]} params @param {Values} values @param {Path} path @param {Tell} tell @returns {Values} */
function sentAll(params, values, path, tell) {
    /** @type {Values} */
    const all = {};
    for (const name in values) all[name] = sent(named(params, name), values[name], [...path, name], tell);
    return all;
}
