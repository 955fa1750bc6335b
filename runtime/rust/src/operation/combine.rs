//! What several nodes' answers come to.

use crate::error::Error;

/// What the nodes answered, in the order of the nodes; there is at least one.
#[derive(Debug)]
pub struct Answers<T> {
    first: Result<T, Error>,
    others: Vec<Result<T, Error>>,
}

impl<T> Answers<T> {
    /// Takes answers; `None` without any.
    pub(super) fn new(mut answers: impl Iterator<Item = Result<T, Error>>) -> Option<Self> {
        Some(Self { first: answers.next()?, others: answers.collect() })
    }

    /// The first node's answer, once all have succeeded.
    ///
    /// # Errors
    /// The first error of a node; so for all but [`Answers::any`].
    pub fn same(self) -> Result<T, Error> {
        self.reduce(|first, _| first)
    }

    /// The first answer of a node that succeeded.
    ///
    /// # Errors
    /// The first node's, where none did.
    pub fn any(self) -> Result<T, Error> {
        self.first.or_else(|error| self.others.into_iter().find_map(Result::ok).ok_or(error))
    }

    fn reduce(self, join: impl FnMut(T, T) -> T) -> Result<T, Error> {
        let first = self.first?;
        let others: Vec<_> = self.others.into_iter().collect::<Result<_, _>>()?;
        Ok(others.into_iter().fold(first, join))
    }
}

impl Answers<i64> {
    /// The sum of the nodes' numbers; the largest number where that does not fit.
    pub fn sum(self) -> Result<i64, Error> {
        self.reduce(i64::saturating_add)
    }
}

impl Answers<bool> {
    /// Whether all nodes say so.
    pub fn and(self) -> Result<bool, Error> {
        self.reduce(|one, other| one && other)
    }
}

impl Answers<Vec<bool>> {
    /// Whether all nodes say so, place by place.
    pub fn and(self) -> Result<Vec<bool>, Error> {
        self.reduce(|one, other| one.into_iter().zip(other).map(|(one, other)| one && other).collect())
    }
}

impl<T> Answers<Vec<T>> {
    /// All nodes' lists one after the other.
    pub fn join(self) -> Result<Vec<T>, Error> {
        self.reduce(|mut all, more| {
            all.extend(more);
            all
        })
    }
}
