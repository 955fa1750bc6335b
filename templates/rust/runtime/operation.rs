//! What the runtime asks of an operation.

use std::time::Duration;

use super::bytes::Bytes;
use super::error::{Error, ParameterError};
use super::resp::{Encoder, Frame};
use super::response::{Each, Response};

/// One operation with its parameters. The generated types implement it; nobody else has to.
pub trait Operation {
    /// What the server answers.
    type Reply;
    /// The operation's name, for errors.
    const NAME: &'static str;
    /// Whether it may be sent again.
    const RESEND: Resend;

    /// The key under which the result stands.
    fn into_key(self) -> Bytes;

    /// Checks the parameters' ranges.
    ///
    /// # Errors
    /// The first parameter that is out of its range.
    fn check(&self) -> Result<(), OutOfRange>;

    /// Writes the command.
    fn encode(&self, encoder: &mut Encoder);

    /// Reads the reply, which is no error; `None` when it is not of the operation's type.
    fn decode(frame: &Frame<'_>) -> Option<Self::Reply>;
}

/// An operation that runs once for each of several values.
pub trait OperationEach {
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
#[derive(Clone, Debug)]
pub struct OutOfRange {
    parameter: &'static str,
    expected: &'static str,
    found: String,
}

impl OutOfRange {
    pub(super) fn at(self, operation: &'static str, index: usize) -> Error {
        let OutOfRange { parameter, expected, found } = self;
        Error::Parameter(Box::new(ParameterError { operation, index, parameter, expected, found }))
    }
}

/// Redis' own limit of one string (`proto-max-bulk-len`): beyond it the server closes the
/// connection, and with it everybody else's operations.
const MAX_BYTES: usize = 512 * 1024 * 1024;

/// The number of values that fit one command on every Redis version; before 7.0 the server closes
/// the connection at 1024 * 1024 words.
const MAX_VALUES: usize = 1_000_000;

/// Checks a key or value.
pub fn check_bytes(parameter: &'static str, bytes: &[u8]) -> Result<(), OutOfRange> {
    if bytes.len() <= MAX_BYTES {
        return Ok(());
    }
    Err(OutOfRange { parameter, expected: "at most 512 MiB", found: format!("{} bytes", bytes.len()) })
}

/// Checks how many values a list has.
pub fn check_count(parameter: &'static str, count: usize) -> Result<(), OutOfRange> {
    if (1..=MAX_VALUES).contains(&count) {
        return Ok(());
    }
    let found = if count == 0 { "none".into() } else { format!("{count} values") };
    Err(OutOfRange { parameter, expected: "one to 1,000,000 values", found })
}

/// Checks a number of seconds.
pub fn check_seconds(parameter: &'static str, time: Duration) -> Result<(), OutOfRange> {
    if time.subsec_nanos() == 0 && (1..=i64::MAX as u64).contains(&time.as_secs()) {
        return Ok(());
    }
    Err(OutOfRange { parameter, expected: "a whole number of seconds from 1", found: format!("{time:?}") })
}

/// Turns operations that run once for each value into single ones, and their results back.
pub(super) struct Split {
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
            let bad = check_count(O::PARAMETER, count).err().filter(|_| count == 0);
            failed += usize::from(bad.is_some());
            entries.push((key, bad.map_or(Ok(each), |bad| Err(bad.at(O::Single::NAME, index)))));
        }
        Response::counted(entries, success, failed)
    }
}
