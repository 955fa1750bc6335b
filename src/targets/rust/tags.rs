//! Examples on a cluster: the keys of an operation have to lie in one slot, which a hash tag sees to.

use indexmap::IndexMap;

use crate::catalogue::model::{Datum, Example, Kind, Name, Operation, Param};

/// The hash tag of the examples that need one, as their test knows it.
const TAG: &str = "{tag}";

/// Whether an example has several keys in one parameter set, which no braces bring into one slot.
pub(super) fn needs_a_tag(operation: &Operation, example: &Example) -> bool {
    example.call.iter().any(|set| {
        let mut keys = Vec::new();
        keys_of(&operation.params, set, &mut keys);
        keys.len() > 1 && !keys.iter().all(|key| key.contains('{'))
    })
}

/// The keys in the values of parameters.
fn keys_of<'v>(params: &[Param], values: &'v IndexMap<String, Datum>, keys: &mut Vec<&'v str>) {
    for Name { name, param, .. } in Param::names(params) {
        let Some(value) = values.get(name) else { continue };
        let values =
            if let Datum::List(values) = value { values.as_slice() } else { std::slice::from_ref(value) };
        for value in values {
            match value {
                Datum::Text(key) if param.is_value(Kind::Key) => keys.push(key),
                Datum::Map(inner) => keys_of(param.parts(), inner, keys),
                _ => {}
            }
        }
    }
}

/// The example with its keys in one slot. Those of the commands around a call are tagged when the test runs, because only
/// the server knows where a command's keys are; and there the tags are taken out of replies.
pub(super) fn tagged(operation: &Operation, example: &Example) -> Example {
    let mut example = example.clone();
    example.call.iter_mut().for_each(|set| tag(&operation.params, set));
    if operation.key().is_some() {
        let results = std::mem::take(&mut example.results);
        example.results = results.into_iter().map(|(key, result)| (format!("{TAG}{key}"), result)).collect();
    }
    example
}

/// Puts the tag before the keys in the values of parameters.
fn tag(params: &[Param], values: &mut IndexMap<String, Datum>) {
    for Name { name, param, .. } in Param::names(params) {
        let Some(value) = values.get_mut(name) else { continue };
        let values =
            if let Datum::List(values) = value { values.as_mut_slice() } else { std::slice::from_mut(value) };
        for value in values {
            match value {
                Datum::Map(inner) => tag(param.parts(), inner),
                key if param.is_value(Kind::Key) => *key = Datum::Text(format!("{TAG}{}", key.text())),
                _ => {}
            }
        }
    }
}
