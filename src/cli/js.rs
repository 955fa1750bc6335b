//! `js`: call templates, and the files of the JavaScript targets.

use std::path::Path;

use super::args::{JsArgs, ModeArgs};
use super::generate::apply;
use super::{Terminal, Wanted, wrong_usage};
use crate::calls::{self, Connection, Format, Snippet};
use crate::catalogue::{self, Catalogue};
use crate::error::Result;
use crate::output::Output;
use crate::targets::{Input, Target, js, snippets};

pub fn run(args: JsArgs, terminal: &Terminal) -> Result {
    let catalogue =
        catalogue::load(&Wanted::here(args.catalogue.as_deref(), args.builtin).source(terminal)?)?;
    if let Some(folder) = &args.output {
        return apply(&[output(&catalogue, folder)?], &args.mode, terminal);
    }
    let ModeArgs { check, diff, dry_run, force } = args.mode;
    if check || diff || dry_run || force {
        wrong_usage("--check, --diff, --dry-run and --force are for files: name a folder with -o");
    }
    let Some(operation) = &args.operation else {
        let format = args.format.unwrap_or(Format::Vscode);
        return terminal.print(&format.print(&catalogue.service, &Snippet::all(&catalogue)));
    };

    let mut calls = vec![[std::slice::from_ref(operation), &args.parameters].concat()];
    for call in &args.then {
        calls.push(
            shell_words::split(call).unwrap_or_else(|error| wrong_usage(&format!("`{call}`: {error}"))),
        );
    }
    let connection = match args.cluster {
        _ if args.reuse => Connection::at_hand(),
        Some(id) => Connection::Cluster(id),
        None => Connection::Cluster(catalogue.service.cluster.clone()),
    };
    let format = args.format.unwrap_or_default();
    let text = calls::print(&catalogue, &calls, args.style.unwrap_or_default(), &connection, format)
        .unwrap_or_else(|error| wrong_usage(&error.to_string()));
    terminal.print(&text)
}

/// The SDK, and the snippets in a folder of it.
fn output(catalogue: &Catalogue, folder: &Path) -> Result<Output> {
    let input = Input::new(catalogue);
    let mut files = js::Js.generate(&input)?;
    for (path, text) in snippets::Snippets.generate(&input)?.iter() {
        files.add(format!("snippets/{path}"), text);
    }
    let files = files.of_package(&catalogue.service.package);
    Ok(Output::Folder { folder: folder.to_owned(), files })
}
