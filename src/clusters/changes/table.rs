//! `data/updates.yaml`: what happens to a resource when one of its properties changes.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::IgnoredAny;

/// What happens when a property changes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Property {
    /// What CloudFormation does, and who says so: only for the test that compares this with its schemas.
    #[serde(rename = "update")]
    _update: IgnoredAny,
    #[serde(rename = "told")]
    _told: Option<IgnoredAny>,
    /// The field of the spec that it comes from, where a change replaces the cluster whatever its values are.
    field: Option<String>,
    /// What people call it.
    what: Option<String>,
}

/// The field that the property of a type of resources comes from, and what people call it; where a change of it
/// replaces the cluster, whatever its values are.
pub(super) fn replaced(kind: &str, property: &str) -> Option<(&'static str, &'static str)> {
    static TABLE: LazyLock<HashMap<String, HashMap<String, Property>>> =
        LazyLock::new(|| carried!("/data/", "updates"));
    let property = TABLE.get(kind)?.get(property)?;
    Some((property.field.as_deref()?, property.what.as_deref()?))
}
