//! A catalogue with only some of its operations.

use std::collections::HashSet;

use super::Catalogue;
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
        let mut selected = self.clone();
        for group in &mut selected.groups {
            group.operations.retain(|operation| wanted.contains(operation.name.as_str()));
        }
        selected.groups.retain(|group| !group.operations.is_empty());
        Ok(selected)
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
