//! `cluster`: specs of clusters, and what is made of them.

use std::path::Path;

use super::args::{ClusterCommand, ModeArgs, TemplateFormat};
use super::generate::apply;
use super::init::write_missing;
use super::{Terminal, wrong_usage};
use crate::catalogue::Source;
use crate::cluster::{self, Spec, template};
use crate::diagnostic::Diagnostics;
use crate::error::Result;
use crate::output::Output;

pub fn run(command: ClusterCommand, terminal: &Terminal) -> Result {
    match command {
        ClusterCommand::Init { file } => {
            write_missing(&file, cluster::STARTER, terminal)?;
            terminal.status(&format!("next: `sigma-gen cluster check {}`", file.display()))
        }
        ClusterCommand::Check { spec, previous } => {
            let source = Source::read(&spec)?;
            let previous = previous.map(|path| cluster::load(&Source::read(path)?)).transpose()?;
            let found = cluster::check(&source, previous.as_ref());
            if found.has_errors() {
                return Err(found.into());
            }
            terminal.diagnostics(&found);
            terminal.status(&format!("{}: no mistakes", source.path_shown))
        }
        ClusterCommand::Schema => terminal.print(&cluster::schema()),
        ClusterCommand::Template { spec, format, output, mode } => {
            let format = match format {
                TemplateFormat::Yaml => template::Format::Yaml,
                TemplateFormat::Json => template::Format::Json,
            };
            write(output.as_deref(), template::template(&load_new(&spec)?, format), &mode, terminal)
        }
    }
}

/// Reads a spec that has clusters to be made.
fn load_new(path: &Path) -> Result<Spec, Diagnostics> {
    let spec = cluster::load(&Source::read(path)?)?;
    if spec.clusters.is_empty() {
        return Err(cluster::nothing_new(&path.display().to_string()));
    }
    Ok(spec)
}

/// Prints a text, or brings a file up to date with it.
fn write(output: Option<&Path>, text: String, mode: &ModeArgs, terminal: &Terminal) -> Result {
    if let Some(path) = output {
        return apply(&[Output::Single { path: path.to_owned(), text }], mode, terminal);
    }
    let ModeArgs { check, diff, dry_run, force } = mode;
    if *check || *diff || *dry_run || *force {
        wrong_usage("--check, --diff, --dry-run and --force are for files: name one with -o");
    }
    terminal.print(&text)
}
