//! Asks the server, and tells what differs.

use super::VerifyArgs;
use crate::catalogue;
use crate::cli::server::{self, Connected};
use crate::cli::{Terminal, Wanted};
use crate::config::select;
use crate::error::Result;
use crate::verify::{self, Options, Verified};

/// Compares a catalogue with a server.
///
/// # Errors
/// With what differs, or why there is no server.
pub fn run(args: &VerifyArgs, terminal: &Terminal) -> Result {
    let wanted = Wanted { is_own: true, ..Wanted::here(args.file.as_deref(), args.builtin) };
    let source = wanted.source(terminal)?;
    let loaded = catalogue::load(&source)?;
    let catalogue = &*select(&loaded, &args.operations)?;
    let options = Options { all: args.all, user: args.user.clone() };
    let verified = server::run(async {
        let server = match args.server.is_empty() {
            true => Connected::started(args.redis_server.as_deref()).await?,
            false => Connected::named(&args.server, "--server", terminal).await?,
        };
        let verified = verify::verify(&server.client, catalogue, &source, &options).await;
        let verified = verified.map_err(|failure| server.refuses(failure))?;
        server.client.quit().await;
        Ok(verified)
    })?;
    let Verified { diagnostics, version, alike, lines, is_undocumented } = verified;
    if diagnostics.has_errors() {
        return Err(diagnostics.into());
    }
    terminal.diagnostics(&diagnostics);
    let operations = match catalogue.operations().count() {
        count if alike < count => format!("{alike} of {count} operations are"),
        1 => "1 operation is".to_owned(),
        count => format!("{count} operations are"),
    };
    let lines = if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
    terminal.status(&format!(
        "{}: {operations} as Redis {version} tells; it found the keys of {lines}",
        source.path_shown
    ))?;
    if is_undocumented {
        terminal.status(
            "this server tells nothing of versions, options, subcommands and nodes: Redis 7.0 does",
        )?;
    }
    Ok(())
}
