//! What a call answers, as its user would write it in JavaScript.

use indexmap::IndexMap;

use crate::calls;
use crate::catalogue::Catalogue;
use crate::catalogue::model::{
    Answer, Datum, Example, Expected, NODE_SHOWN, Operation, ReplyKind, ReplyType,
};
use crate::languages::{camel, javascript};

/// Objects are broken into lines that would end after this column.
const WIDTH: usize = 100;

/// The results of an example, with the names that fields of records have in JavaScript.
pub fn in_javascript(
    catalogue: &Catalogue,
    operation: &Operation,
    example: &Example,
) -> IndexMap<String, Expected> {
    let key = operation.key();
    let named = |(name, expected): (&String, &Expected)| {
        // Where several parameter sets have one key, the last one's result stands under it.
        let set = example.call.iter().enumerate().rfind(|(position, set)| match key {
            Some(key) => matches!(set.get(&key.name), Some(Datum::Text(value)) if value == name),
            None => position.to_string() == *name,
        });
        let reply = set.map_or(&operation.reply.usual, |(_, set)| operation.reply_to(set));
        let answer = in_words(expected, reply, catalogue);
        let answer = match operation.is_by_node() {
            true => Expected::Each([(NODE_SHOWN.to_owned(), answer)].into()),
            false => answer,
        };
        (name.clone(), answer)
    };
    example.results.iter().map(named).collect()
}

fn in_words(expected: &Expected, reply: &ReplyType, catalogue: &Catalogue) -> Expected {
    match expected {
        Expected::Reply(answer) => Expected::Reply(shown(answer, reply, catalogue)),
        Expected::Error(text) => Expected::Error(text.clone()),
        Expected::Each(values) => {
            let values = values.iter().map(|(value, one)| (value.clone(), in_words(one, reply, catalogue)));
            Expected::Each(values.collect())
        }
    }
}

/// A reply with JavaScript's names of fields, and with something in the place of patterns.
fn shown(answer: &Answer, reply: &ReplyType, catalogue: &Catalogue) -> Answer {
    match (answer, &reply.kind) {
        (Answer::Like { like }, kind) => Answer::Is(made_up(like, kind)),
        (Answer::List(items), ReplyKind::List(of)) => {
            Answer::List(items.iter().map(|item| shown(item, of, catalogue)).collect())
        }
        (Answer::List(items), ReplyKind::Any) => {
            Answer::List(items.iter().map(|item| shown(item, reply, catalogue)).collect())
        }
        (Answer::Map(values), ReplyKind::Map(of)) => Answer::Map(
            values.iter().map(|(name, value)| (name.clone(), shown(value, of, catalogue))).collect(),
        ),
        (Answer::Map(values), ReplyKind::Any) => Answer::Map(
            values.iter().map(|(name, value)| (name.clone(), shown(value, reply, catalogue))).collect(),
        ),
        (Answer::Map(values), ReplyKind::Record(name)) => {
            let fields = catalogue.record(name).map(|record| record.fields.as_slice()).unwrap_or_default();
            let value = |(name, value): (&String, &Answer)| {
                let field = fields.iter().find(|field| field.name == *name);
                let value =
                    field.map_or_else(|| value.clone(), |field| shown(value, &field.reply, catalogue));
                (camel(name), value)
            };
            Answer::Map(values.iter().map(value).collect())
        }
        (other, _) => other.clone(),
    }
}

/// What stands for a pattern: a number that is like it, or else a text with `…` for what differs.
fn made_up(pattern: &str, kind: &ReplyKind) -> Datum {
    if let ReplyKind::Integer | ReplyKind::Double = kind {
        let digits = pattern.replace('?', "1").replace('*', "");
        let whole = digits.parse().map(Datum::Integer);
        return whole.or_else(|_| digits.parse().map(Datum::Float)).unwrap_or(Datum::Integer(1));
    }
    let mut text = String::new();
    for char in pattern.chars() {
        match char {
            '*' | '?' if text.ends_with('…') => {}
            '*' | '?' => text.push('…'),
            char => text.push(char),
        }
    }
    Datum::Text(text)
}

/// A value as a literal whose lines begin at this column.
pub fn literal(value: &Answer, indent: usize) -> String {
    let line = on_one_line(value);
    // Plain values and lists of them stay on their line, however long they are.
    if !has_fields(value) || indent + line.chars().count() <= WIDTH {
        return line;
    }
    let inside = indent + 4;
    let (items, ends): (Vec<_>, _) = match value {
        Answer::List(items) => (items.iter().map(|item| literal(item, inside)).collect(), ["[", "]"]),
        Answer::Map(values) => {
            let fields = values
                .iter()
                .map(|(name, value)| format!("{}: {}", self::name(name), literal(value, inside)));
            (fields.collect(), ["{", "}"])
        }
        _ => return line,
    };
    let items: Vec<_> = items.iter().map(|item| format!("{:inside$}{item}", "")).collect();
    format!("{}\n{}\n{:indent$}{}", ends[0], items.join(",\n"), "", ends[1])
}

fn on_one_line(value: &Answer) -> String {
    match value {
        Answer::Is(datum) => calls::literal(datum),
        Answer::Like { like } => javascript::string(like),
        Answer::List(items) => format!("[{}]", items.iter().map(on_one_line).collect::<Vec<_>>().join(", ")),
        Answer::Map(values) if values.is_empty() => "{}".to_owned(),
        Answer::Map(values) => {
            let fields =
                values.iter().map(|(name, value)| format!("{}: {}", self::name(name), on_one_line(value)));
            format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
    }
}

fn has_fields(value: &Answer) -> bool {
    match value {
        Answer::List(items) => items.iter().any(has_fields),
        Answer::Map(values) => !values.is_empty(),
        Answer::Is(_) | Answer::Like { .. } => false,
    }
}

/// The name of a property in a literal.
pub fn name(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    if name == "__proto__" {
        // Without brackets it would set the prototype.
        "['__proto__']".to_owned()
    } else if name.chars().all(is_plain) && name.starts_with(|c: char| !c.is_ascii_digit()) {
        name.to_owned()
    } else {
        javascript::string(name)
    }
}
