//! JSON Schema (draft 2020-12) of what the readers take.

use serde_json::{Map, Value, json};

use super::{FieldInfo, Shape};

/// A schema, or a part of one.
pub(crate) type Schema = Value;

/// The schemas of types, by name: each is described once.
#[derive(Default)]
pub(crate) struct Definitions(Map<String, Value>);

impl Definitions {
    /// Describes a type, unless that was done, and gives a reference to it. Rust's path to it does not count.
    pub fn once(&mut self, path: &str, describe: impl FnOnce(&mut Self) -> Schema) -> Schema {
        let name = path.rsplit("::").next().unwrap_or(path);
        if !self.0.contains_key(name) {
            // It may have itself inside.
            self.0.insert(name.to_owned(), Value::Null);
            let schema = describe(self);
            self.0.insert(name.to_owned(), schema);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }
}

/// The complete schema of a file with a `T` in it.
pub(crate) fn of<T: Shape>(title: &str) -> Schema {
    let mut definitions = Definitions::default();
    let root = T::schema(&mut definitions);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "$ref": root["$ref"],
        "$defs": definitions.0,
    })
}

pub(crate) fn of_type(name: &str) -> Schema {
    json!({ "type": name })
}

pub(crate) fn anything() -> Schema {
    json!({})
}

pub(crate) fn pattern(pattern: &str) -> Schema {
    json!({ "type": "string", "pattern": pattern })
}

/// A mapping with these fields, which have these schemas.
pub(crate) fn record(doc: &str, fields: &[FieldInfo], schemas: Vec<Schema>) -> Schema {
    let described = fields.iter().zip(schemas).map(|(field, mut schema)| {
        schema["description"] = prose(field.doc).into();
        (field.name.to_owned(), schema)
    });
    let properties: Map<String, Value> = described.collect();
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    json!({
        "description": prose(doc),
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

pub(crate) fn list(items: Schema, least: usize) -> Schema {
    match least {
        0 => json!({ "type": "array", "items": items }),
        least => json!({ "type": "array", "items": items, "minItems": least }),
    }
}

pub(crate) fn any_of(schemas: Vec<Schema>) -> Schema {
    json!({ "anyOf": schemas })
}

pub(crate) fn one_of(words: &[(&str, &str)]) -> Schema {
    let word = |&(word, doc): &(&str, &str)| json!({ "const": word, "description": prose(doc) });
    json!({ "oneOf": words.iter().map(word).collect::<Vec<_>>() })
}

/// A doc comment as a paragraph.
fn prose(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}
