//! JavaScript literals.

use crate::catalogue::model::Datum;
use crate::languages::javascript;

/// The largest integer up to which every integer is exact as a JavaScript number: 2^53 - 1.
const MAX_SAFE_INTEGER: u128 = (1 << 53) - 1;

/// A value as JavaScript code.
pub fn literal(value: &Datum) -> String {
    match value {
        Datum::Null => "null".into(),
        Datum::Bool(value) => value.to_string(),
        Datum::Integer(value) => integer(*value),
        Datum::Float(value) if value.is_infinite() => {
            if *value > 0.0 {
                "Infinity".into()
            } else {
                "-Infinity".into()
            }
        }
        // Without a fraction it is written as people write it.
        Datum::Float(value) if value.fract() == 0.0 && value.abs() < 1e15 => format!("{value}"),
        Datum::Float(value) => format!("{value:?}"),
        Datum::Text(value) => javascript::string(value),
        Datum::Code(code) => code.clone(),
        Datum::List(values) => format!("[{}]", join(values.iter().map(literal))),
        Datum::Map(values) if values.is_empty() => "{}".into(),
        Datum::Map(values) => {
            // In brackets, because a plain `'__proto__': x` would set the prototype.
            let fields = values
                .iter()
                .map(|(name, value)| format!("[{}]: {}", javascript::string(name), literal(value)));
            format!("{{ {} }}", join(fields))
        }
    }
}

fn join(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

fn integer(value: i128) -> String {
    // A BigInt literal, because a number would be rounded.
    let suffix = if value.unsigned_abs() > MAX_SAFE_INTEGER { "n" } else { "" };
    format!("{value}{suffix}")
}

/// What stands between the quotes of a string literal.
pub(super) fn quoted(text: &str) -> String {
    let literal = javascript::string(text);
    literal[1..literal.len() - 1].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_beyond_the_exact_range_are_big() {
        assert_eq!(literal(&Datum::Integer(9_007_199_254_740_991)), "9007199254740991");
        assert_eq!(literal(&Datum::Integer(9_007_199_254_740_992)), "9007199254740992n");
        assert_eq!(literal(&Datum::Integer(i64::MIN.into())), "-9223372036854775808n");
    }

    #[test]
    fn a_map_is_an_object_without_a_prototype_trick() {
        let map = Datum::Map([("__proto__".to_owned(), Datum::List(vec![Datum::Null]))].into());
        assert_eq!(literal(&map), "{ ['__proto__']: [null] }");
    }
}
