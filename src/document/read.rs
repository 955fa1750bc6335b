//! From the tree to types, with every mistake reported.

#[cfg(feature = "cli")]
use super::schema::{self, Definitions, Schema};
use std::fmt;

use super::{Entry, Node, Value};
use crate::diagnostic::closest;
use crate::diagnostic::{Code, Report, Span, quoted};

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spanned<T> {
    pub span: Span,
    pub value: T,
}

/// A field of a record.
#[derive(Debug)]
pub(crate) enum Field<T> {
    /// It is not there.
    Absent,
    /// It is there, but wrong: that has been reported.
    Wrong,
    /// It is there.
    Given(Spanned<T>),
}

impl<T> Field<T> {
    /// The value with its place, where there is one.
    pub fn given(self) -> Option<Spanned<T>> {
        match self {
            Field::Given(spanned) => Some(spanned),
            Field::Absent | Field::Wrong => None,
        }
    }

    /// The value, where there is one.
    pub fn value(self) -> Option<T> {
        self.given().map(|spanned| spanned.value)
    }

    /// Looks at the value with its place, where there is one.
    pub fn as_given(&self) -> Option<&Spanned<T>> {
        match self {
            Field::Given(spanned) => Some(spanned),
            Field::Absent | Field::Wrong => None,
        }
    }

    /// The same field with its value changed.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Field::Absent => Field::Absent,
            Field::Wrong => Field::Wrong,
            Field::Given(Spanned { span, value }) => Field::Given(Spanned { span, value: change(value) }),
        }
    }

    pub fn is_absent(&self) -> bool {
        matches!(self, Field::Absent)
    }
}

/// What messages call a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Label<'a> {
    /// The value of the field with this name.
    Field(&'a str),
    /// An item of the list in the field with this name.
    Item(&'a str),
}

impl<'a> Label<'a> {
    fn name(self) -> &'a str {
        match self {
            Label::Field(name) | Label::Item(name) => name,
        }
    }
}

impl fmt::Display for Label<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Label::Field(name) => write!(f, "`{name}`"),
            Label::Item(name) => write!(f, "an item of `{name}`"),
        }
    }
}

/// What the format says about a field of a record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FieldInfo {
    pub name: &'static str,
    pub required: bool,
    pub doc: &'static str,
}

/// What can be read from a [`Node`], and be described by a JSON Schema.
pub(crate) trait Shape: Sized {
    /// What a message says that the value should be, such as `a list`.
    const EXPECTED: &'static str;

    /// Reads a value; messages call it by its label. `None` when it is wrong: that has been reported.
    fn read(node: Node, label: Label, report: &mut Report) -> Option<Self>;

    /// The JSON Schema of what [`read`](Shape::read) takes.
    #[cfg(feature = "cli")]
    fn schema(definitions: &mut Definitions) -> Schema;

    /// Reads a value together with its place.
    fn read_field(node: Node, label: Label, report: &mut Report) -> Field<Self> {
        let span = node.span;
        match Self::read(node, label, report) {
            Some(value) => Field::Given(Spanned { span, value }),
            None => Field::Wrong,
        }
    }
}

/// A list with at least one item.
#[derive(Debug)]
pub(crate) struct List<T> {
    /// The items that are right; the others have been reported.
    pub items: Vec<Spanned<T>>,
    /// Whether that is all of them.
    pub is_whole: bool,
}

impl<T> List<T> {
    /// All items, or none when one of them is wrong: for what would not make sense with gaps.
    pub fn whole(self) -> Option<Vec<Spanned<T>>> {
        self.is_whole.then_some(self.items)
    }
}

impl<T: Shape> Shape for List<T> {
    const EXPECTED: &'static str = "a list";

    fn read(node: Node, label: Label, report: &mut Report) -> Option<Self> {
        let Value::List(items) = node.value else { return wrong_type::<Self>(&node, label, report) };
        if items.is_empty() {
            let problem = report.add(Code::BadText, node.span, format!("{label} is an empty list"));
            problem.help("write at least one item");
            return None;
        }
        Some(List::of(items, label, report))
    }

    #[cfg(feature = "cli")]
    fn schema(definitions: &mut Definitions) -> Schema {
        schema::list(T::schema(definitions), 1)
    }
}

impl<T: Shape> List<T> {
    fn of(items: Vec<Node>, label: Label, report: &mut Report) -> Self {
        let count = items.len();
        let read = |item| T::read_field(item, Label::Item(label.name()), report).given();
        let items: Vec<_> = items.into_iter().filter_map(read).collect();
        List { is_whole: items.len() == count, items }
    }
}

/// A list that may be empty.
#[derive(Debug)]
pub(crate) struct MaybeEmpty<T>(pub List<T>);

