//! An example's call: its parameter sets have what the operation takes, and nothing else.

use indexmap::IndexMap;

use super::super::super::format::{self, ParamSet};
use super::super::super::model::{Datum, Kind, Operation, Param, Repeat};
use super::datum;
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::document::{Entry, Field, List, Node, Spanned, Value, unknown};

/// A parameter set that fits its operation.
pub(super) struct Call {
    pub span: Span,
    /// The key that its result stands under.
    pub key: String,
    pub values: IndexMap<String, Datum>,
    /// A value out of range and why: allowed where the example expects an error.
    pub out_of_range: Option<(Span, String)>,
}

/// The parameter sets; `None` when one of them is wrong.
pub(super) fn call(
    field: Field<List<format::ParamSet>>,
    operation: &Operation,
    report: &mut Report,
) -> Option<Vec<Call>> {
    let sets: Vec<_> =
        field.value()?.whole()?.into_iter().map(|set| param_set(set, operation, report)).collect();
    sets.into_iter().collect()
}

fn param_set(set: Spanned<ParamSet>, operation: &Operation, report: &mut Report) -> Option<Call> {
    let mistakes = report.count();
    let span = set.span;
    let mut given = by_param(set, operation, report)?;
    let mut reader = Reader { report, out_of_range: None };
    let mut values = IndexMap::new();
    for param in &operation.params {
        let value = given.shift_remove(param.name.as_str()).and_then(|entry| reader.value(entry, param));
        values.extend(value.map(|value| (param.name.clone(), value)));
    }
    let out_of_range = reader.out_of_range;
    match values.get(&operation.key().name) {
        Some(Datum::Text(key)) if report.count() == mistakes => {
            Some(Call { span, key: key.clone(), values, out_of_range })
        }
        _ => None,
    }
}

/// The entries of a parameter set by the names of the parameters that they are for.
fn by_param<'o>(
    set: Spanned<ParamSet>,
    operation: &'o Operation,
    report: &mut Report,
) -> Option<IndexMap<&'o str, Entry>> {
    let Spanned { span, value: set } = set;
    let entries = match set {
        ParamSet::Named(entries) => entries,
        ParamSet::Bare(key) if operation.only_key() => {
            let name = Spanned { span, value: operation.key().name.clone() };
            vec![Entry { key: name, value: Node { span, value: Value::Text(key) } }]
        }
        ParamSet::Bare(_) => {
            let names: Vec<_> = operation.params.iter().map(|param| format!("{}: …", param.name)).collect();
            let message = "a bare key, but the operation takes more than a key";
            let problem = report.add(Code::ExampleCall, span, message);
            problem.help(format!("write `{{ {} }}`", names.join(", ")));
            return None;
        }
    };

    let params = &operation.params;
    let known = params.iter().flat_map(|param| [Some(&param.name), param.single.as_ref()]).flatten();
    let known = known.map(String::as_str);
    let param_of =
        |name: &str| params.iter().find(|param| param.name == name || param.single.as_deref() == Some(name));
    let mut given = IndexMap::new();
    let mut mistyped = Vec::new();
    for entry in entries {
        let key = &entry.key;
        match param_of(&key.value) {
            None => {
                let message = format!("the operation has no parameter {}", quoted(&key.value));
                mistyped.extend(
                    unknown(Code::ExampleCall, message, key, known.clone(), report).and_then(param_of),
                );
            }
            Some(param) if given.contains_key(param.name.as_str()) => {
                let message = format!("{} is given twice", quoted(&param.name));
                let problem = report.add(Code::ExampleCall, key.span, message);
                problem.help("give a list, or the one value, but not both");
            }
            Some(param) => {
                given.insert(param.name.as_str(), entry);
            }
        }
    }
    for param in params {
        if !given.contains_key(param.name.as_str()) && !mistyped.contains(&param) {
            let message = format!("the call lacks the parameter {}", quoted(&param.name));
            report.add(Code::ExampleCall, span, message).help("give it a value");
        }
    }
    Some(given)
}

/// Reads values as their parameters' types.
struct Reader<'r, 's> {
    report: &'r mut Report<'s>,
    out_of_range: Option<(Span, String)>,
}

impl Reader<'_, '_> {
    fn value(&mut self, entry: Entry, param: &Param) -> Option<Datum> {
        let Entry { key, value: node } = entry;
        if param.repeat == Repeat::Once {
            return self.one(node, param);
        }
        if key.value != param.name {
            return Some(Datum::List(vec![self.one(node, param)?]));
        }
        let Value::List(items) = node.value else {
            return self.wrong(&node, param, "a list");
        };
        if items.is_empty() {
            self.out_of_range = Some((node.span, format!("{} is an empty list", quoted(&param.name))));
        }
        let items: Vec<_> = items.into_iter().map(|item| self.one(item, param)).collect();
        items.into_iter().collect::<Option<_>>().map(Datum::List)
    }

    fn one(&mut self, node: Node, param: &Param) -> Option<Datum> {
        match (param.kind, &node.value) {
            (Kind::Key | Kind::String, Value::Text(_)) => {}
            (Kind::Key | Kind::String, _) => return self.wrong(&node, param, "text"),
            (Kind::Integer, &Value::Integer(number)) if i64::try_from(number).is_ok() => {}
            (Kind::Integer, _) => return self.wrong(&node, param, "a whole number of 64 bits"),
            (Kind::Seconds, Value::Integer(0)) => {
                let reason = format!("{} is 0, which is out of range", quoted(&param.name));
                self.out_of_range = Some((node.span, reason));
            }
            (Kind::Seconds, &Value::Integer(number)) if number > 0 && i64::try_from(number).is_ok() => {}
            (Kind::Seconds, _) => return self.wrong(&node, param, "a positive number of seconds"),
            (Kind::Any, value) if has_huge_integer(value) => {
                return self.wrong(&node, param, "whole numbers of 64 bits");
            }
            (Kind::Any, _) => {}
        }
        Some(datum(node.value))
    }

    fn wrong(&mut self, node: &Node, param: &Param, expected: &str) -> Option<Datum> {
        let came = match node.value {
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            ref value => value.noun().to_owned(),
        };
        let message = format!("{} takes {expected}, not {came}", quoted(&param.name));
        let help = match (&node.value, expected, &param.single) {
            (Value::Bool(_) | Value::Integer(_) | Value::Float(_), "text", _) => {
                "put the value in quotes".to_owned()
            }
            (_, "a list", Some(single)) => format!("put it in brackets, or give it as `{single}`"),
            (_, "a list", None) => "put it in brackets: `[…]`".to_owned(),
            _ => format!("write {expected}"),
        };
        self.report.add(Code::ExampleCall, node.span, message).help(help);
        None
    }
}

fn has_huge_integer(value: &Value) -> bool {
    match value {
        Value::Integer(number) => i64::try_from(*number).is_err(),
        Value::List(items) => items.iter().any(|item| has_huge_integer(&item.value)),
        Value::Map(entries) => entries.iter().any(|entry| has_huge_integer(&entry.value.value)),
        _ => false,
    }
}
