//! What the panel asks: one answer to one request, as JSON, without any input or output of its own.
//!
//! The crate in `engine/` is this in WebAssembly, for pages and editors. A request is an object whose `do` says which one it
//! is: see [`Request`]. An answer is `{"ok": …}`, or `{"error": {"message", "help"}}` for a request that cannot be
//! answered. Mistakes in what a user wrote are no such errors: answers have them as lists, each with its place.
//!
//! ```
//! use sigma_gen::engine::Engine;
//!
//! let mut engine = Engine::default();
//! let catalogue = include_str!("../../operations.yaml");
//! let open = serde_json::json!({ "do": "open", "catalogue": catalogue }).to_string();
//! assert!(engine.answer(open.as_bytes()).starts_with(r#"{"ok":{"catalogue":{"#));
//!
//! let code = br#"{
//!     "do": "code",
//!     "style": "terminal",
//!     "calls": [{ "operation": "incrby", "sets": [{ "key": { "text": "n" }, "increment": { "number": "5" } }] }]
//! }"#;
//! let answer = engine.answer(code);
//! assert_eq!(answer, r#"{"ok":{"text":"sigma-gen js incrby key=n increment=5\n","snippet":null,"mistakes":[]}}"#);
//! ```

mod call;
mod code;
mod mistake;
mod request;
mod spec;
mod value;

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::catalogue::{self, Catalogue, Source};
use crate::clusters;
pub use crate::clusters::Step;
use crate::export::Export;
use crate::languages::highlight;
#[cfg(feature = "panel")]
pub(crate) use call::Checked;
pub use call::{Call, Mistake};
pub use code::{Connection, Style};
pub use request::Request;
pub use value::Value;

/// Answers requests. All but `open` are answered by the request and the catalogue that is open, and by nothing else.
#[derive(Debug, Default)]
pub struct Engine {
    catalogue: Option<Catalogue>,
}

/// Why a request has no answer.
#[derive(Debug, Serialize)]
pub(crate) struct Refusal {
    pub message: String,
    pub help: &'static str,
}

type Answer = Result<Json, Refusal>;

impl Engine {
    /// The answer to a request; both are JSON.
    pub fn answer(&mut self, request: &[u8]) -> String {
        let request = serde_json::from_slice(request);
        let request =
            request.map_err(|error| Refusal { message: format!("not a request: {error}"), help: "" });
        let answer = match request.and_then(|request| self.answer_to(request)) {
            Ok(answer) => json!({ "ok": answer }),
            Err(refusal) => json!({ "error": refusal }),
        };
        answer.to_string()
    }

    fn answer_to(&mut self, request: Request) -> Answer {
        match request {
            Request::Open { catalogue, path } => Ok(self.open(catalogue, path)),
            Request::CheckCatalogue { catalogue } => Ok(check(catalogue)),
            Request::Code { calls, style, connection } => {
                code::code(self.catalogue()?, &calls, style, connection.as_ref())
            }
            Request::Validate { calls } => call::validate(self.catalogue()?, &calls),
            Request::Fill { operation, example } => call::fill(self.catalogue()?, &operation, example),
            Request::Find { text } => call::find(self.catalogue()?, &text),
            Request::Sections { profile, region } => Ok(clusters::form(profile, &region)),
            Request::Check { text, previous } => spec::check(text, previous),
            Request::Template { text, format } => spec::template(text, format),
            Request::Connections { text, outputs, listing, format } => {
                spec::connections(text, outputs, listing, format)
            }
            Request::Highlight { text, language } => {
                Ok(json!({ "tokens": highlight::tokens(&text, language) }))
            }
            Request::Starter => Ok(json!({ "text": clusters::STARTER })),
            Request::Edit { text, path, value } => spec::edit(&text, &path, value.as_ref()),
        }
    }

    /// Opens a catalogue. One with mistakes leaves the one that was open before.
    fn open(&mut self, text: String, path_shown: String) -> Json {
        let source = Source { path_shown, text };
        let (loaded, diagnostics) = catalogue::load_with_warnings(&source);
        let answer = json!({
            "catalogue": loaded.as_ref().map(Export::new),
            "diagnostics": mistake::list(&diagnostics, &source.text),
        });
        self.catalogue = loaded.or(self.catalogue.take());
        answer
    }

    fn catalogue(&self) -> Result<&Catalogue, Refusal> {
        let help = "send the request `open` first";
        self.catalogue.as_ref().ok_or_else(|| Refusal { message: "no catalogue is open".to_owned(), help })
    }
}

/// The mistakes and warnings in a catalogue.
fn check(text: String) -> Json {
    let source = Source { path_shown: String::new(), text };
    json!({ "diagnostics": mistake::list(&catalogue::check(&source), &source.text) })
}
