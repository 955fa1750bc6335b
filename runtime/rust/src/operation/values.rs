//! The types of parameters.

use std::time::Duration;

use super::{Argument, Words};
use crate::bytes::Bytes;

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
