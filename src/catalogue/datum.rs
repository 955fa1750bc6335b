//! Values in examples as text.

use std::fmt::Write;

use super::model::Datum;

impl Datum {
    /// The text that goes on the wire for the value as a parameter of type `any`: text and numbers
    /// as they are, everything else as JSON. Results of `repeat: each` stand under it.
    pub fn text(&self) -> String {
        match self {
            Datum::Text(text) => text.clone(),
            other => other.json(),
        }
    }

    /// The value as compact JSON.
    pub fn json(&self) -> String {
        let mut json = String::new();
        self.write_json(&mut json);
        json
    }

    fn write_json(&self, json: &mut String) {
        // Writing to a string does not fail.
        let _ = match self {
            Datum::Null => json.write_str("null"),
            Datum::Bool(value) => write!(json, "{value}"),
            Datum::Integer(value) => write!(json, "{value}"),
            Datum::Float(value) => write!(json, "{value}"),
            Datum::Text(text) => {
                write_string(text, json);
                Ok(())
            }
            // What it is nobody knows.
            Datum::Code(_) => json.write_str("null"),
            Datum::List(items) => {
                json.push('[');
                separated(items, json, |item, json| item.write_json(json));
                json.write_char(']')
            }
            Datum::Map(entries) => {
                json.push('{');
                separated(entries, json, |(key, value), json| {
                    write_string(key, json);
                    json.push(':');
                    value.write_json(json);
                });
                json.write_char('}')
            }
        };
    }
}

fn separated<T>(items: impl IntoIterator<Item = T>, json: &mut String, write: impl Fn(T, &mut String)) {
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        write(item, json);
    }
}

fn write_string(text: &str, json: &mut String) {
    json.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            c if c < ' ' => {
                let _ = write!(json, "\\u{:04x}", c as u32);
            }
            c => json.push(c),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_json_only_where_it_must_be() {
        assert_eq!(Datum::Text("a \"b\"".into()).text(), "a \"b\"");
        assert_eq!(Datum::Integer(-5).text(), "-5");
        assert_eq!(Datum::Float(1.5).text(), "1.5");
        let list = Datum::List(vec![Datum::Null, Datum::Bool(true), Datum::Text("\"\\\n\u{1}é".into())]);
        let map = Datum::Map([("a\"".to_owned(), list)].into_iter().collect());
        assert_eq!(map.text(), "{\"a\\\"\":[null,true,\"\\\"\\\\\\n\\u0001é\"]}");
    }
}
