//! The catalogue: from `operations.yaml` to a checked model.

mod check;
mod datum;
mod format;
mod lint;
pub mod model;
#[cfg(feature = "cli")]
mod places;
mod select;
mod source;

#[cfg(feature = "run")]
pub(crate) use check::execution::waits;
#[cfg(feature = "run")]
pub(crate) use check::refused::refused;
#[cfg(feature = "engine")]
pub(crate) use check::values;
#[cfg(feature = "run")]
pub(crate) use lint::TODO;
pub use model::Catalogue;
#[cfg(feature = "cli")]
pub(crate) use places::Places;
#[cfg(feature = "cli")]
pub(crate) use source::{BYTE_ORDER_MARK, refuse_special};
pub use source::{Builtin, Source};

use crate::diagnostic::{Diagnostics, Report};
use crate::document::{self, Label, Shape};
#[cfg(feature = "cli")]
use crate::languages::Naming;

/// Reads and checks a catalogue.
///
/// # Errors
/// With all mistakes in it.
///
/// ```
/// use sigma_gen::catalogue::{Source, load};
///
/// let catalogue = load(&Source::builtin())?;
/// assert!(catalogue.operations().any(|operation| operation.name == "get"));
///
/// let source = Source { path_shown: "mine.yaml".into(), text: "version: 2".into() };
/// let mistakes = load(&source).unwrap_err();
/// assert!(mistakes.to_string().contains("mine.yaml:1:10"));
/// # Ok::<(), sigma_gen::diagnostic::Diagnostics>(())
/// ```
pub fn load(source: &Source) -> Result<Catalogue, Diagnostics> {
    let mut report = Report::new(&source.path_shown, &source.text);
    let catalogue = read(source, &mut report).and_then(|raw| check::catalogue(raw, &mut report));
    match catalogue.filter(|_| report.count() == 0) {
        Some(catalogue) => Ok(catalogue),
        None => Err(report.finish()),
    }
}

/// Checks that a language can have the names of these operations, which are some or all of the catalogue's.
///
/// # Errors
/// With every name that is taken there, or becomes the same as another one.
#[cfg(feature = "cli")]
pub fn check_names(source: &Source, wanted: &Catalogue, naming: &dyn Naming) -> Result<(), Diagnostics> {
    let mut report = Report::new(&source.path_shown, &source.text);
    if let Some(raw) = read(source, &mut report) {
        check::names(raw, wanted, naming, &mut report);
    }
    if report.has_errors() { Err(report.finish()) } else { Ok(()) }
}

/// All mistakes in a catalogue, and warnings about what somebody should look at.
pub fn check(source: &Source) -> Diagnostics {
    load_with_warnings(source).1
}

/// Reads and checks a catalogue: the catalogue, if it has no mistakes; and those, and the warnings.
pub(crate) fn load_with_warnings(source: &Source) -> (Option<Catalogue>, Diagnostics) {
    let mut report = Report::new(&source.path_shown, &source.text);
    let catalogue = read(source, &mut report).and_then(|raw| {
        lint::catalogue(&raw, &mut report);
        check::catalogue(raw, &mut report)
    });
    let diagnostics = report.finish();
    (catalogue.filter(|_| !diagnostics.has_errors()), diagnostics)
}

fn read(source: &Source, report: &mut Report) -> Option<format::Catalogue> {
    let root =
        document::parse(&source.text, "`sigma-gen init` writes a small catalogue to start from", report)?;
    check::version(&root, report)?;
    format::Catalogue::read(root, Label::Field("catalogue"), report)
}

/// The JSON Schema (draft 2020-12) of the catalogue, for editors and validators. It is made from
/// the same description as the reader; rules about several values together are not in it.
#[cfg(feature = "cli")]
pub fn schema() -> String {
    let schema = document::schema::of::<format::Catalogue>("The catalogue of sigma-gen");
    format!("{schema:#}\n")
}
