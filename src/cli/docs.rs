//! `docs`: the reference, and regions of the user's own files.

use std::path::PathBuf;

use clap::Args;

use super::generate::{ModeArgs, apply, outputs};
use super::{Input, Terminal, Wanted, wrong_usage};
use crate::catalogue::Builtin;
use crate::config::{Job, Product, overrides, select};
use crate::error::Result;
use crate::targets::{self, docs};

#[derive(Debug, Args)]
pub struct DocsArgs {
    /// The catalogue [default: operations.yaml if there is one, else the built-in catalogue]
    pub file: Option<PathBuf>,
    /// Use a catalogue that comes with sigma-gen, even if there is another
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "elasticache", conflicts_with = "file")]
    pub builtin: Option<Builtin>,
    /// Write the Markdown pages and the site into this folder
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Fill the regions of this Markdown file; may be repeated
    #[arg(long, value_name = "FILE")]
    pub inject: Vec<PathBuf>,
    /// Only these operations, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub operations: Vec<String>,
    /// A folder with your own templates, such as operation.md
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
    #[command(flatten)]
    pub mode: ModeArgs,
}

pub const EXAMPLES: &str = "\
A region of a Markdown file lies between two such lines:
  <!-- BEGIN SIGMA-GEN operations group=set -->   or names=get,set; without either, all
  <!-- END SIGMA-GEN -->
Or one of these begins it:
  <!-- BEGIN SIGMA-GEN summary -->                page=FILE links to that page
  <!-- BEGIN SIGMA-GEN parameters operation=get -->
  <!-- BEGIN SIGMA-GEN response operation=get -->
  <!-- BEGIN SIGMA-GEN example operation=get -->  number=2 for the second one

Examples:
  sigma-gen docs > reference.md
  sigma-gen docs -o docs
  sigma-gen docs --inject README.md --check";

pub fn run(args: DocsArgs, terminal: &Terminal) -> Result {
    let DocsArgs { file, builtin, output, inject, operations, templates, mode } = args;
    let input = Input::read(&Wanted::here(file.as_deref(), builtin), terminal)?;
    let job = |output, product| Job {
        output,
        operations: operations.clone(),
        product,
        templates: templates.clone(),
    };
    if output.is_none() && inject.is_empty() {
        let ModeArgs { check, diff, dry_run, force } = mode;
        if check || diff || dry_run || force {
            wrong_usage(
                "--check, --diff, --dry-run and --force are for files: name some with -o or --inject",
            );
        }
        let overrides = overrides(templates.as_deref().map(|folder| (folder, "docs")))?;
        let catalogue = &*select(&input.catalogue, &operations)?;
        return terminal.print(&docs::page(&targets::Input {
            catalogue,
            text: None,
            responses: input.responses,
            overrides,
        })?);
    }
    let regions = inject.into_iter().map(|file| job(file, Product::Regions));
    let docs = Product::of(docs::Docs::default());
    let jobs: Vec<_> = output.map(|output| job(output, docs)).into_iter().chain(regions).collect();
    apply(&outputs(&jobs, &input)?, &mode, terminal)
}
