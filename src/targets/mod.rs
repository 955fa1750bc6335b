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

use std::collections::BTreeMap;

/// The built-in templates of all targets, by name, such as `docs/operation.md`.
#[cfg(feature = "cli")]
pub fn templates() -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    docs::templates().chain(js::templates()).chain(snippets::templates())
}

/// Generated text files, by path relative to the output folder, with `/` between folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    texts: BTreeMap<String, String>,
    package: Option<String>,
}

impl Files {
    /// Says which package the files are part of. An output folder is not given to another package unless that is
    /// forced.
    pub fn of_package(mut self, name: &str) -> Self {
        self.package = Some(name.to_owned());
        self
    }

    /// The package they are part of, where that was said.
    pub fn package(&self) -> Option<&str> {
        self.package.as_deref()
    }

    /// Adds a file.
    ///
    /// # Panics
    /// When the path was added before: two parts of a target disagree about who writes it.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) {
        let path = path.into();
        let earlier = self.texts.insert(path.clone(), text.into());
        assert!(earlier.is_none(), "{path} is generated twice");
    }

    /// The text of a file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// All files, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}
