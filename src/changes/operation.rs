//! One operation.

use super::params::{self, Scope};
use super::{At, Breaks, Meaning, Told, below, order, reply};
use crate::catalogue::model::{Access, Nodes, Operation, Retry};
use crate::languages::{camel, pascal, rust};

/// Compares what has the same name, or runs the same command under another one. `paths` lead to it in both catalogues.
pub(super) fn compare(old: &Operation, new: &Operation, paths: &[Vec<String>; 2], told: &mut Told) {
    let called = &new.name;
    if old.name != *called {
        renamed(&old.name, called, At::New(paths[1].clone()), told);
    }
    // What follows from its name is told.
    let old = &Operation { name: called.clone(), ..old.clone() };
    let Operation {
        name: _,
        title,
        command,
        since,
        summary,
        access,
        nodes,
        blocking,
        deprecated,
        params,
        // Told with the parameters, and by `reply`.
        wire: _,
        reply: _,
        examples,
    } = new;
    let at = |field: &str| At::New(below(&paths[1], [field]));
    told.words(old.title != *title, at("title"), || format!("`{called}` has another title"));
    told.words(old.since != *since, at("since"), || {
        format!("`{called}` is said to be there since {since}, not since {}", old.since)
    });
    told.words(old.summary != *summary, at("summary"), || format!("`{called}` has another summary"));
    told.words(old.examples != *examples, at("examples"), || format!("`{called}` has other examples"));
    if old.command != *command {
        let message = format!("`{called}` sends `{command}`, not `{}`", old.command);
        told.behaves(at("command"), message, "the same call does what the other command does");
    }
    self::access(&old.access, access, called, at, told);
    self::deprecated(old, deprecated.as_deref(), at("deprecated"), told);
    self::nodes(old, *nodes, at, told);
    self::blocking(old, blocking.as_deref(), new, at("blocking"), told);

    let before = told.0.len();
    params::compare(&old.params, params, &Scope::of([old, new], paths), told);
    keys(old, new, before, At::New(paths[1].clone()), told);
    if order::is_other(sent(old), sent(new)) {
        let place = if params::has_other_order(old, new) { "params" } else { "wire" };
        let message = format!("`{called}` sends its parameters in another order");
        told.behaves(at(place), message, "the same call sends another command");
    }
    reply::compare(old, new, at, told);
}

fn renamed(old: &str, new: &str, at: At, told: &mut Told) {
    let breaks = Breaks {
        rust: Some(format!(
            "`Client::{}` and `{}` are `Client::{}` and `{}` now",
            rust::ident(old),
            pascal(old),
            rust::ident(new),
            pascal(new)
        )),
        js: (camel(old) != camel(new))
            .then(|| format!("the method `{}` is `{}` now", camel(old), camel(new))),
    };
    told.breaks(at, format!("the operation `{old}` is called `{new}` now"), breaks);
    told.instead("Keep the old one beside it for a while, with `deprecated`");
}

/// The parameters in the order in which they are sent.
fn sent(operation: &Operation) -> impl Iterator<Item = &str> + Clone {
    operation.wire.iter().map(|&index| operation.params[index].name.as_str())
}

fn access(old: &Access, new: &Access, called: &str, at: impl Fn(&str) -> At, told: &mut Told) {
    if old == new {
        return;
    }
    let place = if matches!((old, new), (Access::Write(_), Access::Write(_))) { "retry" } else { "access" };
    let message = match (old, new) {
        (Access::Read, Access::Write(_)) => format!("`{called}` writes"),
        (Access::Write(_), Access::Read) => format!("`{called}` only reads"),
        _ => format!("`{called}` has another `retry`"),
    };
    let help = format!("after a broken connection it {}; before, it {}", sent_again(new), sent_again(old));
    told.behaves(at(place), message, &help);
}

/// What becomes of an operation whose connection broke.
fn sent_again(access: &Access) -> String {
    match access {
        Access::Read => "is sent again".to_owned(),
        Access::Write(Retry::Safe) => "is sent again where the user asks for that".to_owned(),
        Access::Write(Retry::Never) => "is never sent again".to_owned(),
        Access::Write(Retry::SafeWithout(names)) => {
            let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("is sent again where the user asks for that, but not with {}", names.join(", "))
        }
    }
}

fn deprecated(old: &Operation, new: Option<&str>, at: At, told: &mut Told) {
    let called = &old.name;
    match (old.deprecated.as_deref(), new) {
        (None, Some(_)) => {
            let help = "the Rust compiler warns of it, and editors strike it through in JavaScript";
            told.behaves(at, format!("`{called}` is deprecated now"), help);
        }
        (Some(_), None) => {
            told.is_new(at, format!("`{called}` is no longer deprecated"), "nothing warns of it any more");
        }
        (old, new) => {
            told.words(old != new, at, || format!("`{called}` is deprecated with other words"));
        }
    }
}

