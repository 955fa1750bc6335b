//! Versions of Redis.

use indexmap::IndexMap;

use super::{Datum, Param};

/// Whether a version is newer than another: `7.0` than `6.2.5`. What is no number counts as 0.
pub fn is_newer(version: &str, than: &str) -> bool {
    let numbers = |version: &str| {
        let mut numbers: Vec<u32> = version.split('.').map_while(|part| part.parse().ok()).collect();
        numbers.resize(3, 0);
        numbers
    };
    numbers(version) > numbers(than)
}

/// Whether values are given for parameters that a version does not have yet.
pub(super) fn gives_newer(params: &[Param], set: &IndexMap<String, Datum>, version: &str) -> bool {
    Param::names(params).iter().any(|name| {
        let Some(value) = set.get(name.name) else { return false };
        let since = [&name.param.since, &name.owner.since];
        let is_newer = since.into_iter().flatten().any(|since| self::is_newer(since, version));
        is_newer || has_newer(name.param, value, version)
    })
}

fn has_newer(param: &Param, value: &Datum, version: &str) -> bool {
    match value {
        Datum::List(items) => items.iter().any(|item| has_newer(param, item, version)),
        Datum::Map(values) => gives_newer(param.parts(), values, version),
        _ => false,
    }
}
