//! Calls as code.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::call::Checked;
use super::{Answer, Call, Mistake, Refusal};
use crate::calls::{self, Format, Snippet, read};
use crate::catalogue::Catalogue;
use crate::catalogue::model::Datum;
use crate::targets::rust;

/// What calls are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// JavaScript with a callback.
    Callback,
    /// JavaScript with a promise, awaited.
    Promise,
    /// A module of TypeScript, with a promise.
    #[serde(rename = "typescript")]
    TypeScript,
    /// Rust, with the async client.
    Rust,
    /// The command that prints the call.
    Terminal,
}

/// Where a call gets its connection from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    /// A new connection to the cluster with this identifier.
    Cluster(String),
    /// What this expression of the code around it stands for, such as `redisClient`.
    Reuse(String),
}

impl From<calls::Connection> for Connection {
    fn from(connection: calls::Connection) -> Self {
        match connection {
            calls::Connection::Cluster(id) => Self::Cluster(id),
            calls::Connection::Reuse(client) => Self::Reuse(client),
        }
    }
}

/// Where a call in one style cannot be written in another.
struct Unsayable {
    call: usize,
    message: &'static str,
    help: &'static str,
}

pub(super) fn code(
    catalogue: &Catalogue,
    calls: &[Call],
    style: Style,
    connection: Option<&Connection>,
) -> Answer {
    if calls.is_empty() {
        return Err(Refusal { message: "there is no call".to_owned(), help: "send at least one" });
    }
    let connection = match connection {
        None => calls::Connection::Cluster(catalogue.service.cluster.clone()),
        Some(Connection::Cluster(id)) => calls::Connection::Cluster(id.clone()),
        Some(Connection::Reuse(client)) if read::is_expression(client.trim()) => {
            calls::Connection::Reuse(client.trim().to_owned())
        }
        Some(Connection::Reuse(_)) => {
            let message = "the connection is not one expression of JavaScript".to_owned();
            return Err(Refusal { message, help: "send one such as `redisClient`" });
        }
    };
    let Checked { calls, mut mistakes } = Checked::new(catalogue, calls)?;
    let written = calls.map(|calls| match style {
        Style::Callback => Ok(javascript(catalogue, &calls, calls::Style::Callback, &connection)),
        Style::Promise => Ok(javascript(catalogue, &calls, calls::Style::Promise, &connection)),
        Style::TypeScript => Ok(javascript(catalogue, &calls, calls::Style::TypeScript, &connection)),
        Style::Rust => in_rust(&calls).map(|text| (text, None)),
        Style::Terminal => in_terminal(catalogue, &calls, &connection).map(|text| (text, None)),
    });
    let (text, snippet) = match written.transpose() {
        Ok(written) => written.unzip(),
        Err(Unsayable { call, message, help }) => {
            let (message, help) = (message.to_owned(), help.to_owned());
            mistakes.push(Mistake { call, set: 0, path: Vec::new(), message, help });
            (None, None)
        }
    };
    Ok(json!({ "text": text, "snippet": snippet.flatten(), "mistakes": mistakes }))
}

/// The code, and the same with tab stops.
fn javascript(
    catalogue: &Catalogue,
    calls: &[calls::Call],
    style: calls::Style,
    connection: &calls::Connection,
) -> (String, Option<String>) {
    let service = &catalogue.service;
    let snippet = [Snippet::new(service, calls, style, connection)];
    (Format::Text.print(service, &snippet), Some(Format::Lsp.print(service, &snippet)))
}

/// Whether there is an expression in a value.
fn has_code(value: &Datum) -> bool {
    match value {
        Datum::Code(_) => true,
        Datum::List(items) => items.iter().any(has_code),
        Datum::Map(values) => values.values().any(has_code),
        _ => false,
    }
}

/// Finds a call with an expression, which only JavaScript can write.
fn without_code(calls: &[calls::Call]) -> Result<(), Unsayable> {
    let has_code = |call: &calls::Call| call.sets.iter().flatten().any(|(_, value)| has_code(value));
    let unsayable = |call| Unsayable {
        call,
        message: "an expression of JavaScript is in this call",
        help: "give a value in its place to see the call in another language",
    };
    calls.iter().position(has_code).map_or(Ok(()), |call| Err(unsayable(call)))
}

fn in_rust(calls: &[calls::Call]) -> Result<String, Unsayable> {
    without_code(calls)?;
    let (message, help) = ("there is no parameter set", "give one");
    if let Some(call) = calls.iter().position(|call| call.sets.is_empty()) {
        return Err(Unsayable { call, message, help });
    }
    let call = |call: &calls::Call| {
        rust::call::call(call.operation, &call.sets, rust::call::Style::Async).join("\n")
    };
    Ok(calls.iter().map(|each| call(each) + "\n").collect())
}

/// The command line that prints the calls.
fn in_terminal(
    catalogue: &Catalogue,
    calls: &[calls::Call],
    connection: &calls::Connection,
) -> Result<String, Unsayable> {
    without_code(calls)?;
    let mut line = "sigma-gen js".to_owned();
    for (index, call) in calls.iter().enumerate() {
        let words = call.words(catalogue).filter(|words| !words.iter().any(|word| word.contains('\0')));
        let words = words.ok_or(Unsayable {
            call: index,
            message: "the command line cannot say this call",
            help: "correct its values, and begin each parameter set with a parameter that the one before it has too",
        })?;
        let words = words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
        line += &if index == 0 { format!(" {words}") } else { format!(" --then {}", quoted(&words)) };
    }
    match connection {
        calls::Connection::Reuse(_) => line += " --reuse",
        calls::Connection::Cluster(id) if *id == catalogue.service.cluster => {}
        calls::Connection::Cluster(id) => line += &format!(" --cluster {}", quoted(id)),
    }
    Ok(line + "\n")
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_=.,:@/-".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
