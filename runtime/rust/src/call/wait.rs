//! Waits within a call.

use std::time::{Duration, Instant};

use crate::deadline::NO_LIMIT;

/// A wait that begins when the call's time is looked at next, because who decides on it does not know the time.
#[derive(Clone, Copy)]
pub enum Wait {
    /// It was decided on, and its end not worked out yet.
    New,
    Until(Instant),
}

impl Wait {
    /// Begins a new one.
    pub fn begin(&mut self, now: Instant, length: Duration) {
        if matches!(self, Self::New) {
            *self = Self::Until(now + length.min(NO_LIMIT));
        }
    }

    /// When it ends, if it has begun.
    pub fn end(self) -> Option<Instant> {
        match self {
            Self::New => None,
            Self::Until(end) => Some(end),
        }
    }

    pub fn is_over(self, now: Instant) -> bool {
        self.end().is_some_and(|end| end <= now)
    }
}

/// How long to wait before the next attempt, after so many of them.
pub fn pause(attempts: u32) -> Duration {
    Duration::from_millis(10) * (1 << attempts.min(5))
}
