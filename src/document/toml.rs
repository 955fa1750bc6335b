//! TOML as a tree.

use toml::Spanned as Toml;
use toml::de::{DeTable, DeValue};

use super::{Entry, Node, Spanned, Value};
use crate::diagnostic::{Code, Report, Span};

/// Reads TOML. Mistakes are reported; there is no tree then.
pub(crate) fn parse(text: &str, report: &mut Report) -> Option<Node> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let span = error.span().map(span).unwrap_or_default();
        report.add(Code::NotToml, span, format!("this is not TOML: {}", error.message().trim()));
    }
    let span = span(table.span());
    errors.is_empty().then(|| Node { span, value: map(table.into_inner()) })
}

fn map(table: DeTable) -> Value {
    let entry = |(key, value): (Toml<_>, _)| {
        let key = Spanned { span: span(key.span()), value: std::borrow::Cow::into_owned(key.into_inner()) };
        Entry { key, value: node(value) }
    };
    Value::Map(table.into_iter().map(entry).collect())
}

fn node(value: Toml<DeValue>) -> Node {
    let span = span(value.span());
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => {
            Value::Integer(i128::from_str_radix(number.as_str(), number.radix()).unwrap_or(i128::MAX))
        }
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Value::Bool(value),
        DeValue::Datetime(date) => Value::Text(date.to_string()),
        DeValue::Array(items) => Value::List(items.into_iter().map(node).collect()),
        DeValue::Table(table) => map(table),
    };
    Node { span, value }
}

fn span(range: std::ops::Range<usize>) -> Span {
    Span { start: range.start, end: range.end }
}
