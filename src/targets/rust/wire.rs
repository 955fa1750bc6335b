//! What shows an operation's arguments, in the order in which they go on the wire. As text: it is long for some
//! operations, and parsing it again would take a third of the whole time.

use super::builder::{is_field_given, is_given};
use super::field;
use super::params::{Place, is_option, variant};
use crate::catalogue::model::{Kind, Operation, Param, Presence, Repeat, Shape};

/// The body of `arguments`. With `each`, that parameter has a single value.
pub(super) fn arguments(operation: &Operation, each: Option<&Param>) -> String {
    let mut writer = Writer { text: String::new(), depth: 2 };
    let place = Place::of(operation);
    for param in operation.wire_params() {
        let expression = format!("&self.{}", field(param));
        if each.is_some_and(|each| each.name == param.name) {
            writer.token(param);
            writer.value(param, &expression, &param.name, &place);
        } else {
            writer.parameter(param, &expression, "", &place);
        }
    }
    for param in &operation.params {
        let Some(needed) = &param.needs else { continue };
        let (is_given, is_met) = (is_given(operation, &param.name), is_given(operation, needed));
        let rule = format!("`{needed}` beside it");
        writer.line(&format!("if {is_given} {{"));
        writer.line(&format!("    to.needs({:?}, {rule:?}, {is_met});", param.name));
        writer.line("}");
    }
    writer.text
}

struct Writer {
    text: String,
    depth: usize,
}

impl Writer {
    fn line(&mut self, line: &str) {
        self.text.push_str(&"    ".repeat(self.depth));
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn block(&mut self, head: &str, body: impl FnOnce(&mut Self)) {
        self.line(&format!("{head} {{"));
        self.depth += 1;
        body(self);
        self.depth -= 1;
        self.line("}");
    }

    fn token(&mut self, param: &Param) {
        for word in param.token.iter().flat_map(|token| token.split_whitespace()) {
            self.line(&format!("to.token({word:?});"));
        }
    }

    /// A parameter whose field is this expression, which is a reference. `outer` is what stands before its name.
    fn parameter<'a>(&mut self, param: &'a Param, expression: &str, outer: &str, place: &Place<'a>) {
        let name = format!("{outer}{}", param.name);
        let bare = expression.strip_prefix('&').unwrap_or(expression);
        if param.is_value(Kind::Flag) {
            let value = if bare == expression { format!("*{bare}") } else { bare.to_owned() };
            return self.block(&format!("if {value}"), |writer| writer.token(param));
        }
        if is_option(param) {
            let value = field(param).to_string();
            return self.block(&format!("if let Some({value}) = {expression}"), |writer| {
                writer.token_and_value(param, &value, &name, place);
            });
        }
        match (param.repeat, &param.presence) {
            (Repeat::Once, _) => self.token_and_value(param, expression, &name, place),
            (_, Presence::Optional) => {
                self.block(&format!("if !{bare}.is_empty()"), |writer| {
                    writer.list(param, expression, &name, place)
                });
                // Without a token, the number of values cannot be left out.
                if param.count && param.token.is_none() {
                    self.block(&format!("if {bare}.is_empty()"), |writer| writer.line("to.count(0);"));
                }
            }
            _ => self.list(param, expression, &name, place),
        }
    }

