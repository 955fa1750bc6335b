//! An example's call: its parameter sets have what the operation takes, and nothing else.

use indexmap::IndexMap;

use super::super::super::format::{self, ParamSet};
use super::super::super::model::{Datum, Operation, Param, Repeat, Shape};
use super::super::values::{self, Values};
use crate::diagnostic::{Code, Report, Span};
use crate::document::{Entry, Field, List, Node, Spanned, Value};

/// A parameter set that fits its operation.
pub(super) struct Call {
    pub span: Span,
    /// The name that its result stands under: its key, or else its position in the call.
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
    let sets = field.value()?.whole()?.into_iter().enumerate();
    let sets: Vec<_> = sets.map(|(position, set)| param_set(set, position, operation, report)).collect();
    sets.into_iter().collect()
}

fn param_set(
    set: Spanned<ParamSet>,
    position: usize,
    operation: &Operation,
    report: &mut Report,
) -> Option<Call> {
    let mistakes = report.count();
    let span = set.span;
    let entries = entries(set, operation, report)?;
    let Values { values, mut out_of_range } = values::read(entries, span, &operation.params, report);
    let values = values.filter(|_| report.count() == mistakes)?;
    let out_of_range = out_of_range.pop();
    let key = match operation.key() {
        Some(key) => match values.get(&key.name) {
            Some(Datum::Text(key)) => key.clone(),
            _ => return None,
        },
        None => position.to_string(),
    };
    Some(Call { span, key, values, out_of_range })
}

/// The entries of a parameter set.
fn entries(set: Spanned<ParamSet>, operation: &Operation, report: &mut Report) -> Option<Vec<Entry>> {
    let Spanned { span, value: set } = set;
    match set {
        ParamSet::Named(entries) => Some(entries),
        ParamSet::Bare(key) => {
            if let Some(only) = operation.bare_key() {
                let name = Spanned { span, value: only.name.clone() };
                return Some(vec![Entry { key: name, value: Node { span, value: Value::Text(key) } }]);
            }
            let required = operation.params.iter().filter(|param| param.is_required());
            let name = |param: &Param| match &param.shape {
                Shape::OneOf(parts) if param.repeat == Repeat::Once => parts[0].name.clone(),
                _ => param.name.clone(),
            };
            let names: Vec<_> = required.map(|param| format!("{}: …", name(param))).collect();
            let (message, help) = if names.is_empty() {
                ("a bare key, but the operation has none that must be given", "write `{}`".to_owned())
            } else {
                (
                    "a bare key, but the operation takes more than a key",
                    format!("write `{{ {} }}`", names.join(", ")),
                )
            };
            report.add(Code::ExampleCall, span, message).help(help);
            None
        }
    }
}
