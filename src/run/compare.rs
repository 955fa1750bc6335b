//! Whether a reply is what an example expects.

use indexmap::IndexMap;

use super::Failure;
use super::value::{Text, Value, double};
use crate::catalogue::Catalogue;
use crate::catalogue::model::{Answer, Datum, Expected, RecordField, ReplyKind, ReplyType};
use crate::languages::camel;

/// Compares replies of one type.
pub(super) struct Comparison<'a> {
    pub catalogue: &'a Catalogue,
    pub reply: &'a ReplyType,
}

impl Comparison<'_> {
    /// Whether a single outcome is the one that is expected.
    pub fn is(&self, outcome: &Result<Value, Failure>, expected: &Expected) -> bool {
        match (outcome, expected) {
            (Ok(value), Expected::Reply(expected)) => self.is_reply(value, expected, self.reply),
            (Err(failure), Expected::Error(part)) => failure.message.contains(part),
            _ => false,
        }
    }

    fn is_reply(&self, value: &Value, expected: &Answer, reply: &ReplyType) -> bool {
        match (value, expected, &reply.kind) {
            (value, Answer::Is(expected), _) => is_same(value, expected),
            (value, Answer::Like { like }, _) => plain_text(value).is_some_and(|text| is_like(&text, like)),
            (Value::List(members), Answer::List(expected), ReplyKind::Members) => {
                let mut rest: Vec<_> = expected.iter().collect();
                // A pattern takes what no other one is.
                rest.sort_by_key(|expected| expected.has_pattern());
                members.len() == expected.len()
                    && members.iter().all(|member| {
                        let at = rest.iter().position(|expected| self.is_reply(member, expected, reply));
                        at.map(|at| rest.remove(at)).is_some()
                    })
            }
            (Value::List(items), Answer::List(expected), kind) => {
                let of = if let ReplyKind::List(of) = kind { of } else { reply };
                items.len() == expected.len()
                    && items.iter().zip(expected).all(|(item, expected)| self.is_reply(item, expected, of))
            }
            (Value::Object(values), Answer::Map(expected), ReplyKind::Map(of)) => {
                let member = |(name, expected): (&String, _)| self.is_member(values, name, expected, of);
                values.len() == expected.len() && expected.iter().all(member)
            }
            (Value::Object(values), Answer::Map(expected), ReplyKind::Record(name)) => {
                let record = self.catalogue.record(name);
                let fields = record.map(|record| record.fields.as_slice()).unwrap_or_default();
                // An older server leaves out what is newer, and an example need not name it.
                let is_newer = |field: &RecordField| field.since.is_some();
                let is_right = |field: &RecordField| match (
                    values.get(&camel(&field.name)),
                    expected.get(&field.name),
                ) {
                    (Some(value), Some(expected)) => self.is_reply(value, expected, &field.reply),
                    (None, None) => true,
                    _ => is_newer(field),
                };
                fields.iter().all(is_right)
            }
            _ => false,
        }
    }

    fn is_member(
        &self,
        values: &IndexMap<String, Value>,
        name: &str,
        expected: &Answer,
        of: &ReplyType,
    ) -> bool {
        values.get(name).is_some_and(|value| self.is_reply(value, expected, of))
    }
}

/// Whether a value is the one that is expected, whatever its type is.
fn is_same(value: &Value, expected: &Datum) -> bool {
    match (value, expected) {
        (Value::Null, Datum::Null) => true,
        (Value::Bool(value), Datum::Bool(expected)) => value == expected,
        (Value::Integer(number), Datum::Integer(expected)) => i128::from(*number) == *expected,
        (Value::Double(number), Datum::Float(expected)) => number == expected,
        (Value::Double(number), Datum::Integer(expected)) => *number == *expected as f64,
        (Value::Text(Text(bytes)), Datum::Text(expected)) => *bytes == expected.as_bytes(),
        (Value::List(items), Datum::List(expected)) => {
            items.len() == expected.len()
                && items.iter().zip(expected).all(|(item, expected)| is_same(item, expected))
        }
        _ => false,
    }
}

/// The same, where the order of a list does not count.
pub(super) fn is_in_any_order(value: &Value, expected: &Datum) -> bool {
    let (Value::List(items), Datum::List(expected)) = (value, expected) else {
        return is_same(value, expected);
    };
    let mut rest: Vec<_> = expected.iter().collect();
    let is_known = |item| {
        let at = rest.iter().position(|expected| is_same(item, expected));
        at.map(|at| rest.swap_remove(at)).is_some()
    };
    items.len() == expected.len() && items.iter().all(is_known)
}

/// A text, or a number in its shortest form.
pub(super) fn plain_text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_string_lossy().into_owned()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Double(number) => Some(double(*number)),
        _ => None,
    }
}

/// Whether a text is like a pattern: `*` is any number of characters, and `?` is one.
pub(super) fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<_>, Vec<_>) = (text.chars().collect(), pattern.chars().collect());
    let (mut at, mut of) = (0, 0);
    // Where the last `*` stands, and how far it goes.
    let mut star = None;
    while at < text.len() {
        match pattern.get(of) {
            Some('*') => {
                star = Some((of, at));
                of += 1;
            }
            Some(&c) if c == '?' || c == text[at] => (at, of) = (at + 1, of + 1),
            _ => {
                let Some((place, end)) = star else { return false };
                star = Some((place, end + 1));
                (at, of) = (end + 1, place + 1);
            }
        }
    }
    pattern[of..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_patterns() {
        let like = [
            ("", "*"),
            ("1-0", "*-0"),
            ("1-1-0", "*-0"),
            ("üx", "?x"),
            ("a, \"b\" or ü?", "a, \"b\" * ??"),
            ("abab", "*ab"),
        ];
        for (text, pattern) in like {
            assert!(is_like(text, pattern), "{text} {pattern}");
        }
        for (text, pattern) in
            [("", "?"), ("1-01", "*-0"), ("ab", "a"), ("b", "a*"), ("abc", "*b"), ("x", "")]
        {
            assert!(!is_like(text, pattern), "{text} {pattern}");
        }
    }
}