    fn token_and_value<'a>(&mut self, param: &'a Param, expression: &str, name: &str, place: &Place<'a>) {
        self.token(param);
        self.value(param, expression, name, place);
    }

    /// Several values of a parameter, of which there is at least one.
    fn list<'a>(&mut self, param: &'a Param, expression: &str, name: &str, place: &Place<'a>) {
        let bare = expression.strip_prefix('&').unwrap_or(expression);
        if param.repeat != Repeat::WithToken {
            self.token(param);
        }
        if param.count {
            self.line(&format!("to.count({bare}.len());"));
        }
        let is_simple = matches!(
            param.shape,
            Shape::Value(Kind::Key | Kind::String | Kind::Any | Kind::Integer | Kind::Double | Kind::Seconds)
        );
        if is_simple && param.repeat != Repeat::WithToken {
            let visit = if param.is_value(Kind::Key) { "keys" } else { "list" };
            return self.line(&format!("to.{visit}({name:?}, {expression});"));
        }
        self.line(&format!("to.length({name:?}, {bare}.len());"));
        let each = param.one_name();
        let each = crate::languages::rust::ident(each);
        let inside = place.inside(param);
        if param.repeat == Repeat::Columns {
            for part in param.parts() {
                self.block(&format!("for {each} in {expression}"), |writer| {
                    writer.parameter(part, &format!("&{each}.{}", field(part)), &format!("{name}."), &inside);
                });
            }
            return;
        }
        self.block(&format!("for {each} in {expression}"), |writer| {
            if param.repeat == Repeat::WithToken {
                writer.token(param);
            }
            writer.value(param, &each, name, place);
        });
    }

    /// One value of a parameter.
    fn value<'a>(&mut self, param: &'a Param, expression: &str, name: &str, place: &Place<'a>) {
        // Adapters take a value, and all of these can be copied.
        let copied = match expression.strip_prefix('&') {
            Some(bare) => bare.to_owned(),
            None => format!("*{expression}"),
        };
        let inside = place.inside(param);
        match &param.shape {
            // Keys are shown as such: they decide which node of a cluster runs the operation.
            Shape::Value(Kind::Key) => self.line(&format!("to.key({name:?}, {expression});")),
            Shape::Value(kind) => {
                let value = match kind {
                    Kind::Milliseconds => format!("&runtime::Milliseconds({copied})"),
                    Kind::Timeout => format!("&runtime::Timeout({copied})"),
                    Kind::UnixSeconds => format!("&runtime::UnixSeconds({copied})"),
                    Kind::UnixMilliseconds => format!("&runtime::UnixMilliseconds({copied})"),
                    _ => expression.to_owned(),
                };
                self.line(&format!("to.one({name:?}, {value});"));
            }
            Shape::Word(_) => {
                let bare = expression.strip_prefix('&').unwrap_or(expression);
                self.line(&format!("to.token({bare}.as_str());"));
            }
            Shape::Group(parts) => {
                let bare = expression.strip_prefix('&').unwrap_or(expression);
                for part in parts {
                    self.parameter(part, &format!("&{bare}.{}", field(part)), &format!("{name}."), &inside);
                }
                self.needs(parts, bare, name);
            }
            Shape::OneOf(parts) => {
                let kind = place.type_of(param);
                // Alternatives have names beside the choice's own, unless it repeats.
                let outer = if param.is_choice() {
                    name.rsplit_once('.').map(|(outer, _)| format!("{outer}.")).unwrap_or_default()
                } else {
                    format!("{name}.")
                };
                self.block(&format!("match {expression}"), |writer| {
                    for part in parts {
                        let variant = variant(part);
                        if part.is_value(Kind::Flag) {
                            writer.block(&format!("{kind}::{variant} =>"), |writer| writer.token(part));
                            continue;
                        }
                        let value = field(part).to_string();
                        writer.block(&format!("{kind}::{variant}({value}) =>"), |writer| {
                            writer.parameter(part, &value, &outer, &inside);
                        });
                    }
                });
            }
        }
    }

    /// Parts that are of use beside another one only.
    fn needs(&mut self, parts: &[Param], bare: &str, name: &str) {
        let is_given = |part: &Param| is_field_given(part, &format!("{bare}.{}", field(part)));
        for part in parts {
            let needed =
                part.needs.as_deref().and_then(|needed| parts.iter().find(|part| part.name == needed));
            let Some(needed) = needed else { continue };
            let rule = format!("`{name}.{}` beside it", needed.name);
            self.line(&format!("if {} {{", is_given(part)));
            let shown = format!("{name}.{}", part.name);
            self.line(&format!("    to.needs({shown:?}, {rule:?}, {});", is_given(needed)));
            self.line("}");
        }
    }
}
