//! New clusters and existing ones: a spec of them, checked, as CloudFormation and as connection settings.
//!
//! `configuration.yaml` declares every field of a spec. [`check`] and [`load`] read a spec by it, and so do its
//! JSON [`schema`] and the tables of the docs. Rules across several fields are functions in `rules`.

/// Reads what the program carries: a YAML file, by its folder and its name. Serde does, because tests cover it; a user's
/// file is read by `document`, which tells every mistake with its place.
///
/// Without the command line it is the same as JSON (`data/carried`, which a test holds against the YAML): a second reader
/// of YAML would be a third of the engine in WebAssembly.
macro_rules! carried {
    ($folder:literal, $name:literal) => {{
        #[cfg(feature = "cli")]
        let read =
            serde_yaml::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), $folder, $name, ".yaml")));
        #[cfg(not(feature = "cli"))]
        let read = serde_json::from_str(include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/data/carried/",
            $name,
            ".json"
        )));
        read.unwrap_or_else(|error| panic!("{}: {error}", $name))
    }};
}

pub mod aws;
mod changes;
mod cidr;
pub mod cloudformation;
pub mod connections;
mod declaration;
mod draft;
pub mod edit;
mod facts;
mod form;
pub mod listing;
mod place;
mod read;
mod rules;
mod schema;
mod secrets;
pub mod spec;

pub use declaration::Profile;
#[cfg(feature = "cli")]
pub(crate) use declaration::{Declaration, Field, FieldType, Limits, Section};
pub(crate) use form::form;
pub use place::{Step, places};
pub use schema::schema;
pub use spec::Spec;

use crate::catalogue::Source;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Report};
use crate::document;

/// The spec that `sigma-gen cluster init` writes.
pub const STARTER: &str = include_str!("starter.yaml");

/// Reads and checks a spec.
///
/// # Errors
/// With all mistakes in it.
///
/// ```
/// use sigma_gen::catalogue::Source;
/// use sigma_gen::clusters::{self, STARTER};
///
/// let spec = clusters::load(&Source { path_shown: "clusters.yaml".into(), text: STARTER.into() })?;
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
    problem.help("add `clusters`; existing ones need no CloudFormation template");
    Diagnostics::one(file, problem)
}

fn read(source: &Source, previous: Option<&Spec>) -> (Option<Spec>, Diagnostics) {
    let shown = secrets::masked(&source.text);
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
    let root = document::parse(&source.text, "`sigma-gen cluster init` writes a spec to start from", report)?;
    let profile = read::profile(&root);
    let root = read::Reader::new(profile, &source.text, report).spec(root)?;
    Some(draft::Draft::new(profile, root))
}
