//! `data/elasticache.yaml`: the engine versions and node types that AWS has.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::diagnostic::Report;
use crate::yaml::{self, Value};

/// What AWS has, as of the data that the program carries.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The versions of each engine, oldest first.
    versions: BTreeMap<String, Vec<String>>,
    /// The node types of each region, such as `cache.t4g.small`.
    node_types: BTreeMap<String, Vec<String>>,
}

impl Facts {
    /// The data that this program carries.
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Facts> = LazyLock::new(|| {
            let text = include_str!("../../data/elasticache.yaml");
            let root = yaml::parse(text, &mut Report::new("elasticache.yaml", text));
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
    }
}
