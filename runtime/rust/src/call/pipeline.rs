//! What is under way on one connection: encoded bytes that were accepted or not, and the operations
//! that wait for their answers. No input or output happens here.

use std::collections::VecDeque;
use std::time::Duration;

use crate::error::ConnectionError;
use crate::resp::{Encoder, Incoming};

/// How many commands, and about how many bytes, are encoded at once: as many as a server reads at once, so
/// that it works on them while the next are encoded.
const CHUNK_COMMANDS: usize = 500;
const CHUNK_BYTES: usize = 16 * 1024;

/// How many operations may wait for their answers: enough to keep a distant server busy.
pub(crate) const WINDOW: usize = 8_000;

/// What a connection sends and takes answers for.
pub(crate) trait Exchange {
    /// The next bytes to send; empty when replies must come first, or when all is sent.
    fn outgoing(&mut self) -> &[u8];

    /// Takes notice that the connection accepted this many of the outgoing bytes.
    fn sent(&mut self, count: usize);

    /// Takes the replies that came.
    ///
    /// # Errors
    /// When the bytes are no replies, or more replies than operations.
    fn receive(&mut self, incoming: &mut Incoming) -> Result<(), ConnectionError>;

    /// Whether there is nothing to send, and nothing to wait for.
    fn is_done(&mut self) -> bool;

    /// How much longer than usual the server may be silent: as long as the operation waits that it answers next.
    fn next_wait(&self) -> Duration;

    /// How much longer than usual the whole call may take: as long as its operations wait, one after another.
    fn total_wait(&self) -> Duration;
}

/// The commands on one connection, each with an item that says whose answer it gets.
pub(crate) struct Pipeline<T> {
    /// Those without an answer, in order, and where each begins in the stream.
    in_flight: VecDeque<(u64, T)>,
    /// Encoded commands; those before `written` were handed to the connection.
    encoder: Encoder,
    written: usize,
    /// The stream position of the encoder's first byte.
    position: u64,
    /// The commands that the encoder holds.
    chunk: usize,
}

impl<T> Pipeline<T> {
    /// A pipeline for about so many commands.
    pub fn new(expected: usize) -> Self {
        let expected = expected.min(WINDOW);
        Self {
            in_flight: VecDeque::with_capacity(expected),
            encoder: Encoder::with_capacity((expected * 64).min(CHUNK_BYTES)),
            written: 0,
            position: 0,
            chunk: 0,
        }
    }

    /// Whether every command was answered. Then every byte was accepted, too.
    pub fn is_empty(&self) -> bool {
        self.in_flight.is_empty()
    }

    /// Whether it takes another command now. Begins a new chunk when the last one was accepted whole.
    #[inline]
    pub fn has_room(&mut self) -> bool {
        let length = self.encoder.buffer().len();
        if self.written < length {
            return self.chunk < CHUNK_COMMANDS && length < CHUNK_BYTES;
        }
        self.position += self.written as u64;
        (self.written, self.chunk) = (0, 0);
        self.encoder.buffer().clear();
        self.in_flight.len() + CHUNK_COMMANDS <= WINDOW
    }

    /// Adds a command to the chunk.
    #[inline]
    pub fn push(&mut self, item: T, encode: impl FnOnce(&mut Encoder)) {
        let position = self.position + self.encoder.buffer().len() as u64;
        encode(&mut self.encoder);
        self.in_flight.push_back((position, item));
        self.chunk += 1;
    }

    /// The bytes of the chunk that were not accepted yet.
    pub fn outgoing(&mut self) -> &[u8] {
        &self.encoder.buffer()[self.written..]
    }

    /// Takes notice that the connection accepted this many of the outgoing bytes.
    pub fn sent(&mut self, count: usize) {
        self.written += count;
    }

    /// The items of the commands that wait for their answers, in order.
    pub fn items(&self) -> impl Iterator<Item = &T> {
        self.in_flight.iter().map(|(_, item)| item)
    }

    /// Of these, the items of those of which anything may have been delivered.
    pub fn sent_items(&self) -> impl Iterator<Item = &T> {
        let sent = self.sent_bytes();
        self.in_flight.iter().take_while(move |(position, _)| *position < sent).map(|(_, item)| item)
    }

    /// The item of the command that was answered.
    #[inline]
    pub fn pop(&mut self) -> Option<T> {
        self.in_flight.pop_front().map(|(_, item)| item)
    }

    /// How many bytes the connection accepted.
    pub fn sent_bytes(&self) -> u64 {
        self.position + self.written as u64
    }

    /// Forgets the connection. Gives the items without an answer, and whether anything of each may have
    /// been delivered.
    pub fn forget(&mut self) -> impl Iterator<Item = (T, bool)> + use<T> {
        let sent = self.sent_bytes();
        self.encoder.buffer().clear();
        (self.written, self.position, self.chunk) = (0, 0, 0);
        let in_flight = std::mem::take(&mut self.in_flight);
        in_flight.into_iter().map(move |(position, item)| (item, position < sent))
    }
}
