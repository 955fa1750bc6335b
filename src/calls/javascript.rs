//! What a call looks like in JavaScript: the code template of the product page.

use std::collections::HashMap;

use super::literal::{literal, quoted};
use super::{Call, Connection, Piece, Stop, Style, Template};
use crate::catalogue::model::{Datum, Operation, Repeat, ReplyKind};
use crate::languages::camel;

const INDENT: &str = "    ";
const REMINDER: &str = "// You must always quit the redis client after it's used";
const QUIT: &str = "redisClient.quit();";

/// The template of one call, or of several in turn over the same connection.
///
/// `object` is the variable that has the operations as methods.
pub(super) fn template(object: &str, calls: &[Call], style: Style, connection: &Connection) -> Template {
    let mut writer = Writer { object, template: Template::default(), names: HashMap::new() };
    // Code that reuses a connection goes into code that has the reminder already.
    if *connection != Connection::Reuse {
        writer.line(0, REMINDER);
    }
    match style {
        Style::Callback => writer.callbacks(calls, connection),
        Style::Promise => writer.promises(calls, connection),
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
                self.text(&format!("//{QUIT}"));
                self.text("\n");
            }
            connection = &Connection::Reuse;
        }
        for index in (0..calls.len()).rev() {
            self.line(2 * index + 1, "}");
            self.text(&INDENT.repeat(2 * index));
            self.text(if index == 0 { "});" } else { "});\n" });
        }
    }

    /// Every call after the one before it.
    fn promises(&mut self, calls: &[Call], connection: &Connection) {
        let mut connection = connection;
        for (index, call) in calls.iter().enumerate() {
            let number = if index == 0 { String::new() } else { (index + 1).to_string() };
            let binding = match (connection, index) {
                (Connection::Cluster(_), _) => "response, redisClient".to_owned(),
                (Connection::Reuse, 0) => "response".to_owned(),
                (Connection::Reuse, _) => format!("response: response{number}"),
            };
            self.text(&format!("const {{ {binding} }} = await "));
            let key = self.call(call, connection, 0);
            self.text(");\n");
            if index + 1 == calls.len() {
                self.ending(call.operation, key, &format!("response{number}"), 0);
                // Lambda does nothing more for a function that has returned.
                self.text(&format!("//await {QUIT}"));
            }
            connection = &Connection::Reuse;
        }
    }

    /// A call's method and first argument; tells where the first key stands.
    fn call(&mut self, call: &Call, connection: &Connection, depth: usize) -> Option<Place> {
        self.text(&format!("{}.{}({{\n", self.object, camel(&call.operation.name)));
        self.text(&INDENT.repeat(depth + 1));
        match connection {
            Connection::Cluster(id) => {
                self.text("clusterIdentifier: ");
                self.value("cluster", &Datum::Text(id.clone()));
                self.text(",\n");
            }
            Connection::Reuse => self.text("redisClient: redisClient,\n"),
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
        if call.operation.only_key() && key.repeat == Repeat::Once {
            return self.bare_keys(call, depth);
        }
        let mut first_key = None;
        self.text("params: [");
        for (index, set) in call.sets.iter().enumerate() {
            self.text(if index == 0 { "{\n" } else { ", {\n" });
            for (position, (name, value)) in set.iter().enumerate() {
                self.text(if position == 0 { "" } else { ",\n" });
                self.text(&INDENT.repeat(depth + 1));
                self.text(&format!("{}: ", camel(name)));
                let place = self.value(name, value);
                if index == 0 && *name == key.name {
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
            let place = self.value(name, value);
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
        if let (ReplyKind::Word(words), Some(key), None) = (&operation.reply.kind, key, operation.each()) {
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

    /// A value, as a tab stop; a list has one for each of its values, and no single place.
    fn value(&mut self, name: &str, value: &Datum) -> Option<Place> {
        if let Datum::List(values) = value {
            self.text("[");
            for (index, value) in values.iter().enumerate() {
                self.text(if index == 0 { "" } else { ", " });
                self.scalar(name, value);
            }
            self.text("]");
            return None;
        }
        Some(self.scalar(name, value))
    }

    fn scalar(&mut self, name: &str, value: &Datum) -> Place {
        let (quote, code) = match value {
            Datum::Text(text) => ("'", quoted(text)),
            other => ("", literal(other)),
        };
        let stop = self.stop(name, code, Vec::new());
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
