//! Templates as JetBrains live templates.

use super::{Piece, Snippet, Stop, Template};

/// A file of live templates: the ones of a group in the settings dialog.
pub(super) fn print(group: &str, snippets: &[Snippet]) -> String {
    let mut out = format!("<templateSet group=\"{}\">\n", escape(group));
    for snippet in snippets {
        live_template(snippet, &mut out);
    }
    out.push_str("</templateSet>\n");
    out
}

fn live_template(snippet: &Snippet, out: &mut String) {
    let (name, description) = (escape(&snippet.prefix), escape(&snippet.description));
    let value = escape(&value(&snippet.template.pieces, &snippet.template));
    out.push_str(&format!(
        "  <template name=\"{name}\" value=\"{value}\" description=\"{description}\" \
         toReformat=\"false\" toShortenFQNames=\"false\">\n",
    ));
    for stop in &snippet.template.stops {
        let (name, expression, default) =
            (escape(&stop.name), escape(&choices(stop)), escape(&string(&stop.value)));
        out.push_str(&format!(
            "    <variable name=\"{name}\" expression=\"{expression}\" defaultValue=\"{default}\" alwaysStopAt=\"true\" />\n",
        ));
    }
    out.push_str(
        "    <context>\n      \
               <option name=\"JAVA_SCRIPT\" value=\"true\" />\n      \
               <option name=\"TypeScript\" value=\"true\" />\n    \
             </context>\n  </template>\n",
    );
}

fn value(pieces: &[Piece], template: &Template) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.replace('$', "$$"),
        Piece::Stop(index) => format!("${}$", template.stops[*index].name),
        Piece::Cursor => "$END$".into(),
        Piece::Editor(inner) => value(inner, template),
    };
    pieces.iter().map(piece).collect()
}

/// The expression that offers the choices; empty where there are none.
fn choices(stop: &Stop) -> String {
    if stop.choices.is_empty() {
        return String::new();
    }
    let choices: Vec<_> = stop.choices.iter().map(|choice| string(choice)).collect();
    format!("enum({})", choices.join(","))
}

/// A string literal of the expression language.
fn string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Text as the value of an XML attribute.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Written plainly, an attribute's line breaks and tabs become spaces.
            '\n' | '\r' | '\t' => out.push_str(&format!("&#{};", u32::from(c))),
            // XML has no way to write these.
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
    out
}
