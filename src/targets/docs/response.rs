//! What the examples answer: as a server answered when it was asked, or else as the catalogue says it will.

use indexmap::IndexMap;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::answer;
use crate::catalogue::Catalogue;
use crate::catalogue::model::{Answer, Datum, Example, Expected, Operation};
use crate::languages::javascript;

/// Recorded responses: what the JavaScript SDK gave for the examples, by operation and by the example's title.
#[derive(Clone, Debug, Default)]
pub struct Responses(IndexMap<String, IndexMap<String, Response>>);

/// The response to one call.
#[derive(Clone, Debug, Deserialize)]
struct Response {
    success: u64,
    failed: u64,
    results: IndexMap<String, Entry>,
}

/// What stands under a key.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "a key has `result` and `error`, or these for each value")]
enum Entry {
    One(Outcome),
    /// One outcome for each value.
    Each(IndexMap<String, Outcome>),
}

/// A reply, or an error.
#[derive(Clone, Debug, Deserialize)]
struct Outcome {
    #[serde(deserialize_with = "reply")]
    result: Answer,
    /// Always there, and null beside a reply.
    #[serde(deserialize_with = "Option::deserialize")]
    error: Option<Failure>,
}

/// An error of an operation.
#[derive(Clone, Debug, Deserialize)]
struct Failure {
    /// Not known before a server was asked; then it is empty.
    code: String,
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
        let recorded: IndexMap<String, Value> =
            serde_json::from_str(text).map_err(|error| error.to_string())?;
        let examples = |(operation, examples): (String, Value)| {
            let Value::Object(examples) = examples else {
                return Err(format!("`{operation}` has no object of examples"));
            };
            let responses = examples.into_iter().map(|(title, response)| {
                let response = serde_json::from_value(response).map_err(|error| {
                    format!("what `{operation}` has under `{title}` is not a response: {error}")
                })?;
                Ok((title, response))
            });
            let responses = responses.collect::<Result<_, String>>()?;
            Ok((operation, responses))
        };
        recorded.into_iter().map(examples).collect::<Result<_, String>>().map(Self)
    }

    /// The response to an example as a JavaScript literal.
    pub(super) fn print(&self, catalogue: &Catalogue, operation: &Operation, example: &Example) -> String {
        let has_keys = operation.key().is_some();
        match self.0.get(&operation.name).and_then(|examples| examples.get(&example.title)) {
            Some(recorded) => recorded.print(has_keys),
            None => Response::expected(&answer::in_javascript(catalogue, operation, example)).print(has_keys),
        }
    }
}

impl Response {
    /// The response that the catalogue says will come. Of an error it knows only a part of the message.
    fn expected(results: &IndexMap<String, Expected>) -> Self {
        let outcome = |expected: &Expected| match expected {
            Expected::Error(text) => {
                let error = Failure { code: String::new(), message: format!("… {text} …") };
                Outcome { result: Answer::Is(Datum::Null), error: Some(error) }
            }
            Expected::Reply(answer) => Outcome { result: answer.clone(), error: None },
            Expected::Each(_) => Outcome { result: Answer::Is(Datum::Null), error: None },
        };
        let entry = |expected: &Expected| match expected {
            Expected::Each(values) => {
                Entry::Each(values.iter().map(|(value, one)| (value.clone(), outcome(one))).collect())
            }
            one => Entry::One(outcome(one)),
        };
        let results = results.iter().map(|(key, expected)| (key.clone(), entry(expected)));
        let mut response = Self { success: 0, failed: 0, results: results.collect() };
        for entry in response.results.values() {
            let outcomes: Vec<_> = match entry {
                Entry::One(outcome) => vec![outcome],
                Entry::Each(values) => values.values().collect(),
            };
            for outcome in outcomes {
                *if outcome.error.is_none() { &mut response.success } else { &mut response.failed } += 1;
            }
        }
        response
    }

    /// The response as a literal. Without keys, the names of the results are positions.
    fn print(&self, has_keys: bool) -> String {
        let results = self.results.iter().map(|(key, entry)| {
            let entry = match entry {
                Entry::One(outcome) => print(outcome, 8),
                Entry::Each(values) => {
                    let values = values.iter().map(|(value, one)| field(12, value, &print(one, 12)));
                    object(8, values)
                }
            };
            if has_keys { field(8, key, &entry) } else { format!("{:8}{key}: {entry}", "") }
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
    format!("{:indent$}{}: {value}", "", answer::name(name))
}

fn print(outcome: &Outcome, indent: usize) -> String {
    let Some(Failure { code, message }) = &outcome.error else {
        return format!("{{ result: {}, error: null }}", answer::literal(&outcome.result, indent));
    };
    let code = if code.is_empty() { String::new() } else { format!("code: {}, ", javascript::string(code)) };
    let error = format!("{{ {code}message: {} }}", javascript::string(message));
    let inside = indent + 4;
    object(indent, [field(inside, "result", "null"), field(inside, "error", &error)].into_iter())
}

/// Reads a reply as the SDK gives it.
fn reply<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Answer, D::Error> {
    fn answer(value: Value) -> Option<Answer> {
        Some(Answer::Is(match value {
            Value::Null => Datum::Null,
            Value::Bool(value) => Datum::Bool(value),
            Value::Number(number) => match number.as_i64() {
                Some(number) => Datum::Integer(number.into()),
                None => Datum::Float(number.as_f64()?),
            },
            Value::String(text) => Datum::Text(text),
            Value::Array(items) => {
                return items.into_iter().map(answer).collect::<Option<_>>().map(Answer::List);
            }
            Value::Object(fields) => {
                let fields = fields.into_iter().map(|(name, value)| Some((name, answer(value)?)));
                return fields.collect::<Option<_>>().map(Answer::Map);
            }
        }))
    }
    answer(Value::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("this is not a reply"))
}
