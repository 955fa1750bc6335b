//! Calls in the JavaScript that people have: where they are, and what they say.
//!
//! A text is read as tokens, and only what is in a call's first argument as values. So a file that does not parse, or that
//! is TypeScript, has its calls too; strings and comments have none.

mod expression;
mod literal;
mod sets;
#[cfg(test)]
mod tests;
mod tokens;

use std::ops::Range;

use indexmap::IndexMap;

use super::Connection;
use crate::catalogue::Catalogue;
use crate::catalogue::model::{Datum, Operation};
use crate::languages::camel;
pub use expression::is_expression;
use tokens::{Brackets, Kind, Token, tokens};

/// A call in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<'c> {
    /// What it calls.
    pub operation: &'c Operation,
    /// The bytes from the object to the end of the arguments.
    pub bytes: Range<usize>,
    /// The bytes of the value of `params`, where there is one.
    pub params: Option<Range<usize>>,
    /// Where it gets its connection from, where that can be said.
    pub connection: Option<Connection>,
    /// The parameter sets, where they can be read. A value that is no literal is an expression.
    pub sets: Option<Vec<IndexMap<String, Datum>>>,
}

/// The calls of a catalogue's operations in a text, in their order. One inside of another's first argument is a part of it.
///
/// ```
/// use sigma_gen::calls::read;
/// use sigma_gen::catalogue::model::Datum;
/// use sigma_gen::catalogue::{Source, load};
///
/// let catalogue = load(&Source::builtin())?;
/// let found = read::calls(&catalogue, "await redis.get({ clusterIdentifier: 'a', params: ['key', event.key] })");
/// assert_eq!(found[0].operation.name, "get");
/// let sets = found[0].sets.as_ref().expect("they can be read");
/// assert_eq!(sets[1]["key"], Datum::Code("event.key".into()));
/// # Ok::<(), sigma_gen::diagnostic::Diagnostics>(())
/// ```
pub fn calls<'c>(catalogue: &'c Catalogue, text: &str) -> Vec<Found<'c>> {
    let file = File::new(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < file.tokens.len() {
        at = match file.call(catalogue, at) {
            Some((call, next)) => {
                found.push(call);
                next
            }
            None => at + 1,
        };
    }
    found
}

/// A text as tokens, without its comments.
struct File<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    brackets: Brackets,
}

impl<'t> File<'t> {
    fn new(text: &'t str) -> Self {
        let mut tokens = tokens(text);
        tokens.retain(|token| token.kind != Kind::Comment);
        let brackets = Brackets::of(text, &tokens);
        Self { text, tokens, brackets }
    }

    /// The text of a token; nothing after the last one.
    fn word(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| &self.text[token.start..token.end])
    }

    /// The bytes of the tokens from one to before another.
    fn bytes(&self, from: usize, to: usize) -> Option<Range<usize>> {
        let last = to.checked_sub(1).filter(|last| *last >= from)?;
        Some(self.tokens.get(from)?.start..self.tokens.get(last)?.end)
    }

    /// The call whose object is this token, and the token after its first argument.
    fn call<'c>(&self, catalogue: &'c Catalogue, at: usize) -> Option<(Found<'c>, usize)> {
        let is_object = self.word(at) == catalogue.service.object && self.word(at + 1) == ".";
        let is_member = at > 0 && matches!(self.word(at - 1), "." | "?.");
        if !is_object || is_member || self.word(at + 3) != "(" || self.word(at + 4) != "{" {
            return None;
        }
        let method = self.word(at + 2);
        let operation = catalogue.operations().find(|operation| camel(&operation.name) == method)?;
        let (end, argument_end) = (self.brackets.after(at + 3), self.brackets.after(at + 4));
        // Nothing can be said of a call that does not end.
        let bytes = self.bytes(at, end)?;
        let mut found = Found { operation, bytes, params: None, connection: None, sets: None };
        self.argument(at + 5, &mut found);
        Some((found, argument_end))
    }

    /// Reads the members of a call's first argument, as far as they can be read.
    fn argument(&self, first: usize, found: &mut Found) -> Option<()> {
        let mut at = first;
        while self.word(at) != "}" {
            let (name, value, next) = self.member(at, 0)?;
            match (name.as_str(), value) {
                // After its name and the colon.
                ("params", value) => {
                    let value_at = if self.word(at + 1) == ":" { at + 2 } else { at };
                    found.params = self.bytes(value_at, next);
                    found.sets = sets::of(found.operation, value);
                }
                ("clusterIdentifier", Datum::Text(id)) => found.connection = Some(Connection::Cluster(id)),
                ("redisClient", Datum::Code(client)) => found.connection = Some(Connection::Reuse(client)),
                _ => {}
            }
            at = if self.word(next) == "," { next + 1 } else { next };
        }
        Some(())
    }
}
