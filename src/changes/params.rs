//! Parameters that stand side by side: those of an operation, the parts of one, or the alternatives for one.

use super::typescript::is_assignable;
use super::{At, Breaks, Matched, Meaning, Told, below, operation, order, words};
use crate::catalogue::model::{Operation, Param, Presence, Repeat, Shape};
use crate::languages::javascript::is_pairs;
use crate::languages::{camel, pascal, rust};
use crate::targets::rust::{Place, api};

/// Where parameters stand.
pub(super) struct Scope<'a> {
    kind: Kind,
    /// The operation, before and after.
    operations: [&'a Operation; 2],
    /// What is before their names, such as `limit.`.
    prefix: String,
    /// The Rust type that they are parts of.
    owner: String,
    places: [Place<'a>; 2],
    /// What leads to the list of them.
    paths: [Vec<String>; 2],
    /// Whether an object could stand for a list of them, and whether it can now.
    are_pairs: [bool; 2],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// What a parameter set has.
    Set,
    /// The parts of a parameter.
    Group,
    /// The alternatives for a parameter.
    OneOf,
}

impl<'a> Scope<'a> {
    /// The parameters of an operation, to which these paths lead.
    pub fn of(operations: [&'a Operation; 2], paths: &[Vec<String>; 2]) -> Self {
        Self {
            kind: Kind::Set,
            operations,
            prefix: String::new(),
            owner: pascal(&operations[1].name),
            places: operations.map(Place::of),
            paths: paths.each_ref().map(|path| below(path, ["params"])),
            are_pairs: [false; 2],
        }
    }

    /// What a parameter here has inside; `names` are its own, before and after.
    fn inside<'b>(&'b self, [old, new]: [&'b Param; 2], names: [&str; 2]) -> Scope<'b> {
        let (kind, list) = match new.shape {
            Shape::OneOf(_) => (Kind::OneOf, "one_of"),
            _ => (Kind::Group, "params"),
        };
        let [before, after] = &self.places;
        // A caller gives an alternative beside other parameters.
        let prefix =
            if new.is_choice() { self.prefix.clone() } else { format!("{}{}.", self.prefix, new.name) };
        Scope {
            kind,
            operations: self.operations,
            prefix,
            owner: after.type_of(new).to_string(),
            places: [before.inside(old), after.inside(new)],
            paths: [below(&self.paths[0], [names[0], list]), below(&self.paths[1], [names[1], list])],
            are_pairs: [old, new].map(|param| is_pairs(&param.full_type())),
        }
    }

    /// A parameter here, for messages.
    fn shown(&self, name: &str) -> String {
        format!("`{}{name}` of `{}`", self.prefix, self.operations[1].name)
    }

    fn at(&self, name: &str, field: &str) -> At {
        At::New(below(&self.paths[1], [name, field]))
    }

    fn signature<'b>(&'b self, which: usize, param: &'b Param) -> [String; 2] {
        api::of_param(param, &self.places[which], self.kind == Kind::OneOf)
    }
}

/// Compares parameters that stand side by side.
pub(super) fn compare(old: &[Param], new: &[Param], scope: &Scope<'_>, told: &mut Told) {
    let (before, after): (Vec<_>, Vec<_>) = (old.iter().collect(), new.iter().collect());
    let matched = Matched::new(
        &before,
        &after,
        |param| &param.name,
        |old, new| is_same(old, new) || is_list_of(old, new),
    );
    for param in &matched.gone {
        gone(param, scope, told);
    }
    for param in &matched.new {
        added(param, old, new, scope, told);
    }
    for (old, new) in &matched.both {
        both(old, new, scope, told);
    }
    let required = matched.both.iter().filter(|(old, new)| old.is_required() && new.is_required());
    let was = required.map(|(_, new)| new.name.as_str());
    if scope.kind != Kind::OneOf && order::is_other(was, names(new)) {
        let mut breaks = Breaks::rust(format!("`{}::new` takes its arguments in another order", scope.owner));
        if scope.are_pairs == [true; 2] {
            breaks.js =
                Some("an object for a list of pairs has names and values the other way round".to_owned());
        }
        let what = if scope.prefix.is_empty() {
            format!("`{}`", scope.operations[1].name)
        } else {
            scope.shown("").replacen(".`", "`", 1)
        };
        let at = At::New(scope.paths[1].clone());
        told.breaks(at, format!("the parameters of {what} have another order"), breaks);
        if scope.kind == Kind::Set {
            told.instead("Keep the order, and say in `wire` in which one they are sent");
        }
    }
}

/// Whether the parameters of an operation have another order for its callers.
pub(super) fn has_other_order(old: &Operation, new: &Operation) -> bool {
    order::is_other(names(&old.params), names(&new.params))
}

fn names(params: &[Param]) -> impl Iterator<Item = &str> + Clone {
    params.iter().map(|param| param.name.as_str())
}

/// Whether it is the same parameter under another name.
fn is_same(old: &Param, new: &Param) -> bool {
    let Param { name, label, single, since, description, .. } = new.clone();
    Param { name, label, single, since, description, ..old.clone() } == *new
}

/// Whether it is a list now, under another name, and one value can be given as before.
fn is_list_of(old: &Param, new: &Param) -> bool {
    old.repeat == Repeat::Once && new.single.as_ref() == Some(&old.name)
}

fn gone(param: &Param, scope: &Scope<'_>, told: &mut Told) {
    let name = &param.name;
    let breaks = Breaks {
        rust: Some(match scope.kind {
            Kind::OneOf => format!("`{}` has no `{}`", scope.owner, pascal(name)),
            _ => format!("`{}` has no `{}`", scope.owner, rust::ident(name)),
        }),
        js: Some(format!("`{}` is refused", camel(name))),
    };
    let at = At::Old(below(&scope.paths[0], [name]));
    told.breaks(at, format!("the parameter {} is gone", scope.shown(name)), breaks);
}

fn added(param: &Param, old: &[Param], new: &[Param], scope: &Scope<'_>, told: &mut Told) {
    let (name, owner) = (&param.name, &scope.owner);
    let at = At::New(below(&scope.paths[1], [name]));
    let mut breaks = Breaks::default();
    if param.is_required() && scope.kind != Kind::OneOf {
        breaks.rust = Some(format!("`{owner}::new` takes one argument more"));
        breaks.js = Some(format!("`{}` is missing in every call", camel(name)));
        let message = format!("the parameter {} is new, and has to be given", scope.shown(name));
        told.breaks(at, message, breaks);
        return told.instead("Let it be optional, or give it a default");
    }
    let [before, after] = scope.operations;
    let is_set = scope.kind == Kind::Set;
    if is_set && before.only_key().is_some() {
        breaks.rust = Some(operation::bare_in_rust(before, after));
    } else if scope.kind != Kind::OneOf && api::is_whole(old) && (!is_set || !before.is_by_node()) {
        let tuple = if scope.kind == Kind::Group && old.len() > 1 { ", nor of a tuple" } else { "" };
        breaks.rust =
            Some(format!("`{owner}` can no longer be made with braces{tuple}, only by `{owner}::new`"));
    } else if api::has_eq(old) && !api::has_eq(new) && !api::has_eq(std::slice::from_ref(param)) {
        breaks.rust =
            Some(format!("`{owner}` no longer has `Eq` and `Hash`, because a number is no equal of itself"));
    }
    if is_set && before.bare_key().is_some() && after.bare_key().is_none() && param.has_key() {
        breaks.js = Some("a key can no longer stand alone for a parameter set".to_owned());
    }
    if scope.are_pairs == [true, false] {
        breaks.js = Some("an object can no longer stand for the list".to_owned());
    }
    let message = match scope.kind {
        Kind::OneOf => format!("the alternative {} is new", scope.shown(name)),
        _ => format!("the parameter {} is new", scope.shown(name)),
    };
    let otherwise = match &param.presence {
        Presence::Default(_) => (Meaning::Behaves, "the same call sends its default"),
        _ => (Meaning::New, ""),
    };
    told.changed(at, message, breaks, otherwise);
}

fn both(old: &Param, new: &Param, scope: &Scope<'_>, told: &mut Told) {
    let Param { name, label, shape: _, token, presence, needs, count, repeat, single, since, description } =
        new;
    let names = [old.name.as_str(), name];
    let is_list_of = is_list_of(old, new);
    if old.name != *name {
        renamed(old, new, scope, told);
    }
    let called = scope.shown(name);
    let at = |field: &str| scope.at(name, field);
    let old = &Param { name: name.clone(), ..old.clone() };

    self::presence(old, presence, scope, &called, at, told);
    self::repeat(old, *repeat, is_list_of, scope, &called, told);
    shape(old, new, names, scope, &called, told);
    self::single(old, single.as_ref(), scope, &called, told);
    if old.token != *token {
        let shown = |token: &Option<String>| {
            token.as_ref().map_or("no token".to_owned(), |token| format!("`{token}`"))
        };
        let message = format!("{called} is sent with {}, not with {}", shown(token), shown(&old.token));
        told.behaves(at("token"), message, "the same call sends another command");
    }
    if old.count != *count {
        let how = if *count { "after their number" } else { "without their number" };
        told.behaves(
            at("count"),
            format!("the values of {called} are sent {how}"),
            "the same call sends another command",
        );
    }
    match (&old.needs, needs) {
        (old, Some(needed)) if old.as_ref() != Some(needed) => told.behaves(
            at("needs"),
            format!("{called} can only be given together with `{needed}`"),
            "a call without that fails",
        ),
        (Some(_), None) => told.is_new(at("needs"), format!("{called} can be given alone"), ""),
        _ => {}
    }
    told.words(old.label != *label, at("label"), || format!("{called} has another label"));
    told.words(old.since != *since, at("since"), || {
        format!("{called} is said to be there since another version")
    });
    told.words(old.description != *description, at("description"), || {
        format!("{called} has another description")
    });
}

fn renamed(old: &Param, new: &Param, scope: &Scope<'_>, told: &mut Told) {
    let is_alternative = scope.kind == Kind::OneOf;
    let in_rust = |param: &Param| match is_alternative {
        true => pascal(&param.name),
        false => rust::ident(&param.name),
    };
    let mut breaks =
        Breaks::rust(format!("`{}` has `{}` in the place of `{}`", scope.owner, in_rust(new), in_rust(old)));
    // A key that is given alone has no name.
    let is_bare =
        scope.kind == Kind::Set && scope.operations.iter().all(|operation| operation.only_key().is_some());
    // Callers give an alternative, never the choice.
    if !is_bare && !new.is_choice() && !is_list_of(old, new) && camel(&old.name) != camel(&new.name) {
        breaks.js = Some(format!("`{}` is refused", camel(&old.name)));
    }
    let message = format!("the parameter {} is called `{}` now", scope.shown(&old.name), new.name);
    told.breaks(At::New(below(&scope.paths[1], [&new.name])), message, breaks);
}

fn presence(
    old: &Param,
    new: &Presence,
    scope: &Scope<'_>,
    called: &str,
    at: impl Fn(&str) -> At,
    told: &mut Told,
) {
    if old.presence == *new {
        return;
    }
    let after = &Param { presence: new.clone(), ..old.clone() };
    let (owner, method) = (&scope.owner, rust::ident(&old.name));
    let mut breaks = Breaks::default();
    match (old.is_required(), after.is_required()) {
        (true, false) => {
            breaks.rust = Some(format!("`{owner}::new` no longer takes it: the method `{method}` does"))
        }
        (false, true) => {
            breaks.rust = Some(format!("`{owner}::new` takes it, and there is no method `{method}`"));
            breaks.js = Some("calls without it are refused".to_owned());
        }
        _ if scope.signature(0, old) != scope.signature(0, after) => {
            breaks.rust = Some(format!("the field `{method}` of `{owner}` has another type"));
        }
        _ => {}
    }
    let (place, message, otherwise) = match new {
        Presence::Required => ("name", format!("{called} has to be given"), Meaning::Behaves),
        Presence::Optional if old.is_required() => {
            ("optional", format!("{called} may be left out"), Meaning::New)
        }
        Presence::Optional => ("optional", format!("{called} has no default"), Meaning::Behaves),
        Presence::Default(value) => {
            ("default", format!("{called} has the default `{}`", value.text()), Meaning::Behaves)
        }
    };
    told.changed(at(place), message, breaks, (otherwise, "a call without it sends another command"));
}

fn repeat(old: &Param, new: Repeat, is_list_of: bool, scope: &Scope<'_>, called: &str, told: &mut Told) {
    if old.repeat == new {
        return;
    }
    let after = &Param { repeat: new, ..old.clone() };
    let mut breaks = Breaks::default();
    let (was, is) = (old.repeat != Repeat::Once, new != Repeat::Once);
    if scope.signature(0, old) != scope.signature(0, after) {
        breaks.rust = Some(match is {
            true if was => "its type has another name".to_owned(),
            true => "it takes a list".to_owned(),
            false => "it takes one value, not a list".to_owned(),
        });
    }
    if was != is && !is_list_of && !is_assignable(&old.full_type(), &after.full_type()) {
        breaks.js = Some(if is { "it takes a list" } else { "it takes one value, not a list" }.to_owned());
    }
    match (old.repeat == Repeat::Each, new == Repeat::Each) {
        (false, true) => {
            let why = "each value has a result of its own";
            breaks = Breaks { rust: Some(why.to_owned()), js: Some(why.to_owned()) };
        }
        (true, false) => {
            let why = "there is one result for all values";
            breaks = Breaks { rust: Some(why.to_owned()), js: Some(why.to_owned()) };
        }
        _ => {}
    }
    let message = match new {
        Repeat::Once => format!("{called} is given once"),
        Repeat::Each => format!("{called} runs once for each value"),
        Repeat::Variadic | Repeat::WithToken | Repeat::Columns if was => {
            format!("the values of {called} are sent in another way")
        }
        Repeat::Variadic | Repeat::WithToken | Repeat::Columns => format!("{called} is a list"),
    };
    let otherwise = (Meaning::Behaves, "the same call sends another command");
    told.changed(scope.at(&old.name, "repeat"), message, breaks, otherwise);
}

fn shape(old: &Param, new: &Param, names: [&str; 2], scope: &Scope<'_>, called: &str, told: &mut Told) {
    match (&old.shape, &new.shape) {
        (Shape::Word(before), Shape::Word(after)) => {
            let owner = scope.places[1].type_of(new).to_string();
            return words::compare(before, after, &owner, called, scope.at(&new.name, "words"), told);
        }
        (Shape::Group(before), Shape::Group(after)) | (Shape::OneOf(before), Shape::OneOf(after)) => {
            // Whether the list is one is told.
            let old = &Param { repeat: new.repeat, single: new.single.clone(), ..old.clone() };
            return compare(before, after, &scope.inside([old, new], names), told);
        }
        (before, after) if before == after => return,
        _ => {}
    }
    let after = &Param { shape: new.shape.clone(), ..old.clone() };
    let mut breaks = Breaks::default();
    let are_values = matches!((&old.shape, &new.shape), (Shape::Value(_), Shape::Value(_)));
    if !are_values || scope.signature(0, old) != scope.signature(0, after) {
        breaks.rust = Some(format!("`{}` takes another type for it", scope.owner));
    }
    if !is_assignable(&old.full_type(), &after.full_type()) {
        breaks.js = Some("values of the type that it had are refused".to_owned());
    }
    let field = match new.shape {
        Shape::Value(_) | Shape::Word(_) => "type",
        Shape::Group(_) => "params",
        Shape::OneOf(_) => "one_of",
    };
    let otherwise = (Meaning::Behaves, "the same value may mean something else, or be refused");
    told.changed(scope.at(&new.name, field), format!("{called} has another type"), breaks, otherwise);
}

fn single(old: &Param, new: Option<&String>, scope: &Scope<'_>, called: &str, told: &mut Told) {
    if old.single.as_ref() == new {
        return;
    }
    let after = &Param { single: new.cloned(), ..old.clone() };
    let mut breaks = Breaks::default();
    if scope.signature(0, old) != scope.signature(0, after) {
        breaks.rust = Some("its type has another name".to_owned());
    }
    if let Some(single) = &old.single {
        breaks.js = Some(format!("`{}` is refused", camel(single)));
    }
    let message = match new {
        Some(single) => format!("one value of {called} can be given as `{single}`"),
        None => format!("one value of {called} can only be given in a list"),
    };
    told.changed(
        scope.at(&old.name, "single"),
        message,
        breaks,
        (Meaning::New, "JavaScript and the docs have it"),
    );
}
