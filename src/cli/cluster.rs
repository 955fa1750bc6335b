//! `cluster`: specs of clusters, and what is made of them.

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

use super::generate::{ModeArgs, apply};
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

/// The file of a spec that `cluster init` writes, and the other commands read.
const SPEC: &str = "clusters.yaml";

#[derive(Debug, Subcommand)]
pub enum ClusterCommand {
    /// Write a spec to start from
    Init {
        /// Its file
        #[arg(default_value = SPEC)]
        file: PathBuf,
    },
    /// Look for mistakes in a spec
    Check {
        /// The spec
        #[arg(default_value = SPEC)]
        spec: PathBuf,
        /// The spec that the clusters were created from: warns of changes that AWS would refuse, and of those that replace or
        /// interrupt a cluster
        #[arg(long, value_name = "SPEC")]
        previous: Option<PathBuf>,
    },
    /// Print the spec's JSON Schema, for editors
    Schema,
    /// Print the CloudFormation template of a spec's new clusters, or write it into a file
    Template {
        /// The spec
        #[arg(default_value = SPEC)]
        spec: PathBuf,
        /// The format to write [default: by the ending of the file's name, else yaml]
        #[arg(long)]
        format: Option<TemplateFormat>,
        /// Write it into this file
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        #[command(flatten)]
        mode: ModeArgs,
    },
    /// Print how clients connect to the clusters of a spec
    ///
    /// New clusters are looked up in the outputs of their stack, and existing ones in their listing, or with the aws
    /// command.
    Connections {
        /// The spec
        #[arg(default_value = SPEC)]
        spec: PathBuf,
        /// What to print
        #[arg(long, default_value = "env")]
        format: ConnectionsFormat,
        /// The output of `aws cloudformation describe-stacks --output json`
        #[arg(long, value_name = "FILE")]
        outputs: Option<PathBuf>,
    },
    /// List existing clusters, with the aws command
    List {
        /// The output of `aws elasticache describe-replication-groups --output json`, or of describe-cache-clusters;
        /// - for the standard input
        #[arg(long, value_name = "FILE")]
        from_json: Option<PathBuf>,
        /// How to print it
        #[arg(long, default_value = "table")]
        format: ListFormat,
    },
}

/// How connections are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ConnectionsFormat {
    /// The environment variable SIGMA_REDIS_CLUSTERS, for a shell
    Env,
    /// A module for `new Redis(...)`
    Js,
    /// The value of `clusters`
    Json,
    /// Constants with URLs for the Rust client
    Rust,
}

/// How a listing of clusters is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    Table,
    Json,
}

pub const EXAMPLES: &str = "\
Examples:
  sigma-gen cluster init
  sigma-gen cluster check
  sigma-gen cluster template -o template.yaml
  sigma-gen cluster connections --outputs stack.json
  sigma-gen cluster list";

/// How a CloudFormation template is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TemplateFormat {
    /// With comments
    Yaml,
    Json,
}

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
