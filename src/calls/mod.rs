//! JavaScript call templates: what `sigma-gen js` prints and what the IDE snippets hold.
//!
//! A [`Call`] (an operation with values) becomes a [`Template`] (text with tab stops), and a
//! template is printed in any [`Format`]. What a call looks like is decided once, in `javascript`;
//! a format only knows how to write text and tab stops.

mod argument;
mod call;
mod javascript;
mod jetbrains;
mod json;
mod literal;
mod lsp;
pub mod read;
mod snippet;
#[cfg(test)]
mod tests;
mod text;
mod vscode;
mod words;

use crate::catalogue::Catalogue;

pub use argument::ArgumentError;
pub use call::Call;
pub(super) use literal::literal;
pub use snippet::{Format, Snippet};

/// Where the first call of a template gets its connection from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Connection {
    /// A new connection to the cluster with this identifier.
    Cluster(String),
    /// What this expression of the code around it stands for, such as [`CLIENT`].
    Reuse(String),
}

/// The variable that a template has the connection in.
pub const CLIENT: &str = "redisClient";

impl Connection {
    /// The variable `redisClient` of the code around it.
    pub fn at_hand() -> Self {
        Self::Reuse(CLIENT.to_owned())
    }
}

/// How a template hands on what came back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Style {
    /// A callback function, as on the product page.
    #[default]
    Callback,
    /// A promise, awaited.
    Promise,
    /// A module of TypeScript: the package, imported, and a promise. The types are those of the call.
    #[cfg_attr(feature = "cli", value(name = "typescript"))]
    TypeScript,
}

/// Prints the template of one call, or of several in turn over the same connection.
///
/// Each call is the operation's name followed by `name=value` words, as on the command line. In the
/// format [`Format::Text`] an operation without values gives the basic template, which only says where
/// they go; in the others, a sample.
///
/// # Errors
/// When a call names no operation of the catalogue, or its words are not what the operation takes.
pub fn print(
    catalogue: &Catalogue,
    calls: &[Vec<String>],
    style: Style,
    connection: &Connection,
    format: Format,
) -> Result<String, ArgumentError> {
    let calls = calls.iter().map(|words| match Call::parse(catalogue, words) {
        Ok(call) if call.sets.is_empty() && format != Format::Text => Ok(Call::sample(call.operation)),
        parsed => parsed,
    });
    let calls = calls.collect::<Result<Vec<_>, _>>()?;
    let snippet = Snippet::new(&catalogue.service, &calls, style, connection);
    Ok(format.print(&catalogue.service, &[snippet]))
}

/// Code with places to fill in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// The code, piece by piece.
    pub pieces: Vec<Piece>,
    /// The places to fill in, in the order in which they first appear.
    pub stops: Vec<Stop>,
}

/// A piece of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Code as it stands.
    Text(String),
    /// The tab stop with this index in [`Template::stops`]. Where it appears again, it mirrors
    /// what was filled in.
    Stop(usize),
    /// Where the cursor goes last.
    Cursor,
    /// What only an editor shows: plain text leaves it out.
    Editor(Vec<Piece>),
}

/// A place to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// What it is for: unique in its template, lower snake case.
    pub name: String,
    /// The code that stands there until something else is filled in.
    pub value: String,
    /// The code to choose from; empty when anything may stand there. Holds `value` otherwise.
    pub choices: Vec<String>,
}
