//! JavaScript literals.

use crate::catalogue::model::Datum;

/// The largest integer up to which every integer is exact as a JavaScript number: 2^53 - 1.
const MAX_SAFE_INTEGER: u128 = (1 << 53) - 1;

/// A value as JavaScript code.
pub(crate) fn literal(value: &Datum) -> String {
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
        Datum::Float(value) => format!("{value:?}"),
        Datum::Text(value) => format!("'{}'", quoted(value)),
        Datum::List(values) => format!("[{}]", join(values.iter().map(literal))),
        Datum::Map(values) if values.is_empty() => "{}".into(),
        Datum::Map(values) => {
            // In brackets, because a plain `'__proto__': x` would set the prototype.
            let fields =
                values.iter().map(|(name, value)| format!("['{}']: {}", quoted(name), literal(value)));
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

/// What stands between the single quotes of a string literal.
///
/// The result is plain to see on one line, and safe inside an HTML script element too.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // `</script>` and `<!--` mean something to HTML.
            '/' | '!' if out.ends_with('<') => {
                out.push('\\');
                out.push(c);
            }
            _ if is_invisible(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}

/// Control characters, line separators, marks that reorder the text around them, and what XML cannot hold.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_show_every_dangerous_character() {
        assert_eq!(quoted("it's a \\ "), "it\\'s a \\\\ ");
        assert_eq!(quoted("a\nb\rc\td\0e1"), "a\\nb\\rc\\td\\u0000e1");
        assert_eq!(quoted("\u{2028}\u{2029}\u{202e}\u{feff}"), "\\u2028\\u2029\\u202e\\ufeff");
        assert_eq!(quoted("</script><!-- a / b"), "<\\/script><\\!-- a / b");
        assert_eq!(quoted("$ ${1} } ` \" é 🦀"), "$ ${1} } ` \" é 🦀");
    }

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
