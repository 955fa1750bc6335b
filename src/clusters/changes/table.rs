//! `data/updates.yaml`: what happens to a resource when one of its properties changes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::diagnostic::Report;
use crate::document::{self, Entry, Value};

/// A property whose change replaces the cluster, whatever its values are.
pub(super) struct Replaced {
    /// The field of the spec that it comes from.
    pub field: String,
    /// What people call it.
    pub what: String,
}

/// The property of a type of resources that a change replaces the cluster by, if it is one.
pub(super) fn replaced(kind: &str, property: &str) -> Option<&'static Replaced> {
    static TABLE: LazyLock<BTreeMap<(String, String), Replaced>> = LazyLock::new(|| {
        let text = include_str!("../../../data/updates.yaml");
        let root = document::parse(text, "", &mut Report::new("updates.yaml", text));
        let kinds = root.map_or(Vec::new(), |root| entries(root.value));
        let properties = kinds.into_iter().flat_map(|kind| {
            let entries = entries(kind.value.value);
            entries.into_iter().map(move |property| (kind.key.value.clone(), property))
        });
        let replaced = |(kind, property): (String, Entry)| {
            let update = entries(property.value.value);
            let text = |key| {
                update.iter().find(|entry| entry.key.value == key).map(|entry| entry.value.value.show())
            };
            Some(((kind, property.key.value), Replaced { field: text("field")?, what: text("what")? }))
        };
        properties.filter_map(replaced).collect()
    });
    TABLE.get(&(kind.to_owned(), property.to_owned()))
}

fn entries(value: Value) -> Vec<Entry> {
    if let Value::Map(entries) = value { entries } else { Vec::new() }
}
