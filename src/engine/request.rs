//! The requests.

use serde::Deserialize;

use super::{Call, Connection, Step, Style};
use crate::clusters::{Profile, cloudformation, connections};
use crate::languages::highlight;

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
    /// The mistakes and warnings in a catalogue, which is not opened, as `{diagnostics}`: what `sigma-gen check` tells.
    CheckCatalogue {
        /// The catalogue's text.
        catalogue: String,
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
    /// Code in colours, as `{tokens}`: each is a pair of what it is ([`Kind`](crate::languages::highlight::Kind)) and its text.
    /// Together the texts are the code.
    Highlight {
        /// The code.
        text: String,
        /// `js`, `ts`, `rust`, `yaml`, `json` or `shell`.
        language: highlight::Language,
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
    /// What a form of a cluster is drawn from: `{sections, versions, regions, families, runtimes}`. The fields are those of
    /// `configuration.yaml`, with the limits of the profile; families are those of the region.
    Sections {
        /// Whose limits hold: `sigma` or `aws`.
        profile: Profile,
        /// The region, such as `us-east-1`.
        region: String,
    },
    /// A spec to start from, as `{text}`: what `sigma-gen cluster init` writes.
    Starter,
    /// The mistakes and warnings in a spec, as `{diagnostics, value}`. The value is what the text says, as JSON; null where it
    /// cannot be read, and so cannot be edited. Each mistake has a `path`: the names and positions that lead to its
    /// field, also to one that is missing.
    Check {
        /// The spec's text.
        text: String,
        /// The text that the clusters were made from, to be warned of what a change does to them.
        #[serde(default)]
        previous: Option<String>,
    },
    /// The CloudFormation template of a spec, as `{text, diagnostics}`. The text is null where there are mistakes.
    Template {
        /// The spec's text.
        text: String,
        /// `yaml` or `json`.
        format: cloudformation::Format,
    },
    /// How clients reach the clusters of a spec, as `{text, diagnostics}`.
    Connections {
        /// The spec's text.
        text: String,
        /// What `aws cloudformation describe-stacks --output json` prints, for new clusters.
        #[serde(default)]
        outputs: Option<String>,
        /// What `aws elasticache describe-replication-groups --output json` prints, for existing ones.
        #[serde(default)]
        listing: Option<String>,
        /// `env`, `js`, `json` or `rust`.
        format: connections::Format,
    },
    /// A field of a spec, set or removed in its text, whose comments stay: `{edit, text, reason}`. The edit is
    /// `{start, end, text}`; where the text cannot be changed so, edit and text are null, and the reason says why.
    Edit {
        /// The spec's text.
        text: String,
        /// The names and positions that lead to the field.
        path: Vec<Step>,
        /// Its new value; without one it is removed.
        #[serde(default)]
        value: Option<serde_json::Value>,
    },
}

fn operations() -> String {
    "operations.yaml".to_owned()
}
