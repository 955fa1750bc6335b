//! Changes, each with code that uses what is changed as users do.

mod operations;
mod parameters;
mod replies;
mod users;
mod values;

/// A change of the catalogue, and code of its users.
pub struct Case {
    pub name: &'static str,
    pub edits: &'static [(&'static str, &'static str)],
    pub rust: &'static str,
    pub js: &'static str,
    /// The languages in which that breaks.
    pub breaks: &'static [&'static str],
    /// Whether the Rust compiles all the same, and gives its arguments to others.
    pub swaps: bool,
}

const BOTH: &[&str] = &["rust", "js"];
const RUST: &[&str] = &["rust"];
const JS: &[&str] = &["js"];
const NONE: &[&str] = &[];

const fn case(
    name: &'static str,
    edits: &'static [(&'static str, &'static str)],
    rust: &'static str,
    js: &'static str,
    breaks: &'static [&'static str],
) -> Case {
    Case { name, edits, rust, js, breaks, swaps: false }
}

/// The changes.
pub fn cases() -> Vec<&'static Case> {
    [operations::CASES, parameters::CASES, values::CASES, replies::CASES].into_iter().flatten().collect()
}
