//! A value of a form.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::Step;
use crate::calls::{self, read::is_expression};
use crate::catalogue::model::{Datum, Kind, Name, Param, Repeat, Shape};
use crate::diagnostic::Span;
use crate::document::{self, Entry, Node, Spanned};

/// What a field of a form has: an object with one of these names, such as `{"text": "key1"}`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Text; for a parameter with words, one of them.
    Text(String),
    /// A number as it was typed: JavaScript's own numbers are too short for 64 bits.
    Number(String),
    /// Whether a flag is set; one that is not counts as not given.
    Flag(bool),
    /// The values of a list.
    List(Vec<Value>),
    /// The values of a group by the names of its parts; of an alternative in a list, by its name.
    Group(IndexMap<String, Value>),
    /// Any JSON, for a parameter of type `any`. Other parameters take it as what it is.
    Json(Json),
    /// An expression of JavaScript in the place of any of these.
    Code(String),
}

/// Values as a tree that the catalogue's own reader takes. A span is the number of a place in the form.
#[derive(Default)]
pub(super) struct Form {
    /// The path of each place inside of its parameter set.
    pub places: Vec<Vec<Step>>,
    /// The places of what is no expression.
    pub no_expressions: Vec<usize>,
}

impl Form {
    /// A new place, as the span of what stands there.
    pub fn place(&mut self, path: &[Step]) -> Span {
        self.places.push(path.to_vec());
        let at = self.places.len() - 1;
        Span { start: at, end: at }
    }

    /// The entries of a parameter set or a group, whose path is given.
    pub fn entries(&mut self, values: &IndexMap<String, Value>, path: &mut Vec<Step>) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (name, value) in values.iter().filter(|(_, value)| **value != Value::Flag(false)) {
            path.push(Step::Name(name.clone()));
            let value = self.node(value, path);
            path.pop();
            entries.push(Entry { key: Spanned { span: value.span, value: name.clone() }, value });
        }
        entries
    }

    fn node(&mut self, value: &Value, path: &mut Vec<Step>) -> Node {
        let span = self.place(path);
        let value = match value {
            Value::Text(text) => document::Value::Text(text.clone()),
            Value::Number(text) => number(text.trim()),
            Value::Flag(value) => document::Value::Bool(*value),
            Value::List(items) => {
                let items = items.iter().enumerate().map(|(index, item)| {
                    path.push(Step::Index(index));
                    let node = self.node(item, path);
                    path.pop();
                    node
                });
                document::Value::List(items.collect())
            }
            Value::Group(values) => document::Value::Map(self.entries(values, path)),
            Value::Json(json) => tree(json, span),
            Value::Code(code) => {
                if !is_expression(code.trim()) {
                    self.no_expressions.push(span.start);
                }
                document::Value::Code(code.trim().to_owned())
            }
        };
        Node { span, value }
    }
}

/// A number; what is none stays text, which is refused where a number is due.
fn number(text: &str) -> document::Value {
    match text {
        "Infinity" => document::Value::Float(f64::INFINITY),
        "-Infinity" => document::Value::Float(f64::NEG_INFINITY),
        text => document::number(text).unwrap_or_else(|| document::Value::Text(text.to_owned())),
    }
}

fn tree(json: &Json, span: Span) -> document::Value {
    let node = |json: &Json| Node { span, value: tree(json, span) };
    match json {
        Json::Null => document::Value::Null,
        Json::Bool(value) => document::Value::Bool(*value),
        Json::Number(number) => match number.as_i128() {
            Some(number) => document::Value::Integer(number),
            None => document::Value::Float(number.as_f64().unwrap_or_default()),
        },
        Json::String(text) => document::Value::Text(text.clone()),
        Json::Array(items) => document::Value::List(items.iter().map(node).collect()),
        Json::Object(members) => {
            let entry = |(name, value)| Entry {
                key: Spanned { span, value: String::clone(name) },
                value: node(value),
            };
            document::Value::Map(members.iter().map(entry).collect())
        }
    }
}

impl Value {
    /// The values of parameters that stand side by side.
    pub(super) fn of_set(params: &[Param], set: &IndexMap<String, Datum>) -> IndexMap<String, Self> {
        let names = Param::names(params);
        let value = |(name, datum): (&String, &Datum)| {
            let known = names.iter().find(|known| known.name == name);
            let value = match (known, datum) {
                (Some(Name { param, name, .. }), Datum::List(items))
                    if param.repeat != Repeat::Once && *name == param.name =>
                {
                    Self::List(items.iter().map(|item| Self::of(param, item)).collect())
                }
                (Some(known), datum) => Self::of(known.param, datum),
                (None, datum) => Self::scalar(datum),
            };
            (name.clone(), value)
        };
        set.iter().map(value).collect()
    }

    /// One value of a parameter.
    fn of(param: &Param, datum: &Datum) -> Self {
        match (&param.shape, datum) {
            (Shape::Group(parts) | Shape::OneOf(parts), Datum::Map(values)) => {
                Self::Group(Self::of_set(parts, values))
            }
            (Shape::Value(Kind::Flag), Datum::Bool(value)) => Self::Flag(*value),
            (_, datum) => Self::scalar(datum),
        }
    }

    fn scalar(datum: &Datum) -> Self {
        match datum {
            Datum::Text(text) => Self::Text(text.clone()),
            Datum::Integer(_) => Self::Number(datum.text()),
            // Written without an exponent, a large one would be too large a whole number.
            Datum::Float(_) => Self::Number(calls::literal(datum)),
            Datum::Code(code) => Self::Code(code.clone()),
            other => Self::Json(json(other)),
        }
    }
}

/// A value as JSON.
fn json(datum: &Datum) -> Json {
    match datum {
        Datum::Null | Datum::Code(_) => Json::Null,
        Datum::Bool(value) => Json::from(*value),
        Datum::Integer(value) => i64::try_from(*value).map_or_else(|_| Json::from(*value as f64), Json::from),
        Datum::Float(value) => Json::from(*value),
        Datum::Text(text) => Json::from(text.as_str()),
        Datum::List(items) => items.iter().map(json).collect(),
        Datum::Map(values) => values.iter().map(|(name, value)| (name.clone(), json(value))).collect(),
    }
}
