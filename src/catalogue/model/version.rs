//! Versions of Redis.

use indexmap::IndexMap;

use super::{Datum, Param};

/// Whether a version is newer than another: `7.0` than `6.2.5`. What is no number counts as 0.
pub fn is_newer(version: &str, than: &str) -> bool {
    version_numbers(version) > version_numbers(than)
}

/// The three numbers of a version.
pub fn version_numbers(version: &str) -> [u32; 3] {
    let mut parts = version.split('.').map_while(|part| part.parse().ok());
    [(); 3].map(|()| parts.next().unwrap_or(0))
}

/// Adds the versions that first had what values are given for.
pub(super) fn given<'p>(params: &'p [Param], set: &IndexMap<String, Datum>, versions: &mut Vec<&'p str>) {
    for name in Param::names(params) {
        let Some(value) = set.get(name.name) else { continue };
        versions.extend([&name.param.since, &name.owner.since].into_iter().flatten().map(String::as_str));
        inside(name.param, value, versions);
    }
}

fn inside<'p>(param: &'p Param, value: &Datum, versions: &mut Vec<&'p str>) {
    match value {
        Datum::List(items) => items.iter().for_each(|item| inside(param, item, versions)),
        Datum::Map(values) => given(param.parts(), values, versions),
        _ => {}
    }
}
