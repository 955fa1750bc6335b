//! The names of a catalogue in a language that is not built in.

use super::super::format;
use super::super::model::Catalogue;
use super::{add_as, add_name, items};
use crate::diagnostic::{Report, Span};
use crate::document::{Field, List, MaybeEmpty, Spanned};
use crate::languages::{Naming, Role, Scope};

/// Reports the names of these operations that the language cannot have. The catalogue has passed every other check.
pub fn names(raw: format::Catalogue, wanted: &Catalogue, naming: &dyn Naming, report: &mut Report) {
    let (mut groups, mut operations) = (Scope::new(Role::Group, naming), Scope::new(Role::Operation, naming));
    for record in items(raw.records).map(|raw| raw.value) {
        let Some(Spanned { span, value: format::Name(name) }) = record.name.given() else { continue };
        if wanted.record(&name).is_none() {
            continue;
        }
        add_as(Role::Record, &name, span, &mut operations, report);
        let mut fields = Scope::new(Role::Field, naming);
        items(record.fields).for_each(|field| add(field.value.name, &mut fields, report));
    }
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
            let list = operation.params.map(|MaybeEmpty(list)| list);
            params(list, &mut Scope::new(Role::Param, naming), report);
        }
    }
}

/// The names of parameters, of their parts and of their alternatives.
fn params(list: Field<List<format::Param>>, names: &mut Scope<'_, Span>, report: &mut Report) {
    for param in items(list).map(|raw| raw.value) {
        add(param.name, names, report);
        add(param.single, names, report);
        params(param.params, &mut Scope::new(Role::Param, names.naming()), report);
        match param.repeat {
            Field::Absent => params(param.one_of, names, report),
            _ => params(param.one_of, &mut Scope::new(Role::Param, names.naming()), report),
        }
    }
}

fn add(name: Field<format::Name>, scope: &mut Scope<'_, Span>, report: &mut Report) {
    if let Some(Spanned { span, value: format::Name(name) }) = name.given() {
        add_name(&name, span, scope, report);
    }
}
