'use strict';

// Parameters of any shape: what a set gives to them, and what of that goes on the wire.

const { describe } = require('./errors');
const { aboutUnknown, closest, firstUnknown } = require('./names');
const { Pair, describeList, isPairs, pairsOf } = require('./pairs');
const { Problem } = require('./problems');
const { TYPES, isRequired, prefixed } = require('./values');

/** What goes on the wire for one set. */
class Line {
  keys = [];

  /**
   * @param {string[]} command
   * @param {string} prefix what stands before keys
   */
  constructor(command, prefix) {
    this.words = command.slice();
    this.prefix = prefix;
  }

  /** Adds the words of a token; most have none or one. */
  add(token) {
    for (let at = 0; at < token.length; at++) this.words.push(token[at]);
  }
}

/** A parameter with its parts. */
class Part {
  name;
  #type;
  #token;
  #count;
  #repeat;
  #single;
  #usual;
  #words;
  /** The word of a plain value. */
  #wire;
  #isRequired;
  needs;
  /** The alternatives of a choice that is made once. */
  alternatives;
  /** What one value of a group has, or of a list of choices. */
  #scope;
  #isPairs;

  constructor(param) {
    this.name = param.name;
    this.#type = param.type;
    this.#token = param.token ?? [];
    this.#count = param.count ?? false;
    this.#repeat = param.repeat;
    this.#single = param.single;
    this.#usual = param.default;
    this.#words = param.words && new Set(param.words);
    this.#wire = TYPES[param.type]?.wire;
    this.#isRequired = isRequired(param);
    this.needs = param.needs;
    const isList = param.repeat !== undefined;
    if (param.type === 'group') this.#scope = new Scope(param.params);
    else if (param.type === 'one_of' && isList) this.#scope = new Scope([choiceOf(param)]);
    else if (param.type === 'one_of') this.alternatives = param.params.map((alternative) => new Part(alternative));
    this.#isPairs = isList && param.type === 'group' && isPairs(param.params);
  }

  /** Whether it is one value that has to be given, and nothing else. */
  get isPlain() {
    const isOne = this.#repeat === undefined && this.#single === undefined && this.#isRequired;
    return isOne && this.#token.length === 0 && this.needs === undefined && !this.alternatives && !this.#scope;
  }

  /** The names under which a set gives it. */
  get names() {
    if (this.alternatives) return this.alternatives.flatMap(({ names }) => names);
    return this.#single === undefined ? [this.name] : [this.name, this.#single];
  }

