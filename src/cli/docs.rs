//! `docs`: the reference, and regions of the user's own files.

use super::args::{DocsArgs, ModeArgs};
use super::generate::{apply, outputs};
use super::{Input, Terminal, Wanted, wrong_usage};
use crate::config::{Job, Product, overrides, select};
use crate::error::Result;
use crate::targets::{self, docs};

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
