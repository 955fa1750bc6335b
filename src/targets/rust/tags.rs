//! Examples on a cluster: the keys of an operation have to lie in one slot, which a hash tag sees to.

use indexmap::IndexMap;

use crate::catalogue::model::{Datum, Kind, Name, Operation, Param};

/// The hash tag of the examples that need one.
pub(super) const TAG: &str = "{tag}";

/// Whether an operation has an example with several keys in one parameter set, which no braces bring into one slot.
pub(super) fn needs_a_tag(operation: &Operation) -> bool {
    operation.examples.iter().flat_map(|example| &example.call).any(|set| {
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

/// The operation with the keys of its examples in one slot. Those of the commands around a call are tagged
/// when the test runs, because only the server knows where a command's keys are.
pub(super) fn tagged(operation: &Operation) -> Operation {
    let mut operation = operation.clone();
    let params = operation.params.clone();
    let has_key = operation.key().is_some();
    for example in &mut operation.examples {
        example.call.iter_mut().for_each(|set| tag(&params, set));
        if has_key {
            let results = std::mem::take(&mut example.results);
            example.results =
                results.into_iter().map(|(key, result)| (format!("{TAG}{key}"), result)).collect();
        }
    }
    operation
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
