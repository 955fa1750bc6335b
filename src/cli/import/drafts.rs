//! Drafts entries, and prints them or adds them to a catalogue.

use std::path::Path;

use super::ImportArgs;
use crate::catalogue::{self, Source};
use crate::cli::Terminal;
use crate::cli::server::{self, Connected};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::error::Result;
use crate::import::{self, Drafts, Refusal, Wanted};
use crate::output::{self, Mode, Output};

/// Drafts entries.
///
/// # Errors
/// With the commands that cannot be drafted, why there is no server, or why the catalogue cannot be changed.
pub fn run(args: &ImportArgs, terminal: &Terminal) -> Result {
    // Before a server is asked, so that a file that is not there is told at once.
    let into =
        args.into.as_deref().map(|path| Ok::<_, Diagnostics>((path, Source::read(path)?))).transpose()?;
    let drafts = server::run(drafts(args, terminal))?;
    match into {
        None => terminal.print(&drafts.yaml()),
        Some((path, source)) => add(path, &source, &drafts, terminal),
    }
}

async fn drafts(args: &ImportArgs, terminal: &Terminal) -> Result<Drafts> {
    let server = match args.from.is_empty() {
        true => Connected::started(args.redis_server.as_deref()).await?,
        false => Connected::named(&args.from, "--from", terminal).await?,
    };
    let wanted = match &args.group {
        _ if args.all => Wanted::All,
        Some(group) => Wanted::Group(group.clone()),
        None => Wanted::Commands(args.commands.clone()),
    };
    let drafts = import::import(&server.client, &wanted).await.map_err(|failure| server.refuses(failure))?;
    server.client.quit().await;
    drafts.map_err(|refusals| Diagnostics::general(refusals.into_iter().map(problem).collect()).into())
}

fn problem(Refusal { message, help }: Refusal) -> Diagnostic {
    let mut problem = Diagnostic::new(Code::NotImported, message);
    problem.help(help);
    problem
}

/// Adds drafts to a catalogue, which has no more mistakes afterwards than before.
fn add(path: &Path, source: &Source, drafts: &Drafts, terminal: &Terminal) -> Result {
    let before = catalogue::check(source);
    let (text, left_out) = import::append(&source.text, drafts).map_err(|refusal| {
        // What is wrong with the catalogue comes first, with its places.
        if before.has_errors() {
            before.clone()
        } else {
            Diagnostics::one(&source.path_shown, problem(refusal))
        }
    })?;
    let after = Source { path_shown: source.path_shown.clone(), text };
    let found = catalogue::check(&after);
    if found.has_errors() && !before.has_errors() {
        return Err(found.into());
    }
    let output = Output::File { path: path.to_owned(), text: Source::marked(after.text, path) };
    output::apply(&[output], Mode::Write, false)?;
    let added: Vec<_> = drafts.names().filter(|name| !left_out.iter().any(|left| left == name)).collect();
    let mut lines = Vec::new();
    if !added.is_empty() {
        lines.push(format!("{}: added {}", source.path_shown, added.join(", ")));
    }
    if !left_out.is_empty() {
        let were = if left_out.len() == 1 { "was" } else { "were" };
        lines.push(format!("{}: {} {were} there already", source.path_shown, left_out.join(", ")));
    }
    if !added.is_empty() {
        lines.push(
            "next: write what is marked TODO, and examples; `sigma-gen check` lists what is missing"
                .to_owned(),
        );
    }
    lines.iter().try_for_each(|line| terminal.status(line))
}
