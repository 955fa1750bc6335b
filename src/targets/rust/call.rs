//! An example as the call that it is: in the docs of the crate, in the test that runs it, and in the reference.

use super::type_name;
use crate::catalogue::model::{Datum, Example, Kind, Operation, Param, Repeat};
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
    /// Over `connection`, an async one of the redis crate.
    RedisAsync,
}

/// The call of an example, on as few lines as it fits.
pub fn call(operation: &Operation, example: &Example, style: Style) -> Vec<String> {
    let parameters = type_name(operation);
    let sets = example.call.iter().map(|set| {
        let arguments =
            operation.params.iter().filter_map(|param| Some(argument(param, set.get(&param.name)?)));
        let arguments = arguments.collect::<Vec<_>>().join(", ");
        if operation.only_key() { arguments } else { format!("{parameters}::new({arguments})") }
    });
    let sets: Vec<_> = sets.collect();
    let method = ident(&operation.name);
    let wait = match style {
        Style::Async => ".await",
        Style::Blocking => "",
        Style::Redis => ".query(connection)",
        Style::RedisAsync => ".query_async(connection).await",
    };
    if matches!(style, Style::Redis | Style::RedisAsync) {
        return function_call(&method, &sets, wait);
    }
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

/// A function's call, and what is called on its result.
fn function_call(function: &str, sets: &[String], then: &str) -> Vec<String> {
    let one_line = format!("let response = {function}([{}]){then};", sets.join(", "));
    if one_line.len() <= WIDTH {
        return vec![one_line];
    }
    let mut lines = vec![format!("let response = {function}([")];
    lines.extend(sets.iter().map(|set| format!("    {set},")));
    lines.push("])".to_owned());
    lines.push(format!("{then};"));
    lines
}

fn argument(param: &Param, value: &Datum) -> String {
    let one = |value: &Datum| match param.kind {
        Kind::Integer => value.text(),
        Kind::Seconds => format!("Duration::from_secs({})", value.text()),
        Kind::Key | Kind::String | Kind::Any => format!("{:?}", value.text()),
    };
    match value {
        Datum::List(values) if param.repeat != Repeat::Once && values.is_empty() => match param.kind {
            Kind::Integer => "Vec::<i64>::new()".to_owned(),
            Kind::Seconds => "Vec::<Duration>::new()".to_owned(),
            Kind::Key | Kind::String | Kind::Any => "Vec::<Bytes>::new()".to_owned(),
        },
        Datum::List(values) if param.repeat != Repeat::Once => {
            format!("[{}]", values.iter().map(one).collect::<Vec<_>>().join(", "))
        }
        value => one(value),
    }
}
