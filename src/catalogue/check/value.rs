//! The rules for the words that a parameter takes, and for what stands for a value that is left out.

use super::super::format::{self, ParamWord};
use super::super::model::{Datum, Kind, Repeat, Shape, Word};
use super::{add_name, datum, shown};
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::document::{Field, List, Node, Spanned, Value};
use crate::languages::{BuiltIn, Clash, Role, Scope};

/// The words of a parameter. `methods` has the names of the methods in Rust, where there is one for each word.
pub(super) fn words(
    field: Field<List<ParamWord>>,
    methods: Option<&mut Scope<'_, Span>>,
    report: &mut Report,
) -> Option<Vec<Word>> {
    let mut names = Scope::new(Role::Word, &BuiltIn);
    let mut methods = methods;
    let List { items, is_whole } = field.value()?;
    let mut words: Vec<Word> = Vec::new();
    for Spanned { span, value } in items {
        let (word, at) = match value {
            ParamWord::Word(format::PlainWord(token)) => {
                let name = token.to_ascii_lowercase().replace('-', "_");
                (Word { name, token }, span)
            }
            ParamWord::Named(named) => {
                let (Some(name), Some(token)) = (named.name.given(), named.token.value()) else { continue };
                (Word { name: name.value.0, token: token.0 }, name.span)
            }
        };
        if words.iter().any(|other| other.token.eq_ignore_ascii_case(&word.token)) {
            let problem = report.add(Code::Token, span, format!("the word {} twice", quoted(&word.token)));
            problem.help("write each word once; the server does not look at its case");
            continue;
        }
        let mistakes = report.count();
        add_name(&word.name, at, &mut names, report);
        if let Some(methods) = methods.as_mut().filter(|_| report.count() == mistakes) {
            method(&word, at, methods, report);
        }
        words.push(word);
    }
    is_whole.then_some(words)
}

/// Adds the method that sets a word in Rust.
fn method(word: &Word, at: Span, methods: &mut Scope<'_, Span>, report: &mut Report) {
    let reason = match methods.add(&word.name, at) {
        _ if word.name == "new" => "`new` makes the parameters".to_owned(),
        Ok(()) => return,
        Err(Clash::Same(other)) => format!("line {} has one of the same name", report.line(other)),
        Err(Clash::Form { other, place, .. }) => {
            format!("{} has it in line {}", quoted(&other), report.line(place))
        }
    };
    let token = quoted(&word.token);
    let problem = report.add(
        Code::NameCollision,
        at,
        format!("the word {token} cannot have a method in Rust: {reason}"),
    );
    problem.help(format!("give it another name: `{{ name: …, token: {} }}`", word.token));
}

/// The value that goes on the wire when a parameter is left out.
pub(super) fn default(
    default: Spanned<Node>,
    shape: Option<&Shape>,
    repeat: Option<Repeat>,
    report: &mut Report,
) -> Option<Datum> {
    let Spanned { span, value: node } = default;
    let fits = |number: i128| i64::try_from(number).is_ok();
    let (what, expected) = match (shape?, &node.value) {
        _ if repeat != Some(Repeat::Once) => ("that repeats", None),
        (Shape::Group(_) | Shape::OneOf(_), _) => ("with parts", None),
        (Shape::Value(Kind::Key), _) => ("that is a key", None),
        (Shape::Value(Kind::Flag), _) => return None,
        (Shape::Word(words), Value::Text(word)) if words.iter().any(|known| known.token == *word) => {
            ("", None)
        }
        (Shape::Word(_), _) => ("", Some("one of its words")),
        (Shape::Value(kind), value) => match (kind, value) {
            (Kind::String | Kind::Any, Value::Text(_)) => ("", None),
            (Kind::String, _) => ("", Some("text")),
            (Kind::Integer | Kind::Any, &Value::Integer(number)) if fits(number) => ("", None),
            (Kind::Any, _) => ("", Some("text or a whole number of 64 bits")),
            (Kind::Integer, _) => ("", Some("a whole number of 64 bits")),
            (Kind::Seconds | Kind::Milliseconds, &Value::Integer(number)) if number > 0 && fits(number) => {
                ("", None)
            }
            (Kind::UnixSeconds | Kind::UnixMilliseconds, &Value::Integer(number))
                if number >= 0 && fits(number) =>
            {
                ("", None)
            }
            (Kind::Seconds | Kind::Milliseconds, _) => ("", Some("a positive whole number")),
            (Kind::UnixSeconds | Kind::UnixMilliseconds, _) => ("", Some("a whole number from 0 on")),
            (Kind::Double, &Value::Integer(number)) if fits(number) => ("", None),
            (Kind::Double, Value::Float(number)) if !number.is_nan() => ("", None),
            (Kind::Double, _) => ("", Some("a number")),
            (Kind::Timeout, &Value::Integer(number)) if Kind::is_timeout(number as f64) => ("", None),
            (Kind::Timeout, &Value::Float(number)) if Kind::is_timeout(number) => ("", None),
            (Kind::Timeout, _) => ("", Some(Kind::TIMEOUTS)),
            (Kind::Key | Kind::Flag, _) => return None,
        },
    };
    match (what, expected) {
        ("", None) => return Some(datum(node.value)),
        ("", Some(expected)) => {
            let came = shown(&node.value);
            let problem = report.add(
                Code::Shape,
                span,
                format!("the default is {came}, but the parameter takes {expected}"),
            );
            problem.help(format!("write {expected}, or `optional: true` in the place of `default`"));
        }
        (what, _) => {
            let problem = report.add(Code::Shape, span, format!("`default` on a parameter {what}"));
            problem.help("write `optional: true` in its place, if the parameter may be left out");
        }
    }
    None
}
