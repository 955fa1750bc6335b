//! Waits within a call.

use std::time::{Duration, Instant};

use crate::deadline::NO_LIMIT;

/// How long to wait before the first new attempt; before each further one twice as long, up to the longest pause.
const PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(320);

/// A wait that begins when the call's time is looked at next, because who decides on it does not know the time.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Wait {
    #[default]
    No,
    /// It was decided on, and its end not worked out yet.
    New,
    Until(Instant),
}

impl Wait {
    /// Works out the end of a new one.
    pub fn begin(&mut self, now: Instant, length: Duration) {
        if *self == Self::New {
            *self = Self::Until(now + length.min(NO_LIMIT));
        }
    }

    pub fn end(self) -> Option<Instant> {
        if let Self::Until(end) = self { Some(end) } else { None }
    }

    pub fn is_over(self, now: Instant) -> bool {
        self.end().is_some_and(|end| end <= now)
    }
}

/// How long to wait before the next attempt, after so many of them.
pub fn pause(attempts: u32) -> Duration {
    (PAUSE * (1 << attempts.min(16))).min(LONGEST_PAUSE)
}
