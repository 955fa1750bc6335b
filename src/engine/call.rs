//! A call as a form has it: checked, filled in, and read out of JavaScript.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::mistake::Offsets;
use super::value::Form;
use super::{Answer, Connection, Refusal, Step, Value};
use crate::calls::{self, read};
use crate::catalogue::model::{Datum, Operation};
use crate::catalogue::values::{self, Values};
use crate::catalogue::{Catalogue, model};
use crate::diagnostic::Report;

/// An operation, and the values of its parameter sets by the parameters' names.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The operation's name.
    pub operation: String,
    /// The parameter sets.
    pub sets: Vec<IndexMap<String, Value>>,
}

/// What is wrong in calls, and where.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mistake {
    /// The position of the call.
    pub call: usize,
    /// The position of its parameter set.
    pub set: usize,
    /// What leads to the value in it: names of parameters and parts, and positions in lists. Empty where it is about the
    /// set as a whole.
    pub path: Vec<Step>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Call {
    pub(super) fn new(operation: &Operation, sets: &[IndexMap<String, Datum>]) -> Self {
        let sets = sets.iter().map(|set| Value::of_set(&operation.set_params(), set)).collect();
        Self { operation: operation.name.clone(), sets }
    }
}

/// Calls that were checked.
pub(crate) struct Checked<'c> {
    /// The calls with their values as the parameters take them. `None` when one of them is not known; one that is only out
    /// of range is.
    pub calls: Option<Vec<calls::Call<'c>>>,
    pub mistakes: Vec<Mistake>,
}

impl<'c> Checked<'c> {
    /// Checks calls. Without parameter sets there is nothing wrong: such a call only shows where they go.
    pub fn new(catalogue: &'c Catalogue, calls: &[Call]) -> Result<Self, Refusal> {
        let mut checked = Vec::new();
        let mut mistakes = Vec::new();
        for (position, call) in calls.iter().enumerate() {
            let operation = operation(catalogue, &call.operation)?;
            let mut sets = Vec::new();
            for (set, values) in call.sets.iter().enumerate() {
                let (values, wrong) = check_set(operation, values);
                sets.extend(values);
                mistakes.extend(wrong.into_iter().map(|(path, message, help)| Mistake {
                    call: position,
                    set,
                    path,
                    message,
                    help,
                }));
            }
            checked.extend((sets.len() == call.sets.len()).then_some(calls::Call { operation, sets }));
        }
        let calls = (checked.len() == calls.len()).then_some(checked);
        Ok(Self { calls, mistakes })
    }
}

fn operation<'c>(catalogue: &'c Catalogue, name: &str) -> Result<&'c model::Operation, Refusal> {
    let help = "the answer to `open` has the names of all operations";
    let found = catalogue.operations().find(|operation| operation.name == name);
    found.ok_or_else(|| Refusal { message: format!("no operation is called `{name}`"), help })
}

/// A place in a parameter set, what is wrong there, and what to do about it.
type Wrong = (Vec<Step>, String, String);

/// The values of a parameter set as its operation takes them, where they are known, and what is wrong with them.
fn check_set(
    operation: &Operation,
    values: &IndexMap<String, Value>,
) -> (Option<IndexMap<String, Datum>>, Vec<Wrong>) {
    let mut form = Form::default();
    let span = form.place(&[]);
    let entries = form.entries(values, &mut Vec::new());
    let mut report = Report::new("", "");
    let Values { values, out_of_range } = values::read(entries, span, &operation.set_params(), &mut report);
    let told = report.finish();

    let told = told.iter().map(|diagnostic| {
        let at = diagnostic.place.as_ref().map_or(0, |place| place.bytes.start);
        (at, diagnostic.message.clone(), diagnostic.help.clone())
    });
    let mut wrong: Vec<_> = told
        .chain(form.no_expressions.iter().map(|at| {
            let help = "write one such as `event.key`, without comments and regular expressions";
            (*at, "this is not one expression of JavaScript".to_owned(), help.to_owned())
        }))
        .collect();
    let values = values.filter(|_| wrong.is_empty());
    wrong.extend(out_of_range.into_iter().map(|(span, message)| (span.start, message, String::new())));
    wrong.sort_by_key(|(at, ..)| *at);
    let place = |at: usize| form.places.get(at).cloned().unwrap_or_default();
    (values, wrong.into_iter().map(|(at, message, help)| (place(at), message, help)).collect())
}

pub(super) fn validate(catalogue: &Catalogue, calls: &[Call]) -> Answer {
    Ok(json!({ "mistakes": Checked::new(catalogue, calls)?.mistakes }))
}

pub(super) fn fill(catalogue: &Catalogue, name: &str, example: Option<usize>) -> Answer {
    let operation = operation(catalogue, name)?;
    let sets = match example {
        None => calls::Call::sample(operation).sets,
        Some(example) => match operation.examples.get(example) {
            Some(example) => example.call.clone(),
            None => {
                let message = format!("`{name}` has no example {example}");
                return Err(Refusal { message, help: "its examples are in the answer to `open`" });
            }
        },
    };
    Ok(json!(Call::new(operation, &sets)))
}

pub(super) fn find(catalogue: &Catalogue, text: &str) -> Answer {
    let mut offsets = Offsets::new(text);
    let found = read::calls(catalogue, text).into_iter().map(|found| {
        let start = offsets.utf16(found.bytes.start);
        let params = found.params.map(|params| {
            let start = offsets.utf16(params.start);
            json!({ "start": start, "end": offsets.utf16(params.end) })
        });
        json!({
            "operation": found.operation.name,
            "start": start,
            "end": offsets.utf16(found.bytes.end),
            "params": params,
            "connection": found.connection.map(Connection::from),
            "call": found.sets.map(|sets| Call::new(found.operation, &sets)),
        })
    });
    Ok(found.collect::<Json>())
}
