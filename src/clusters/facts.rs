//! `data/elasticache.yaml`: the engine versions, node types and runtimes that AWS has.

use std::sync::LazyLock;

use indexmap::IndexMap;
use serde::Deserialize;

/// What AWS has, as of the data that the program carries.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Facts {
    /// The versions of each engine, oldest first.
    versions: IndexMap<String, Vec<String>>,
    /// The sizes of each family of node types, in each region.
    node_types: IndexMap<String, IndexMap<String, Vec<String>>>,
    runtimes: Runtimes,
}

/// The runtimes of functions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Runtimes {
    current: Vec<String>,
    /// Each with the one to take instead, here and below.
    deprecated: IndexMap<String, String>,
    retired: IndexMap<String, String>,
}

/// Whether AWS supports a runtime.
#[derive(Debug, PartialEq)]
pub(crate) enum Support<'f> {
    /// It does.
    Current,
    /// Not any more, though functions can still be made of it: with the runtime to take instead.
    Deprecated(&'f str),
    /// Functions can be made of it no more: with the runtime to take instead.
    Retired(&'f str),
}

impl Facts {
    /// The data that this program carries.
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Facts> = LazyLock::new(|| carried!("/data/", "elasticache"));
        &BUILTIN
    }

    /// The versions of an engine, oldest first.
    pub fn versions(&self, engine: &str) -> &[String] {
        self.versions.get(engine).map_or(&[], Vec::as_slice)
    }

    /// The versions of all engines, oldest first.
    pub fn all_versions(&self) -> &IndexMap<String, Vec<String>> {
        &self.versions
    }

    /// The sizes of each family of node types in a region.
    pub fn families(&self, region: &str) -> Option<&IndexMap<String, Vec<String>>> {
        self.node_types.get(region)
    }

    /// All regions.
    pub fn regions(&self) -> impl Iterator<Item = &str> + Clone {
        self.node_types.keys().map(String::as_str)
    }

    /// The node types of a region, such as `cache.t4g.small`.
    pub fn node_types(&self, region: &str) -> Vec<String> {
        let families = self.node_types.get(region).into_iter().flatten();
        let names = families
            .flat_map(|(family, sizes)| sizes.iter().map(move |size| format!("cache.{family}.{size}")));
        names.collect()
    }

    /// Whether AWS supports a runtime; none where it does not know it.
    pub fn runtime(&self, name: &str) -> Option<Support<'_>> {
        let Runtimes { current, deprecated, retired } = &self.runtimes;
        if current.iter().any(|current| current == name) {
            return Some(Support::Current);
        }
        let deprecated = deprecated.get(name).map(|instead| Support::Deprecated(instead));
        deprecated.or_else(|| retired.get(name).map(|instead| Support::Retired(instead)))
    }

    /// The runtimes that AWS supports.
    pub fn current_runtimes(&self) -> impl Iterator<Item = &str> + Clone {
        self.runtimes.current.iter().map(String::as_str)
    }

    /// The runtimes that functions can be made of, also those that AWS supports no more.
    pub fn usable_runtimes(&self) -> impl Iterator<Item = &str> {
        self.current_runtimes().chain(self.runtimes.deprecated.keys().map(String::as_str))
    }
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
        assert_eq!(facts.runtime("nodejs24.x"), Some(Support::Current));
        assert_eq!(facts.runtime("nodejs14.x"), Some(Support::Retired("nodejs24.x")));
        assert!(facts.current_runtimes().count() > 10);
        assert!(!facts.usable_runtimes().any(|name| name == "nodejs14.x"));
    }
}
