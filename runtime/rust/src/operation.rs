//! What the runtime asks of an operation.

use std::time::Duration;

use crate::bytes::Bytes;
use crate::error::{Error, ParameterError};
use crate::resp::{Encoder, Frame};
use crate::response::{Each, Response};

/// One operation with its parameters. The generated types implement it; nobody else has to.
pub trait Operation: Send + 'static {
    /// What the server answers.
    type Reply: Reply;
    /// The operation's name, for errors.
    const NAME: &'static str;
    /// The command's words that go before the arguments.
    const COMMAND: &'static [&'static str];
    /// Whether it may be sent again.
    const RESEND: Resend;

    /// The key under which the result stands.
    fn into_key(self) -> Bytes;

    /// Shows the arguments, in the order in which they go on the wire.
    fn arguments(&self, to: &mut impl Arguments);
}

/// Looks at the arguments of an operation.
pub trait Arguments {
    /// A parameter with one value.
    fn one(&mut self, parameter: &'static str, value: &impl Argument);

    /// A parameter with at least one value.
    fn list(&mut self, parameter: &'static str, values: &[impl Argument]);

    /// A parameter with one key.
    fn key(&mut self, parameter: &'static str, key: &Bytes) {
        self.one(parameter, key);
    }

    /// A parameter with at least one key.
    fn keys(&mut self, parameter: &'static str, keys: &[Bytes]) {
        self.list(parameter, keys);
    }
}

/// The type of a parameter's value.
pub trait Argument {
    /// What it takes and what was given, when the value is out of its range.
    fn out_of_range(&self) -> Option<(&'static str, String)>;

    /// Writes the value.
    fn encode(&self, to: &mut impl Words);
}

/// What a command's words are written to.
pub trait Words {
    /// Adds an argument.
    fn bytes(&mut self, argument: &[u8]);

    /// Adds a number as an argument.
    fn integer(&mut self, argument: i64);
}

/// The type of an operation's reply.
pub trait Reply: Sized + Send + 'static {
    /// Reads the reply, which is no error; `None` when it is not of this type.
    fn read(frame: &Frame<'_>) -> Option<Self>;
}

/// An operation that runs once for each of several values.
pub trait OperationEach: Send + 'static {
    /// The operation for one value; its result stands under that value.
    type Single: Operation;
    /// The name of the parameter that holds the values.
    const PARAMETER: &'static str;

    /// The key under which the results stand.
    fn key(&self) -> Bytes;

    /// One operation for each value.
    fn singles(self) -> Vec<Self::Single>;
}

/// Whether an operation may be sent again when a connection broke before its answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resend {
    /// It only reads.
    Always,
    /// It writes, and twice leaves the same state: when the user opted in.
    OnRequest,
    /// Twice is not the same as once: never after its bytes may have reached a server.
    Never,
}

/// A parameter that is out of its range.
struct OutOfRange {
    parameter: &'static str,
    expected: &'static str,
    found: String,
}

impl OutOfRange {
    fn at(self, operation: &'static str, index: usize) -> Error {
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

fn check_count(parameter: &'static str, count: usize) -> Option<OutOfRange> {
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
}

/// Redis' own limit of one string (`proto-max-bulk-len`): beyond it the server closes the
/// connection, and with it everybody else's operations.
const MAX_BYTES: usize = 512 * 1024 * 1024;

impl Argument for Bytes {
    #[inline]
    fn out_of_range(&self) -> Option<(&'static str, String)> {
        (self.len() > MAX_BYTES).then(|| ("at most 512 MiB", format!("{} bytes", self.len())))
    }

    #[inline]
    fn encode(&self, to: &mut impl Words) {
        to.bytes(self);
    }
}

impl Argument for i64 {
    fn out_of_range(&self) -> Option<(&'static str, String)> {
        None
    }

    fn encode(&self, to: &mut impl Words) {
        to.integer(*self);
    }
}

/// In seconds.
impl Argument for Duration {
    fn out_of_range(&self) -> Option<(&'static str, String)> {
        let whole = self.subsec_nanos() == 0 && (1..=i64::MAX as u64).contains(&self.as_secs());
        (!whole).then(|| ("a whole number of seconds from 1", format!("{self:?}")))
    }

    fn encode(&self, to: &mut impl Words) {
        to.integer(self.as_secs() as i64);
    }
}

/// `OK`.
impl Reply for () {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        matches!(frame, Frame::Simple(_)).then_some(())
    }
}

/// 1 or 0.
impl Reply for bool {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        match frame {
            Frame::Integer(1) | Frame::Boolean(true) => Some(true),
            Frame::Integer(0) | Frame::Boolean(false) => Some(false),
            _ => None,
        }
    }
}

impl Reply for i64 {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        match frame {
            Frame::Integer(number) => Some(*number),
            _ => None,
        }
    }
}

impl Reply for Bytes {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        match frame {
            Frame::Bulk(bytes) | Frame::Simple(bytes) => Some(Bytes::from(*bytes)),
            _ => None,
        }
    }
}

/// A string of bytes, or nil.
impl Reply for Option<Bytes> {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        match frame {
            Frame::Nil => Some(None),
            frame => Bytes::read(frame).map(Some),
        }
    }
}

/// The members of a set.
impl Reply for Vec<Bytes> {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        match frame {
            Frame::Array(members) => members.iter().map(Bytes::read).collect(),
            _ => None,
        }
    }
}

/// Turns operations that run once for each value into single ones, and their results back.
#[derive(Debug)]
pub(crate) struct Split {
    /// The key of each parameter set, and how many values it had.
    sets: Vec<(Bytes, usize)>,
}

impl Split {
    pub fn new() -> Self {
        Self { sets: Vec::new() }
    }

    /// The single operations of all sets, made as they are asked for.
    pub fn singles<O: OperationEach>(
        &mut self,
        sets: impl Iterator<Item = O>,
    ) -> impl Iterator<Item = O::Single> {
        sets.flat_map(|set| {
            let key = set.key();
            let singles = set.singles();
            self.sets.push((key, singles.len()));
            singles
        })
    }

    /// Puts the results of the single operations under their sets' keys.
    pub fn join<O: OperationEach>(
        self,
        response: Response<<O::Single as Operation>::Reply>,
    ) -> Response<Each<<O::Single as Operation>::Reply>> {
        let (success, mut failed) = (response.success(), response.failed());
        let mut results = response.into_entries().into_iter();
        let mut entries = Vec::with_capacity(self.sets.len());
        for (index, (key, count)) in self.sets.into_iter().enumerate() {
            let each = results.by_ref().take(count);
            let each =
                Each::new(each.map(|(value, result)| (value, result.map_err(|e| e.at(index)))).collect());
            let bad = check_count(O::PARAMETER, count).filter(|_| count == 0);
            failed += usize::from(bad.is_some());
            entries.push((key, bad.map_or(Ok(each), |bad| Err(bad.at(O::Single::NAME, index)))));
        }
        Response::counted(entries, success, failed)
    }
}
