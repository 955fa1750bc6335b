//! Waiting for what has to come.

use std::thread;
use std::time::{Duration, Instant};

/// How long to wait for what has to come, on the slowest machine.
const LIMIT: Duration = Duration::from_secs(120);
/// How often to look.
const PAUSE: Duration = Duration::from_millis(5);

/// Waits until a condition holds.
///
/// # Panics
/// When it does not hold within two minutes; the message says what was waited for.
pub fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < LIMIT, "not within {LIMIT:?}: {what}");
        thread::sleep(PAUSE);
    }
}
