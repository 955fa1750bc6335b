//! The records that replies are made of.

use super::typescript::is_assignable;
use super::{At, Breaks, Matched, Meaning, Told, below, order, path, reply};
use crate::catalogue::model::{Catalogue, Record, RecordField, RecordLayout, ReplyKind, ReplyType};
use crate::languages::{camel, pascal, rust};
use crate::targets::rust::api;

/// Compares the records, and gives the old catalogue with the names that they have now.
pub(super) fn compare(old: &Catalogue, new: &Catalogue, told: &mut Told) -> Catalogue {
    let (before, after): (Vec<_>, Vec<_>) = (old.records.iter().collect(), new.records.iter().collect());
    let is_same = |old: &Record, new: &Record| old.fields == new.fields && old.by == new.by;
    let matched = Matched::new(&before, &after, |record| &record.name, is_same);
    for record in &matched.gone {
        let breaks = there_is_none(&record.name);
        let at = At::Old(path(["records", &record.name]));
        told.breaks(at, format!("the record `{}` is gone", record.name), breaks);
    }
    for record in &matched.new {
        let at = At::New(path(["records", &record.name]));
        told.is_new(at, format!("the record `{}` is new", record.name), "");
    }
    let mut renamed = old.clone();
    for (old, new) in matched.both.iter().filter(|(old, new)| old.name != new.name) {
        let message = format!("the record `{}` is called `{}` now", old.name, new.name);
        told.breaks(At::New(path(["records", &new.name])), message, there_is_none(&old.name));
        rename(&mut renamed, &old.name, &new.name);
    }
    for (old, after) in &matched.both {
        // With the names that records have now.
        let names = [&old.name, &after.name];
        if let Some(old) = renamed.record(&after.name) {
            record(old, after, names, [&renamed, new], told);
        }
    }
    renamed
}

fn there_is_none(name: &str) -> Breaks {
    let why = format!("there is no `{}`", pascal(name));
    Breaks { rust: Some(why.clone()), js: Some(why) }
}

/// Gives a record another name, wherever it is named.
fn rename(catalogue: &mut Catalogue, from: &str, to: &str) {
    for record in catalogue.records.iter_mut().filter(|record| record.name == from) {
        to.clone_into(&mut record.name);
    }
    let fields = catalogue.records.iter_mut().flat_map(|record| &mut record.fields);
    fields.for_each(|field| rename_in(&mut field.reply, from, to));
    for operation in catalogue.groups.iter_mut().flat_map(|group| &mut group.operations) {
        rename_in(&mut operation.reply.usual, from, to);
        operation.reply.when.iter_mut().for_each(|case| rename_in(&mut case.reply, from, to));
    }
}

fn rename_in(reply: &mut ReplyType, from: &str, to: &str) {
    match &mut reply.kind {
        ReplyKind::Record(name) if name == from => to.clone_into(name),
        ReplyKind::List(of) | ReplyKind::Map(of) => rename_in(of, from, to),
        _ => {}
    }
}

fn record(old: &Record, new: &Record, names: [&String; 2], catalogues: [&Catalogue; 2], told: &mut Told) {
    let Record { name, description, by, fields } = new;
    let at = |field: &str| At::New(path(["records", name, field]));
    told.words(old.description != *description, at("description"), || {
        format!("the record `{name}` has another description")
    });
    if old.by != *by {
        let how = match by {
            RecordLayout::Position => "by their position",
            RecordLayout::Name => "by their names",
        };
        let message = format!("the fields of `{name}` are found {how} in what the server sends");
        told.behaves(at("by"), message, "a server that sends them otherwise has no reply that fits");
    }
    let (before, after): (Vec<_>, Vec<_>) = (old.fields.iter().collect(), fields.iter().collect());
    let is_same = |old: &RecordField, new: &RecordField| {
        old.reply == new.reply && old.given == new.given && old.since == new.since
    };
    let matched = Matched::new(&before, &after, |field| &field.name, is_same);
    for gone in matched.gone {
        let at = At::Old(path(["records", names[0], "fields", &gone.name]));
        let message = format!("the field `{}` of `{name}` is gone", gone.name);
        told.breaks(at, message, no_field(name, &gone.name));
    }
    let mut loses_eq = api::record_has_eq(old, catalogues[0]) && !api::record_has_eq(new, catalogues[1]);
    for added in matched.new {
        let mut breaks = Breaks::default();
        let alone = Record { fields: vec![added.clone()], ..new.clone() };
        if !api::record_has_eq(&alone, catalogues[1]) && std::mem::take(&mut loses_eq) {
            breaks.rust = Some(format!("`{}` no longer has `Eq` and `Hash`", pascal(name)));
        }
        let at = At::New(path(["records", name, "fields", &added.name]));
        let message = format!("the field `{}` of `{name}` is new", added.name);
        told.changed(at, message, breaks, (Meaning::New, ""));
    }
    for (old, new) in matched.both {
        field(old, new, name, told);
    }
    let [was, is] = [&old.fields, fields].map(|fields| fields.iter().map(|field| field.name.as_str()));
    if order::is_other(was, is) {
        let message = format!("the fields of `{name}` have another order");
        match by {
            RecordLayout::Position => told.behaves(at("fields"), message, "a field has what another one had"),
            RecordLayout::Name => told.words(true, at("fields"), || message),
        }
    }
}

fn no_field(record: &str, field: &str) -> Breaks {
    let record = pascal(record);
    Breaks {
        rust: Some(format!("`{record}` has no `{}`", rust::ident(field))),
        js: Some(format!("`{record}` has no `{}`", camel(field))),
    }
}

fn field(old: &RecordField, new: &RecordField, record: &str, told: &mut Told) {
    let RecordField { name, description, reply, given, since } = new;
    let place = path(["records", record, "fields", name]);
    let at = |field: &str| At::New(below(&place, [field]));
    if old.name != *name {
        let message = format!("the field `{}` of `{record}` is called `{name}` now", old.name);
        let mut breaks = no_field(record, &old.name);
        if camel(&old.name) == camel(name) {
            breaks.js = None;
        }
        told.breaks(At::New(place.clone()), message, breaks);
    }
    told.words(old.description != *description, at("description"), || {
        format!("the field `{name}` of `{record}` has another description")
    });
    let mut breaks = Breaks::default();
    if api::of_field(old) != api::of_field(new) {
        breaks.rust = Some(format!("it is `{}`, not `{}`", api::of_field(new), api::of_field(old)));
    }
    let is_open = |field: &RecordField| field.given.is_some() || field.since.is_some();
    if is_open(new) && !is_open(old) {
        breaks.js = Some("it may be undefined".to_owned());
    } else if !is_assignable(&new.reply.full_type(), &old.reply.full_type()) {
        breaks.js = Some(reply::not_the_type(&new.reply, &old.reply));
    }
    if old.reply != *reply {
        let message = format!(
            "the field `{name}` of `{record}` is {}, not {}",
            reply::shown(reply),
            reply::shown(&old.reply)
        );
        told.changed(at("type"), message, breaks, (Meaning::Behaves, "it is read in another way"));
    } else if old.given != *given || old.since != *since {
        let when = match (given, since) {
            (Some(given), Some(since)) => format!("with `{given}`, since {since}"),
            (Some(given), None) => format!("with `{given}`"),
            (None, Some(since)) => format!("since {since}"),
            (None, None) => "in any case".to_owned(),
        };
        let place = if old.given == *given { "since" } else { "given" };
        let message = format!("the field `{name}` of `{record}` comes {when}");
        told.changed(at(place), message, breaks, (Meaning::Behaves, "it is read in another way"));
    }
}
