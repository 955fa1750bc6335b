//! Errors, with the codes and texts of the JavaScript SDK.

use serde::ser::{Serialize, SerializeStruct, Serializer};
use sigma_redis_runtime::{ConnectionError, Error};

use super::command::Raw;
use super::kinds::Problem;

/// Why a call, or one of its operations, has no result. As JSON it has the SDK's `name`, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What kind it is: one of the SDK's codes, or the first word of what the server answered, such as `WRONGTYPE`.
    pub code: String,
    /// What is wrong.
    pub message: String,
}

/// For an operation that was not sent, because a parameter does not fit.
const INVALID_PARAMETER: &str = "InvalidParameter";
const CROSS_SLOT: &str = "CROSSSLOT";
const NOT_SENT: &str = "NotSent";

impl Failure {
    fn new(code: &str, message: String) -> Self {
        Self { code: code.to_owned(), message }
    }

    /// That of a call for which no connection could be made.
    pub fn connecting(error: &ConnectionError) -> Self {
        Self::new("CannotConnect", format!("cannot connect: {error}"))
    }

    /// That of a parameter set, which stands at a position of the call.
    pub(super) fn of_set(problem: &Problem, operation: &str, index: usize) -> Self {
        let Problem { place, message } = problem;
        let dot = if place.is_empty() { "" } else { "." };
        Self::new(INVALID_PARAMETER, format!("{operation}: params[{index}]{dot}{place}: {message}"))
    }

    /// That of an operation, for the parameter set at a position of the call.
    pub(super) fn of(error: &Error, operation: &str, index: usize) -> Self {
        match error {
            Error::Parameter(error) => {
                let message = format!("expected {}, got {}", error.expected, error.found);
                let problem = Problem { place: error.parameter.to_owned(), message };
                Self::of_set(&problem, operation, index)
            }
            Error::CrossSlot(_) => {
                let message = "CROSSSLOT: the keys of one operation must lie in one slot of the cluster; give them the \
                               same hash tag, as in {user1}.a and {user1}.b";
                Self::new(CROSS_SLOT, message.to_owned())
            }
            Error::Server(error) => Self { code: error.code.clone(), message: error.message.clone() },
            Error::UnexpectedReply(error) => Self::of_answer(&error.found),
            Error::NotSent(cause) => {
                Self::new(NOT_SENT, format!("not sent, because the connection failed: {cause}"))
            }
            Error::OutcomeUnknown(cause) => {
                let message = format!(
                    "the connection failed before the reply came, so the outcome is unknown: {cause}"
                );
                Self::new("OutcomeUnknown", message)
            }
            // The runtime has no others that an operation of a call can have.
            other => Self::new("Error", other.to_string()),
        }
    }

    /// That of an operation which the server answered what it never answers.
    pub(super) fn unexpected(reply: &Raw) -> Self {
        Self::of_answer(&match reply {
            Raw::Nil => "nil".to_owned(),
            Raw::Bulk(bytes) => format!("{} bytes", bytes.len()),
            Raw::List(items) => format!("an array of {} items", items.len()),
            Raw::Simple(text) | Raw::Error(text) => quoted(text),
            Raw::Integer(number) => quoted(&number.to_string()),
            Raw::Bool(value) => value.to_string(),
        })
    }

    fn of_answer(found: &str) -> Self {
        let message = format!("the server answered {found}, which this operation never answers");
        Self::new("UnexpectedReply", message)
    }

    /// Whether nothing of the operation was sent.
    pub(super) fn is_unsent(&self) -> bool {
        [INVALID_PARAMETER, CROSS_SLOT, NOT_SENT].contains(&self.code.as_str())
    }
}

impl Serialize for Failure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Failure", 3)?;
        object.serialize_field("name", "RedisError")?;
        object.serialize_field("code", &self.code)?;
        object.serialize_field("message", &self.message)?;
        object.end()
    }
}

/// A text in quotes, shortened.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    let is_long = text.chars().count() > LONGEST;
    let shown: String =
        text.chars().take(LONGEST).chain(is_long.then_some("...").into_iter().flat_map(str::chars)).collect();
    crate::catalogue::model::Datum::Text(shown).json()
}
