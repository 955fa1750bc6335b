//! The types of parameters.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Argument, Words};
use crate::bytes::{Bytes, DIGITS, double};

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

impl Argument for f64 {
    fn out_of_range(&self) -> Option<(&'static str, String)> {
        self.is_nan().then(|| ("a number", "NaN".to_owned()))
    }

    fn encode(&self, to: &mut impl Words) {
        let mut digits = [0; DIGITS];
        to.bytes(double(*self, &mut digits));
    }
}

/// A duration in whole milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Milliseconds(pub Duration);

impl Argument for Milliseconds {
    fn out_of_range(&self) -> Option<(&'static str, String)> {
        let whole = self.0.subsec_nanos().is_multiple_of(1_000_000)
            && (1..=i64::MAX as u128).contains(&self.0.as_millis());
        (!whole).then(|| ("a whole number of milliseconds from 1", format!("{:?}", self.0)))
    }

    fn encode(&self, to: &mut impl Words) {
        to.integer(self.0.as_millis() as i64);
    }
}

/// A time to wait, in seconds with up to three decimals.
#[derive(Clone, Copy, Debug)]
pub struct Timeout(pub Duration);

impl Argument for Timeout {
    fn out_of_range(&self) -> Option<(&'static str, String)> {
        // Beyond this the server takes it for too large, or for ever.
        const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);
        let whole = self.0.subsec_nanos().is_multiple_of(1_000_000) && !self.0.is_zero() && self.0 <= LONGEST;
        (!whole).then(|| ("a whole number of milliseconds from 1 to a year", format!("{:?}", self.0)))
    }

    fn encode(&self, to: &mut impl Words) {
        f64::encode(&(self.0.as_millis() as f64 / 1000.0), to);
    }
}

/// The part of a time since 1970 that a unit does not hold, and whether there is any such time.
fn since_1970(time: SystemTime, unit: Duration) -> Option<Duration> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    (since.as_nanos() % unit.as_nanos() == 0 && since.as_millis() <= i64::MAX as u128).then_some(since)
}

/// A time, in whole seconds since 1970.
#[derive(Clone, Copy, Debug)]
pub struct UnixSeconds(pub SystemTime);

impl Argument for UnixSeconds {
    fn out_of_range(&self) -> Option<(&'static str, String)> {
        let since = since_1970(self.0, Duration::from_secs(1));
        since.is_none().then(|| ("a whole second from 1970 on", format!("{:?}", self.0)))
    }

    fn encode(&self, to: &mut impl Words) {
        to.integer(since_1970(self.0, Duration::from_secs(1)).unwrap_or_default().as_secs() as i64);
    }
}

/// A time, in whole milliseconds since 1970.
#[derive(Clone, Copy, Debug)]
pub struct UnixMilliseconds(pub SystemTime);

impl Argument for UnixMilliseconds {
    fn out_of_range(&self) -> Option<(&'static str, String)> {
        let since = since_1970(self.0, Duration::from_millis(1));
        since.is_none().then(|| ("a whole millisecond from 1970 on", format!("{:?}", self.0)))
    }

    fn encode(&self, to: &mut impl Words) {
        to.integer(since_1970(self.0, Duration::from_millis(1)).unwrap_or_default().as_millis() as i64);
    }
}
