//! `name=value` words: a call as it is written on the command line.

use std::fmt;

use indexmap::IndexMap;

use super::Call;
use crate::catalogue::Catalogue;
use crate::catalogue::model::{Datum, Kind, Operation, Param, Repeat};
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
    /// A name that comes again starts the next parameter set; the name of a list adds to the list.
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
        if !arguments.is_empty() {
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
        let value = match param.kind {
            Kind::Key => "KEY",
            Kind::String => "TEXT",
            Kind::Integer => "INTEGER",
            Kind::Seconds => "SECONDS",
            Kind::Any => "VALUE",
        };
        usage.push_str(&format!(" {}={value}", param.name));
        if param.repeat != Repeat::Once {
            usage.push_str(&format!(" [{}={value} ...]", param.name));
        }
    }
    usage
}

/// The parameter sets read so far.
struct Sets<'a> {
    operation: &'a Operation,
    complete: Vec<IndexMap<String, Datum>>,
    /// The values of the last set, by the operation's parameters, each with the name it was given under.
    open: Vec<Option<(&'a str, Datum)>>,
}

impl<'a> Sets<'a> {
    fn new(operation: &'a Operation) -> Self {
        Self { operation, complete: Vec::new(), open: vec![None; operation.params.len()] }
    }

    fn add(&mut self, argument: &str) -> Result<(), ArgumentError> {
        let Some((name, text)) = argument.split_once('=') else {
            return Err(self.error(format!("`{argument}` is not of the form name=value")));
        };
        let (index, name) = self.param(name)?;
        let param = &self.operation.params[index];
        let value = self.value(param, text)?;
        let in_list = param.repeat != Repeat::Once && name == param.name;
        match &mut self.open[index] {
            Some((_, Datum::List(values))) if in_list => {
                values.push(value);
                return Ok(());
            }
            Some((earlier, _)) if *earlier != name => {
                let message = format!("`{earlier}` and `{name}` are the same parameter: give one of them");
                return Err(self.error(message));
            }
            Some(_) => self.complete()?,
            None => {}
        }
        self.open[index] = Some((name, if in_list { Datum::List(vec![value]) } else { value }));
        Ok(())
    }

    /// The position of the parameter of this name, and the name as the catalogue has it.
    fn param(&self, name: &str) -> Result<(usize, &'a str), ArgumentError> {
        let mut known = Vec::new();
        for (index, param) in self.operation.params.iter().enumerate() {
            let names = std::iter::once(&param.name).chain(&param.single);
            known.extend(names.map(|name| (index, name.as_str())));
        }
        let found = known.iter().find(|(_, known)| *known == name || camel(known) == name);
        found.copied().ok_or_else(|| ArgumentError {
            suggestion: closest(name, known.iter().map(|&(_, known)| known)).map(str::to_owned),
            ..self.error(format!("`{}` has no parameter `{name}`", self.operation.name))
        })
    }

    fn value(&self, param: &Param, text: &str) -> Result<Datum, ArgumentError> {
        let expected = match param.kind {
            Kind::Key | Kind::String | Kind::Any => return Ok(Datum::Text(text.to_owned())),
            Kind::Integer => "a whole number of 64 bits",
            Kind::Seconds => "a positive whole number of seconds",
        };
        match text.parse::<i64>() {
            Ok(value) if param.kind == Kind::Integer || value > 0 => Ok(Datum::Integer(value.into())),
            _ => Err(self.error(format!("`{}` takes {expected}, not `{text}`", param.name))),
        }
    }

    /// Ends the last parameter set.
    fn complete(&mut self) -> Result<(), ArgumentError> {
        let number = self.complete.len() + 1;
        let mut set = IndexMap::new();
        for (param, value) in self.operation.params.iter().zip(&mut self.open) {
            let Some((name, value)) = value.take() else {
                let message =
                    format!("parameter set {number} of `{}` lacks `{}`", self.operation.name, param.name);
                return Err(self.error(message));
            };
            set.insert(name.to_owned(), value);
        }
        self.complete.push(set);
        Ok(())
    }

    fn error(&self, message: String) -> ArgumentError {
        ArgumentError { message, suggestion: None, usage: usage(self.operation) }
    }
}
