//! Limits in time.

use std::time::{Duration, Instant};

use crate::error::{ConnectionError, ConnectionErrorKind};

/// The limit for "no limit": every timer can express it.
pub(crate) const NO_LIMIT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The moment at which a wait ends, and what to say then.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    /// `None` when it lies beyond what the clock can say.
    at: Option<Instant>,
    /// What takes too long, and the limit that it had.
    what: &'static str,
    limit: Duration,
}

impl Deadline {
    pub fn after(limit: Duration, what: &'static str) -> Self {
        Self { at: Instant::now().checked_add(limit), what, limit }
    }

    /// The earlier one of two.
    pub fn min(self, other: Self) -> Self {
        match (self.at, other.at) {
            (Some(mine), Some(theirs)) if theirs < mine => other,
            (None, Some(_)) => other,
            _ => self,
        }
    }

    /// A later moment: what it limits may take that much longer.
    pub fn later(self, by: Duration) -> Self {
        let at = self.at.and_then(|at| at.checked_add(by));
        Self { at, limit: self.limit.saturating_add(by), ..self }
    }

    /// The same moment, for a part of what it limits.
    pub fn of(self, what: &'static str) -> Self {
        Self { what, ..self }
    }

    /// How much time is left; `None` when it is over.
    pub fn left(&self) -> Option<Duration> {
        let Some(at) = self.at else { return Some(NO_LIMIT) };
        at.checked_duration_since(Instant::now())
            .filter(|left| !left.is_zero())
            .map(|left| left.min(NO_LIMIT))
    }

    /// How long to wait when there is something to do at another moment, too.
    pub fn left_until(&self, other: Option<Instant>) -> Duration {
        let at = [self.at, other].into_iter().flatten().min();
        Self { at, ..*self }.left().unwrap_or_default()
    }

    pub fn error(&self) -> ConnectionError {
        let message = format!("{} took longer than {:?}", self.what, self.limit);
        ConnectionError::new(ConnectionErrorKind::Timeout, message)
    }
}
