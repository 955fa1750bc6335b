//! What the runtime asks of an operation.

mod arguments;
mod combine;
mod each;
mod nodes;
mod records;
mod replies;
mod value;
mod values;

use std::time::Duration;

use crate::bytes::Bytes;
use crate::resp::Frame;
#[cfg(feature = "redis")]
pub(crate) use arguments::encode_arguments;
pub(crate) use arguments::{check, encode};
pub use combine::Answers;
pub(crate) use each::Split;
pub(crate) use nodes::Spread;
pub use nodes::{CombinedOperation, NodeSet, OperationOnNodes};
pub use records::{Fields, Given, Record};
pub use value::{Map, Value};
pub use values::{Milliseconds, Timeout, UnixMilliseconds, UnixSeconds};

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

    /// The key under which the result stands; for an operation without one its position in the call, which is this.
    fn into_key(self, index: usize) -> Bytes;

    /// Whether it may be sent again, where that depends on its parameters.
    #[inline]
    fn resend(&self) -> Resend {
        Self::RESEND
    }

    /// How long the server may wait before it answers, beyond what commands usually take.
    #[inline]
    fn wait(&self) -> Duration {
        Duration::ZERO
    }

    /// Reads its reply, which is no error; `None` when it is not of its type.
    #[inline]
    fn read(&self, frame: &Frame<'_>) -> Option<Self::Reply> {
        Self::Reply::read(frame)
    }

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

    /// A word of the command itself, such as `NX` or `LIMIT`.
    fn token(&mut self, _word: &'static str) {}

    /// The number of values that come after it.
    fn count(&mut self, _count: usize) {}

    /// A parameter that has so many values, which are shown one by one.
    fn length(&mut self, _parameter: &'static str, _length: usize) {}

    /// A parameter that is given, and whether the other one that it needs is given too; `rule` says so.
    fn needs(&mut self, _parameter: &'static str, _rule: &'static str, _is_met: bool) {}
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

    /// Reads a reply that has fields only where certain parameters were given.
    fn read_given(frame: &Frame<'_>, _given: Given<'_>) -> Option<Self> {
        Self::read(frame)
    }

    /// Reads several of them, which came as one array.
    fn read_list(frames: &[Frame<'_>], given: Given<'_>) -> Option<Vec<Self>> {
        frames.iter().map(|frame| Self::read_given(frame, given)).collect()
    }
}

/// An operation that runs once for each of several values.
pub trait OperationEach: Send + 'static {
    /// The operation for one value; its result stands under that value.
    type Single: Operation;
    /// The name of the parameter that holds the values.
    const PARAMETER: &'static str;

    /// The key under which the results stand; for an operation without one its position in the call, which is this.
    fn key(&self, index: usize) -> Bytes;

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
