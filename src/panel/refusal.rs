//! Why a request is refused: the one shape of errors.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::diagnostic::Diagnostics;
use crate::error::Error;
use crate::server::StartError;

/// As JSON it is `{"error": {"code", "message", "help"}}`. What a Redis server answers is never one.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    error: Box<Value>,
}

impl Refusal {
    pub fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self { status, error: Box::new(json!({ "code": code, "message": message.into(), "help": "" })) }
    }

    /// The request is wrong.
    pub fn bad(code: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NotFound", message)
    }

    /// Says what to do about it.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.with("help", help.into().into())
    }

    /// Says more to the page.
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.error[name] = value;
        self
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.error }))).into_response()
    }
}

impl From<Diagnostics> for Refusal {
    fn from(found: Diagnostics) -> Self {
        Self::from(Error::from(found))
    }
}

/// The first mistake.
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let all = error.diagnostics().iter();
        let mut first = all.flat_map(|found| found.iter().map(move |one| (found.file(), one)));
        let Some((file, one)) = first.next() else { return Self::bad("Error", error.to_string()) };
        let file = if file.is_empty() { String::new() } else { format!("{file}: ") };
        Self::bad(&one.code.to_string(), format!("{file}{}", one.message)).help(&*one.help)
    }
}

impl From<StartError> for Refusal {
    fn from(StartError { message, help }: StartError) -> Self {
        Self::bad(super::embedded::NO_SERVER, message).help(help)
    }
}
