//! `diff`: what a change of a catalogue means for its users.

use std::path::Path;

use clap::{Args, ValueEnum};

use super::{Terminal, Wanted, wrong_usage};
use crate::catalogue::{self, Builtin, Source};
use crate::changes::{self, Client, Count};
use crate::error::{Error, Result};

#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The catalogue as it was: a file, - for the standard input, or elasticache or redis for one that comes with sigma-gen
    pub old: String,
    /// The catalogue as it is, in the same way [default: operations.yaml]
    pub new: Option<String>,
    /// Code in this language may break; several are separated by commas
    #[arg(long, value_name = "LANGUAGE", value_delimiter = ',')]
    pub(crate) allow: Vec<Client>,
}

pub const EXAMPLES: &str = "\
Examples:
  git show HEAD:operations.yaml | sigma-gen diff -
  git show v1.0.0:operations.yaml | sigma-gen diff - --allow js
  sigma-gen diff elasticache operations.yaml
  sigma-gen diff old.yaml new.yaml --error-format json";

/// Tells of every change, the worst first.
///
/// # Errors
/// When a catalogue has mistakes, or when code breaks and that is not allowed.
pub fn run(args: &DiffArgs, terminal: &Terminal) -> Result {
    let is_piped = |name: &str| name == "-";
    if is_piped(&args.old) && args.new.as_deref().is_some_and(is_piped) {
        wrong_usage("only one of the catalogues can come from the standard input");
    }
    let old = source(&args.old)?;
    let new = match &args.new {
        Some(name) => source(name)?,
        None => Wanted { is_own: true, ..Wanted::here(None, None) }.source(terminal)?,
    };
    let sources = [&old, &new];
    let [before, after] = sources.map(catalogue::load);
    let changes = changes::changes(&before?, &after?);
    let (files, count) = changes::report(&changes, sources, &args.allow);
    terminal.all(&files);
    terminal.status(&format!("{} -> {}: {}", old.path_shown, new.path_shown, summary(&count)))?;
    if count.breaking == 0 {
        return Ok(());
    }
    terminal.status("`sigma-gen explain SG038` says what to do; `--allow rust,js` says that it is meant")?;
    // All of it is told.
    Err(Error::from(Vec::new()))
}

/// A catalogue, by what stands for it on the command line.
fn source(name: &str) -> Result<Source> {
    if name == "-" {
        return Ok(Source::standard_input()?);
    }
    match Builtin::from_str(name, false) {
        Ok(builtin) => Ok(builtin.source()),
        Err(_) => Ok(Source::read(Path::new(name))?),
    }
}

/// How many changes there are of each kind.
fn summary(count: &Count) -> String {
    let Count { breaking, allowed, behaving, new, words } = *count;
    let counted = |count: usize, one: &str, more: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {more}")),
    };
    let parts = [
        counted(breaking, "change breaks code", "changes break code"),
        counted(allowed, "breaks code and is allowed", "break code and are allowed"),
        counted(behaving, "does something else", "do something else"),
        counted(new, "is new", "are new"),
        counted(words, "is of words only", "are of words only"),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "no changes".to_owned() } else { parts.join(", ") }
}
