//! Words of commands that are the same for every caller: tokens.

use crate::catalogue::model::{Param, Shape};
use crate::commands::Argument;

/// A word of a parameter, and the name of the parameter in the operation that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub text: &'a str,
    /// The version that has it, where it is not the operation's.
    pub since: Option<&'a str>,
    /// Whether it is one of several to choose from, of which a catalogue cannot say since when.
    pub is_choice: bool,
    /// The names that lead to it.
    pub path: Vec<&'a str>,
}

/// The tokens of parameters. Of words to choose from none is here unless the server knows one of them, for to some servers
/// they are any text.
pub(super) fn of_params<'p>(
    params: &'p [Param],
    outer: &[&'p str],
    outer_since: Option<&'p str>,
    known: &[&str],
) -> Vec<Token<'p>> {
    let mut tokens = Vec::new();
    for param in params {
        let path: Vec<_> = outer.iter().copied().chain([param.name.as_str()]).collect();
        let is_choice = matches!(param.shape, Shape::Word(_));
        let since = param.since.as_deref().or(outer_since);
        let token = |text| Token { text, since, is_choice, path: path.clone() };
        tokens.extend(param.token.iter().flat_map(|text| text.split_whitespace()).map(token));
        if let Shape::Word(words) = &param.shape
            && words.iter().any(|word| is_among(&word.token, known))
        {
            tokens.extend(words.iter().map(|word| token(&word.token)));
        }
        tokens.extend(of_params(param.parts(), &path, since, known));
    }
    tokens
}

/// Whether a word is among others, in any case.
pub(super) fn is_among(word: &str, others: &[&str]) -> bool {
    others.iter().any(|other| other.eq_ignore_ascii_case(word))
}

/// A word of a server's argument.
pub(super) struct Told<'a> {
    pub text: &'a str,
    /// The version that has it, where the server says so.
    pub since: Option<&'a str>,
}

/// The tokens of a server's arguments, which are newer where those around them are.
pub(super) fn of_arguments<'a>(arguments: &'a [Argument], outer: Option<&'a str>) -> Vec<Told<'a>> {
    let mut tokens = Vec::new();
    for argument in arguments {
        let since = argument.since.as_deref().or(outer);
        let words = argument.token.iter().flat_map(|token| token.split_whitespace());
        tokens.extend(words.map(|text| Told { text, since }));
        tokens.extend(of_arguments(&argument.arguments, since));
    }
    tokens
}
