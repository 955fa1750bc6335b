//! Plain values on the wire, and what is said of those that do not fit: in the words of the JavaScript SDK.

use sigma_redis_runtime::Bytes;

use crate::catalogue::model::{Datum, Kind};

/// What is wrong with a parameter set.
#[derive(Debug)]
pub(super) struct Problem {
    /// The names that lead to it, such as `members[1].score`; empty for the set as a whole.
    pub place: String,
    pub message: String,
}

impl Problem {
    pub fn new(message: String) -> Self {
        Self { place: String::new(), message }
    }

    /// The same, inside of what has this name or this place in a list.
    pub fn within(mut self, outer: &str) -> Self {
        let dot = if self.place.is_empty() || self.place.starts_with('[') { "" } else { "." };
        self.place = format!("{outer}{dot}{}", self.place);
        self
    }
}

/// Up to this number JavaScript's own numbers are exact: 2^53 - 1.
const MAX_SAFE_INTEGER: u128 = (1 << 53) - 1;

/// What a type of parameter takes.
pub(super) fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Key | Kind::String => "a string or bytes",
        Kind::Integer => "a whole number of at most 64 bits (a BigInt beyond 2^53)",
        Kind::Seconds => "a positive whole number of seconds",
        Kind::Any => "a string, bytes, a finite number, or a value with a JSON text",
        Kind::Double => "a number",
        Kind::Milliseconds => "a positive whole number of milliseconds",
        Kind::Timeout => "a positive number of seconds, with three decimals at most",
        Kind::UnixSeconds => {
            "a time from 1970 on: a Date without a part of a second, or a whole number of seconds"
        }
        Kind::UnixMilliseconds => "a time from 1970 on: a Date, or a whole number of milliseconds",
        Kind::Flag => "true or false",
    }
}

/// The word of a value.
pub(super) fn wire(kind: Kind, value: &Datum) -> Result<Bytes, Problem> {
    let integer = |least: i64| match value {
        Datum::Integer(number) => i64::try_from(*number).ok().filter(|number| *number >= least),
        _ => None,
    };
    let word = match kind {
        Kind::Key | Kind::String => match value {
            Datum::Text(text) => Some(Bytes::from(text)),
            _ => None,
        },
        Kind::Integer => integer(i64::MIN).map(Bytes::from),
        Kind::Seconds | Kind::Milliseconds => integer(1).map(Bytes::from),
        Kind::UnixSeconds | Kind::UnixMilliseconds => integer(0).map(Bytes::from),
        Kind::Any => match value {
            Datum::Float(number) => number.is_finite().then(|| Bytes::from(*number)),
            value => Some(Bytes::from(value.text())),
        },
        Kind::Double => match value {
            Datum::Float(number) => (!number.is_nan()).then(|| Bytes::from(*number)),
            _ => integer(i64::MIN).map(Bytes::from),
        },
        Kind::Timeout => match value {
            Datum::Float(number) => is_in_thousandths(*number).then(|| Bytes::from(*number)),
            _ => integer(1).map(Bytes::from),
        },
        Kind::Flag => None,
    };
    word.ok_or_else(|| unexpected(expected(kind), value))
}

/// Whether a time to wait is one that the server takes as it is.
fn is_in_thousandths(seconds: f64) -> bool {
    let thousandths = (seconds * 1000.0).round();
    seconds > 0.0 && thousandths <= MAX_SAFE_INTEGER as f64 && thousandths / 1000.0 == seconds
}

/// What is wrong with a value of another type, or out of range.
pub(super) fn unexpected(expected: &str, value: &Datum) -> Problem {
    Problem::new(format!("expected {expected}, got {}", describe(value)))
}

/// What a value is. A text is not repeated: it may be a secret.
pub(super) fn describe(value: &Datum) -> String {
    match value {
        Datum::Null => "null".to_owned(),
        Datum::Bool(value) => value.to_string(),
        Datum::Integer(number) if number.unsigned_abs() > MAX_SAFE_INTEGER => format!("the BigInt {number}"),
        Datum::Integer(number) => format!("the number {number}"),
        Datum::Float(number) => format!("the number {}", super::value::double(*number)),
        Datum::Text(text) if text.is_empty() => "an empty string".to_owned(),
        Datum::Text(_) => "a string".to_owned(),
        Datum::List(items) if items.is_empty() => "an empty array".to_owned(),
        Datum::List(_) => "an array".to_owned(),
        _ => "an object".to_owned(),
    }
}

/// Words of which one is expected.
pub(super) fn either(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [others @ .., last] => format!("{} or {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_expected_is_said_as_the_sdk_says_it() {
        let sdk = include_str!("../../runtime/js/lib/values.js");
        for kind in [
            Kind::Key,
            Kind::String,
            Kind::Integer,
            Kind::Seconds,
            Kind::Any,
            Kind::Double,
            Kind::Milliseconds,
            Kind::Timeout,
            Kind::UnixSeconds,
            Kind::UnixMilliseconds,
        ] {
            assert!(
                sdk.contains(&format!("expected: '{}'", expected(kind)))
                    || sdk.contains(&format!("'{}'", expected(kind))),
                "{kind:?}"
            );
        }
    }

    #[test]
    fn values_out_of_range_are_described() {
        let told = |kind, value| wire(kind, &value).unwrap_err().message;
        let zero = "expected a positive whole number of seconds, got the number 0";
        assert_eq!(told(Kind::Seconds, Datum::Integer(0)), zero);
        let timeout =
            "expected a positive number of seconds, with three decimals at most, got the number 0.0005";
        assert_eq!(told(Kind::Timeout, Datum::Float(0.0005)), timeout);
        assert!(told(Kind::Key, Datum::Integer(1 << 60)).ends_with("got the BigInt 1152921504606846976"));
        assert!(told(Kind::Double, Datum::Text(String::new())).ends_with("got an empty string"));
    }

    #[test]
    fn values_on_the_wire() {
        let wire = |kind, value| wire(kind, &value).unwrap().into_string().unwrap();
        assert_eq!(wire(Kind::Any, Datum::Float(1e21)), "1e21");
        assert_eq!(wire(Kind::Any, Datum::List(vec![Datum::Null, Datum::Integer(1)])), "[null,1]");
        assert_eq!(wire(Kind::Double, Datum::Float(f64::NEG_INFINITY)), "-inf");
        assert_eq!(wire(Kind::Timeout, Datum::Float(0.01)), "0.01");
        assert_eq!(wire(Kind::Integer, Datum::Integer(i64::MIN.into())), i64::MIN.to_string());
    }
}
