//! Targets: the catalogue in, files in memory out.
//!
//! A target touches neither the file system nor another target: the same [`Input`] gives the same bytes. One carries another's
//! output: the extension for VS Code has the SDK in it.

#[cfg(feature = "cli")]
pub mod custom;
#[cfg(feature = "cli")]
pub mod docs;
#[cfg(feature = "cli")]
pub mod js;
#[cfg(feature = "cli")]
pub mod panel;
pub mod rust;
#[cfg(feature = "cli")]
pub mod snippets;

use std::collections::BTreeMap;
#[cfg(feature = "cli")]
use std::sync::LazyLock;

#[cfg(feature = "cli")]
use crate::{catalogue::Catalogue, error::Result, languages::Naming, render::Overrides};
#[cfg(feature = "cli")]
use docs::Responses;

/// Something to make of a catalogue.
#[cfg(feature = "cli")]
pub trait Target: std::fmt::Debug + Send + Sync {
    /// Its name, with which the names of its templates begin.
    fn name(&self) -> &str;

    /// Its templates by name, such as `docs/operation.md`. The user's own may replace those that are built in.
    fn templates(&self) -> Vec<(&str, &str)>;

    /// The rules of names in its language, where these are not built in.
    fn naming(&self) -> Option<&dyn Naming> {
        None
    }

    /// Makes its files; the user's templates in the input are this target's.
    ///
    /// # Errors
    /// When one of the user's templates is at fault, or replaces none.
    fn generate(&self, input: &Input<'_>) -> Result<Files>;
}

/// What targets make files of.
#[cfg(feature = "cli")]
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// The checked catalogue.
    pub catalogue: &'a Catalogue,
    /// The text that it was read from. Only the panel needs it: docs and extension without it have none.
    pub text: Option<&'a str>,
    /// What a server answered to its examples.
    pub responses: Responses,
    /// The user's templates by name.
    pub overrides: Overrides,
}

#[cfg(feature = "cli")]
impl<'a> Input<'a> {
    /// A catalogue without its text and responses, for the built-in templates.
    pub fn new(catalogue: &'a Catalogue) -> Self {
        Self { catalogue, text: None, responses: Responses::default(), overrides: Overrides::new() }
    }
}

/// Every built-in target, as it is without configuration.
#[cfg(feature = "cli")]
pub fn all() -> &'static [Box<dyn Target>] {
    static ALL: LazyLock<Vec<Box<dyn Target>>> = LazyLock::new(|| {
        vec![
            Box::new(docs::Docs::default()),
            Box::new(js::Js),
            Box::new(rust::Options::default()),
            Box::new(snippets::Snippets),
        ]
    });
    &ALL
}

/// The built-in templates of all targets, by name, such as `docs/operation.md`.
#[cfg(feature = "cli")]
pub fn templates() -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    all().iter().flat_map(|target| target.templates())
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
