//! Values for an operation's parameters: they are what the parameters take, and nothing is missing.

use indexmap::IndexMap;

use super::super::model::{Datum, Kind, Name, Param, Presence, Repeat, Shape};
use super::datum;
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::document::{Entry, Node, Spanned, Value, unknown};

/// A parameter set as it was read.
pub(crate) struct Values {
    /// By the parameters' names, in their order; what repeats is a list, also when one value was given alone. `None` when
    /// one of them is wrong: that has been reported.
    pub values: Option<IndexMap<String, Datum>>,
    /// What is out of range, and why: the SDK refuses it while it runs. An example may show that.
    pub out_of_range: Vec<(Span, String)>,
}

/// Reads a parameter set that stands at `span`. What is missing is reported there.
pub(crate) fn read(entries: Vec<Entry>, span: Span, params: &[Param], report: &mut Report) -> Values {
    let mut reader = Reader { report, out_of_range: Vec::new() };
    let values = reader.values(entries, span, params, None);
    Values { values, out_of_range: reader.out_of_range }
}

/// Reads values as their parameters' types.
struct Reader<'r, 's> {
    report: &'r mut Report<'s>,
    out_of_range: Vec<(Span, String)>,
}

impl Reader<'_, '_> {
    /// The values of parameters that stand side by side, in their order.
    fn values(
        &mut self,
        entries: Vec<Entry>,
        span: Span,
        params: &[Param],
        outer: Option<&Param>,
    ) -> Option<IndexMap<String, Datum>> {
        let whose = outer.map_or_else(|| "the call".to_owned(), |outer| quoted(&outer.name));
        let known = Param::names(params);
        let names = known.iter().map(|known| known.name);
        let mut given: Vec<(&Name, Entry)> = Vec::new();
        let mut mistyped: Vec<&str> = Vec::new();
        for entry in entries {
            let key = &entry.key;
            let Some(found) = known.iter().find(|known| known.name == key.value) else {
                let message = match outer {
                    None => format!("the operation has no parameter {}", quoted(&key.value)),
                    Some(outer) => format!("{} has no part {}", quoted(&outer.name), quoted(&key.value)),
                };
                let meant = unknown(Code::ExampleCall, message, key, names.clone(), self.report);
                let owner = known.iter().find(|known| Some(known.name) == meant);
                mistyped.extend(owner.map(|known| known.owner.name.as_str()));
                continue;
            };
            match given.iter().find(|(other, _)| std::ptr::eq(other.owner, found.owner)) {
                None => given.push((found, entry)),
                Some((other, _))
                    if matches!(found.owner.shape, Shape::OneOf(_)) && other.name != found.name =>
                {
                    let message = format!("{} beside {}", quoted(found.name), quoted(other.name));
                    self.report.add(Code::ExampleCall, key.span, message).help("give one of them");
                }
                Some(_) => {
                    let message = format!("{} is given twice", quoted(&found.owner.name));
                    let problem = self.report.add(Code::ExampleCall, key.span, message);
                    problem.help("give a list, or the one value, but not both");
                }
            }
        }
        let has = |name: &str| given.iter().any(|(known, _)| known.name == name || known.owner.name == name);
        for param in params.iter().filter(|param| !mistyped.contains(&param.name.as_str())) {
            if param.is_required() && !has(&param.name) {
                let problem = match &param.shape {
                    Shape::OneOf(parts) if param.repeat == Repeat::Once => {
                        let names: Vec<_> = parts.iter().map(|part| quoted(&part.name)).collect();
                        let message = format!("{whose} has none of {}", names.join(", "));
                        self.report.add(Code::ExampleCall, span, message)
                    }
                    _ => {
                        let part = if outer.is_some() { "part" } else { "parameter" };
                        let message = format!("{whose} lacks the {part} {}", quoted(&param.name));
                        self.report.add(Code::ExampleCall, span, message)
                    }
                };
                problem.help("give it a value");
            }
            if let Some(needed) = param.needs.as_deref().filter(|needed| has(&param.name) && !has(needed)) {
                let reason = format!("{} is given without {}", quoted(&param.name), quoted(needed));
                self.out_of_range.push((span, reason));
            }
        }
        let mut values = IndexMap::new();
        let mut is_whole = true;
        // In the order of the parameters, whatever the order of the entries is.
        for known in &known {
            let Some(at) = given.iter().position(|(given, _)| std::ptr::eq(*given, known)) else { continue };
            let (_, entry) = given.swap_remove(at);
            match self.value(entry, known.param) {
                Some(value) => {
                    values.insert(known.param.name.clone(), value);
                }
                None => is_whole = false,
            }
        }
        is_whole.then_some(values)
    }

    fn value(&mut self, entry: Entry, param: &Param) -> Option<Datum> {
        let Entry { key, value: node } = entry;
        // An expression may be the whole list.
        let is_code = matches!(node.value, Value::Code(_)) && key.value == param.name;
        if param.repeat == Repeat::Once || is_code {
            return self.one(node, param);
        }
        if key.value != param.name {
            return Some(Datum::List(vec![self.one(node, param)?]));
        }
        let Value::List(items) = node.value else {
            return self.wrong(&node, param, "a list");
        };
        if items.is_empty() && param.is_required() {
            self.out_of_range.push((node.span, format!("{} is an empty list", quoted(&param.name))));
        }
        let items: Vec<_> = items.into_iter().map(|item| self.one(item, param)).collect();
        items.into_iter().collect::<Option<_>>().map(Datum::List)
    }

