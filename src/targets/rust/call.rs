//! A call with values: in the docs of the crate, in the test that runs it, and in the reference.

use indexmap::IndexMap;

use super::params::{self, Place};
use super::type_name;
use crate::catalogue::model::{Datum, Kind, Name, Operation, Param, Repeat, Shape};
use crate::languages::pascal;
use crate::languages::rust::ident;

/// The width of prettyplease's lines, less the indentation of a function's body.
const WIDTH: usize = 85;

/// How a call is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// By the async client `client`.
    Async,
    /// By the blocking client `client`.
    Blocking,
    /// Over `connection`, a blocking one of the redis crate.
    Redis,
    /// In the test that runs the examples, in each of these ways.
    Test,
}

/// A call with these parameter sets, on as few lines as it fits.
pub fn call(operation: &Operation, sets: &[IndexMap<String, Datum>], style: Style) -> Vec<String> {
    let sets = sets.iter().map(|set| match operation.only_key() {
        Some(key) => given(key, set, &Place::of(operation)).unwrap_or_default(),
        None => set_of(operation, set),
    });
    let sets: Vec<_> = sets.collect();
    let method = ident(&operation.name);
    let wait = match style {
        Style::Async => ".await",
        Style::Blocking => "",
        Style::Redis => return function_call(&method.to_string(), &sets, ".query(connection)"),
        Style::Test => {
            let name = if operation.needs_own_client() { "call_by_own_client" } else { "call" };
            return function_call(&format!("{name}!(client.{method}"), &sets, ")");
        }
    };
    let one_line = format!("client.{method}([{}])", sets.join(", "));
    if one_line.len() + wait.len() + "let response = ;".len() <= WIDTH {
        return vec![format!("let response = {one_line}{wait};")];
    }
    let mut lines = vec!["let response = client".to_owned()];
    match one_line.strip_prefix("client").filter(|call| call.len() + 5 <= WIDTH) {
        Some(call) => lines.push(format!("    {call}")),
        None => {
            lines.push(format!("    .{method}(["));
            lines.extend(sets.iter().map(|set| format!("        {set},")));
            lines.push("    ])".to_owned());
        }
    }
    match wait {
        "" => lines.last_mut().expect("there are lines").push(';'),
        wait => lines.push(format!("    {wait};")),
    }
    lines
}

/// A function's call, and what comes after it: what is called on its result, or a bracket.
fn function_call(function: &str, sets: &[String], then: &str) -> Vec<String> {
    let one_line = format!("let response = {function}([{}]){then};", sets.join(", "));
    if one_line.len() <= WIDTH {
        return vec![one_line];
    }
    let mut lines = vec![format!("let response = {function}([")];
    lines.extend(sets.iter().map(|set| format!("    {set},")));
    if then.starts_with('.') {
        lines.extend(["])".to_owned(), format!("{then};")]);
    } else {
        lines.push(format!("]){then};"));
    }
    lines
}

/// One parameter set: what is required goes to `new`, and a method gives what is not.
fn set_of(operation: &Operation, set: &IndexMap<String, Datum>) -> String {
    let mut code = format!("{}{}", type_name(operation), made(&operation.params, set, &Place::of(operation)));
    if let Some(node) = operation.node()
        && let Some(value) = set.get(&node.name)
    {
        code.push_str(&format!(".{}({})", node.name, argument(&node, value, &Place::of(operation))));
    }
    code
}

/// `::new(…)`, with the methods of what may be left out.
fn made<'a>(params: &'a [Param], set: &IndexMap<String, Datum>, place: &Place<'a>) -> String {
    let required = params.iter().filter(|param| param.is_required());
    let arguments: Vec<_> = required.filter_map(|param| given(param, set, place)).collect();
    let mut code = format!("::new({})", arguments.join(", "));
    for param in params.iter().filter(|param| !param.is_required()) {
        for Name { name, param: named, .. } in Param::names(std::slice::from_ref(param)) {
            let Some(value) = set.get(name).filter(|_| name == param.name || param.is_choice()) else {
                continue;
            };
            let method = ident(name);
            code.push_str(&match (&named.shape, value) {
                (Shape::Value(Kind::Flag), _) => format!(".{method}()"),
                // The method of a word is shorter than the one that takes any.
                (Shape::Word(words), Datum::Text(text))
                    if named.repeat == Repeat::Once && !param.is_choice() =>
                {
                    let word = words.iter().find(|word| word.token == *text);
                    format!(".{}()", ident(word.map_or("", |word| &word.name)))
                }
                _ => {
                    let place = if param.is_choice() { place.inside(param) } else { place.clone() };
                    format!(".{method}({})", argument(named, value, &place))
                }
            });
        }
    }
    code
}

