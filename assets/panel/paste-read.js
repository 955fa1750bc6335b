// What a pasted text says: parameter sets as lines, as CSV whose first line names the parameters, or as JSON.

/**
 * @typedef {{ form: string, columns: string[], sets: Values[], problems: string[] }} Pasted
 * @param {Operation} operation @param {string} text
 * @returns {Pasted}
 */
function readPasted(operation, text) {
    const trimmed = text.trim();
    if (trimmed === '') return { form: '', columns: [], sets: [], problems: [] };
    if (/^[[{]/.test(trimmed)) {
        try {
            return readJson(operation, JSON.parse(trimmed));
        } catch (error) {
            // It may be lines that begin so.
            if (trimmed.startsWith('[')) return { form: 'JSON', columns: [], sets: [], problems: [`This is not JSON: ${/** @type {Error} */ (error).message}`] };
        }
    }
    const first = trimmed.split('\n', 1)[0];
    const separator = first.includes('\t') ? '\t' : first.includes(';') && !first.includes(',') ? ';' : ',';
    const header = csvRows(first, separator)[0].map((name) => name.trim());
    const isHeader = header.every((name) => named(operation.params, name));
    if (isHeader && trimmed.includes('\n')) return readRows(operation, header, csvRows(trimmed, separator).slice(1), 2, `CSV with the columns ${header.join(', ')}`);
    const needed = operation.params.filter((param) => param.required && !isChoice(param)).map(({ name }) => name);
    if (needed.length < 2) {
        const lines = trimmed.split('\n').map((line) => [line.replace(/\r$/, '')]).filter(([line]) => line !== '');
        return readRows(operation, needed.length ? needed : [operation.params[0].name], lines, 1, 'lines');
    }
    return readRows(operation, needed, csvRows(trimmed, separator), 1, `lines with ${needed.join(', ')}`);
}

/** @param {Operation} operation @param {unknown} json @returns {Pasted} */
function readJson({ params, key }, json) {
    const inner = isObject(json) && Array.isArray(json.params) ? json.params : json;
    const items = Array.isArray(inner) ? inner : [inner];
    /** @type {string[]} */
    const problems = [];
    const sets = items.flatMap((item, index) => {
        if (isObject(item)) return [valuesOfJson(params, item)];
        const param = params.find(({ name }) => name === key);
        if (param && (typeof item === 'string' || typeof item === 'number')) return [{ [param.name]: { text: String(item) } }];
        problems.push(`Item ${index + 1} is no parameter set`);
        return [];
    });
    return { form: 'JSON', columns: [], sets, problems };
}

/**
 * @param {Operation} operation @param {string[]} columns @param {string[][]} rows @param {number} firstLine @param {string} form
 * @returns {Pasted}
 */
function readRows({ params }, columns, rows, firstLine, form) {
    /** @type {string[]} */
    const problems = [];
    const sets = rows.flatMap((cells, index) => {
        if (cells.length > columns.length && !isList(/** @type {Param} */ (named(params, columns[columns.length - 1])))) {
            problems.push(`Row ${index + firstLine} has ${cells.length} values for ${columns.length} ${columns.length === 1 ? 'column' : 'columns'}`);
            return [];
        }
        /** @type {Values} */
        const set = {};
        cells.forEach((cell, at) => {
            const param = /** @type {Param} */ (named(params, columns[Math.min(at, columns.length - 1)]));
            if (cell === '' && !param.required) return;
            const before = set[param.name];
            const value = valueOf(param, cell);
            set[param.name] = !isList(param) ? value : before && 'list' in before ? { list: [...before.list, value] } : { list: [value] };
        });
        return [{ ...blanks(params), ...set }];
    });
    return { form, columns, sets, problems };
}

/** The cells of CSV: a cell in quotes may have separators, line ends and doubled quotes. @param {string} text @param {string} separator */
function csvRows(text, separator) {
    const cell = new RegExp(`"((?:[^"]|"")*)"|([^${separator}\\r\\n]*)`, 'y');
    const rows = [];
    for (let at = 0; at < text.length;) {
        /** @type {string[]} */
        const cells = [];
        for (;;) {
            cell.lastIndex = at;
            const [whole, quoted, plain] = /** @type {RegExpExecArray} */ (cell.exec(text));
            cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
            at += whole.length;
            if (text[at] !== separator) break;
            at += 1;
        }
        // What follows a quoted cell up to its end belongs to nothing.
        while (at < text.length && text[at] !== '\n') at += 1;
        at += 1;
        if (cells.length > 1 || cells[0] !== '') rows.push(cells);
    }
    return rows;
}
