//! What is wrong in a file: code, message, place and help.
//!
//! The same [`Diagnostics`] go to people (text with the source line and a caret), to tools (JSON)
//! and to GitHub workflows (annotations).

mod code;
#[cfg(feature = "cli")]
mod explain;
mod place;
mod render;
mod suggest;

use std::fmt;

pub use code::{Code, Level};
#[cfg(feature = "engine")]
pub(crate) use place::safe;
#[cfg(feature = "cli")]
pub(crate) use place::safe_line;
pub(crate) use place::{Lines, Span};
pub use place::{Place, is_invisible};
#[cfg(feature = "cli")]
pub(crate) use render::github;
pub(crate) use render::text;
pub use suggest::closest;

/// Mistakes and warnings about one file, in the order of their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostics {
    file: String,
    list: Vec<Diagnostic>,
}

/// One mistake or warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of mistake it is.
    pub code: Code,
    /// What is wrong: one line.
    pub message: String,
    /// What to do about it: one line, or empty.
    pub help: String,
    /// Where it is; `None` when it is about the file as a whole.
    pub place: Option<Place>,
    /// The name of the field that is missing at the place.
    pub missing: Option<String>,
    /// The languages in which code breaks, as `--allow` has them.
    pub breaks: Vec<&'static str>,
}

impl Diagnostic {
    /// A mistake about the file as a whole.
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            message: message.into(),
            help: String::new(),
            place: None,
            missing: None,
            breaks: Vec::new(),
        }
    }

    /// Says what to do about it.
    pub(crate) fn help(&mut self, help: impl Into<String>) {
        self.help = help.into();
    }

    /// How bad it is.
    pub fn level(&self) -> Level {
        self.code.level()
    }
}

impl Diagnostics {
    /// A single mistake about a file as a whole.
    pub(crate) fn one(file: &str, diagnostic: Diagnostic) -> Self {
        Diagnostics { file: file.to_owned(), list: vec![diagnostic] }
    }

    /// Mistakes and warnings about a file as a whole.
    #[cfg(feature = "cli")]
    pub(crate) fn of_file(file: &str, list: Vec<Diagnostic>) -> Self {
        Diagnostics { file: file.to_owned(), list }
    }

    /// Mistakes about no file.
    pub(crate) fn general(list: Vec<Diagnostic>) -> Self {
        Diagnostics { file: String::new(), list }
    }

    /// The file they are about, as the user named it; empty when they are about no file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// All of them, in the order of their places.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether the file cannot be used.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.level() == Level::Error)
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(false))
    }
}

impl std::error::Error for Diagnostics {}

/// Collects what is wrong in one file while it is read and checked.
pub(crate) struct Report<'a> {
    file: &'a str,
    lines: Lines<'a>,
    list: Vec<Diagnostic>,
}

impl<'a> Report<'a> {
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Report { file, lines: Lines::new(text), list: Vec::new() }
    }

    /// Adds a mistake or warning; the caller may add a help to it.
    pub fn add(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let place = Some(self.lines.place(span));
        self.list.push(Diagnostic { place, ..Diagnostic::new(code, message) });
        self.list.last_mut().expect("one was just added")
    }

    /// Adds a mistake about the file as a whole; the caller may add a help to it.
    #[cfg(feature = "cli")]
    pub fn about_the_file(&mut self, code: Code, message: impl Into<String>) -> &mut Diagnostic {
        self.list.push(Diagnostic::new(code, message));
        self.list.last_mut().expect("one was just added")
    }

    /// The line of a place, counted from 1: for messages that name a second place.
    pub fn line(&self, span: Span) -> usize {
        self.lines.line(span)
    }

    /// How many mistakes and warnings there are so far.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// Whether there are mistakes so far, not only warnings.
    #[cfg(feature = "engine")]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.level() == Level::Error)
    }

    pub fn finish(mut self) -> Diagnostics {
        let position = |d: &Diagnostic| d.place.as_ref().map(|place| (place.line, place.column));
        self.list.sort_by_key(|diagnostic| (position(diagnostic), diagnostic.code));
        Diagnostics { file: self.file.to_owned(), list: self.list }
    }
}

/// Text from a file in a message: in backticks, without control characters, and not too long.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut quoted = String::from("`");
    for (position, c) in text.chars().enumerate() {
        if position == LONGEST {
            quoted.push('…');
            break;
        }
        if is_invisible(c) { quoted.extend(c.escape_unicode()) } else { quoted.push(c) }
    }
    quoted.push('`');
    quoted
}
