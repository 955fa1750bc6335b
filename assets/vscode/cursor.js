'use strict';

// Where the cursor stands in YAML that somebody is typing: what leads there, and what the text says around it. Such text is
// hardly ever right, so nothing is a mistake here: what does not fit is passed over.

/** Stands in the text where the cursor is: no file has this character. */
const CURSOR = '\uE000';

/** @typedef {string | number} Step */
/**
 * What the cursor stands in. The path leads to the mapping of a `name`, or to where a `value` stands, or something may `begin`: in
 * the next line of a name, or as an item of a list; so many items stand before it where it has their column.
 * @typedef {{ kind: 'name' | 'value' | 'begin', path: Step[], before: string, after: string, column: number, items: number, isFlow: boolean, hasColon: boolean }} Found
 */
/** With the text as a value: mappings, lists, strings, numbers and booleans; null where nothing stands yet. @typedef {Found & { root: any }} Cursor */
/** A mapping or a list that is being read. Its step is that of its last value. @typedef {{ value: any, step: Step | null, column: number, isFlow: boolean, parent: Frame | null }} Frame */

/** What stands before a colon at the beginning of a line. */
const NAME = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#{[][^#]*?)\s?:(?=\s|$)/;
/** Words, signs and comments in braces and brackets. */
const TOKENS = /"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|[{}[\],]|:(?=[\s,}\]]|$)|(?<=^|\s)#.*|[^\s"'{}[\],:#](?:[^{}[\],:#]|:(?![\s,}\]]|$)|(?<!\s)#)*|\S/g;

/**
 * The cursor in a text; null where nothing can be completed, as in comments and texts of several lines.
 * @param {string} text @param {number} offset @returns {Cursor | null}
 */
function cursorIn(text, offset) {
    const clean = text.replaceAll(CURSOR, ' ');
    const reader = new Reader();
    for (const line of `${clean.slice(0, offset)}${CURSOR}${clean.slice(offset)}`.split(/\r?\n/)) reader.read(line);
    reader.closeFlow();
    return reader.found && { ...reader.found, root: reader.root };
}

/** Reads line by line. */
class Reader {
    /** @type {Found | null} */
    found = null;
    /** @type {Frame} */
    #top = { value: [null], step: 0, column: -1, isFlow: false, parent: null };
    #document = this.#top;
    /** The column of what has a text of several lines: deeper lines are that text. @type {number | null} */
    #text = null;
    /** The parts of a word in braces or brackets. @type {string[]} */
    #word = [];

    get root() {
        return this.#document.value[0];
    }