    fn one(&mut self, node: Node, param: &Param) -> Option<Datum> {
        if matches!(node.value, Value::Code(_)) {
            return Some(datum(node.value));
        }
        match &param.shape {
            Shape::Value(kind) => self.plain(node, *kind, param),
            Shape::Word(words) => {
                let tokens = words.iter().map(|word| word.token.as_str());
                match &node.value {
                    Value::Text(text) if tokens.clone().any(|token| token == text) => Some(datum(node.value)),
                    Value::Text(text) => {
                        let word = Spanned { span: node.span, value: text.clone() };
                        let message = format!("{} does not take {}", quoted(&param.name), quoted(text));
                        unknown(Code::ExampleCall, message, &word, tokens, self.report);
                        None
                    }
                    _ => self.wrong(&node, param, "one of its words"),
                }
            }
            Shape::Group(parts) => {
                let Value::Map(entries) = node.value else {
                    return self.wrong(&node, param, "a mapping of its parts");
                };
                self.values(entries, node.span, parts, Some(param)).map(Datum::Map)
            }
            // A list of alternatives: each is a mapping with one of them.
            Shape::OneOf(_) => {
                let Value::Map(entries) = node.value else {
                    return self.wrong(&node, param, "a mapping with one of its alternatives");
                };
                let one = Param { repeat: Repeat::Once, presence: Presence::Required, ..param.clone() };
                self.values(entries, node.span, &[one], Some(param)).map(Datum::Map)
            }
        }
    }

    /// A value that has no parts.
    fn plain(&mut self, node: Node, kind: Kind, param: &Param) -> Option<Datum> {
        let fits_64_bits = |number: i128| i64::try_from(number).is_ok();
        let is_zero = match node.value {
            Value::Integer(0) => true,
            Value::Float(number) => number == 0.0,
            _ => false,
        };
        match (kind, &node.value) {
            (Kind::Key | Kind::String, Value::Text(_)) => {}
            (Kind::Key | Kind::String, _) => return self.wrong(&node, param, "text"),
            (Kind::Integer, &Value::Integer(number)) if fits_64_bits(number) => {}
            (Kind::Integer, _) => return self.wrong(&node, param, "a whole number of 64 bits"),
            (Kind::Seconds | Kind::Milliseconds | Kind::Timeout, _) if is_zero => {
                let reason = format!("{} is 0, which is out of range", quoted(&param.name));
                self.out_of_range.push((node.span, reason));
            }
            (Kind::Seconds | Kind::Milliseconds, &Value::Integer(number))
                if number > 0 && fits_64_bits(number) => {}
            (Kind::UnixSeconds | Kind::UnixMilliseconds, &Value::Integer(number))
                if number >= 0 && fits_64_bits(number) => {}
            (Kind::Timeout, &Value::Integer(number)) if Kind::is_timeout(number as f64) => {}
            (Kind::Timeout, &Value::Float(number)) if Kind::is_timeout(number) => {}
            (Kind::Timeout, &Value::Float(number)) if number > 0.0 && number < 0.001 => {
                let reason =
                    format!("{} is less than a millisecond, which is out of range", quoted(&param.name));
                self.out_of_range.push((node.span, reason));
            }
            (Kind::Seconds, _) => return self.wrong(&node, param, "a positive number of seconds"),
            (Kind::Milliseconds, _) => {
                return self.wrong(&node, param, "a positive whole number of milliseconds");
            }
            (Kind::Timeout, _) => return self.wrong(&node, param, Kind::TIMEOUTS),
            (Kind::UnixSeconds, _) => {
                return self.wrong(&node, param, "the whole number of seconds since 1970");
            }
            (Kind::UnixMilliseconds, _) => {
                return self.wrong(&node, param, "the whole number of milliseconds since 1970");
            }
            (Kind::Double, &Value::Integer(number)) if fits_64_bits(number) => {}
            (Kind::Double, Value::Float(number)) if !number.is_nan() => {}
            (Kind::Double, _) => return self.wrong(&node, param, "a number"),
            (Kind::Flag, Value::Bool(true)) => {}
            (Kind::Flag, _) => return self.wrong(&node, param, "true, or nothing at all"),
            (Kind::Any, value) if has_huge_integer(value) => {
                return self.wrong(&node, param, "whole numbers of 64 bits");
            }
            (Kind::Any, _) => {}
        }
        Some(datum(node.value))
    }

    fn wrong(&mut self, node: &Node, param: &Param, expected: &str) -> Option<Datum> {
        let came = match node.value {
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => format!("{number:?}"),
            Value::Bool(value) if param.is_value(Kind::Flag) => value.to_string(),
            Value::Text(ref text) if text.is_empty() => "empty text".to_owned(),
            ref value => value.noun().to_owned(),
        };
        let message = format!("{} takes {expected}, not {came}", quoted(&param.name));
        let help = match (&node.value, expected, &param.single) {
            (Value::Bool(_) | Value::Integer(_) | Value::Float(_), "text", _) => {
                "put the value in quotes".to_owned()
            }
            (_, "a list", Some(single)) => format!("put it in brackets, or give it as `{single}`"),
            (_, "a list", None) => "put it in brackets: `[…]`".to_owned(),
            _ => format!("write {expected}"),
        };
        self.report.add(Code::ExampleCall, node.span, message).help(help);
        None
    }
}

/// Whether there is a whole number beyond 64 bits in a value.
pub(super) fn has_huge_integer(value: &Value) -> bool {
    match value {
        Value::Integer(number) => i64::try_from(*number).is_err(),
        Value::List(items) => items.iter().any(|item| has_huge_integer(&item.value)),
        Value::Map(entries) => entries.iter().any(|entry| has_huge_integer(&entry.value.value)),
        _ => false,
    }
}