  /** Names that somebody may take for parameters, and what to write in their place. */
  get meant() {
    if (this.alternatives) return [[this.name, either(this.names)], ...this.alternatives.flatMap(({ meant }) => meant)];
    return Array.from(this.#words ?? [], (word) => [word.toLowerCase(), `${this.name}: '${word}'`]);
  }

  /** What a set gives it; undefined when that is nothing. */
  read(set) {
    if (this.alternatives) return this.#choose(set);
    try {
      return this.#readOwn(set);
    } catch (error) {
      throw error instanceof Problem ? error : Problem.within(this.name, error);
    }
  }

  #readOwn(set) {
    const value = set[this.name];
    if (this.#single === undefined || set[this.#single] === undefined) return this.take(value);
    if (value === undefined) return [set[this.#single]];
    throw new Problem(`${this.#single} and ${this.name} are two ways to give the same: leave one out`);
  }

  /** A value as it is written: a list as an array. */
  take(value) {
    if (value === undefined) return undefined;
    if (this.#repeat !== undefined) return this.#list(value);
    if (this.#type !== 'flag') return value;
    if (typeof value === 'boolean') return value || undefined;
    throw new Problem(`expected true or false, got ${describe(value)}`, this.name);
  }

  /** The alternative that a set gives, with its value. */
  #choose(set) {
    let choice;
    for (const part of this.alternatives) {
      const value = part.read(set);
      if (value === undefined) continue;
      if (choice) throw new Problem(`${choice.part.name} and ${part.name} are alternatives: leave one out`);
      choice = { part, value };
    }
    return choice;
  }

  #list(value) {
    const list = Array.isArray(value) ? Array.from(value) : this.#isPairs ? pairsOf(value) : undefined;
    if (list?.length > 0) return list;
    if (list && !this.#isRequired) return undefined;
    throw this.#noList(value);
  }

  #noList(value) {
    const least = this.#isRequired ? ' of at least one' : '';
    const expected = this.#isPairs ? `an array${least}, a plain object or a Map` : `an array${least}`;
    return new Problem(`expected ${expected}, got ${describeList(value)}`, this.name);
  }

  /** Reads and writes at once, where it is plain. */
  pass(set, line) {
    try {
      this.#writeValue(set[this.name], line);
    } catch (error) {
      throw Problem.within(this.name, error);
    }
  }

  /**
   * Writes what a set gives it.
   * @param {unknown} value as `read` gave it
   * @param {Line} line
   */
  write(value, line) {
    if (value === undefined && !this.#isRequired) this.#writeNothing(line);
    else if (this.#repeat !== undefined) this.#writeList(value, line);
    else if (this.alternatives) this.#writeChoice(value, line);
    else this.#writeOne(value, line);
  }

  #writeNothing(line) {
    if (this.#usual !== undefined) {
      line.add(this.#token);
      line.words.push(this.#usual);
    } else if (this.#count && this.#token.length === 0) line.words.push('0');
  }

  #writeChoice(choice, line) {
    if (choice === undefined) {
      const { names } = this;
      throw new Problem(`expected ${either(names)}, got ${names.length === 2 ? 'neither' : 'none'}`);
    }
    line.add(this.#token);
    choice.part.write(choice.value, line);
  }

  #writeOne(value, line) {
    line.add(this.#token);
    if (this.#type === 'flag') return;
    try {
      this.#writeValue(value, line);
    } catch (error) {
      throw Problem.within(this.name, error);
    }
  }

  #writeList(list, line) {
    if (list === undefined) throw this.#noList(list);
    const isTokenOfEach = this.#repeat === 'with_token';
    if (!isTokenOfEach) line.add(this.#token);
    if (this.#count) line.words.push(String(list.length));
    let at = 0;
    try {
      if (this.#repeat === 'columns') {
        const rows = [];
        for (; at < list.length; at++) rows.push(this.#scope.read(list[at]));
        for (const [column, part] of this.#scope.parts.entries()) {
          for (at = 0; at < rows.length; at++) part.write(rows[at][column], line);
        }
        return;
      }
      for (; at < list.length; at++) {
        if (isTokenOfEach) line.add(this.#token);
        this.#writeValue(list[at], line);
      }
    } catch (error) {
      const item = list[at];
      if (!Pair.is(item)) throw Problem.within(`${this.name}[${at}]`, error);
      // Who gave an object has not written the names of the parts.
      if (error instanceof Problem) error.place = error.place.replace(/^\w+/, '');
      throw Problem.within(`${this.name}${item.place(at)}`, error);
    }
  }

  #writeValue(value, line) {
    if (this.#scope) {
      this.#scope.pass(value, line);
      return;
    }
    const word = this.wordOf(value);
    if (this.#type !== 'key') {
      line.words.push(word);
      return;
    }
    const key = prefixed(line.prefix, word);
    line.words.push(key);
    line.keys.push(key);
  }

  /** The word of one plain value. */
  wordOf(value) {
    if (this.#words) {
      if (this.#words.has(value)) return value;
      const meant = typeof value === 'string' ? closest(value, this.#words) : undefined;
      const question = meant ? `; did you mean ${meant}?` : '';
      throw new Problem(`expected ${either([...this.#words])}, got ${describe(value)}${question}`);
    }
    const word = this.#wire(value);
    if (word === undefined) throw new Problem(`expected ${TYPES[this.#type].expected}, got ${describe(value)}`);
    return word;
  }
}

/** One value of a list of choices. */
function choiceOf({ name, params }) {
  return { name, type: 'one_of', params };
}

/** Parameters side by side. */
class Scope {
  /** In the order in which they go on the wire. */
  parts;
  #names;
  /** What to write in place of names that somebody may take for parameters: words, and choices. */
  #meant;
  /** The parts that need others. */
  #needing;
  #isPlain;

  /**
   * @param {object[]} params in that order
   * @param {string[]} others what a set may have too, which does not go on the wire
   */
  constructor(params, others = []) {
    this.parts = params.map((param) => new Part(param));
    this.#names = new Set([...this.parts.flatMap(({ names }) => names), ...others]);
    this.#meant = new Map(this.parts.flatMap((part) => part.meant));
    this.#needing = this.parts.filter(({ needs }) => needs !== undefined);
    this.#isPlain = this.parts.every(({ isPlain }) => isPlain);
  }

  /** What a set may have. */
  get names() {
    return [...this.#names];
  }

  /** The values that a set, or a value of a group, gives to the parts. */
  read(set) {
    if (Pair.is(set)) return set.read(this.parts);
    this.#check(set);
    const values = new Array(this.parts.length);
    for (let at = 0; at < values.length; at++) values[at] = this.parts[at].read(set);
    for (const part of this.#needing) {
      const value = values[this.parts.indexOf(part)];
      if (value === undefined || this.isGiven(part.needs, values)) continue;
      throw new Problem(`it needs ${part.needs}, which is not given`, value.part?.name ?? part.name);
    }
    return values;
  }

  /** Reads and writes at once: of groups there are many. */
  pass(set, line) {
    if (!this.#isPlain || Pair.is(set)) {
      this.write(this.read(set), line);
      return;
    }
    this.#check(set);
    for (let at = 0; at < this.parts.length; at++) this.parts[at].pass(set, line);
  }

  /** Makes sure that a set is one, and has no names that are not known. */
  #check(set) {
    if (typeof set !== 'object' || set === null || Array.isArray(set)) throw this.noSet(set);
    const unknown = firstUnknown(set, this.#names);
    if (unknown === undefined) return;
    const meant = this.#meant.get(unknown.toLowerCase());
    throw new Problem(aboutUnknown(unknown, this.#names, 'parameter', meant));
  }

  noSet(set) {
    const { names } = this;
    const members = names.length > 0 ? ` with ${names.join(', ')}` : '';
    return new Problem(`expected an object${members}, got ${describe(set)}`);
  }

  /** Whether a parameter, or an alternative, is given. */
  isGiven(name, values) {
    const is = (part, value) => value !== undefined && (part.name === name || isChosen(value, part, name));
    return this.parts.some((part, at) => is(part, values[at]));
  }

  /** Writes values that were read. */
  write(values, line) {
    for (let at = 0; at < values.length; at++) this.parts[at].write(values[at], line);
  }
}

function isChosen(choice, { alternatives }, name) {
  return alternatives !== undefined && (choice.part.name === name || isChosen(choice.value, choice.part, name));
}

/** Words of which one is expected. */
function either(words) {
  return words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

module.exports = { Line, Scope };
