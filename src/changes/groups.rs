//! Groups, and which operations there are.

use super::{At, Breaks, Matched, Meaning, Told, operation, order, path};
use crate::catalogue::model::{Group, Operation};
use crate::languages::{camel, pascal, rust};

/// The group whose keys may have a prefix in the JavaScript SDK: `setKeyPrefix`.
const PREFIXED: &str = "set";

/// An operation, and its group.
type InGroup<'a> = (&'a Group, &'a Operation);

pub(super) fn compare(old: &[Group], new: &[Group], told: &mut Told) {
    let (old_all, new_all) = (all(old), all(new));
    let old_operations: Vec<_> = old_all.iter().collect();
    let new_operations: Vec<_> = new_all.iter().collect();
    // What has another name, but sends the same words, is the same operation.
    let operations = Matched::new(
        &old_operations,
        &new_operations,
        |(_, operation)| &operation.name,
        |(_, old), (_, new)| old.command == new.command,
    );

    let moved_to = |group: &Group| {
        let mut both = operations.both.iter();
        both.find(|((from, _), _)| from.name == group.name).map(|(_, (to, _))| *to)
    };
    for group in old.iter().filter(|group| new.iter().all(|other| other.name != group.name)) {
        let message = match moved_to(group) {
            Some(to) if old.iter().all(|other| other.name != to.name) => {
                format!("the group `{}` is called `{}` now", group.name, to.name)
            }
            _ => format!("the group `{}` is gone", group.name),
        };
        let help = format!("links to its page in the docs, `groups/{}.html`, lead nowhere", group.name);
        told.behaves(At::Old(path(["groups", &group.name])), message, &help);
    }
    for group in new {
        let Group { name, title, summary, operations: _ } = group;
        let at = |field: &str| At::New(path(["groups", name, field]));
        let Some(before) = old.iter().find(|old| old.name == *name) else {
            told.is_new(At::New(path(["groups", name])), format!("the group `{name}` is new"), "");
            continue;
        };
        told.words(before.title != *title, at("title"), || format!("the group `{name}` has another title"));
        told.words(before.summary != *summary, at("summary"), || {
            format!("the group `{name}` has another summary")
        });
        let is_other = order::is_other(names(&before.operations), names(&group.operations));
        told.words(is_other, at("operations"), || {
            format!("the operations of the group `{name}` have another order")
        });
    }
    let [was, is] = [old, new].map(|groups| groups.iter().map(|group| group.name.as_str()));
    let is_other = order::is_other(was, is);
    told.words(is_other, At::New(path(["groups"])), || "the groups have another order".to_owned());

    for (group, operation) in operations.gone {
        gone(group, operation, told);
    }
    for (group, operation) in operations.new {
        let at = At::New(path_of(group, operation));
        told.is_new(at, format!("the operation `{}` is new", operation.name), "");
    }
    for ((from, old), (to, new)) in operations.both {
        moved(from, to, new, told);
        let paths = [path_of(from, old), path_of(to, new)];
        operation::compare(old, new, &paths, told);
    }
}

fn all(groups: &[Group]) -> Vec<InGroup<'_>> {
    groups.iter().flat_map(|group| group.operations.iter().map(move |operation| (group, operation))).collect()
}

fn names(operations: &[Operation]) -> impl Iterator<Item = &str> + Clone {
    operations.iter().map(|operation| operation.name.as_str())
}

fn path_of(group: &Group, operation: &Operation) -> Vec<String> {
    path(["groups", &group.name, "operations", &operation.name])
}

fn gone(group: &Group, operation: &Operation, told: &mut Told) {
    let name = &operation.name;
    let breaks = Breaks {
        rust: Some(format!("there is no `Client::{}` and no `{}`", rust::ident(name), pascal(name))),
        js: Some(format!("there is no method `{}`", camel(name))),
    };
    let at = At::Old(path_of(group, operation));
    told.breaks(at, format!("the operation `{name}` is gone"), breaks);
    told.instead("Keep it for a while, with `deprecated`");
}

/// Tells of an operation that is in another group.
fn moved(from: &Group, to: &Group, operation: &Operation, told: &mut Told) {
    if from.name == to.name {
        return;
    }
    let at = At::New(path_of(to, operation));
    let message =
        format!("the operation `{}` is in the group `{}`, not in `{}`", operation.name, to.name, from.name);
    let help = match (from.name == PREFIXED, to.name == PREFIXED) {
        (true, false) => "in JavaScript, a cluster's `setKeyPrefix` no longer stands before its keys",
        (false, true) => "in JavaScript, a cluster's `setKeyPrefix` stands before its keys now",
        _ => return told.add(at, Meaning::Words, message, ""),
    };
    told.behaves(at, message, help);
}
