//! What the examples answer: as a server answered when it was asked, or else as the catalogue says it will.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::calls::literal;
use crate::catalogue::model::{Datum, Example, Expected, Operation};
use crate::languages::javascript;

/// Recorded responses: what the JavaScript SDK gave for the examples, by operation and by the example's title.
#[derive(Clone, Debug, Default)]
pub struct Responses(IndexMap<String, IndexMap<String, Response>>);

/// The response to one call.
#[derive(Clone, Debug)]
struct Response {
    success: u64,
    failed: u64,
    results: IndexMap<String, Entry>,
}

/// What stands under a key.
#[derive(Clone, Debug)]
enum Entry {
    One(Outcome),
    /// One outcome for each value.
    Each(IndexMap<String, Outcome>),
}

/// A reply, or an error.
type Outcome = Result<Datum, Failure>;

/// An error of an operation.
#[derive(Clone, Debug)]
struct Failure {
    /// Not known before a server was asked.
    code: Option<String>,
    message: String,
}

impl Responses {
    /// The responses to the examples of the catalogue that comes with this program.
    pub fn builtin() -> Self {
        let recorded = include_str!("../../../operations.responses.json");
        Self::parse(recorded).expect("the recording that comes with this program can be read")
    }

    /// Reads a recording: a JSON object of operations, each an object of examples by title, each with `success`,
    /// `failed` and `results` as the SDK gives them, an error as its `code` and `message`.
    ///
    /// # Errors
    /// When the text is not that; the message says where.
    pub fn parse(text: &str) -> Result<Self, String> {
        let recorded: Map<String, Value> = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let examples = |(operation, examples): (&String, &Value)| {
            let examples =
                examples.as_object().ok_or_else(|| format!("`{operation}` has no object of examples"))?;
            let responses = examples.iter().map(|(title, response)| {
                let response = Response::read(response)
                    .ok_or_else(|| format!("what `{operation}` has under `{title}` is no response"))?;
                Ok((title.clone(), response))
            });
            Ok((operation.clone(), responses.collect::<Result<_, String>>()?))
        };
        recorded.iter().map(examples).collect::<Result<_, String>>().map(Self)
    }

    /// The response to an example as a JavaScript literal.
    pub(super) fn print(&self, operation: &Operation, example: &Example) -> String {
        match self.0.get(&operation.name).and_then(|examples| examples.get(&example.title)) {
            Some(recorded) => recorded.print(),
            None => Response::expected(example).print(),
        }
    }
}

impl Response {
    fn read(value: &Value) -> Option<Self> {
        let entry = |value: &Value| match outcome(value) {
            Some(outcome) => Some(Entry::One(outcome)),
            None => {
                let values = value.as_object()?.iter();
                values
                    .map(|(value, one)| Some((value.clone(), outcome(one)?)))
                    .collect::<Option<_>>()
                    .map(Entry::Each)
            }
        };
        let results = value.get("results")?.as_object()?.iter();
        Some(Self {
            success: value.get("success")?.as_u64()?,
            failed: value.get("failed")?.as_u64()?,
            results: results.map(|(key, value)| Some((key.clone(), entry(value)?))).collect::<Option<_>>()?,
        })
    }

    /// The response that the catalogue says will come. Of an error it knows only a part of the message.
    fn expected(example: &Example) -> Self {
        let outcome = |expected: &Expected| match expected {
            Expected::Error(text) => Err(Failure { code: None, message: format!("… {text} …") }),
            Expected::Reply(datum) => Ok(datum.clone()),
            Expected::Each(_) => Ok(Datum::Null),
        };
        let entry = |expected: &Expected| match expected {
            Expected::Each(values) => {
                Entry::Each(values.iter().map(|(value, one)| (value.clone(), outcome(one))).collect())
            }
            one => Entry::One(outcome(one)),
        };
        let results = example.results.iter().map(|(key, expected)| (key.clone(), entry(expected)));
        let mut response = Self { success: 0, failed: 0, results: results.collect() };
        for entry in response.results.values() {
            let outcomes: Vec<_> = match entry {
                Entry::One(outcome) => vec![outcome],
                Entry::Each(values) => values.values().collect(),
            };
            for outcome in outcomes {
                *if outcome.is_ok() { &mut response.success } else { &mut response.failed } += 1;
            }
        }
        response
    }

    fn print(&self) -> String {
        let results = self.results.iter().map(|(key, entry)| {
            let entry = match entry {
                Entry::One(outcome) => print(outcome, 8),
                Entry::Each(values) => {
                    let values = values.iter().map(|(value, one)| field(12, value, &print(one, 12)));
                    object(8, values)
                }
            };
            field(8, key, &entry)
        });
        let results = object(4, results);
        let Self { success, failed, .. } = self;
        format!("{{\n    success: {success},\n    failed: {failed},\n    results: {results}\n}}\n")
    }
}

/// An object whose fields are indented already.
fn object(indent: usize, fields: impl Iterator<Item = String>) -> String {
    format!("{{\n{}\n{:indent$}}}", fields.collect::<Vec<_>>().join(",\n"), "")
}

fn field(indent: usize, name: &str, value: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let is_name = name.chars().all(is_plain) && name.starts_with(|c: char| !c.is_ascii_digit());
    let name = if is_name { name.to_owned() } else { javascript::string(name) };
    format!("{:indent$}{name}: {value}", "")
}

fn print(outcome: &Outcome, indent: usize) -> String {
    let Failure { code, message } = match outcome {
        Ok(reply) => return format!("{{ result: {}, error: null }}", literal(reply)),
        Err(failure) => failure,
    };
    let code = code.as_ref().map(|code| format!("code: {}, ", javascript::string(code))).unwrap_or_default();
    let error = format!("{{ {code}message: {} }}", javascript::string(message));
    let inside = indent + 4;
    object(indent, [field(inside, "result", "null"), field(inside, "error", &error)].into_iter())
}

fn outcome(value: &Value) -> Option<Outcome> {
    let error = match value.get("error")? {
        Value::Null => return reply(value.get("result")?).map(Ok),
        error => error,
    };
    let text = |name| error.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(Err(Failure { code: Some(text("code")?), message: text("message")? }))
}

fn reply(value: &Value) -> Option<Datum> {
    Some(match value {
        Value::Null => Datum::Null,
        Value::Number(number) => Datum::Integer(number.as_i64()?.into()),
        Value::String(text) => Datum::Text(text.clone()),
        Value::Array(items) => Datum::List(items.iter().map(reply).collect::<Option<_>>()?),
        Value::Bool(_) | Value::Object(_) => return None,
    })
}
