//! New clusters and existing ones: a spec of them, checked, as CloudFormation and as connection settings.
//!
//! `configuration.yaml` declares every field of a spec. [`check`] and [`load`] read a spec by it, and so do its
//! JSON [`schema`] and the tables of the docs. Rules across several fields are functions in `rules`.

pub mod aws;
mod changes;
mod cidr;
pub mod connections;
mod declaration;
mod draft;
mod facts;
pub mod listing;
mod read;
mod rules;
mod schema;
pub mod spec;
pub mod template;

pub use declaration::Profile;
pub(crate) use declaration::{Declaration, Field, Kind, Limits, Section};
pub use schema::schema;
pub use spec::Spec;

use crate::catalogue::Source;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Report};
use crate::yaml::{self, Entry, Node, Value};

/// The spec that `sigma-gen cluster init` writes.
pub const STARTER: &str = include_str!("starter.yaml");

/// Reads and checks a spec.
///
/// # Errors
/// With all mistakes in it.
///
/// ```
/// use sigma_gen::catalogue::Source;
/// use sigma_gen::cluster::{self, STARTER};
///
/// let spec = cluster::load(&Source { path_shown: "clusters.yaml".into(), text: STARTER.into() })?;
/// assert_eq!(spec.clusters[0].name, "sigma-redis");
/// # Ok::<(), sigma_gen::diagnostic::Diagnostics>(())
/// ```
pub fn load(source: &Source) -> Result<Spec, Diagnostics> {
    let (spec, told) = read(source, None);
    spec.filter(|_| !told.has_errors()).ok_or(told)
}

/// All mistakes in a spec, and warnings about what somebody should look at. With the spec that the clusters were
/// made from, also about every change that would
/// replace one of them, that AWS refuses, or that clients notice; these once there are no mistakes.
pub fn check(source: &Source, previous: Option<&Spec>) -> Diagnostics {
    read(source, previous).1
}

/// A template was asked for, and the spec has no cluster to be made.
pub(crate) fn nothing_new(file: &str) -> Diagnostics {
    let mut problem = Diagnostic::new(Code::MissingField, "the spec has no new clusters");
    problem.help("add `clusters`; existing ones need no template");
    Diagnostics::one(file, problem)
}

fn read(source: &Source, previous: Option<&Spec>) -> (Option<Spec>, Diagnostics) {
    let shown = masked(&source.text);
    let mut report = Report::new(&source.path_shown, &shown);
    let spec = draft(source, &mut report).and_then(|draft| {
        rules::check(&draft, &mut report);
        let spec = if report.has_errors() { None } else { Spec::new(draft.clone()) }?;
        if let Some(previous) = previous {
            changes::check(previous, &spec, &draft, &mut report);
        }
        Some(spec)
    });
    (spec, report.finish())
}

fn draft(source: &Source, report: &mut Report) -> Option<draft::Draft> {
    let root = yaml::parse(&source.text, "`sigma-gen cluster init` writes a spec to start from", report)?;
    let profile = read::profile(&root);
    let root = read::Reader::new(profile, &source.text, report).spec(root)?;
    Some(draft::Draft::new(profile, root))
}

/// The text as messages show it: `x` for every byte of what may be a secret, which a log must not have.
fn masked(text: &str) -> String {
    let mut ignored = Report::new("", text);
    let mut bytes = text.as_bytes().to_vec();
    if let Some(root) = yaml::parse(text, "", &mut ignored) {
        mask(&root, false, &mut bytes);
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// Whether people may call a secret so.
fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["token", "password", "secret"].iter().any(|word| key.contains(word))
}

fn mask(node: &Node, in_auth: bool, bytes: &mut [u8]) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| mask(item, in_auth, bytes)),
        Value::Map(entries) => entries.iter().for_each(|Entry { key, value }| {
            let key = key.value.as_str();
            let is_login = !matches!(key, "type" | "user");
            mask(value, key == "auth" || in_auth && is_login || is_secret(key), bytes)
        }),
        Value::Text(text) if text.starts_with("arn:") || text == "none" => {}
        Value::Null => {}
        _ if in_auth => {
            // Line breaks stay: the places of what follows depend on them.
            let secret = bytes.get_mut(node.span.start..node.span.end).unwrap_or_default();
            secret.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b'x');
        }
        _ => {}
    }
}