impl<T: Shape> Shape for MaybeEmpty<T> {
    const EXPECTED: &'static str = "a list";

    fn read(node: Node, label: Label, report: &mut Report) -> Option<Self> {
        match node.value {
            Value::List(items) => Some(MaybeEmpty(List::of(items, label, report))),
            _ => wrong_type::<Self>(&node, label, report),
        }
    }

    #[cfg(feature = "cli")]
    fn schema(definitions: &mut Definitions) -> Schema {
        schema::list(T::schema(definitions), 0)
    }
}

/// For what may have itself inside.
impl<T: Shape> Shape for Box<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn read(node: Node, label: Label, report: &mut Report) -> Option<Self> {
        T::read(node, label, report).map(Box::new)
    }

    #[cfg(feature = "cli")]
    fn schema(definitions: &mut Definitions) -> Schema {
        T::schema(definitions)
    }
}

/// A mapping with any keys.
impl Shape for Vec<Entry> {
    const EXPECTED: &'static str = "a mapping";

    fn read(node: Node, label: Label, report: &mut Report) -> Option<Self> {
        match node.value {
            Value::Map(entries) => Some(entries),
            _ => wrong_type::<Self>(&node, label, report),
        }
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut Definitions) -> Schema {
        schema::of_type("object")
    }
}

/// Any value.
impl Shape for Node {
    const EXPECTED: &'static str = "a value";

    fn read(node: Node, _: Label, _: &mut Report) -> Option<Self> {
        Some(node)
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut Definitions) -> Schema {
        schema::anything()
    }
}

/// Any text, also empty.
impl Shape for String {
    const EXPECTED: &'static str = "text";

    fn read(node: Node, label: Label, report: &mut Report) -> Option<Self> {
        match node.value {
            Value::Text(text) => Some(text),
            _ => wrong_type::<Self>(&node, label, report),
        }
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut Definitions) -> Schema {
        schema::of_type("string")
    }
}

impl Shape for bool {
    const EXPECTED: &'static str = "true or false";

    fn read(node: Node, label: Label, report: &mut Report) -> Option<Self> {
        match node.value {
            Value::Bool(value) => Some(value),
            _ => wrong_type::<Self>(&node, label, report),
        }
    }

    #[cfg(feature = "cli")]
    fn schema(_: &mut Definitions) -> Schema {
        schema::of_type("boolean")
    }
}

/// Reports that a value is not of the type that its field takes.
pub(crate) fn wrong_type<T: Shape>(node: &Node, label: Label, report: &mut Report) -> Option<T> {
    let message = format!("{label} takes {}, not {}", T::EXPECTED, node.value.noun());
    let help = match (&node.value, T::EXPECTED) {
        (Value::Bool(_) | Value::Integer(_) | Value::Float(_), "text") => {
            "put the value in quotes".to_owned()
        }
        (Value::Text(_), "a list") => "put the value in brackets: `[…]`".to_owned(),
        (Value::Null, expected) => format!("write {expected}, or remove the field where it may be left out"),
        (_, expected) => format!("write {expected}"),
    };
    report.add(Code::WrongType, node.span, message).help(help);
    None
}

/// Reports a word that is not one of those known, with the closest one or all of them as help.
/// Gives the closest one.
pub(crate) fn unknown<'w>(
    code: Code,
    message: impl Into<String>,
    word: &Spanned<String>,
    known: impl Iterator<Item = &'w str> + Clone,
    report: &mut Report,
) -> Option<&'w str> {
    let close = closest(&word.value, known.clone());
    let help = match close {
        Some(close) => format!("did you mean {}?", quoted(close)),
        None if known.clone().next().is_none() => "there is none: remove it".to_owned(),
        None => format!("known here: {}", known.map(quoted).collect::<Vec<_>>().join(", ")),
    };
    report.add(code, word.span, message).help(help);
    close
}

/// Reports a field that the record does not have, and gives the one that may have been meant.
pub(crate) fn unknown_field<'f>(
    key: &Spanned<String>,
    noun: &str,
    fields: &'f [FieldInfo],
    report: &mut Report,
) -> Option<&'f str> {
    let message = format!("unknown field {} in {noun}", quoted(&key.value));
    unknown(Code::UnknownField, message, key, fields.iter().map(|field| field.name), report)
}

/// Reports the required ones of the fields that are not there.
pub(crate) fn missing_fields(record: Span, noun: &str, missing: &[FieldInfo], report: &mut Report) {
    for field in missing.iter().filter(|field| field.required) {
        let message = format!("{noun} without `{}`", field.name);
        let doc = field.doc.split_whitespace().collect::<Vec<_>>().join(" ");
        report.add(Code::MissingField, record, message).help(format!("add `{}`: {doc}", field.name));
    }
}
