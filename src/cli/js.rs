//! `js`: call templates, and the files of the JavaScript targets.

use std::path::{Path, PathBuf};

use clap::Args;

use super::generate::{ModeArgs, apply};
use super::{Terminal, Wanted, wrong_usage};
use crate::calls::{self, Connection, Format, Snippet, Style};
use crate::catalogue::{self, Builtin, Catalogue};
use crate::error::Result;
use crate::output::Output;
use crate::targets::{Input, Target, js, snippets};

#[derive(Debug, Args)]
pub struct JsArgs {
    /// The operation to call
    pub operation: Option<String>,
    /// Its parameters; repeating a name starts the next parameter set, or adds to a list
    #[arg(value_name = "NAME=VALUE")]
    pub parameters: Vec<String>,
    /// A further call over the same connection, such as 'rename key=a name=b'; may be repeated
    #[arg(long, value_name = "CALL", requires = "operation")]
    pub then: Vec<String>,
    /// The cluster to connect to [default: the catalogue's]
    #[arg(long, value_name = "ID", requires = "operation")]
    pub cluster: Option<String>,
    /// Use the connection in the variable redisClient
    #[arg(long, requires = "operation", conflicts_with = "cluster")]
    pub reuse: bool,
    /// How the code gets the response [default: callback]
    #[arg(long, requires = "operation")]
    pub style: Option<Style>,
    /// What to print [default: text; without an operation, vscode]
    #[arg(long)]
    pub format: Option<Format>,
    /// The catalogue [default: operations.yaml if there is one, else the built-in catalogue]
    #[arg(long, value_name = "FILE")]
    pub catalogue: Option<PathBuf>,
    /// Use a catalogue that comes with sigma-gen, even if there is another
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "elasticache", conflicts_with = "catalogue")]
    pub builtin: Option<Builtin>,
    /// Write the SDK into this folder, and the snippets into its subfolder snippets
    #[arg(short, long, value_name = "DIR", conflicts_with_all = ["operation", "format"])]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub mode: ModeArgs,
}

pub const EXAMPLES: &str = "\
Examples:
  sigma-gen js get                          the basic call
  sigma-gen js get key=key1 key=key2        two keys in one call
  sigma-gen js sadd key=s values=a values=b
  sigma-gen js set key=a value=1 --then 'rename key=a name=b'
  sigma-gen js get --style promise          what Lambda needs from nodejs24.x on
  sigma-gen js > .vscode/redis.code-snippets
  sigma-gen js -o sigma-redis";

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
