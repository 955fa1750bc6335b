//! A catalogue with only some of its operations.

use std::collections::HashSet;

use super::Catalogue;
use super::model::Operation;
use crate::diagnostic::closest;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, quoted};

impl Catalogue {
    /// Only the operations with these names, in the catalogue's order, and only the groups that
    /// have one. A name may be given more than once.
    ///
    /// # Errors
    /// With all names that the catalogue does not have, or when there is no name at all.
    pub fn select(&self, names: &[impl AsRef<str>]) -> Result<Catalogue, Diagnostics> {
        let known: HashSet<&str> = self.operations().map(|operation| operation.name.as_str()).collect();
        let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        let mut mistakes: Vec<Diagnostic> = names
            .iter()
            .filter(|name| !known.contains(*name))
            .map(|name| self.unknown_operation(name))
            .collect();
        if names.is_empty() {
            let mut mistake = Diagnostic::new(Code::UnknownOperation, "no operation is selected");
            mistake.help("name at least one, such as `get`");
            mistakes.push(mistake);
        }
        if !mistakes.is_empty() {
            return Err(Diagnostics::general(mistakes));
        }
        let wanted: HashSet<&str> = names.into_iter().collect();
        Ok(self.filtered(|operation| wanted.contains(operation.name.as_str())))
    }

    /// Only the operations that a function wants, and only the groups that have one.
    pub(crate) fn filtered(&self, is_wanted: impl Fn(&Operation) -> bool) -> Catalogue {
        let mut filtered = self.clone();
        for group in &mut filtered.groups {
            group.operations.retain(&is_wanted);
        }
        filtered.groups.retain(|group| !group.operations.is_empty());
        filtered
    }

    fn unknown_operation(&self, name: &str) -> Diagnostic {
        let known = || self.operations().map(|operation| operation.name.as_str());
        let mut mistake =
            Diagnostic::new(Code::UnknownOperation, format!("unknown operation {}", quoted(name)));
        mistake.help(match closest(name, known()) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("the catalogue has: {}", known().map(quoted).collect::<Vec<_>>().join(", ")),
        });
        mistake
    }
}
