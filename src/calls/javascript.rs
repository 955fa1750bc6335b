//! What a call looks like in JavaScript: the code template of the product page.

use std::collections::HashMap;

use super::literal::{literal, quoted};
use super::{CLIENT, Call, Connection, Piece, Stop, Style, Template};
use indexmap::IndexMap;

use crate::catalogue::model::{Datum, Operation, Param, ReplyKind, Service, Shape, Word};
use crate::languages::{camel, javascript};

const INDENT: &str = "    ";
const REMINDER: &str = "// You must always quit the redis client after it's used";

/// The template of one call, or of several in turn over the same connection.
///
/// The service has the variable that the operations are methods of, and the package that it comes from.
pub(super) fn template(service: &Service, calls: &[Call], style: Style, connection: &Connection) -> Template {
    let object = &service.object;
    let mut writer = Writer { object, template: Template::default(), names: HashMap::new() };
    // Code that reuses a connection goes into code that has the module's first lines and the reminder already.
    if matches!(connection, Connection::Cluster(_)) {
        if style == Style::TypeScript {
            writer.line(0, &format!("import {{ Redis }} from '{}';\n", quoted(&service.package)));
            writer.line(0, &format!("const {object} = new Redis();\n"));
        }
        writer.line(0, REMINDER);
    }
    match style {
        Style::Callback => writer.callbacks(calls, connection),
        Style::Promise | Style::TypeScript => writer.promises(calls, connection),
    }
    writer.template
}

struct Writer<'a> {
    object: &'a str,
    template: Template,
    /// How often the name of a tab stop was asked for.
    names: HashMap<String, usize>,
}

/// A value in the template, to be repeated elsewhere.
#[derive(Clone, Copy)]
struct Place {
    stop: usize,
    quote: &'static str,
}

