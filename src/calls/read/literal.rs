//! Literals of JavaScript as values.

use std::iter::Peekable;
use std::str::Chars;

use indexmap::IndexMap;

use super::tokens::Kind;
use super::{File, is_expression};
use crate::catalogue::model::Datum;

/// How deep lists and objects inside each other are read. What is deeper stays an expression.
const DEEPEST: usize = 32;

impl File<'_> {
    /// The value that begins with this token and ends before the next comma or closing bracket, and the token after it. What
    /// is no literal is an expression; `None` where that cannot stand in another call.
    pub(super) fn value(&self, at: usize, depth: usize) -> Option<(Datum, usize)> {
        if let Some((value, next)) = self.literal(at, depth)
            && self.is_end(next)
        {
            return Some((value, next));
        }
        let mut end = at;
        while !self.is_end(end) {
            end = self.brackets.after(end);
        }
        // With the comments in it, which are no part of an expression here.
        let text = &self.text[self.bytes(at, end)?];
        is_expression(text).then(|| (Datum::Code(text.to_owned()), end))
    }

    /// Whether a value ends before this token.
    fn is_end(&self, at: usize) -> bool {
        self.tokens.get(at).is_none_or(|token| token.kind == Kind::Close || self.word(at) == ",")
    }

    fn literal(&self, at: usize, depth: usize) -> Option<(Datum, usize)> {
        let next = at + 1;
        let word = self.word(at);
        let value = match self.tokens.get(at)?.kind {
            Kind::String | Kind::Template => Datum::Text(unescaped(word)?),
            Kind::Number => number(word)?,
            Kind::Sign if word == "-" => {
                let value = match (self.tokens.get(next)?.kind, self.word(next)) {
                    (Kind::Number, digits) => match number(digits)? {
                        Datum::Integer(value) => Datum::Integer(-value),
                        Datum::Float(value) => Datum::Float(-value),
                        _ => return None,
                    },
                    (_, "Infinity") => Datum::Float(f64::NEG_INFINITY),
                    _ => return None,
                };
                return Some((value, next + 1));
            }
            Kind::Word => match word {
                "null" => Datum::Null,
                "true" => Datum::Bool(true),
                "false" => Datum::Bool(false),
                "Infinity" => Datum::Float(f64::INFINITY),
                _ => return None,
            },
            Kind::Open if depth < DEEPEST && word == "[" => return self.list(at, depth + 1),
            Kind::Open if depth < DEEPEST && word == "{" => return self.object(at, depth + 1),
            _ => return None,
        };
        Some((value, next))
    }

    fn list(&self, open: usize, depth: usize) -> Option<(Datum, usize)> {
        let mut values = Vec::new();
        let mut at = open + 1;
        while self.word(at) != "]" {
            let (value, next) = self.value(at, depth)?;
            values.push(value);
            at = if self.word(next) == "," { next + 1 } else { next };
        }
        Some((Datum::List(values), at + 1))
    }

    fn object(&self, open: usize, depth: usize) -> Option<(Datum, usize)> {
        let mut values = IndexMap::new();
        let mut at = open + 1;
        while self.word(at) != "}" {
            let (name, value, next) = self.member(at, depth)?;
            // JavaScript puts such names before all others.
            if name.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            values.insert(name, value);
            at = if self.word(next) == "," { next + 1 } else { next };
        }
        Some((Datum::Map(values), at + 1))
    }

    /// A member of an object: its name, its value, and the token after it.
    pub(super) fn member(&self, at: usize, depth: usize) -> Option<(String, Datum, usize)> {
        let word = self.word(at);
        let (name, colon) = match self.tokens.get(at)?.kind {
            // `{ key }` stands for `{ key: key }`.
            Kind::Word if self.is_end(at + 1) => {
                return is_expression(word).then(|| (word.to_owned(), Datum::Code(word.to_owned()), at + 1));
            }
            Kind::Word => (word.to_owned(), at + 1),
            Kind::String => (unescaped(word)?, at + 1),
            Kind::Open
                if word == "["
                    && self.tokens.get(at + 1)?.kind == Kind::String
                    && self.word(at + 2) == "]" =>
            {
                (unescaped(self.word(at + 1))?, at + 3)
            }
            _ => return None,
        };
        // Unless it is in brackets, this is no member.
        if self.word(colon) != ":" || name == "__proto__" && colon == at + 1 {
            return None;
        }
        let (value, next) = self.value(colon + 1, depth)?;
        Some((name, value, next))
    }
}

/// A number, as far as it is exact.
fn number(literal: &str) -> Option<Datum> {
    let digits = literal.replace('_', "");
    let (whole, is_big) = match digits.strip_suffix('n') {
        Some(whole) => (whole, true),
        None => (digits.as_str(), false),
    };
    let radix = match whole.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => 10,
    };
    if radix != 10 {
        return i128::from_str_radix(&whole[2..], radix)
            .ok()
            .filter(|_| !whole[2..].starts_with(['+', '-']))
            .map(Datum::Integer);
    }
    if whole.bytes().all(|byte| byte.is_ascii_digit()) {
        // An old octal number.
        let is_octal = whole.len() > 1 && whole.starts_with('0');
        return whole.parse().ok().filter(|_| !is_octal).map(Datum::Integer);
    }
    whole.parse().ok().filter(|number: &f64| !is_big && number.is_finite()).map(Datum::Float)
}

/// What a string literal, or a template literal without `${`, says.
fn unescaped(literal: &str) -> Option<String> {
    // In UTF-16, because two escapes may be one character.
    let mut units = Vec::with_capacity(literal.len());
    let mut chars = literal.get(1..literal.len() - 1)?.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => escape(&mut chars, &mut units)?,
            // A template literal reads every line break as one line feed.
            '\r' => {
                chars.next_if_eq(&'\n');
                push('\n', &mut units);
            }
            other => push(other, &mut units),
        }
    }
    String::from_utf16(&units).ok()
}

fn push(c: char, units: &mut Vec<u16>) {
    units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
}

/// Reads what follows a backslash.
fn escape(chars: &mut Peekable<Chars>, units: &mut Vec<u16>) -> Option<()> {
    let said = match chars.next()? {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'v' => '\u{b}',
        'f' => '\u{c}',
        // A line goes on.
        '\r' => {
            chars.next_if_eq(&'\n');
            return Some(());
        }
        '\n' | '\u{2028}' | '\u{2029}' => return Some(()),
        '0' if !chars.peek().is_some_and(char::is_ascii_digit) => '\0',
        '0'..='9' => return None,
        'x' => char::from_u32(hexadecimal(chars, 2)?)?,
        'u' if chars.next_if_eq(&'{').is_some() => {
            let digits: String = std::iter::from_fn(|| chars.next_if(char::is_ascii_hexdigit)).collect();
            chars.next_if_eq(&'}')?;
            char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?
        }
        // Perhaps half of a character, and the other half follows.
        'u' => {
            units.push(u16::try_from(hexadecimal(chars, 4)?).ok()?);
            return Some(());
        }
        other => other,
    };
    push(said, units);
    Some(())
}

fn hexadecimal(chars: &mut Peekable<Chars>, count: usize) -> Option<u32> {
    (0..count).try_fold(0, |value, _| Some(value * 16 + chars.next()?.to_digit(16)?))
}
