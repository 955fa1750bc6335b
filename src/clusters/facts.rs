//! `data/elasticache.yaml`: the engine versions, node types and runtimes that AWS has.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use indexmap::IndexMap;

use crate::diagnostic::Report;
use crate::document::{self, Value};

/// What AWS has, as of the data that the program carries.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The versions of each engine, oldest first.
    versions: BTreeMap<String, Vec<String>>,
    /// The node types of each region, such as `cache.t4g.small`.
    node_types: BTreeMap<String, Vec<String>>,
    /// The runtimes of functions, in the order of the data.
    runtimes: IndexMap<String, Support>,
}

/// Whether AWS supports a runtime.
#[derive(Debug, PartialEq)]
pub(crate) enum Support {
    /// It does.
    Current,
    /// Not any more, though functions can still be made of it: with the runtime to take instead.
    Deprecated(String),
    /// Functions can be made of it no more: with the runtime to take instead.
    Retired(String),
}

impl Facts {
    /// The data that this program carries.
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Facts> = LazyLock::new(|| {
            let text = include_str!("../../data/elasticache.yaml");
            let root = document::parse(text, "", &mut Report::new("elasticache.yaml", text));
            root.map_or_else(Facts::default, |root| Facts::new(root.value))
        });
        &BUILTIN
    }

    fn new(root: Value) -> Self {
        let mut facts = Self::default();
        for (section, value) in entries(root) {
            for (name, value) in entries(value) {
                match section.as_str() {
                    "versions" => drop(facts.versions.insert(name, texts(value))),
                    "runtimes" => facts.runtimes.extend(runtimes(&name, value)),
                    _ => {
                        let families = entries(value);
                        let types = families.into_iter().flat_map(|(family, sizes)| {
                            let name = move |size| format!("cache.{family}.{size}");
                            texts(sizes).into_iter().map(name)
                        });
                        facts.node_types.insert(name, types.collect());
                    }
                }
            }
        }
        facts
    }

    /// The versions of an engine, oldest first.
    pub fn versions(&self, engine: &str) -> &[String] {
        self.versions.get(engine).map_or(&[], Vec::as_slice)
    }

    /// All regions.
    pub fn regions(&self) -> impl Iterator<Item = &str> + Clone {
        self.node_types.keys().map(String::as_str)
    }

    /// The node types of a region.
    pub fn node_types(&self, region: &str) -> &[String] {
        self.node_types.get(region).map_or(&[], Vec::as_slice)
    }

    /// Whether AWS supports a runtime; none where it does not know it.
    pub fn runtime(&self, name: &str) -> Option<&Support> {
        self.runtimes.get(name)
    }

    /// The runtimes that AWS supports.
    pub fn current_runtimes(&self) -> impl Iterator<Item = &str> + Clone {
        let current = self.runtimes.iter().filter(|(_, support)| **support == Support::Current);
        current.map(|(name, _)| name.as_str())
    }

    /// The runtimes that functions can be made of, also those that AWS supports no more.
    pub fn usable_runtimes(&self) -> impl Iterator<Item = &str> {
        let usable = self.runtimes.iter().filter(|(_, support)| !matches!(support, Support::Retired(_)));
        usable.map(|(name, _)| name.as_str())
    }
}

/// The runtimes of a list, or of a mapping that has what to take instead.
fn runtimes(support: &str, value: Value) -> Vec<(String, Support)> {
    let instead = if support == "retired" { Support::Retired } else { Support::Deprecated };
    match value {
        Value::List(_) => texts(value).into_iter().map(|name| (name, Support::Current)).collect(),
        _ => entries(value).into_iter().map(|(name, value)| (name, instead(value.show()))).collect(),
    }
}

fn entries(value: Value) -> Vec<(String, Value)> {
    match value {
        Value::Map(entries) => {
            entries.into_iter().map(|entry| (entry.key.value, entry.value.value)).collect()
        }
        _ => Vec::new(),
    }
}

fn texts(value: Value) -> Vec<String> {
    let Value::List(items) = value else { return Vec::new() };
    let text = |value| if let Value::Text(text) = value { Some(text) } else { None };
    items.into_iter().filter_map(|item| text(item.value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_has_what_it_is_for() {
        let facts = Facts::builtin();
        assert!(facts.versions("redis").iter().any(|version| version == "7.1"));
        assert!(facts.versions("valkey").iter().any(|version| version == "8.0"));
        assert!(facts.regions().count() > 20);
        for region in facts.regions() {
            assert!(facts.node_types(region).len() > 5, "{region}");
        }
        assert!(facts.node_types("us-east-1").iter().any(|name| name == "cache.t4g.small"));
        assert_eq!(facts.runtime("nodejs24.x"), Some(&Support::Current));
        let retired = Some(&Support::Retired("nodejs24.x".to_owned()));
        assert_eq!(facts.runtime("nodejs14.x"), retired);
        assert!(facts.current_runtimes().count() > 10);
        assert!(!facts.usable_runtimes().any(|name| name == "nodejs14.x"));
    }
}
