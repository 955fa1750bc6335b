//! Runs the examples, and tells what differs.

use sigma_redis_runtime::Client;

use super::TestArgs;
use crate::catalogue::model::{Example, Operation, Param};
use crate::catalogue::{self, Catalogue, Places, Source};
use crate::cli::stopped::stopped;
use crate::cli::terminal::refused;
use crate::cli::{Terminal, Wanted};
use crate::config::select;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Report, Span, quoted};
use crate::error::{Error, Result};
use crate::run::{self, Address, At, Difference, Failure, PASSWORD};
use crate::server::Server;

/// Runs the examples of a catalogue.
///
/// # Errors
/// With what differs, or why there is no server.
pub fn run(args: &TestArgs, terminal: &Terminal) -> Result {
    let wanted = Wanted { is_own: true, ..Wanted::here(args.file.as_deref(), args.builtin) };
    let source = wanted.source(terminal)?;
    let loaded = catalogue::load(&source)?;
    let catalogue = &*select(&loaded, &args.operations)?;
    let threads = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let threads = threads.map_err(|error| refused("wait for connections", &error))?;
    let outcome = threads.block_on(async {
        tokio::select! {
            // Before there is a server, so that it ends in any case: it does when the other branch is dropped.
            biased;
            () = stopped() => None,
            outcome = test(args, catalogue, terminal) => Some(outcome),
        }
    });
    let Some(outcome) = outcome else { std::process::exit(130) };
    told(&source, outcome?, terminal)
}

/// What came of the examples.
struct Outcome {
    /// The version of the server, where it tells.
    version: Option<String>,
    /// How many examples ran.
    ran: i64,
    /// How many need a newer server.
    skipped: i64,
    /// The examples that differ, each with its operation, its position and its title.
    different: Vec<(String, usize, String, Vec<Difference>)>,
}

/// Runs the examples on the server that was named, or on one that is started for them.
async fn test(args: &TestArgs, catalogue: &Catalogue, terminal: &Terminal) -> Result<Outcome> {
    if args.server.is_empty() {
        let server = Server::start(args.redis_server.as_deref());
        let server = server.map_err(|error| no_server(error.message, &error.help))?;
        let client = Client::connect(server.url()).await;
        let client =
            client.map_err(|error| no_server(format!("the server that was started is gone: {error}"), ""))?;
        let outcome = all(&client, catalogue).await;
        client.quit().await;
        return outcome.map_err(|failure| no_server(failure.message, ""));
    }
    let address = Address::new(&args.server);
    if address.has_password() {
        let message = "the password in `--server` can be seen in the list of processes";
        let mut problem = Diagnostic::new(Code::PasswordInArgument, message);
        problem.help(format!("leave it out, and set the variable {PASSWORD}"));
        terminal.diagnostics(&Diagnostics::general(vec![problem]));
    }
    let shown = address.shown();
    let password = std::env::var(PASSWORD).ok();
    let client = address.connect(password.as_deref()).await.map_err(|error| {
        let help = format!("check the address and the server; a password comes from the variable {PASSWORD}");
        no_server(format!("cannot connect to {}: {error}", quoted(&shown)), &help)
    })?;
    let refuses =
        |failure: Failure| no_server(format!("{} refuses: {}", quoted(&shown), failure.message), "");
    let keys = run::count_keys(&client).await.map_err(refuses)?;
    if keys > 0 {
        let message =
            format!("the database of {} is not empty: it has {}", quoted(&shown), counted(keys, "key"));
        let help = "examples start on an empty database; name another one, such as redis://127.0.0.1:6379/15, or leave \
                    `--server` out to have a server started";
        return Err(no_server(message, help));
    }
    let outcome = all(&client, catalogue).await.map_err(refuses)?;
    run::clear(&client).await.map_err(refuses)?;
    client.quit().await;
    Ok(outcome)
}

fn no_server(message: String, help: &str) -> Error {
    let mut problem = Diagnostic::new(Code::NoServer, message);
    problem.help(help);
    Diagnostics::general(vec![problem]).into()
}

async fn all(client: &Client, catalogue: &Catalogue) -> Result<Outcome, Failure> {
    let version = run::about(client).await.version;
    let mut outcome = Outcome { version, ran: 0, skipped: 0, different: Vec::new() };
    for operation in catalogue.operations() {
        for (at, example) in operation.examples.iter().enumerate() {
            if outcome.version.as_ref().is_some_and(|version| is_newer(operation, example, version)) {
                outcome.skipped += 1;
                continue;
            }
            outcome.ran += 1;
            let differences = run::example(client, catalogue, operation, example).await?;
            if !differences.is_empty() {
                outcome.different.push((operation.name.clone(), at, example.title.clone(), differences));
            }
        }
    }
    Ok(outcome)
}

/// Whether an example needs a newer server than one of this version.
fn is_newer(operation: &Operation, example: &Example, version: &str) -> bool {
    let numbers = |version: &str| {
        version.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u32>>>().unwrap_or_default()
    };
    let version = numbers(version);
    let names = Param::names(&operation.params);
    let given = names.iter().filter(|name| example.call.iter().any(|set| set.contains_key(name.name)));
    let needed =
        given.flat_map(|name| [&name.param.since, &name.owner.since]).flatten().chain([&operation.since]);
    needed.into_iter().any(|since| numbers(since) > version)
}

/// Tells what came of it.
fn told(source: &Source, outcome: Outcome, terminal: &Terminal) -> Result {
    let Outcome { version, ran, skipped, different } = outcome;
    let mut report = Report::new(&source.path_shown, &source.text);
    let places = Places::of(source);
    for (operation, at, title, differences) in different {
        for difference in differences {
            let path = path(&difference.at);
            let place =
                places.as_ref().map_or(Span::default(), |places| places.example(&operation, at, &path));
            let Difference { at, expected, found } = &difference;
            let message = match at {
                At::Given(_) => format!("the server answers {}", quoted(found)),
                At::Result(..) | At::After(_) => {
                    format!("the server answers {}, not {}", quoted(found), quoted(expected))
                }
            };
            let problem = report.add(Code::ExampleDiffers, place, message);
            problem.help(format!(
                "correct the example {} of {}, or the operation",
                quoted(&title),
                quoted(&operation)
            ));
        }
    }
    if report.has_errors() {
        return Err(report.finish().into());
    }
    let on = version.map(|version| format!(" on Redis {version}")).unwrap_or_default();
    let rest = match skipped {
        0 => String::new(),
        1 => "; 1 example needs a newer server".to_owned(),
        skipped => format!("; {skipped} examples need a newer server"),
    };
    let examples = counted(ran, "example");
    terminal.status(&format!("{}: {examples} as expected{on}{rest}", source.path_shown))
}

fn counted(count: i64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// The names and positions that lead to a part of an example.
fn path(at: &At) -> Vec<String> {
    match at {
        At::Given(at) => vec!["given".to_owned(), at.to_string()],
        At::Result(name, value) => {
            ["results"].map(str::to_owned).into_iter().chain([name.clone()]).chain(value.clone()).collect()
        }
        At::After(at) => vec!["after".to_owned(), at.to_string(), "is".to_owned()],
    }
}
