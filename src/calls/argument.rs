//! `name=value` words: a call as it is written on the command line.
//!
//! A dot goes into a parameter with parts: `limit.offset=0`. A flag stands alone: `ch`.

use std::fmt;

use indexmap::IndexMap;

use super::Call;
use crate::catalogue::Catalogue;
use crate::catalogue::model::{Datum, Kind, Name, Operation, Param, Repeat, Shape};
use crate::diagnostic::closest;
use crate::languages::camel;

/// Words that are not a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArgumentError {
    /// What is wrong.
    pub message: String,
    /// What was probably meant.
    pub suggestion: Option<String>,
    /// How to write the call.
    pub usage: String,
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(suggestion) = &self.suggestion {
            write!(f, "\nhelp: did you mean `{suggestion}`?")?;
        }
        write!(f, "\nusage: {}", self.usage)
    }
}

impl std::error::Error for ArgumentError {}

impl<'a> Call<'a> {
    /// Reads the operation's name followed by `name=value` words.
    ///
    /// A name that comes again starts the next parameter set; the name of a list adds to the list. In a list of groups, a
    /// part that comes again starts the next group.
    ///
    /// # Errors
    /// When the operation or a parameter is unknown or missing, or a value is not what the parameter takes.
    pub fn parse(catalogue: &'a Catalogue, words: &[String]) -> Result<Self, ArgumentError> {
        let (name, arguments) = words.split_first().map_or(("", words), |(name, rest)| (name.as_str(), rest));
        let operation = operation(catalogue, name)?;
        let mut sets = Sets::new(operation);
        for argument in arguments {
            sets.add(argument)?;
        }
        // Without words there is no call yet, unless there is nothing to be given.
        if !arguments.is_empty() || operation.params.is_empty() {
            sets.complete()?;
        }
        Ok(Self { operation, sets: sets.complete })
    }
}

fn operation<'a>(catalogue: &'a Catalogue, name: &str) -> Result<&'a Operation, ArgumentError> {
    let by_name = |name: &str| catalogue.operations().find(|op| op.name == name || camel(&op.name) == name);
    if let Some(operation) = by_name(name) {
        return Ok(operation);
    }
    // `DELETE` is the title of `del`.
    let titled = catalogue.operations().find(|operation| operation.title.eq_ignore_ascii_case(name));
    let similar = || closest(name, catalogue.operations().map(|op| op.name.as_str())).and_then(by_name);
    let suggestion = titled.or_else(similar);
    Err(ArgumentError {
        message: format!("no operation is called `{name}`"),
        suggestion: suggestion.map(|operation| operation.name.clone()),
        usage: suggestion.map_or_else(|| "sigma-gen js OPERATION name=value ...".into(), usage),
    })
}

/// How to write a call of the operation.
fn usage(operation: &Operation) -> String {
    let mut usage = format!("sigma-gen js {}", operation.name);
    for param in &operation.params {
        usage.push(' ');
        usage.push_str(&param_usage(param, ""));
    }
    if let Some(node) = operation.node() {
        usage.push_str(&format!(" [{}=HOST:PORT]", node.name));
    }
    usage
}

/// How to write one parameter, or a part whose names begin with `prefix`.
fn param_usage(param: &Param, prefix: &str) -> String {
    let name = format!("{prefix}{}", param.name);
    let parts = |prefix: &str, separator: &str| {
        let parts = param.parts().iter().map(|part| param_usage(part, prefix));
        parts.collect::<Vec<_>>().join(separator)
    };
    let one = match &param.shape {
        Shape::Value(Kind::Flag) => return format!("[{name}]"),
        Shape::Value(kind) => format!("{name}={}", noun(*kind)),
        Shape::Word(words) => {
            let words: Vec<_> = words.iter().map(|word| word.token.as_str()).collect();
            format!("{name}={}", words.join("|"))
        }
        Shape::Group(_) => parts(&format!("{name}."), " "),
        // Each alternative is written without brackets of its own.
        Shape::OneOf(_) => {
            let is_list = param.repeat != Repeat::Once;
            let prefix = if is_list { format!("{name}.") } else { prefix.to_owned() };
            let alternatives = parts(&prefix, " | ");
            let alternatives = alternatives.replace(['[', ']'], "");
            if param.is_required() { format!("({alternatives})") } else { alternatives }
        }
    };
    let more = if param.repeat == Repeat::Once { String::new() } else { format!(" [{one} ...]") };
    match param.is_required() {
        true => one + &more,
        false => format!("[{one}{more}]"),
    }
}

/// What stands for a value in the usage.
fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Key => "KEY",
        Kind::String => "TEXT",
        Kind::Integer => "INTEGER",
        Kind::Seconds | Kind::Timeout => "SECONDS",
        Kind::Any => "VALUE",
        Kind::Double => "NUMBER",
        Kind::Milliseconds => "MILLISECONDS",
        Kind::UnixSeconds => "UNIX_SECONDS",
        Kind::UnixMilliseconds => "UNIX_MILLISECONDS",
        Kind::Flag => "FLAG",
    }
}

