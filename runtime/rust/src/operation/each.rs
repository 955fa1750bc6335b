//! Operations that run once for each of several values.

use super::arguments::check_count;
use super::{Operation, OperationEach};
use crate::bytes::Bytes;
use crate::response::{Each, Response};

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
        sets.enumerate().flat_map(|(index, set)| {
            let key = set.key(index);
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
