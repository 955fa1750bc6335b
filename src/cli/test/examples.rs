//! Runs the examples, and tells what differs.

use serde_json::{Map, Value as Json, json};
use sigma_redis_runtime::Client;

use super::TestArgs;
use super::record::Recording;
use crate::catalogue::{self, Catalogue, Places, Source};
use crate::cli::server::{self, Connected, no_server};
use crate::cli::{Terminal, Wanted};
use crate::config::select;
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::error::Result;
use crate::run::{self, At, Difference, Failure, Ran};

/// Runs the examples of a catalogue.
///
/// # Errors
/// With what differs, or why there is no server.
pub fn run(args: &TestArgs, terminal: &Terminal) -> Result {
    let wanted = Wanted { is_own: true, ..Wanted::here(args.file.as_deref(), args.builtin) };
    let source = wanted.source(terminal)?;
    let loaded = catalogue::load(&source)?;
    let catalogue = &*select(&loaded, &args.operations)?;
    // Before a server is asked, so that a file that cannot be used is told at once.
    let file = if args.record { wanted.path(terminal)? } else { None };
    let recording = file.as_deref().map(Recording::beside).transpose()?;
    let outcome = server::run(test(args, catalogue, recording.as_ref(), terminal))?;
    let responses = Json::Object(outcome.responses.clone());
    told(&source, outcome, terminal)?;
    recording.map_or(Ok(()), |recording| recording.write(&loaded, &responses, terminal))
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
    /// What is to be recorded, by operation and by the example's title; null where that cannot be.
    responses: Map<String, Json>,
}

/// Runs the examples on the server that was named, or on one that is started for them.
async fn test(
    args: &TestArgs,
    catalogue: &Catalogue,
    recording: Option<&Recording>,
    terminal: &Terminal,
) -> Result<Outcome> {
    if args.server.is_empty() {
        let server = Connected::started(args.redis_server.as_deref()).await?;
        let outcome = all(&server.client, catalogue, recording).await;
        server.client.quit().await;
        return outcome.map_err(|failure| no_server(failure.message, ""));
    }
    let server = Connected::named(&args.server, "--server", terminal).await?;
    let keys = run::count_keys(&server.client).await.map_err(|failure| server.refuses(failure))?;
    if keys > 0 {
        let (shown, keys) = (quoted(&server.shown), counted(keys, "key"));
        let help = "examples start on an empty database; name another one, such as redis://127.0.0.1:6379/15, or leave \
                    `--server` out to have a server started";
        return Err(no_server(format!("the database of {shown} is not empty: it has {keys}"), help));
    }
    let outcome =
        all(&server.client, catalogue, recording).await.map_err(|failure| server.refuses(failure))?;
    run::clear(&server.client).await.map_err(|failure| server.refuses(failure))?;
    server.client.quit().await;
    Ok(outcome)
}

async fn all(
    client: &Client,
    catalogue: &Catalogue,
    recording: Option<&Recording>,
) -> Result<Outcome, Failure> {
    let version = run::about(client).await.version;
    let mut outcome = Outcome { version, ran: 0, skipped: 0, different: Vec::new(), responses: Map::new() };
    for operation in catalogue.operations() {
        for (at, example) in operation.examples.iter().enumerate() {
            let is_newer =
                |version: &String| example.call.iter().any(|set| operation.needs_newer(set, version));
            if outcome.version.as_ref().is_some_and(is_newer) {
                outcome.skipped += 1;
                continue;
            }
            outcome.ran += 1;
            let Ran { differences, response } = run::example(client, catalogue, operation, example).await?;
            if let (Some(recording), Some(response)) = (recording, response) {
                let before = recording.of(&operation.name, &example.title);
                let recorded = run::recorded(operation, example, &response, before).unwrap_or_default();
                let examples = outcome.responses.entry(&operation.name).or_insert_with(|| json!({}));
                examples[&example.title] = recorded;
            }
            if !differences.is_empty() {
                outcome.different.push((operation.name.clone(), at, example.title.clone(), differences));
            }
        }
    }
    Ok(outcome)
}

/// Tells what came of it.
fn told(source: &Source, outcome: Outcome, terminal: &Terminal) -> Result {
    let Outcome { version, ran, skipped, different, responses: _ } = outcome;
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
