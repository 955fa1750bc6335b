//! The requests.

use serde::Deserialize;

use super::{Call, Connection, Style};

/// A request: an object whose `do` is the name of one of these in lower case. Places in texts are offsets in UTF-16, as
/// JavaScript and editors count.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// Opens a catalogue for the requests that follow. The answer is `{catalogue, diagnostics}`: what `sigma-gen export`
    /// prints, or null where there are mistakes; and the mistakes and warnings.
    Open {
        /// The catalogue's text.
        catalogue: String,
        /// What messages call it.
        #[serde(default = "operations")]
        path: String,
    },
    /// Calls as code: several in turn over the same connection. The answer is `{text, snippet, mistakes}`. The text is
    /// null where a value is not known; the snippet is the same with places to fill in, for editors, where the code is
    /// JavaScript.
    Code {
        /// The calls; at least one.
        calls: Vec<Call>,
        /// What they are written as.
        style: Style,
        /// Where the first one gets its connection from. Without it, the catalogue's cluster.
        #[serde(default)]
        connection: Option<Connection>,
    },
    /// The mistakes in calls, as `{mistakes}`: each is a [`Mistake`](super::Mistake).
    Validate {
        /// The calls.
        calls: Vec<Call>,
    },
    /// A filled form: the answer is a [`Call`].
    Fill {
        /// The operation's name.
        operation: String,
        /// The example to take, counted from 0. Without it, one parameter set that shows what the operation takes.
        #[serde(default)]
        example: Option<usize>,
    },
    /// The calls in a file of JavaScript or TypeScript, as a list of `{operation, start, end, params, connection, call}`.
    /// `params` is `{start, end}` of the parameter sets, or null. `call` is null where the sets cannot be read.
    Find {
        /// The file's text.
        text: String,
    },
}

fn operations() -> String {
    "operations.yaml".to_owned()
}
