//! The operations of one call and what became of them, in the order asked.

use crate::bytes::Bytes;
use crate::error::Error;
use crate::operation::Operation;
use crate::response::Response;

/// The operations of one call, each in one place from when it is looked at until its result is given back.
/// Whoever has an operation's position settles it, once; what breaks that rule panics.
pub(crate) struct Entries<O: Operation> {
    /// An entry is `None` only while it is replaced.
    entries: Vec<Option<Entry<O>>>,
    /// How many have no result yet.
    open: usize,
    /// How many have an error in place of one.
    failed: usize,
}

enum Entry<O: Operation> {
    /// An operation without a result, and the error that it has in place of one if it is not run after all.
    Open(O, Option<Box<Error>>),
    Settled(Bytes, Result<O::Reply, Error>),
}

const SETTLED: &str = "an operation has its result only once";

impl<O: Operation> Entries<O> {
    /// No entries, with room for about so many.
    pub fn with_capacity(expected: usize) -> Self {
        // A hint of the user's iterator is no promise: reserve only what cannot hurt.
        Self { entries: Vec::with_capacity(expected.min(1024 * 1024)), open: 0, failed: 0 }
    }

    /// How many there are: the position of the next one.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// How many have no result yet.
    pub fn open(&self) -> usize {
        self.open
    }

    /// Adds an operation.
    #[inline]
    pub fn push(&mut self, operation: O) {
        self.entries.push(Some(Entry::Open(operation, None)));
        self.open += 1;
    }

    /// Adds an operation that is not run.
    pub fn push_failed(&mut self, operation: O, error: Error) {
        let index = self.entries.len();
        self.entries.push(Some(Entry::Settled(operation.into_key(index), Err(error))));
        self.failed += 1;
    }

    /// The operation at a position that has no result yet.
    ///
    /// # Panics
    /// When it has one.
    #[inline]
    pub fn operation(&self, index: usize) -> &O {
        match &self.entries[index] {
            Some(Entry::Open(operation, _)) => operation,
            _ => unreachable!("{SETTLED}"),
        }
    }

    /// Notes the error of an operation that is sent again, for the case that it is not run after all.
    pub fn note(&mut self, index: usize, error: Error) {
        if let Some(Entry::Open(_, noted)) = &mut self.entries[index] {
            *noted = Some(Box::new(error));
        }
    }

    /// Gives an operation its result.
    #[inline]
    pub fn settle(&mut self, index: usize, result: Result<O::Reply, Error>) {
        let entry = &mut self.entries[index];
        let Some(Entry::Open(operation, _)) = entry.take() else { unreachable!("{SETTLED}") };
        self.open -= 1;
        self.failed += usize::from(result.is_err());
        *entry = Some(Entry::Settled(operation.into_key(index), result));
    }

    /// Gives an operation that is not run the error that was noted, or else this one.
    pub fn fail(&mut self, index: usize, error: impl FnOnce() -> Error) {
        let noted = match &mut self.entries[index] {
            Some(Entry::Open(_, noted)) => noted.take(),
            _ => None,
        };
        self.settle(index, Err(noted.map_or_else(error, |noted| *noted)));
    }

    /// The results, once every operation has one.
    pub fn finish(self) -> Response<O::Reply> {
        let settled = |entry| match entry {
            Some(Entry::Settled(key, result)) => Some((key, result)),
            _ => None,
        };
        debug_assert_eq!(self.open, 0);
        let mut results: Vec<_> = self.entries.into_iter().filter_map(settled).collect();
        // They are made in the place of the entries, which may be larger.
        results.shrink_to_fit();
        let success = results.len() - self.failed;
        Response::counted(results, success, self.failed)
    }
}
