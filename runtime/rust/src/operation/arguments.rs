//! An operation's arguments: whether they are in their ranges, and how they are written.

use super::{Argument, Arguments, Operation, Words};
use crate::error::{Error, ParameterError};
use crate::resp::Encoder;

/// A parameter that is out of its range.
pub(super) struct OutOfRange {
    pub parameter: &'static str,
    pub expected: &'static str,
    pub found: String,
}

impl OutOfRange {
    pub fn at(self, operation: &'static str, index: usize) -> Error {
        let OutOfRange { parameter, expected, found } = self;
        Error::Parameter(Box::new(ParameterError { operation, index, parameter, expected, found }))
    }
}

/// The error of the first parameter that is out of its range, of the operation at this position of the
/// call.
pub(crate) fn check<O: Operation>(operation: &O, index: usize) -> Option<Error> {
    let mut check = Check(None);
    operation.arguments(&mut check);
    check.0.map(|bad| bad.at(O::NAME, index))
}

/// Writes an operation's command.
#[inline]
pub(crate) fn encode<O: Operation>(operation: &O, encoder: &mut Encoder) {
    let mut count = Count(0);
    operation.arguments(&mut count);
    encoder.command(O::COMMAND, count.0);
    operation.arguments(&mut Write(encoder));
}

/// Writes an operation's arguments.
#[cfg(feature = "redis")]
pub(crate) fn encode_arguments<O: Operation>(operation: &O, to: &mut impl Words) {
    operation.arguments(&mut Write(to));
}

/// The number of values that fit one command on every Redis version; before 7.0 the server closes
/// the connection at 1024 * 1024 words.
const MAX_VALUES: usize = 1_000_000;

pub(super) fn check_count(parameter: &'static str, count: usize) -> Option<OutOfRange> {
    if (1..=MAX_VALUES).contains(&count) {
        return None;
    }
    let found = if count == 0 { "none".into() } else { format!("{count} values") };
    Some(OutOfRange { parameter, expected: "one to 1,000,000 values", found })
}

/// Finds the first parameter that is out of its range.
struct Check(Option<OutOfRange>);

impl Arguments for Check {
    #[inline]
    fn one(&mut self, parameter: &'static str, value: &impl Argument) {
        if self.0.is_none() {
            let bad = value.out_of_range();
            self.0 = bad.map(|(expected, found)| OutOfRange { parameter, expected, found });
        }
    }

    #[inline]
    fn list(&mut self, parameter: &'static str, values: &[impl Argument]) {
        if self.0.is_none() {
            self.0 = check_count(parameter, values.len());
        }
        for value in values {
            self.one(parameter, value);
        }
    }

    fn length(&mut self, parameter: &'static str, length: usize) {
        if self.0.is_none() {
            self.0 = check_count(parameter, length);
        }
    }

    fn needs(&mut self, parameter: &'static str, rule: &'static str, is_met: bool) {
        if self.0.is_none() && !is_met {
            self.0 = Some(OutOfRange { parameter, expected: rule, found: "nothing".into() });
        }
    }
}

/// Counts the arguments.
struct Count(usize);

impl Arguments for Count {
    #[inline]
    fn one(&mut self, _: &'static str, _: &impl Argument) {
        self.0 += 1;
    }

    #[inline]
    fn list(&mut self, _: &'static str, values: &[impl Argument]) {
        self.0 += values.len();
    }

    #[inline]
    fn token(&mut self, _: &'static str) {
        self.0 += 1;
    }

    #[inline]
    fn count(&mut self, _: usize) {
        self.0 += 1;
    }
}

/// Writes the arguments.
struct Write<'a, W>(&'a mut W);

impl<W: Words> Arguments for Write<'_, W> {
    #[inline]
    fn one(&mut self, _: &'static str, value: &impl Argument) {
        value.encode(self.0);
    }

    #[inline]
    fn list(&mut self, _: &'static str, values: &[impl Argument]) {
        for value in values {
            value.encode(self.0);
        }
    }

    #[inline]
    fn token(&mut self, word: &'static str) {
        self.0.bytes(word.as_bytes());
    }

    #[inline]
    fn count(&mut self, count: usize) {
        // A list is in memory, so its length fits.
        self.0.integer(count as i64);
    }
}
