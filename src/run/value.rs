//! What operations answer, as the JavaScript SDK gives it.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use indexmap::IndexMap;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// A reply, decoded by its type in the catalogue.
///
/// As JSON it is what the SDK's response has, but for what JSON cannot hold: an integer beyond 2^53 is
/// `{"bigint": "9223372036854775807"}`, bytes that are not UTF-8 are `{"bytes": "<base64>"}`, and a number that is none of
/// JSON's is `{"number": "Infinity"}`. The type of the reply tells these from a map, whose names may be any.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nil.
    Null,
    /// True or false, which only replies of any type have.
    Bool(bool),
    /// An integer; a flag is 1 or 0.
    Integer(i64),
    /// A floating-point number.
    Double(f64),
    /// Text or bytes.
    Text(Text),
    /// A list, or the members of a set in the order in which they came.
    List(Vec<Value>),
    /// The values of a map by their names, or the fields of a record by the names that they have in JavaScript.
    Object(IndexMap<String, Value>),
}

/// Bytes that usually are text.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(pub Vec<u8>);

impl Text {
    /// The bytes as text, with `U+FFFD` in place of what is not UTF-8.
    pub fn to_string_lossy(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(&self.0) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => tagged(serializer, "bytes", &BASE64_STANDARD.encode(&self.0)),
        }
    }
}

/// The largest integer up to which JavaScript's own numbers are exact: 2^53 - 1.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(number) if number.unsigned_abs() > MAX_SAFE_INTEGER => {
                tagged(serializer, "bigint", &number.to_string())
            }
            Self::Integer(number) => serializer.serialize_i64(*number),
            // As JavaScript writes it: without a fraction, it is no other number than an integer is.
            Self::Double(number) if number.fract() == 0.0 && number.abs() <= MAX_SAFE_INTEGER as f64 => {
                serializer.serialize_i64(*number as i64)
            }
            Self::Double(number) if number.is_finite() => serializer.serialize_f64(*number),
            Self::Double(number) => tagged(serializer, "number", &double(*number)),
            Self::Text(text) => text.serialize(serializer),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(members) => serializer.collect_map(members),
        }
    }
}

/// An object that stands for a value that JSON does not have.
fn tagged<S: Serializer>(serializer: S, name: &str, text: &str) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(name, text)?;
    map.end()
}

/// A number as JavaScript shows it.
pub(super) fn double(number: f64) -> String {
    match number {
        _ if number.is_nan() => "NaN".to_owned(),
        f64::INFINITY => "Infinity".to_owned(),
        f64::NEG_INFINITY => "-Infinity".to_owned(),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_json_cannot_hold_has_a_form_of_its_own() {
        let list = Value::List(vec![
            Value::Integer(9_007_199_254_740_991),
            Value::Integer(i64::MIN),
            Value::Double(2.0),
            Value::Double(0.5),
            Value::Double(f64::NEG_INFINITY),
            Value::Text(Text(vec![0xff, 0])),
            Value::Text("é".into()),
            Value::Object([("a".to_owned(), Value::Null)].into()),
        ]);
        let json = r#"[9007199254740991,{"bigint":"-9223372036854775808"},2,0.5,{"number":"-Infinity"},{"bytes":"/wA="},"é",{"a":null}]"#;
        assert_eq!(serde_json::to_string(&list).unwrap(), json);
    }
}
