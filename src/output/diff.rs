//! A plan as a unified diff.

use std::fmt::Write;

use similar::TextDiff;

use super::{Action, Plan};

impl Plan {
    /// What would change, as `diff -u` shows it; empty when nothing would.
    pub fn diff(&self) -> String {
        let mut text = String::new();
        for change in self.changes().iter().filter(|change| change.action != Action::Keep) {
            let path = self.path(change).display().to_string();
            let missing = "/dev/null".to_owned();
            let (before, after) = match change.action {
                Action::Create => (missing, path),
                Action::Remove => (path, missing),
                Action::Update | Action::Keep => (path.clone(), path),
            };
            let (old, new) = (String::from_utf8_lossy(&change.old), String::from_utf8_lossy(&change.new));
            let diff = TextDiff::from_lines(&old, &new);
            write!(text, "{}", diff.unified_diff().header(&before, &after))
                .expect("a string takes what is written");
        }
        text
    }
}
