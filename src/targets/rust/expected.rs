//! What an example expects, as Rust writes it and as `{:?}` shows it.

use indexmap::IndexMap;

use super::call::double;
use super::{ident, word_type};
use crate::catalogue::Catalogue;
use crate::catalogue::model::{Answer, Datum, Operation, ReplyKind, ReplyType};
use crate::languages::pascal;

/// How a reply is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// For readers: bytes as the text that they are.
    Plainly,
    /// Just as `{:?}` does, with patterns and fields of newer servers marked.
    Exactly,
}

/// Stands before and after a pattern. None of these is in a text that `{:?}` shows.
pub(super) const MARK: char = '\0';
/// Stand around a field that an older server leaves out, with nothing between them where any value will do.
pub(super) const NEWER: char = '\u{1}';
pub(super) const NEWER_END: char = '\u{2}';

impl Shown {
    fn bytes(self, text: &str) -> String {
        match self {
            Self::Plainly => Datum::Text(text.to_owned()).json(),
            Self::Exactly => format!("b\"{}\"", text.as_bytes().escape_ascii()),
        }
    }

    fn pattern(self, pattern: &str) -> String {
        match self {
            Self::Plainly => format!("something like {}", self.bytes(pattern)),
            Self::Exactly => format!("{MARK}{pattern}{MARK}"),
        }
    }
}