/// What is given for a parameter; for a choice the alternative that is.
fn given<'a>(param: &'a Param, set: &IndexMap<String, Datum>, place: &Place<'a>) -> Option<String> {
    if param.is_choice() {
        return Some(alternative(param, set, place));
    }
    Some(argument(param, set.get(&param.name)?, place))
}

/// A choice with the alternative that is given.
fn alternative<'a>(param: &'a Param, set: &IndexMap<String, Datum>, place: &Place<'a>) -> String {
    let (kind, inside) = (place.type_of(param), place.inside(param));
    let part = param.parts().iter().find_map(|part| Some((part, set.get(&part.name)?)));
    match part {
        Some((part, _)) if part.is_value(Kind::Flag) => format!("{kind}::{}()", ident(&part.name)),
        Some((part, value)) => format!("{kind}::{}({})", ident(&part.name), argument(part, value, &inside)),
        None => String::new(),
    }
}

/// What a method takes for a parameter.
fn argument<'a>(param: &'a Param, value: &Datum, place: &Place<'a>) -> String {
    match value {
        Datum::List(values) if param.repeat != Repeat::Once && values.is_empty() => {
            // An argument whose type is only known to be converted needs one here.
            let of = if params::is_bytes(param) {
                "Bytes".to_owned()
            } else {
                place.value_type(param).to_string()
            };
            format!("Vec::<{}>::new()", of.replace(' ', "").replace("std::time::", ""))
        }
        Datum::List(values) if param.repeat != Repeat::Once => {
            let values: Vec<_> = values.iter().map(|value| one(param, value, place)).collect();
            format!("[{}]", values.join(", "))
        }
        value => one(param, value, place),
    }
}

fn one<'a>(param: &'a Param, value: &Datum, place: &Place<'a>) -> String {
    let text = || value.text();
    match (&param.shape, value) {
        (Shape::Value(kind), _) => match kind {
            Kind::Integer => text(),
            Kind::Double => double(value),
            Kind::Seconds => format!("Duration::from_secs({})", text()),
            Kind::Milliseconds => format!("Duration::from_millis({})", text()),
            Kind::Timeout => {
                let seconds = text().parse::<f64>().unwrap_or_default();
                if seconds.fract() == 0.0 {
                    format!("Duration::from_secs({seconds})")
                } else {
                    format!("Duration::from_millis({:.0})", seconds * 1000.0)
                }
            }
            Kind::UnixSeconds => format!("std::time::UNIX_EPOCH + Duration::from_secs({})", text()),
            Kind::UnixMilliseconds => format!("std::time::UNIX_EPOCH + Duration::from_millis({})", text()),
            Kind::Key | Kind::String | Kind::Any | Kind::Flag => format!("{:?}", text()),
        },
        (Shape::Word(words), _) => {
            let token = text();
            let word = words.iter().find(|word| word.token == token);
            format!("{}::{}", place.type_of(param), pascal(word.map_or("", |word| &word.name)))
        }
        (Shape::Group(parts), Datum::Map(values)) => {
            let inside = place.inside(param);
            if parts.len() > 1 && parts.iter().all(Param::is_required) {
                let parts: Vec<_> = parts.iter().filter_map(|part| given(part, values, &inside)).collect();
                return format!("({})", parts.join(", "));
            }
            format!("{}{}", place.type_of(param), made(parts, values, &inside))
        }
        (Shape::OneOf(_), Datum::Map(values)) => alternative(param, values, place),
        (Shape::Group(_) | Shape::OneOf(_), _) => String::new(),
    }
}

/// A floating-point number as Rust writes it.
pub(super) fn double(value: &Datum) -> String {
    match value.text().parse::<f64>() {
        Ok(number) if number.is_infinite() => {
            if number > 0.0 {
                "f64::INFINITY".to_owned()
            } else {
                "f64::NEG_INFINITY".to_owned()
            }
        }
        Ok(number) => format!("{number:?}"),
        Err(_) => value.text(),
    }
}