fn nodes(old: &Operation, new: Option<Nodes>, at: impl Fn(&str) -> At, told: &mut Told) {
    let called = &old.name;
    if old.nodes == new {
        return;
    }
    let is_by_node = new.is_some_and(|nodes| nodes.combine.is_none());
    let mut breaks = Breaks::default();
    if old.is_by_node() != is_by_node {
        let how = if is_by_node {
            "each node has a result of its own, under its address"
        } else {
            "there is one result, without the nodes' addresses"
        };
        breaks.js = Some(how.to_owned());
        breaks.rust = Some(how.to_owned());
    } else if let (false, Some(_)) = (old.needs_own_client(), new) {
        breaks.rust = Some(over_redis(called));
    }
    let place = match (old.nodes, new) {
        (Some(old), Some(new)) if old.set == new.set => "combine",
        _ => "nodes",
    };
    let message = match new {
        None => format!("`{called}` runs on one node of a cluster"),
        Some(_) if place == "combine" => {
            format!("`{called}` puts the answers of the nodes together in another way")
        }
        Some(_) => format!("`{called}` runs on other nodes of a cluster"),
    };
    told.changed(
        at(place),
        message,
        breaks,
        (Meaning::Behaves, "the same call has another result on a cluster"),
    );
}

fn blocking(old: &Operation, new: Option<&str>, after: &Operation, at: At, told: &mut Told) {
    let called = &old.name;
    let (message, help) = match (old.blocking.as_deref(), new) {
        (None, Some(name)) => (
            format!("`{called}` may wait as long as `{name}` says"),
            "a call that waits has a connection of its own, and its limit grows",
        ),
        (Some(name), None) => (
            format!("`{called}` no longer waits as long as `{name}` says"),
            "it has the time limits of other calls",
        ),
        (Some(old), Some(new)) if old != new => (
            format!("`{called}` may wait as long as `{new}` says, not `{old}`"),
            "the limit of a call is another",
        ),
        _ => return,
    };
    let mut breaks = Breaks::default();
    if !old.needs_own_client() && after.blocking.is_some() {
        breaks.rust = Some(over_redis(called));
    }
    told.changed(at, message, breaks, (Meaning::Behaves, help));
}

fn over_redis(called: &str) -> String {
    format!(
        "`over_redis::{}` is gone, because only a client's own connections can do that",
        rust::ident(called)
    )
}

/// Tells whether results have another name, and whether bare keys are taken as before; `from` is where the changes of this
/// operation's parameters begin.
fn keys(old: &Operation, new: &Operation, from: usize, at: At, told: &mut Told) {
    let called = &new.name;
    let breaks_already = |client| {
        told.0[from..]
            .iter()
            .any(|change| matches!(&change.meaning, Meaning::Breaks(clients) if clients.contains(&client)))
    };
    let mut breaks = Breaks::default();
    if old.only_key().is_some() != new.only_key().is_some() && !breaks_already(super::Client::Rust) {
        breaks.rust = Some(bare_in_rust(old, new));
    }
    if old.bare_key().is_some() && new.bare_key().is_none() && !breaks_already(super::Client::JavaScript) {
        breaks.js = Some("a key can no longer stand alone for a parameter set".to_owned());
    }
    if !breaks.is_empty() {
        told.breaks(at.clone(), format!("`{called}` takes its keys in another way"), breaks);
    }
    let name = |operation: &Operation| operation.key().map(|key| key.name.clone());
    let (was, is) = (name(old), name(new));
    // What had another name before is told where it has it now.
    let is_there = |name: &String| new.params.iter().any(|param| param.name == *name);
    if was != is && was.as_ref().is_none_or(is_there) {
        let of = |name: Option<String>| {
            name.map_or_else(|| "the place of the parameter set".to_owned(), |name| format!("`{name}`"))
        };
        let message = format!("the results of `{called}` are named by {}, not by {}", of(is), of(was));
        told.behaves(at, message, "code that looks for a result finds none");
    }
}

/// Why the method of an operation no longer takes what it took.
pub(super) fn bare_in_rust(old: &Operation, new: &Operation) -> String {
    let (method, kind) = (rust::ident(&new.name), pascal(&new.name));
    match old.only_key() {
        Some(_) => format!("`Client::{method}` takes `{kind}`, not keys"),
        None => format!("`Client::{method}` takes keys, not `{kind}`"),
    }
}
