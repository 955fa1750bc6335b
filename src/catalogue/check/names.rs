//! The names of a catalogue in a language that is not built in.

use super::super::format;
use super::super::model::Catalogue;
use super::{add_name, items};
use crate::diagnostic::{Report, Span};
use crate::document::{Field, Spanned};
use crate::languages::{Naming, Role, Scope};

/// Reports the names of these operations that the language cannot have. The catalogue has passed every other check.
pub fn names(raw: format::Catalogue, wanted: &Catalogue, naming: &dyn Naming, report: &mut Report) {
    let (mut groups, mut operations) = (Scope::new(Role::Group, naming), Scope::new(Role::Operation, naming));
    for group in items(raw.groups).map(|raw| raw.value) {
        let Some(Spanned { span, value: format::Name(name) }) = group.name.given() else { continue };
        let Some(wanted) = wanted.groups.iter().find(|wanted| wanted.name == name) else { continue };
        add_name(&name, span, &mut groups, report);
        for operation in items(group.operations).map(|raw| raw.value) {
            let Some(Spanned { span, value: format::Name(name) }) = operation.name.given() else { continue };
            if !wanted.operations.iter().any(|wanted| wanted.name == name) {
                continue;
            }
            add_name(&name, span, &mut operations, report);
            let mut params = Scope::new(Role::Param, naming);
            for param in items(operation.params).map(|raw| raw.value) {
                add(param.name, &mut params, report);
                add(param.single, &mut params, report);
            }
        }
    }
}

fn add(name: Field<format::Name>, scope: &mut Scope<'_, Span>, report: &mut Report) {
    if let Some(Spanned { span, value: format::Name(name) }) = name.given() {
        add_name(&name, span, scope, report);
    }
}