/// A reply as `{:?}` shows it.
pub(super) fn shown(
    operation: &Operation,
    reply: &ReplyType,
    answer: &Answer,
    catalogue: &Catalogue,
    how: Shown,
) -> String {
    let all = |answers: &[Answer], of: &ReplyType| {
        let answers = answers.iter().map(|answer| shown(operation, of, answer, catalogue, how));
        format!("[{}]", answers.collect::<Vec<_>>().join(", "))
    };
    let text = match (&reply.kind, answer) {
        (ReplyKind::Any, answer) if !reply.nullable => anything(answer, how),
        (_, Answer::Is(Datum::Null)) => return "None".to_owned(),
        (ReplyKind::Any, answer) => anything(answer, how),
        (_, Answer::Like { like }) => how.pattern(like),
        (kind, Answer::Is(value)) => plain(operation, kind, value, how),
        (ReplyKind::Members, Answer::List(members)) => {
            all(members, &ReplyType { kind: ReplyKind::Bulk, nullable: false })
        }
        (ReplyKind::List(of), Answer::List(answers)) => all(answers, of),
        (ReplyKind::Map(of), Answer::Map(values)) => {
            let pair = |(name, value): (&String, &Answer)| {
                format!("{}: {}", how.bytes(name), shown(operation, of, value, catalogue, how))
            };
            format!("{{{}}}", values.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
        (ReplyKind::Record(name), Answer::Map(values)) => record(operation, name, values, catalogue, how),
        (_, Answer::List(_) | Answer::Map(_)) => unreachable!("a checked example answers what is expected"),
    };
    if reply.nullable { format!("Some({text})") } else { text }
}

/// A value without parts.
fn plain(operation: &Operation, kind: &ReplyKind, value: &Datum, how: Shown) -> String {
    match (kind, value) {
        (ReplyKind::Status, _) => "()".to_owned(),
        (ReplyKind::Flag, value) => (*value == Datum::Integer(1)).to_string(),
        (ReplyKind::Double, value) => match double(value).as_str() {
            "f64::INFINITY" => "inf".to_owned(),
            "f64::NEG_INFINITY" => "-inf".to_owned(),
            number => number.to_owned(),
        },
        (ReplyKind::Word(words), Datum::Text(word)) if words.contains(word) => {
            format!("{}::{}", word_type(operation), pascal(word))
        }
        (ReplyKind::Word(_), value) => {
            format!("{}::Other({})", word_type(operation), how.bytes(&value.text()))
        }
        (ReplyKind::Bulk, value) => how.bytes(&value.text()),
        (_, value) => value.json(),
    }
}

fn record(
    operation: &Operation,
    name: &str,
    values: &IndexMap<String, Answer>,
    catalogue: &Catalogue,
    how: Shown,
) -> String {
    let fields = catalogue.record(name).map(|record| record.fields.as_slice()).unwrap_or_default();
    let fields = fields.iter().map(|field| {
        let value = match values.get(&field.name) {
            None if how == Shown::Exactly && field.since.is_some() => String::new(),
            None => "None".to_owned(),
            Some(value) => {
                let text = shown(operation, &field.reply, value, catalogue, how);
                let is_bare = field.reply.nullable || field.given.is_none() && field.since.is_none();
                if is_bare { text } else { format!("Some({text})") }
            }
        };
        let is_marked = how == Shown::Exactly && field.since.is_some();
        let value = if is_marked { format!("{NEWER}{value}{NEWER_END}") } else { value };
        format!("{}: {value}", ident(&field.name))
    });
    let fields: Vec<_> = fields.collect();
    format!("{} {{ {} }}", pascal(name), fields.join(", "))
}

/// A reply of any type.
fn anything(answer: &Answer, how: Shown) -> String {
    match answer {
        Answer::Like { like } => how.pattern(like),
        Answer::Is(Datum::Null) => "Nil".to_owned(),
        Answer::Is(Datum::Integer(number)) => format!("Integer({number})"),
        Answer::Is(value) => format!("Bytes({})", how.bytes(&value.text())),
        Answer::List(answers) => {
            let answers: Vec<_> = answers.iter().map(|answer| anything(answer, how)).collect();
            format!("List([{}])", answers.join(", "))
        }
        // The names and the values in turn.
        Answer::Map(values) => {
            let pair = |(name, value): (&String, &Answer)| {
                format!("Bytes({}), {}", how.bytes(name), anything(value, how))
            };
            format!("List([{}])", values.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A reply as an expression, where that is one that can be compared; others are compared by what `{:?}` shows.
pub(super) fn expression(operation: &Operation, reply: &ReplyType, answer: &Answer) -> Option<String> {
    let Answer::Is(value) = answer else { return None };
    let text = match (&reply.kind, value) {
        (_, Datum::Null) if reply.nullable => return Some("None".to_owned()),
        (ReplyKind::Status, _) => "()".to_owned(),
        (ReplyKind::Flag, value) => (*value == Datum::Integer(1)).to_string(),
        (ReplyKind::Integer, value) => value.text(),
        (ReplyKind::Double, value) => double(value),
        (ReplyKind::Bulk, value) => format!("Bytes::from({:?})", value.text()),
        (ReplyKind::Word(words), Datum::Text(word)) if words.contains(word) => {
            format!("{}::{}", word_type(operation), pascal(word))
        }
        (ReplyKind::Word(_), value) => {
            format!("{}::Other(Bytes::from({:?}))", word_type(operation), value.text())
        }
        _ => return None,
    };
    Some(if reply.nullable { format!("Some({text})") } else { text })
}

/// What a server may answer, as bytes of RESP 2.
pub(super) fn sample(reply: &ReplyType, catalogue: &Catalogue) -> String {
    match &reply.kind {
        ReplyKind::Status => "+OK\r\n".to_owned(),
        ReplyKind::Flag | ReplyKind::Integer | ReplyKind::Any => ":1\r\n".to_owned(),
        ReplyKind::Double => "$3\r\n1.5\r\n".to_owned(),
        ReplyKind::Bulk => "$5\r\nvalue\r\n".to_owned(),
        ReplyKind::Members => "*1\r\n$6\r\nmember\r\n".to_owned(),
        ReplyKind::Word(words) => format!("+{}\r\n", words.first().map_or("word", String::as_str)),
        ReplyKind::List(of) => format!("*1\r\n{}", sample(of, catalogue)),
        ReplyKind::Map(of) => format!("*2\r\n$4\r\nname\r\n{}", sample(of, catalogue)),
        ReplyKind::Record(name) => {
            let Some(record) = catalogue.record(name) else { return String::new() };
            let fields: Vec<_> = record.fields.iter().filter(|field| field.given.is_none()).collect();
            let by_name = record.by == crate::catalogue::model::RecordLayout::Name;
            let mut text = format!("*{}\r\n", fields.len() * if by_name { 2 } else { 1 });
            for field in fields {
                if by_name {
                    text.push_str(&format!("${}\r\n{}\r\n", field.name.len(), field.name));
                }
                text.push_str(&sample(&field.reply, catalogue));
            }
            text
        }
    }
}
