//! What a call gives back.

use std::ops::Index;
use std::sync::OnceLock;

use crate::bytes::Bytes;
use crate::error::Error;

/// The results of one call: one for each operation, in the order asked.
///
/// `response["key"]` and [`Response::get`] look a result up by its key; when a key was given twice,
/// the later result stands under it. Iterating gives all of them.
#[derive(Clone)]
#[must_use = "an operation may have failed: `.all()?` takes all results or returns the first error, and \
              `response[key]` or a loop looks at each"]
pub struct Response<T> {
    entries: Vec<Entry<T>>,
    success: usize,
    failed: usize,
    /// The entries' positions by key, and then by position; made at the first look-up.
    by_key: OnceLock<Vec<usize>>,
}

/// The results of an operation that runs once for each of several values: one for each value. Or those of an operation
/// that runs on several nodes of a cluster: one for each node, under its address.
pub type Each<T> = Response<T>;

type Entry<T> = (Bytes, Result<T, Error>);

impl<T> Response<T> {
    pub(crate) fn new(entries: Vec<Entry<T>>) -> Self {
        let success = entries.iter().filter(|(_, result)| result.is_ok()).count();
        let failed = entries.len() - success;
        Self { entries, success, failed, by_key: OnceLock::new() }
    }

    /// A response of which it is known how many operations succeeded and failed; an entry may stand for
    /// several of them.
    pub(crate) fn counted(entries: Vec<Entry<T>>, success: usize, failed: usize) -> Self {
        Self { entries, success, failed, by_key: OnceLock::new() }
    }

    /// How many operations the server answered without an error. Nil, 0 and `none` are answers.
    pub fn success(&self) -> usize {
        self.success
    }

    /// How many operations have an error instead of a result.
    pub fn failed(&self) -> usize {
        self.failed
    }

    /// The number of entries: parameter sets of the call, or values of an [`Each`].
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether the call had no operations.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The result under a key; the last one when the key was given twice.
    pub fn get(&self, key: impl AsRef<[u8]>) -> Option<&Result<T, Error>> {
        let key = key.as_ref();
        let by_key = self.by_key.get_or_init(|| {
            let mut positions: Vec<usize> = (0..self.entries.len()).collect();
            positions.sort_by(|&a, &b| self.entries[a].0.cmp(&self.entries[b].0));
            positions
        });
        let after = by_key.partition_point(|&position| self.entries[position].0[..] <= *key);
        let (found, result) = &self.entries[by_key[after.checked_sub(1)?]];
        (found[..] == *key).then_some(result)
    }

    /// The keys and results in the order asked.
    pub fn iter(&self) -> Iter<'_, T> {
        self.into_iter()
    }

    /// The result of the call's only operation.
    ///
    /// # Errors
    /// The operation's error, or [`Error::NotOne`] when the call had none or several.
    pub fn one(mut self) -> Result<T, Error> {
        match (self.entries.len(), self.entries.pop()) {
            (1, Some((_, result))) => result,
            (count, _) => Err(Error::NotOne(count)),
        }
    }

    /// All results in the order asked.
    ///
    /// # Errors
    /// The first operation's error that there is.
    pub fn all(self) -> Result<Vec<T>, Error> {
        self.entries.into_iter().map(|(_, result)| result).collect()
    }

    pub(crate) fn into_entries(self) -> Vec<Entry<T>> {
        self.entries
    }
}

/// As a map of the keys to their results, with the two counts.
impl<T: std::fmt::Debug> std::fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        struct Results<'a, T>(&'a Response<T>);
        impl<T: std::fmt::Debug> std::fmt::Debug for Results<'_, T> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_map().entries(self.0).finish()
            }
        }
        f.debug_struct("Response")
            .field("success", &self.success)
            .field("failed", &self.failed)
            .field("results", &Results(self))
            .finish()
    }
}

/// The result under a key.
///
/// # Panics
/// When the call did not ask for the key, as with a map; [`Response::get`] does not.
impl<T, K: AsRef<[u8]>> Index<K> for Response<T> {
    type Output = Result<T, Error>;

    fn index(&self, key: K) -> &Self::Output {
        let key = key.as_ref();
        match self.get(key) {
            Some(result) => result,
            None => panic!("the call did not ask for the key `{}`", key.escape_ascii()),
        }
    }
}

/// Iterates over the keys and results of a [`Response`].
#[derive(Clone, Debug)]
pub struct Iter<'a, T>(std::slice::Iter<'a, Entry<T>>);

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = (&'a Bytes, &'a Result<T, Error>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, result)| (key, result))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}

impl<'a, T> IntoIterator for &'a Response<T> {
    type Item = (&'a Bytes, &'a Result<T, Error>);
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        Iter(self.entries.iter())
    }
}

impl<T> IntoIterator for Response<T> {
    type Item = (Bytes, Result<T, Error>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}
