//! `cluster`: specs of clusters, and what is made of them.

use std::path::Path;

use super::args::{ClusterCommand, ConnectionsFormat, ListFormat, ModeArgs, TemplateFormat};
use super::generate::apply;
use super::init::write_missing;
use super::{Terminal, wrong_usage};
use crate::catalogue::Source;
use crate::clusters::connections::{self, Connection};
use crate::clusters::listing::{self, Listed};
use crate::clusters::spec::Existing;
use crate::clusters::{self, Spec, aws, cloudformation};
use crate::diagnostic::Diagnostics;
use crate::error::Result;
use crate::output::Output;

/// What helps where a file is made by `aws`.
const CHECK_THE_PATH: &str = "check the path; the file holds what the `aws` command printed";

pub fn run(command: ClusterCommand, terminal: &Terminal) -> Result {
    match command {
        ClusterCommand::Init { file } => {
            write_missing(&file, clusters::STARTER, terminal)?;
            terminal.status(&format!("next: `sigma-gen cluster check {}`", file.display()))
        }
        ClusterCommand::Check { spec, previous } => {
            let source = read(&spec)?;
            let previous = previous.map(|path| clusters::load(&read(&path)?)).transpose()?;
            let found = clusters::check(&source, previous.as_ref());
            if found.has_errors() {
                return Err(found.into());
            }
            terminal.checked(&source.path_shown, &found)
        }
        ClusterCommand::Schema => terminal.print(&clusters::schema()),
        ClusterCommand::Template { spec, format, output, mode } => {
            let is_json = |path: &Path| path.extension().is_some_and(|extension| extension == "json");
            let format = match format {
                Some(TemplateFormat::Json) => cloudformation::Format::Json,
                None if output.as_deref().is_some_and(is_json) => cloudformation::Format::Json,
                None | Some(TemplateFormat::Yaml) => cloudformation::Format::Yaml,
            };
            write(output.as_deref(), cloudformation::template(&load_new(&spec)?, format), &mode, terminal)
        }
        ClusterCommand::Connections { spec, format, outputs } => {
            let format = match format {
                ConnectionsFormat::Env => connections::Format::Env,
                ConnectionsFormat::Js => connections::Format::Js,
                ConnectionsFormat::Json => connections::Format::Json,
                ConnectionsFormat::Rust => connections::Format::Rust,
            };
            terminal.print(&connections::print(&connect(&spec, outputs.as_deref())?, format))
        }
        ClusterCommand::List { from_json, format } => {
            let clusters = match from_json {
                Some(path) => from_listing(&path, terminal)?,
                None => aws::list(None)?,
            };
            terminal.print(&match format {
                ListFormat::Table => listing::table(&clusters),
                ListFormat::Json => listing::json(&clusters),
            })
        }
    }
}

/// The text of a spec.
fn read(path: &Path) -> Result<Source, Diagnostics> {
    Source::read_other(path, "check the path, or make a spec with `sigma-gen cluster init`")
}

/// Reads a spec that has clusters to be made.
fn load_new(path: &Path) -> Result<Spec, Diagnostics> {
    let spec = clusters::load(&read(path)?)?;
    if spec.clusters.is_empty() {
        return Err(clusters::nothing_new(&path.display().to_string()));
    }
    Ok(spec)
}

/// How clients reach the clusters of a spec, or all that is missing.
fn connect(path: &Path, outputs: Option<&Path>) -> Result<Vec<Connection>> {
    let spec = clusters::load(&read(path)?)?;
    let shown = path.display().to_string();
    let outputs = outputs.filter(|_| !spec.clusters.is_empty());
    let outputs = outputs.map(|outputs| Source::read_other(outputs, CHECK_THE_PATH));
    // The aws command is asked once, and only when it is needed.
    let mut asked = None;
    let find = |Existing { name, from_describe }: &Existing| match from_describe {
        Some(file) => in_listing(name, &path.with_file_name("").join(file)),
        None => {
            let listed = asked.get_or_insert_with(|| aws::list(Some(&spec.region)));
            let listed = listed.as_ref().map_err(Diagnostics::clone);
            listed.and_then(|clusters| connections::of_existing(name, clusters, &shown))
        }
    };
    Ok(connections::of_spec(&spec, &shown, outputs, find)?)
}

/// How clients reach an existing cluster that a file lists.
fn in_listing(name: &str, file: &Path) -> Result<Connection, Diagnostics> {
    let page = listing::read(&Source::read_other(file, CHECK_THE_PATH)?)?;
    connections::of_existing(name, &page.clusters, &file.display().to_string())
}

/// The clusters of a listing that was made elsewhere.
fn from_listing(path: &Path, terminal: &Terminal) -> Result<Vec<Listed>> {
    let source = if path == Path::new("-") {
        Source::standard_input()?
    } else {
        Source::read_other(path, CHECK_THE_PATH)?
    };
    let page = listing::read(&source)?;
    if page.marker.is_some() {
        terminal.diagnostics(&listing::incomplete(&source.path_shown));
    }
    Ok(page.clusters)
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