/// Values by the names that they were given under.
type Set = IndexMap<String, Datum>;

/// The parameter sets read so far.
struct Sets<'a> {
    operation: &'a Operation,
    /// What a set may have: the operation's parameters, and the node where there is one to name.
    params: Vec<Param>,
    complete: Vec<Set>,
    /// The values of the last set.
    open: Set,
}

/// What became of a value.
#[derive(Clone, Copy, PartialEq)]
enum Placed {
    Here,
    /// The name has a value already, so that this one belongs to the next set or item.
    Next,
}

impl<'a> Sets<'a> {
    fn new(operation: &'a Operation) -> Self {
        Self { operation, params: operation.set_params(), complete: Vec::new(), open: Set::new() }
    }

    fn add(&mut self, argument: &str) -> Result<(), ArgumentError> {
        let (name, text) = match argument.split_once('=') {
            Some((name, text)) => (name, Some(text)),
            None => (argument, None),
        };
        let path: Vec<_> = name.split('.').collect();
        let mut open = std::mem::take(&mut self.open);
        let mut placed = self.put(&self.params, &mut open, &path, (argument, text))?;
        if placed == Placed::Next {
            self.open = open;
            self.complete()?;
            open = Set::new();
            placed = self.put(&self.params, &mut open, &path, (argument, text))?;
        }
        debug_assert!(placed == Placed::Here, "an empty set takes any value");
        self.open = open;
        Ok(())
    }

    /// Puts a value under its name, or under the name of a part.
    fn put(
        &self,
        params: &[Param],
        set: &mut Set,
        path: &[&str],
        (argument, text): (&str, Option<&str>),
    ) -> Result<Placed, ArgumentError> {
        let Name { name, owner, param } = self.named(params, path[0], argument, text.is_some())?;
        let is_part = |given: &&String| {
            Param::names(params).iter().any(|known| {
                known.name == given.as_str() && std::ptr::eq(known.owner, owner) && known.name != name
            })
        };
        if let Some(other) = set.keys().find(is_part) {
            let what = match owner.shape {
                Shape::OneOf(_) => "are alternatives",
                _ => "are the same parameter",
            };
            return Err(self.error(format!("`{other}` and `{name}` {what}: give one of them")));
        }
        let in_list = param.repeat != Repeat::Once && name == param.name;
        if matches!(param.shape, Shape::Value(_) | Shape::Word(_)) {
            if path.len() > 1 {
                return Err(self.error(format!("`{name}` has no parts: `{argument}`")));
            }
            let value = self.value(param, text)?;
            return Ok(match set.get_mut(name) {
                Some(Datum::List(values)) if in_list => {
                    values.push(value);
                    Placed::Here
                }
                Some(_) => Placed::Next,
                None => {
                    set.insert(name.to_owned(), if in_list { Datum::List(vec![value]) } else { value });
                    Placed::Here
                }
            });
        }
        if path.len() == 1 {
            let part = param.parts().first().map_or("", |part| &part.name);
            let name = argument.split('=').next().unwrap_or(name);
            return Err(
                self.error(format!("`{name}` has parts: write `{name}.{part}=…` in place of `{argument}`"))
            );
        }
        // Each value of a repeated choice is one alternative.
        let choice = [Param { repeat: Repeat::Once, ..param.clone() }];
        let parts = if matches!(param.shape, Shape::OneOf(_)) { &choice[..] } else { param.parts() };
        let value = (argument, text);
        if !in_list {
            let Datum::Map(inner) = set.entry(name.to_owned()).or_insert_with(|| Datum::Map(Set::new()))
            else {
                return Ok(Placed::Next);
            };
            return self.put(parts, inner, &path[1..], value);
        }
        let Datum::List(items) = set.entry(name.to_owned()).or_insert_with(|| Datum::List(Vec::new())) else {
            return Ok(Placed::Next);
        };
        if let Some(Datum::Map(last)) = items.last_mut() {
            // Another alternative is another value of the list.
            let is_other = matches!(param.shape, Shape::OneOf(_)) && !last.contains_key(path[1]);
            if !is_other && self.put(parts, last, &path[1..], value)? == Placed::Here {
                return Ok(Placed::Here);
            }
        }
        let mut next = Set::new();
        let placed = self.put(parts, &mut next, &path[1..], value)?;
        items.push(Datum::Map(next));
        Ok(placed)
    }

