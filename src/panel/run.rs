//! A run: calls on one connection, and what became of them.

use std::time::Instant;

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::Panel;
use super::embedded;
use super::refusal::Refusal;
use super::servers::Connected;
use crate::calls;
use crate::catalogue::model::Access;
use crate::clusters::Step;
use crate::engine::{Call, Checked, Value};
use crate::run::{self, Answer, Failure};

/// Parameter sets of a run.
const SETS: usize = 10_000;

/// What is to be run.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    /// The server's name.
    connection: String,
    /// One after the other, until one fails as a whole.
    calls: Vec<Call>,
    /// Whether the user was asked, where the calls write.
    #[serde(default)]
    confirmed: bool,
    /// The position of the example that the only call is.
    example: Option<usize>,
}

/// Runs calls. The words of their commands are made here, from the catalogue: nobody sends any.
pub(super) async fn run(panel: &Panel, request: Request) -> Result<Json, Refusal> {
    let Request { connection, calls, confirmed, example } = request;
    let calls = checked(panel, &calls)?;
    let address = panel.servers.address(&connection)?;
    if let Some(write) = calls.iter().find(|call| call.operation.access != Access::Read) {
        may_write(panel, &write.operation.title, &connection, &address, confirmed)?;
    }
    let started = Instant::now();
    let Connected { client, shown } = match panel.servers.connect(&connection).await? {
        Ok(connected) => connected,
        Err(failure) => {
            let ms = started.elapsed().as_micros() as f64 / 1000.0;
            let answer = answer(Err(failure), ms, None);
            return Ok(json!({
                "connection": { "name": connection, "address": address, "server": null },
                "answers": [answer],
            }));
        }
    };
    let mut answers = Vec::with_capacity(calls.len());
    for calls::Call { operation, sets } in &calls {
        let ran = run::call(&client, &panel.catalogue, operation, sets).await;
        let ms = ran.time.as_micros() as f64 / 1000.0;
        let example =
            example.and_then(|at| operation.examples.get(at)).filter(|example| example.call == *sets);
        let documented = example
            .map(|example| run::compare(&panel.catalogue, operation, example, &ran.response).is_empty());
        answers.push(answer(Ok(ran), ms, documented));
    }
    client.quit().await;
    Ok(json!({ "connection": shown, "answers": answers }))
}

/// What became of a call: what the SDK's callback gets, what was sent, and whether it is what the docs say of an example.
fn answer(outcome: Result<Answer, Failure>, ms: f64, documented: Option<bool>) -> Json {
    match outcome {
        Ok(Answer { response, commands, .. }) => {
            json!({ "error": null, "response": response, "commands": commands, "ms": ms, "documented": documented })
        }
        Err(failure) => {
            json!({ "error": failure, "response": null, "commands": [], "ms": ms, "documented": null })
        }
    }
}

/// The calls with their values as the parameters take them.
fn checked<'p>(panel: &'p Panel, calls: &[Call]) -> Result<Vec<calls::Call<'p>>, Refusal> {
    let sets: usize = calls.iter().map(|call| call.sets.len().max(1)).sum();
    if sets > SETS {
        let message = format!("a run has at most {SETS} parameter sets, and this one has {sets}");
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "TooManySets", message)
            .help("split it into several runs"));
    }
    for (at, call) in calls.iter().enumerate() {
        if let Some(place) = call.sets.iter().enumerate().find_map(|(set, values)| {
            values.iter().find_map(|(name, value)| expression(value, &format!("params[{set}].{name}")))
        }) {
            let message =
                format!("{}: {place} is an expression, whose value only your code knows", call.operation);
            return Err(Refusal::bad("Expression", message)
                .help("give it a sample value for the run")
                .with("call", json!(at)));
        }
    }
    let checked = Checked::new(&panel.catalogue, calls)
        .map_err(|unknown| Refusal::not_found(unknown.message).help(unknown.help))?;
    let Checked { calls, mistakes } = checked;
    calls.ok_or_else(|| {
        let message = mistakes.first().map(|mistake| {
            let place = place(&mistake.path);
            format!("params[{}]{place}: {}", mistake.set, mistake.message)
        });
        let help = mistakes.first().map(|mistake| mistake.help.clone());
        Refusal::bad("Mistakes", message.unwrap_or_default())
            .help(help.unwrap_or_default())
            .with("mistakes", json!(mistakes))
    })
}

fn place(path: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Name(name) => format!(".{name}"),
        Step::Index(index) => format!("[{index}]"),
    };
    path.iter().map(step).collect()
}

/// The place of an expression in a value.
fn expression(value: &Value, place: &str) -> Option<String> {
    match value {
        Value::Code(_) => Some(place.to_owned()),
        Value::List(items) => {
            items.iter().enumerate().find_map(|(at, item)| expression(item, &format!("{place}[{at}]")))
        }
        Value::Group(parts) => {
            parts.iter().find_map(|(name, part)| expression(part, &format!("{place}.{name}")))
        }
        Value::Text(_) | Value::Number(_) | Value::Flag(_) | Value::Json(_) => None,
    }
}

/// Writes are free on the embedded server alone.
fn may_write(
    panel: &Panel,
    title: &str,
    connection: &str,
    address: &str,
    confirmed: bool,
) -> Result<(), Refusal> {
    if panel.is_read_only {
        return Err(read_only(&format!("{title} writes")));
    }
    if connection == embedded::NAME || confirmed {
        return Ok(());
    }
    let message = format!("{title} writes to {connection}, {address}");
    Err(Refusal::new(StatusCode::CONFLICT, "Unconfirmed", message).help("confirm it"))
}

/// What changes data is refused on every server.
pub(super) fn read_only(what: &str) -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, "ReadOnly", format!("{what}, and this panel only reads"))
        .help("start it without `--read-only`")
}

/// The data that an example starts with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Prepare {
    operation: String,
    example: usize,
}

/// Empties the embedded server, and runs what an example is given.
pub(super) async fn prepare(panel: &Panel, Prepare { operation, example }: Prepare) -> Result<(), Refusal> {
    if panel.is_read_only {
        return Err(read_only("an example's data would be written"));
    }
    let mut operations = panel.catalogue.operations();
    let found = operations.find(|known| known.name == operation);
    let example = found.and_then(|operation| operation.examples.get(example));
    let example = example.ok_or_else(|| Refusal::not_found("there is no such example"))?;
    panel.servers.embedded.empty().await?;
    let fails = |failure: Failure| {
        Refusal::bad(&failure.code, format!("the example's data cannot be made: {}", failure.message))
    };
    let Connected { client, .. } = panel.servers.connect(embedded::NAME).await?.map_err(fails)?;
    for words in &example.given {
        run::plain(&client, words).await.map_err(fails)?;
    }
    Ok(())
}
