//! Targets: the catalogue in, files in memory out.
//!
//! A target is a function `fn(&Catalogue, &Options) -> Files`. It touches neither the file system
//! nor another target.

#[cfg(feature = "cli")]
pub mod docs;
#[cfg(feature = "cli")]
pub mod js;
pub mod rust;
#[cfg(feature = "cli")]
pub mod snippets;
#[cfg(feature = "cli")]
pub mod template;

use std::collections::BTreeMap;

/// The built-in templates of all targets, by name, such as `docs/operation.md`.
#[cfg(feature = "cli")]
pub fn templates() -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    docs::templates().chain(js::templates()).chain(snippets::templates())
}

/// Generated text files, by path relative to the output folder, with `/` between folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, String>);

impl Files {
    /// Adds a file.
    ///
    /// # Panics
    /// When the path was added before: two parts of a target disagree about who writes it.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) {
        let path = path.into();
        let earlier = self.0.insert(path.clone(), text.into());
        assert!(earlier.is_none(), "{path} is generated twice");
    }

    /// The text of a file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// All files, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}
