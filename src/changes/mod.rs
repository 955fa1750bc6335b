//! What a change of a catalogue means for those who use what is made from it.
//!
//! Code of theirs may no longer compile, in Rust or in JavaScript; it may compile and do something else; something may be new;
//! or only words have changed. Every field of the model is named here, so that a new one does not compile until somebody says
//! what its change means.

mod groups;
mod operation;
mod order;
mod params;
mod records;
mod reply;
mod report;
mod typescript;
mod words;

use crate::catalogue::model::{Catalogue, Group, Service};
use crate::languages::pascal;
use crate::targets::rust::api;
pub(crate) use report::{Count, report};

/// A language whose users may be affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub(crate) enum Client {
    /// The Rust client
    Rust,
    /// The JavaScript SDK: its types, and its snippets
    #[cfg_attr(feature = "cli", value(name = "js"))]
    JavaScript,
}

/// What a change means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Code in these languages no longer compiles; or it does, and gives its arguments to others.
    Breaks(Vec<Client>),
    /// Code compiles, but what it does or what comes of it is not the same.
    Behaves,
    /// Nobody has to do anything, and can do more.
    New,
    /// Docs and comments say something else.
    Words,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub at: At,
    pub meaning: Meaning,
    /// What is otherwise than before.
    pub message: String,
    /// What it means, and what to do.
    pub help: String,
}

/// Where a change is, by the names that lead there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// In the old catalogue: it is gone.
    Old(Vec<String>),
    /// In the new one.
    New(Vec<String>),
}

/// All changes from one catalogue to another.
pub(crate) fn changes(old: &Catalogue, new: &Catalogue) -> Vec<Change> {
    let mut told = Told::default();
    // Records are told by `records`.
    let Catalogue { service, records: _, groups } = new;
    self::service(&old.service, service, &mut told);
    let old = records::compare(old, new, &mut told);
    groups::compare(&old.groups, groups, &mut told);
    runtime_types(&old, new, &mut told);
    told.0
}

fn service(old: &Service, new: &Service, told: &mut Told) {
    let Service { name, title, object, package, cluster } = new;
    let at = |field: &str| At::New(path(["service", field]));
    if old.package != *package {
        let what = format!("the package is called `{package}`, not `{}`", old.package);
        let breaks = Breaks {
            rust: Some(format!("the crate has another name: `{}`", package.replace('-', "_"))),
            js: Some(format!("`require('{}')` finds nothing", old.package)),
        };
        told.breaks(at("package"), what, breaks);
    }
    if old.object != *object {
        let what = format!("the service's object is called `{object}`, not `{}`", old.object);
        let help =
            format!("whoever types `{}-` for a snippet finds none: they begin with `{object}-`", old.object);
        told.behaves(at("object"), what, &help);
    }
    for (field, old, new) in
        [("name", &old.name, name), ("title", &old.title, title), ("cluster", &old.cluster, cluster)]
    {
        told.words(old != new, at(field), || format!("the service has another `{field}`"));
    }
}

/// Tells of an operation or a record whose type in Rust has the name of one of the runtime's.
fn runtime_types(old: &Catalogue, new: &Catalogue, told: &mut Told) {
    for name in api::runtime_types(old) {
        let group = |group: &Group| {
            let operation = group.operations.iter().find(|operation| pascal(&operation.name) == name)?;
            Some((path(["groups", &group.name, "operations", &operation.name]), operation.name.clone()))
        };
        let record = || {
            let record = new.records.iter().find(|record| pascal(&record.name) == name)?;
            Some((path(["records", &record.name]), record.name.clone()))
        };
        if let Some((place, called)) = new.groups.iter().find_map(group).or_else(record) {
            let why = format!("`{name}` is its type, and that of replies is `runtime::{name}`");
            told.breaks(At::New(place), format!("`{called}` has a name that replies had"), Breaks::rust(why));
        }
    }
}

/// Why code breaks, in each language in which it does.
#[derive(Default)]
struct Breaks {
    rust: Option<String>,
    js: Option<String>,
}

impl Breaks {
    /// In Rust alone.
    fn rust(why: String) -> Self {
        Self { rust: Some(why), js: None }
    }

    /// In JavaScript alone.
    fn js(why: String) -> Self {
        Self { rust: None, js: Some(why) }
    }

    fn is_empty(&self) -> bool {
        self.rust.is_none() && self.js.is_none()
    }
}

/// Collects what has changed.
#[derive(Default)]
struct Told(Vec<Change>);

impl Told {
    fn add(&mut self, at: At, meaning: Meaning, message: String, help: &str) {
        self.0.push(Change { at, meaning, message, help: help.to_owned() });
    }

    /// Something that breaks code.
    fn breaks(&mut self, at: At, message: String, why: Breaks) {
        self.changed(at, message, why, (Meaning::Words, ""));
    }

    /// Something that may break code; else it means the last two.
    fn changed(&mut self, at: At, message: String, why: Breaks, otherwise: (Meaning, &str)) {
        if why.is_empty() {
            return self.add(at, otherwise.0, message, otherwise.1);
        }
        let reasons = [(Client::Rust, "Rust", why.rust), (Client::JavaScript, "JavaScript", why.js)];
        let reasons: Vec<_> =
            reasons.into_iter().filter_map(|(client, name, why)| Some((client, name, why?))).collect();
        let clients = reasons.iter().map(|(client, ..)| *client).collect();
        let help: Vec<_> = reasons.iter().map(|(_, name, why)| format!("{name}: {why}")).collect();
        self.add(at, Meaning::Breaks(clients), message, &help.join("; "));
    }

    /// Says of the last change what to do in its place.
    fn instead(&mut self, advice: &str) {
        if let Some(change) = self.0.last_mut() {
            change.help += &format!(". {advice}");
        }
    }

    fn behaves(&mut self, at: At, message: String, help: &str) {
        self.add(at, Meaning::Behaves, message, help);
    }

    fn is_new(&mut self, at: At, message: String, help: &str) {
        self.add(at, Meaning::New, message, help);
    }

    /// Other words, where there are such.
    fn words(&mut self, are_other: bool, at: At, message: impl FnOnce() -> String) {
        if are_other {
            self.add(at, Meaning::Words, message(), "");
        }
    }
}

fn path<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}

/// A path that goes on.
fn below<const N: usize>(path: &[String], names: [&str; N]) -> Vec<String> {
    path.iter().cloned().chain(names.map(str::to_owned)).collect()
}

/// Things by their names: those that are gone, those that are in both, and those that are new. What has another name but is
/// the same counts as in both.
struct Matched<'a, T> {
    gone: Vec<&'a T>,
    both: Vec<(&'a T, &'a T)>,
    new: Vec<&'a T>,
}

impl<'a, T> Matched<'a, T> {
    fn new(
        old: &[&'a T],
        new: &[&'a T],
        name: impl Fn(&T) -> &str,
        is_same: impl Fn(&T, &T) -> bool,
    ) -> Self {
        let mut both = Vec::new();
        let mut gone = Vec::new();
        let mut added: Vec<_> =
            new.iter().copied().filter(|new| old.iter().all(|old| name(old) != name(new))).collect();
        for &old in old {
            let same_name = new.iter().copied().find(|new| name(new) == name(old));
            let same = || {
                let at = added.iter().position(|new| is_same(old, new))?;
                Some(added.remove(at))
            };
            match same_name.or_else(same) {
                Some(new) => both.push((old, new)),
                None => gone.push(old),
            }
        }
        Self { gone, both, new: added }
    }
}
