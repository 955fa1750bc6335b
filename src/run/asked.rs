//! What a call asks: a command for each parameter set, or for each of several values.

use std::sync::Arc;
use std::time::Duration;

use indexmap::IndexMap;
use sigma_redis_runtime::Bytes;

use super::command::Command;
use super::failure::Failure;
use super::kinds::{self, Problem};
use super::words;
use crate::catalogue::model::{Datum, Kind, NODE, Operation, Param, Presence, Shape};

type Set = IndexMap<String, Datum>;

/// One command of a call.
pub(super) struct Asked {
    /// The position of its parameter set.
    pub set: usize,
    /// The name of its result.
    pub key: String,
    /// The value for which it runs, of several.
    pub value: Option<String>,
    /// The command, or why there is none.
    pub command: Result<Arc<Command>, Failure>,
}

/// The commands of parameter sets, in their order.
pub(super) fn of(operation: &Operation, sets: &[Set]) -> Vec<Asked> {
    let mut asked = Vec::with_capacity(sets.len());
    for (index, set) in sets.iter().enumerate() {
        let key = match operation.key().map(|key| set.get(&key.name)) {
            None => index.to_string(),
            Some(Some(Datum::Text(key))) => key.clone(),
            Some(_) => format!("params[{index}]"),
        };
        let of_value = |value, set: &Set, each_at| {
            let command = command(operation, set, each_at);
            let command = command.map_err(|problem| Failure::of_set(&problem, &operation.name, index));
            Asked { set: index, key: key.clone(), value, command: command.map(Arc::new) }
        };
        match operation.each().and_then(|each| Some((each, set.get(&each.name)?))) {
            Some((each, Datum::List(values))) if !values.is_empty() => {
                let mut one = set.clone();
                for (at, value) in values.iter().enumerate() {
                    one.insert(each.name.clone(), Datum::List(vec![value.clone()]));
                    asked.push(of_value(Some(name_of(each, value, at)), &one, at));
                }
            }
            _ => asked.push(of_value(None, set, 0)),
        }
    }
    asked
}

/// The name of a value's result beside those of the same key: its text, or its place where it is none.
fn name_of(each: &Param, value: &Datum, at: usize) -> String {
    let word = match &each.shape {
        Shape::Value(kind) => kinds::wire(*kind, value).ok(),
        _ => Some(Bytes::from(value.text())),
    };
    word.map_or_else(|| format!("{}[{at}]", each.name), |word| word.to_string_lossy().into_owned())
}

fn command(operation: &Operation, set: &Set, each_at: usize) -> Result<Command, Problem> {
    let words = words::command(operation, set, each_at)?;
    Ok(Command { words, wait: wait(operation, set), node: node(operation, set)? })
}

/// The address of the only node that a set is for.
fn node(operation: &Operation, set: &Set) -> Result<Option<Bytes>, Problem> {
    match set.get(NODE).filter(|_| operation.is_by_node()) {
        None => Ok(None),
        Some(Datum::Text(address)) => Ok(Some(address.into())),
        Some(other) => Err(kinds::unexpected("the address of a node, host:port", other).within(NODE)),
    }
}

/// How long the server may wait before it answers.
fn wait(operation: &Operation, set: &Set) -> Duration {
    let Some(param) = operation.wait() else { return Duration::ZERO };
    let usual = match &param.presence {
        Presence::Default(value) => Some(value),
        _ => None,
    };
    let number = match set.get(&param.name).or(usual) {
        Some(Datum::Integer(number)) => *number as f64,
        Some(Datum::Float(number)) => *number,
        _ => 0.0,
    };
    let seconds = if param.is_value(Kind::Milliseconds) { number / 1000.0 } else { number };
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
