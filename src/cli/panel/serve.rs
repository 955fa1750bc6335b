//! Starts the panel, and ends it.

use std::collections::HashSet;
use std::io::{BufRead, IsTerminal, stdin, stdout};
use std::path::Path;
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::future::join_all;

use super::PanelArgs;
use crate::catalogue::Source;
use crate::cli::input::Input;
use crate::cli::password::login;
use crate::cli::stopped::stopped;
use crate::cli::terminal::refused;
use crate::cli::{Terminal, Wanted, wrong_usage};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::error::Result;
use crate::panel::{Named, Options, Panel, bind};
use crate::targets;

/// How long to wait at the end for what cannot be interrupted.
const PATIENCE: Duration = Duration::from_secs(3);

/// Serves the panel until somebody ends it.
///
/// # Errors
/// With what is wrong in the catalogue or the spec, or when the port is not free.
pub fn run(args: PanelArgs, terminal: &Terminal) -> Result {
    let input = Input::read(&Wanted::here(args.file.as_deref(), args.builtin), terminal)?;
    let mut servers = Vec::new();
    for server in &args.server {
        match server.strip_prefix('@') {
            Some(file) => servers.extend(of_file(Path::new(file))?),
            None => servers.push(Named::parse(server).unwrap_or_else(|problem| wrong_usage(&problem))),
        }
    }
    let mut names = HashSet::new();
    if let Some(twice) = servers.iter().find(|server| !names.insert(&server.name)) {
        wrong_usage(&format!("two servers have the name `{}`: give each its own, as NAME=URL", twice.name));
    }
    let threads = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let threads = threads.map_err(|error| refused("wait for connections", &error))?;
    let outcome = threads.block_on(async {
        tokio::select! {
            // Before there is a server, so that it ends in any case: it does when the other branch is dropped.
            biased;
            () = stopped() => Ok(()),
            outcome = serve(args, &input, servers, terminal) => outcome,
        }
    });
    // A server that is being started ends when it has; somebody may wait for the `aws` command, too.
    threads.shutdown_timeout(PATIENCE);
    outcome
}

async fn serve(args: PanelArgs, input: &Input, mut servers: Vec<Named>, terminal: &Terminal) -> Result {
    if stdin().is_terminal() {
        ask_passwords(&mut servers).await;
    }
    let PanelArgs { spec, port, read_only, no_open, redis_server, .. } = args;
    let listener = bind(port).await.map_err(|error| refused(&format!("listen on port {port}"), &error))?;
    let address = listener.local_addr().map_err(|error| refused("listen", &error))?;
    let wants_embedded = servers.is_empty() || redis_server.is_some();
    let Input { catalogue, source, responses } = input;
    let input = targets::Input {
        text: Some(&source.text),
        responses: responses.clone(),
        ..targets::Input::new(catalogue)
    };
    let options = Options { servers, program: redis_server, spec, is_read_only: read_only };
    let panel = Arc::new(Panel::new(address, &input, &source.path_shown, options)?);
    if wants_embedded && let Err(error) = panel.start_embedded().await {
        terminal.status(&format!("operations cannot be run: {error}"))?;
    }
    let launch = panel.launch_address()?;
    terminal.print(&format!("The panel is at {launch} until Ctrl+C\n"))?;
    if stdin().is_terminal() {
        // The panel ends without it.
        let panel = Arc::downgrade(&panel);
        std::thread::spawn(move || new_addresses(&panel));
    }
    if !no_open && stdout().is_terminal() && open::that_detached(&launch).is_err() {
        terminal.status("no browser could be started: open the address yourself")?;
    }
    panel.serve(listener).await;
    Ok(())
}

/// Asks for the passwords that servers want. Who types none can still do so in the page.
async fn ask_passwords(servers: &mut [Named]) {
    let wanted = servers.iter().map(async |named| {
        let password = named.password.as_deref();
        match named.address.connect(password).await {
            Ok(client) => {
                client.quit().await;
                false
            }
            Err(error) => named.address.wants_password(password, &error).is_some(),
        }
    });
    let wanted = join_all(wanted).await;
    for (named, _) in servers.iter_mut().zip(wanted).filter(|(_, is_wanted)| *is_wanted) {
        if let Ok((client, password)) = login(&named.address, named.password.clone()).await {
            client.quit().await;
            named.password = password;
        }
    }
}

/// Prints a new address whenever somebody presses Enter.
fn new_addresses(panel: &Weak<Panel>) {
    for _ in stdin().lock().lines().map_while(std::result::Result::ok) {
        if let Some(Ok(address)) = panel.upgrade().map(|panel| panel.launch_address()) {
            println!("The panel is at {address}");
        }
    }
}

/// The servers of a file.
fn of_file(path: &Path) -> Result<Vec<Named>> {
    let how = "print it with `sigma-gen cluster connections --format json`";
    let source = Source::read_other(path, how)?;
    Named::of_connections(&source.text).map_err(|message| {
        let mut problem = Diagnostic::new(Code::Listing, message);
        problem.help(how);
        Diagnostics::one(&source.path_shown, problem).into()
    })
}