impl Writer<'_> {
    /// Every call in the callback of the one before it.
    fn callbacks(&mut self, calls: &[Call], connection: &Connection) {
        let at_hand = Connection::at_hand();
        let mut connection = connection;
        for (index, call) in calls.iter().enumerate() {
            let depth = 2 * index;
            self.text(&INDENT.repeat(depth));
            let key = self.call(call, connection, depth);
            self.text(", function (error, response, redisClient) {\n");
            self.line(depth + 1, "if (error) {");
            self.line(depth + 2, "callback(error);");
            self.line(depth + 1, "} else {");
            if index + 1 == calls.len() {
                self.ending(call.operation, key, "response", depth + 2);
                self.text(&format!("//{CLIENT}.quit();"));
                self.text("\n");
            }
            connection = &at_hand;
        }
        for index in (0..calls.len()).rev() {
            self.line(2 * index + 1, "}");
            self.text(&INDENT.repeat(2 * index));
            self.text(if index == 0 { "});" } else { "});\n" });
        }
    }

    /// Every call after the one before it.
    fn promises(&mut self, calls: &[Call], connection: &Connection) {
        // Only a call that made its connection hands one on.
        let client = match connection {
            Connection::Cluster(_) => CLIENT,
            Connection::Reuse(client) => client,
        };
        let at_hand = Connection::Reuse(client.to_owned());
        let mut connection = connection;
        for (index, call) in calls.iter().enumerate() {
            let number = if index == 0 { String::new() } else { (index + 1).to_string() };
            let binding = match (connection, index) {
                (Connection::Cluster(_), _) => "response, redisClient".to_owned(),
                (Connection::Reuse(_), 0) => "response".to_owned(),
                (Connection::Reuse(_), _) => format!("response: response{number}"),
            };
            self.text(&format!("const {{ {binding} }} = await "));
            let key = self.call(call, connection, 0);
            self.text(");\n");
            if index + 1 == calls.len() {
                self.ending(call.operation, key, &format!("response{number}"), 0);
                // Lambda does nothing more for a function that has returned.
                self.text(&format!("//await {client}.quit();"));
            }
            connection = &at_hand;
        }
    }

    /// A call's method and first argument; tells where the first key stands.
    fn call(&mut self, call: &Call, connection: &Connection, depth: usize) -> Option<Place> {
        self.text(&format!("{}.{}({{\n", self.object, camel(&call.operation.name)));
        self.text(&INDENT.repeat(depth + 1));
        match connection {
            Connection::Cluster(id) => {
                self.text("clusterIdentifier: ");
                self.value("cluster", &Datum::Text(id.clone()), &[]);
                self.text(",\n");
            }
            Connection::Reuse(client) => self.text(&format!("redisClient: {client},\n")),
        }
        self.text(&INDENT.repeat(depth + 1));
        let key = self.params(call, depth + 1);
        self.text(&INDENT.repeat(depth));
        self.text("}");
        key
    }

    /// The parameter sets; tells where the first key stands.
    fn params(&mut self, call: &Call, depth: usize) -> Option<Place> {
        let key = call.operation.key();
        if call.sets.is_empty() {
            self.text("params: [\n");
            self.line(depth + 1, "//Operation parameters");
            self.line(depth, "]");
            return None;
        }
        if call.operation.bare_key().is_some() && call.sets.iter().all(|set| set.len() == 1) {
            return self.bare_keys(call, depth);
        }
        let mut first_key = None;
        self.text("params: [");
        for (index, set) in call.sets.iter().enumerate() {
            self.text(if index == 0 { "" } else { ", " });
            if set.is_empty() {
                self.text("{}");
                continue;
            }
            self.text("{\n");
            for (position, (name, value)) in set.iter().enumerate() {
                self.text(if position == 0 { "" } else { ",\n" });
                self.text(&INDENT.repeat(depth + 1));
                self.text(&format!("{}: ", camel(name)));
                let place = self.param(&call.operation.params, name, value);
                if index == 0 && key.is_some_and(|key| *name == key.name) {
                    first_key = place;
                }
            }
            self.text("\n");
            self.text(&INDENT.repeat(depth));
            self.text("}");
        }
        self.text("]\n");
        first_key
    }

    fn bare_keys(&mut self, call: &Call, depth: usize) -> Option<Place> {
        let mut first_key = None;
        self.text("params: [\n");
        self.text(&INDENT.repeat(depth + 1));
        for (name, value) in call.sets.iter().flatten() {
            let place = self.value(name, value, &[]);
            first_key = first_key.or(place);
            // The product page has the space at the end of the line too.
            self.text(", ");
        }
        self.text("\n");
        self.line(depth, "]");
        first_key
    }

    /// What stands where the user's own code goes.
    fn ending(&mut self, operation: &Operation, key: Option<Place>, response: &str, depth: usize) {
        let indent = INDENT.repeat(depth);
        let mut pieces = Vec::new();
        if let (ReplyKind::Word(words), Some(key), None) =
            (&operation.reply.usual.kind, key, operation.each())
        {
            let choices: Vec<_> = words.iter().map(|word| quoted(word)).collect();
            let word = self.stop("word", choices.first().cloned().unwrap_or_default(), choices);
            let quote = key.quote;
            pieces.extend([
                Piece::Text(format!("{indent}if ({response}.results[{quote}")),
                Piece::Stop(key.stop),
                Piece::Text(format!("{quote}].result === '")),
                Piece::Stop(word),
                Piece::Text(format!("') {{\n{indent}{INDENT}")),
                Piece::Cursor,
                Piece::Text(format!("\n{indent}}}\n")),
            ]);
        } else {
            pieces.extend([Piece::Text(indent.clone()), Piece::Cursor, Piece::Text("\n".into())]);
        }
        self.template.pieces.push(Piece::Editor(pieces));
        self.text(&indent);
    }

    /// A value, as a tab stop; a list or a group has one for each of its values, and no single place.
    fn value(&mut self, name: &str, value: &Datum, choices: &[Word]) -> Option<Place> {
        if let Datum::List(values) = value {
            self.text("[");
            for (index, value) in values.iter().enumerate() {
                self.text(if index == 0 { "" } else { ", " });
                self.value(name, value, choices);
            }
            self.text("]");
            return None;
        }
        Some(self.scalar(name, value, choices))
    }

    /// The values of a parameter with parts.
    fn parts(&mut self, parts: &[Param], values: &IndexMap<String, Datum>) {
        if values.is_empty() {
            self.text("{}");
            return;
        }
        self.text("{ ");
        for (index, (name, value)) in values.iter().enumerate() {
            self.text(if index == 0 { "" } else { ", " });
            self.text(&format!("{}: ", camel(name)));
            self.param(parts, name, value);
        }
        self.text(" }");
    }

    /// A list of pairs as an object.
    fn object(&mut self, param: &Param, values: &[Datum]) {
        let parts = param.parts();
        self.text("{ ");
        for (index, (name, value)) in pairs(param, values).unwrap_or_default().into_iter().enumerate() {
            self.text(if index == 0 { "" } else { ", " });
            let quote = if is_identifier(name) { "" } else { "'" };
            let stop = self.stop(&parts[0].name, quoted(name), Vec::new());
            self.text(quote);
            self.template.pieces.push(Piece::Stop(stop));
            self.text(&format!("{quote}: "));
            self.param(parts, &parts[1].name, value);
        }
        self.text(" }");
    }

    /// The value of the parameter of this name.
    fn param(&mut self, params: &[Param], name: &str, value: &Datum) -> Option<Place> {
        let names = Param::names(params);
        let param = names.iter().find(|known| known.name == name).map(|known| known.param);
        match (param, value) {
            (Some(Param { shape: Shape::Group(parts), .. }), Datum::Map(values)) => {
                self.parts(parts, values);
                None
            }
            // Each value of a repeated choice is one alternative.
            (Some(Param { shape: Shape::OneOf(parts), .. }), Datum::Map(values)) => {
                self.parts(parts, values);
                None
            }
            (Some(param), Datum::List(values)) if pairs(param, values).is_some() => {
                self.object(param, values);
                None
            }
            (Some(param), Datum::List(values)) if !param.parts().is_empty() => {
                self.text("[");
                for (index, value) in values.iter().enumerate() {
                    self.text(if index == 0 { "" } else { ", " });
                    match value {
                        Datum::Map(values) => self.parts(param.parts(), values),
                        other => drop(self.value(name, other, &[])),
                    }
                }
                self.text("]");
                None
            }
            (Some(Param { shape: Shape::Word(words), .. }), value) => self.value(name, value, words),
            (_, value) => self.value(name, value, &[]),
        }
    }

    fn scalar(&mut self, name: &str, value: &Datum, choices: &[Word]) -> Place {
        let (quote, code, choices) = match value {
            Datum::Text(text) => ("'", quoted(text), choices),
            // An expression is none of the words.
            other => ("", literal(other), &[][..]),
        };
        // An editor begins with the first choice.
        let mut choices: Vec<_> = choices.iter().map(|word| quoted(&word.token)).collect();
        choices.sort_by_key(|choice| *choice != code);
        let stop = self.stop(name, code, choices);
        self.text(quote);
        self.template.pieces.push(Piece::Stop(stop));
        self.text(quote);
        Place { stop, quote }
    }

    /// Adds a tab stop, and numbers its name when it is not the first of that name.
    fn stop(&mut self, name: &str, value: String, choices: Vec<String>) -> usize {
        let mut unique = name.to_owned();
        while self.names.contains_key(&unique) {
            let count = self.names.entry(name.to_owned()).or_default();
            *count += 1;
            unique = format!("{name}_{count}");
        }
        self.names.insert(unique.clone(), 1);
        self.template.stops.push(Stop { name: unique, value, choices });
        self.template.stops.len() - 1
    }

    fn line(&mut self, depth: usize, text: &str) {
        self.text(&INDENT.repeat(depth));
        self.text(text);
        self.text("\n");
    }

    fn text(&mut self, text: &str) {
        if let Some(Piece::Text(last)) = self.template.pieces.last_mut() {
            last.push_str(text);
        } else {
            self.template.pieces.push(Piece::Text(text.to_owned()));
        }
    }
}

/// The names and the values of groups that an object can stand for: names that are texts, each once, in an order that an
/// object keeps.
fn pairs<'d>(param: &Param, values: &'d [Datum]) -> Option<Vec<(&'d str, &'d Datum)>> {
    let [first, second] = param.parts() else { return None };
    if !javascript::is_pairs(&param.full_type()) {
        return None;
    }
    let mut pairs: Vec<(&str, &Datum)> = Vec::new();
    for value in values {
        let Datum::Map(value) = value else { return None };
        let Some(Datum::Text(name)) = value.get(&first.name) else { return None };
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
        if is_number || name == "__proto__" || pairs.iter().any(|(other, _)| other == name) {
            return None;
        }
        pairs.push((name, value.get(&second.name)?));
    }
    Some(pairs)
}

/// Whether an object's member needs no quotes.
fn is_identifier(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '$';
    name.starts_with(is_letter) && name.chars().all(|c| is_letter(c) || c.is_ascii_digit())
}