    /// The parameter of this name.
    fn named<'p>(
        &self,
        params: &'p [Param],
        name: &str,
        argument: &str,
        has_value: bool,
    ) -> Result<Name<'p>, ArgumentError> {
        let known = Param::names(params);
        let found = known.iter().find(|known| known.name == name || camel(known.name) == name);
        let is_flag = |name: &Name| name.param.is_value(Kind::Flag);
        match found {
            Some(found)
                if has_value
                    || is_flag(found)
                    || !matches!(found.param.shape, Shape::Value(_) | Shape::Word(_)) =>
            {
                Ok(*found)
            }
            None if has_value => Err(ArgumentError {
                suggestion: closest(name, known.iter().map(|known| known.name)).map(str::to_owned),
                ..self.error(format!("`{}` has no parameter `{name}`", self.operation.name))
            }),
            _ => Err(self.error(format!("`{argument}` is not of the form name=value"))),
        }
    }

    fn value(&self, param: &Param, text: Option<&str>) -> Result<Datum, ArgumentError> {
        let given = text.unwrap_or("true");
        let expected = match &param.shape {
            Shape::Word(words) => match words.iter().find(|word| word.token.eq_ignore_ascii_case(given)) {
                Some(word) => return Ok(Datum::Text(word.token.clone())),
                None => {
                    let words: Vec<_> = words.iter().map(|word| word.token.as_str()).collect();
                    format!("one of {}", words.join(", "))
                }
            },
            Shape::Value(kind) => match number(*kind, given) {
                Ok(value) => return Ok(value),
                Err(expected) => expected.to_owned(),
            },
            Shape::Group(_) | Shape::OneOf(_) => "parts".to_owned(),
        };
        Err(self.error(format!("`{}` takes {expected}, not `{given}`", param.name)))
    }

    /// Ends the last parameter set.
    fn complete(&mut self) -> Result<(), ArgumentError> {
        let number = self.complete.len() + 1;
        let mut open = std::mem::take(&mut self.open);
        let set = ordered(&self.params, &mut open).map_err(|lacking| {
            self.error(format!("parameter set {number} of `{}` lacks `{lacking}`", self.operation.name))
        })?;
        self.complete.push(set);
        Ok(())
    }

    fn error(&self, message: String) -> ArgumentError {
        ArgumentError { message, suggestion: None, usage: usage(self.operation) }
    }
}

/// A value of a type, or what it should be.
fn number(kind: Kind, text: &str) -> Result<Datum, &'static str> {
    let whole = |expected, least: i64| match text.parse::<i64>() {
        Ok(value) if value >= least => Ok(Datum::Integer(value.into())),
        _ => Err(expected),
    };
    match kind {
        Kind::Key | Kind::String | Kind::Any => Ok(Datum::Text(text.to_owned())),
        Kind::Integer => whole("a whole number of 64 bits", i64::MIN),
        Kind::Seconds => whole("a positive whole number of seconds", 1),
        Kind::Milliseconds => whole("a positive whole number of milliseconds", 1),
        Kind::UnixSeconds => whole("the whole number of seconds since 1970", 0),
        Kind::UnixMilliseconds => whole("the whole number of milliseconds since 1970", 0),
        Kind::Double => match text.parse::<f64>() {
            Ok(value) if !value.is_nan() => Ok(Datum::Float(value)),
            _ => Err("a number"),
        },
        Kind::Timeout => match text.parse::<f64>() {
            Ok(value) if Kind::is_timeout(value) => Ok(Datum::Float(value)),
            _ => Err(Kind::TIMEOUTS),
        },
        Kind::Flag if text == "true" => Ok(Datum::Bool(true)),
        Kind::Flag => Err("no value"),
    }
}

/// The values in the order of the parameters.
///
/// # Errors
/// With what is lacking.
fn ordered(params: &[Param], given: &mut Set) -> Result<Set, String> {
    let mut set = Set::new();
    for Name { name, param, .. } in Param::names(params) {
        let Some(value) = given.shift_remove(name) else { continue };
        let inner = |value: Datum| match (value, &param.shape) {
            (Datum::Map(mut parts), Shape::Group(known)) => ordered(known, &mut parts).map(Datum::Map),
            (value, _) => Ok(value),
        };
        let value = match value {
            Datum::List(items) => Datum::List(items.into_iter().map(inner).collect::<Result<_, _>>()?),
            value => inner(value)?,
        };
        set.insert(name.to_owned(), value);
    }
    for param in params {
        let names: Vec<_> =
            Param::names(std::slice::from_ref(param)).iter().map(|name| name.name.to_owned()).collect();
        let is_given = names.iter().any(|name| set.contains_key(name));
        if !is_given && param.is_required() {
            return Err(if matches!(param.shape, Shape::OneOf(_)) {
                names.join("` or `")
            } else {
                param.name.clone()
            });
        }
        let is_there = |needed: &String| {
            let mut names = Param::names(params).into_iter();
            names.any(|name| {
                [name.owner.name.as_str(), name.name].contains(&needed.as_str())
                    && set.contains_key(name.name)
            })
        };
        if let Some(needed) = param.needs.as_ref().filter(|needed| is_given && !is_there(needed)) {
            return Err(needed.clone());
        }
    }
    Ok(set)
}