    /** @param {string} line */
    read(line) {
        const indent = line.search(/\S|$/);
        if (indent === line.length) return;
        if (this.#text !== null && indent > this.#text) return;
        this.#text = null;
        if (this.#top.isFlow) {
            // Mappings in brackets have the column of the line where they begin.
            if (indent > this.#top.column || /^[\]}]/.test(line.slice(indent))) {
                this.#flow(line.slice(indent));
                return;
            }
            this.closeFlow();
        }
        if (line[indent] === '#' || /^(---|\.\.\.)/.test(line)) return;
        this.#block(line, indent);
    }

    /** Braces that nobody closed end where a line is less deep. */
    closeFlow() {
        while (this.#top.isFlow) this.#pop();
    }

    /** @param {string} line @param {number} indent */
    #block(line, indent) {
        let column = indent;
        let rest = line.slice(column);
        let dash = null;
        for (let item; (item = rest.match(/^-(\s+|$)/)); rest = rest.slice(item[0].length)) {
            if (!this.#item(column)) return;
            dash = column;
            column += item[0].length;
        }
        const name = rest.match(NAME);
        if (name) this.#named(column, name[1], rest.slice(name[0].length).trim());
        else if (rest !== '') this.#unnamed(column, rest, dash);
    }

    /** Begins an item of the list at a column. @param {number} column */
    #item(column) {
        while (this.#top.column > column || (this.#top.column === column && !this.#isList() && !this.#isOpen())) this.#close();
        if (!(this.#isList() && this.#top.column === column)) {
            if (!this.#isOpen()) return false;
            this.#open([], column);
        }
        this.#top.step = this.#top.value.push(null) - 1;
        return true;
    }

    /** A name and its value. @param {number} column @param {string} written @param {string} value */
    #named(column, written, value) {
        while (this.#top.column > column || (this.#top.column === column && this.#isList())) this.#close();
        if (this.#isOpen() && column > this.#top.column) this.#open(Object.create(null), column);
        if (this.#isList() || this.#top.column !== column) return;
        if (written.includes(CURSOR)) this.#find('name', this.#path(this.#top.parent), written, column, true);
        this.#set(written);
        this.#value(value, column);
    }

    /** A value, or the beginning of a name. @param {number} column @param {string} rest @param {number | null} dash */
    #unnamed(column, rest, dash) {
        const hasCursor = rest.includes(CURSOR);
        while (this.#top.column > column) this.#close();
        if (dash === null && hasCursor && this.#top.column === column) {
            // Beside the items of a list stands a name where its own name has the same column.
            if (!this.#isList() || this.#top.parent?.column === column) {
                while (this.#isList()) this.#close();
                this.#find('name', this.#path(this.#top.parent), rest, column);
            } else {
                this.#find('begin', this.#path(this.#top.parent), rest, column);
            }
        } else if (this.#isOpen() && column > this.#top.column) {
            if (/^[{["'|>]/.test(rest)) this.#value(rest, dash ?? this.#top.column);
            else if (hasCursor) this.#plain(rest, column, 'begin');
            else if (dash !== null) this.#put(rest);
        }
    }

    /** What stands after a name or a dash. @param {string} text @param {number} column */
    #value(text, column) {
        if (/^[{[]/.test(text)) {
            this.#flow(text, column);
        } else if (/^[|>][-+\d]*(\s|$)/.test(text)) {
            this.#text = column;
            this.#put('text');
        } else if (/^["']/.test(text)) {
            const [quoted] = text.match(TOKENS) ?? [''];
            if (!quoted.includes(CURSOR)) this.#put(quoted);
            else this.#find('value', this.#path(this.#top), quoted, column);
        } else if (text !== '' && !text.startsWith('#')) {
            this.#plain(text, column, 'value');
        }
    }

    /** Up to its comment. @param {string} text @param {number} column @param {'value' | 'begin'} kind */
    #plain(text, column, kind) {
        const [plain] = text.split(/\s#/, 1);
        if (plain.includes(CURSOR)) this.#find(kind, this.#path(this.#top), plain, column);
        else this.#put(plain);
    }

    /** A line in braces or brackets, or the rest of one that begins with them. @param {string} text @param {number} [column] */
    #flow(text, column = this.#top.column) {
        for (const [token] of text.matchAll(TOKENS)) {
            if (token === '{' || token === '[') {
                this.#word = [];
                if (this.#top.isFlow && this.#isList()) this.#top.step = this.#top.value.push(null) - 1;
                if (this.#top.isFlow && this.#top.step === null) this.#set('');
                this.#open(token === '{' ? Object.create(null) : [], column, true);
            } else if (token === '}' || token === ']') {
                this.#pop();
            } else if (token === ',') {
                this.#finish();
            } else if (token === ':' && !this.#isList() && this.#top.step === null) {
                const written = this.#word.join('').trim();
                this.#word = [];
                if (written.includes(CURSOR)) this.#find('name', this.#path(this.#top.parent), written, column, true);
                this.#set(written);
            } else if (!token.startsWith('#')) {
                this.#word.push(token);
            }
            if (!this.#top.isFlow) return;
        }
        // Who types forgets the comma.
        if (this.#word.length > 0) this.#finish();
    }

    /** Ends a mapping or a list in braces or brackets. */
    #pop() {
        this.#finish();
        this.#close();
    }

    /** Ends a word in braces or brackets. */
    #finish() {
        const word = this.#word.join('').trim();
        this.#word = [];
        const { step, column } = this.#top;
        if (this.#isList()) {
            if (word !== '') {
                this.#top.step = this.#top.value.push(null) - 1;
                this.#scalar(word, column);
            }
        } else if (step !== null) {
            if (word !== '') this.#scalar(word, column);
            this.#top.step = null;
        } else if (word.includes(CURSOR)) {
            this.#find('name', this.#path(this.#top.parent), word, column);
        } else if (word !== '') {
            this.#set(word);
            this.#top.step = null;
        }
    }

    /** @param {string} word @param {number} column */
    #scalar(word, column) {
        if (word.includes(CURSOR)) this.#find('value', this.#path(this.#top), word, column);
        else this.#put(word);
    }

    /** @param {'name' | 'value' | 'begin'} kind @param {Step[]} path @param {string} written @param {number} column @param {boolean} [hasColon] */
    #find(kind, path, written, column, hasColon = false) {
        const [before, after] = written.split(CURSOR);
        const { value, isFlow } = this.#top;
        const items = this.#isList() && this.#top.column === column ? value.length : 0;
        this.found ??= { kind, path, before, after: after.trimEnd(), column, items, isFlow, hasColon };
    }

    /** The steps to the last value of a mapping or a list. @param {Frame | null} frame */
    #path(frame) {
        /** @type {Step[]} */
        const path = [];
        for (let each = frame; each?.parent; each = each.parent) path.push(each.step ?? '');
        return path.reverse();
    }

    #isList() {
        return Array.isArray(this.#top.value) && this.#top !== this.#document;
    }

    /** Whether the last value is still to come. */
    #isOpen() {
        const { value, step } = this.#top;
        return step !== null && value[step] === null;
    }

    /** @param {any} value @param {number} column */
    #open(value, column, isFlow = false) {
        this.#put(value);
        this.#top = { value, step: null, column, isFlow, parent: this.#top };
    }

    #close() {
        this.#top = this.#top.parent ?? this.#top;
    }

    /** A name, whose value is still to come. @param {string} written */
    #set(written) {
        this.#top.step = unquoted(written.replace(CURSOR, ''));
        this.#top.value[this.#top.step] = null;
    }

    /** The last value. @param {any} value */
    #put(value) {
        if (this.#top.step !== null) this.#top.value[this.#top.step] = typeof value === 'string' ? scalar(value) : value;
    }
}

/** @param {string} written */
function unquoted(written) {
    return written.replace(/^(["'])(.*?)\1?$/s, '$2').trim();
}

/** @param {string} written */
function scalar(written) {
    const text = written.trim();
    if (/^(true|false)$/.test(text)) return text === 'true';
    return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : unquoted(text);
}

module.exports = { cursorIn };
