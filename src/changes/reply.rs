//! What an operation answers.

use indexmap::IndexMap;

use super::typescript::is_assignable;
use super::{At, Breaks, Change, Client, Meaning, Told};
use crate::catalogue::model::{Case, Datum, Operation, Param, Reply, ReplyKind, ReplyType};
use crate::languages::pascal;
use crate::targets::rust::api;

/// Compares the replies of an operation; `at` is a place in the new one.
pub(super) fn compare(old: &Operation, new: &Operation, at: impl Fn(&str) -> At, told: &mut Told) {
    let called = &new.name;
    let Reply { usual, when, success, failure } = &new.reply;
    let before = told.0.len();
    let told_usual = one(&old.reply.usual, usual, [old, new], "", at("reply"), told);

    // What parameters lead to: alone, and two of them together.
    let names = names(old, new);
    let mut changed = vec![[old.reply.usual.clone(), usual.clone()]];
    let alone = names.iter().map(|name| vec![*name]);
    let together = names
        .iter()
        .enumerate()
        .flat_map(|(at, first)| names[at + 1..].iter().map(move |second| vec![*first, *second]));
    let mut has_told = told_usual;
    for given in alone.chain(together).collect::<Vec<_>>() {
        let set: IndexMap<_, _> = given.iter().map(|name| ((*name).to_owned(), Datum::Null)).collect();
        let pair = [old.reply_to(&set).clone(), new.reply_to(&set).clone()];
        if changed.contains(&pair) {
            continue;
        }
        let list: Vec<_> = given.iter().map(|name| format!("`{name}`")).collect();
        let with = format!(" with {}", list.join(" and "));
        has_told |= one(&pair[0], &pair[1], [old, new], &with, at("reply"), told);
        changed.push(pair);
    }
    let cases = |operation: &Operation| {
        let known = operation.reply.when.iter().map(|Case { given, reply }| (given.clone(), reply.clone()));
        known.collect::<Vec<_>>()
    };
    if !has_told && cases(old) != cases(new) {
        let is_more = when.len() >= old.reply.when.len();
        let (meaning, what) = if is_more { (Meaning::New, "more") } else { (Meaning::Behaves, "other") };
        told.add(
            at("reply"),
            meaning,
            format!("`{called}` has {what} replies that depend on its parameters"),
            "",
        );
    }
    wider(old, new, at("reply"), before, told);
    words(old, new, &at, told);
    told.words(old.reply.success != *success, at("reply"), || {
        format!("`{called}` describes success in other words")
    });
    told.words(old.reply.failure != *failure, at("reply"), || {
        format!("`{called}` describes failure in other words")
    });
}

/// Tells of a type that may come back for parameter sets that the compiler of TypeScript knows too little of; `from` is where
/// the changes of this reply begin.
fn wider(old: &Operation, new: &Operation, at: At, from: usize, told: &mut Told) {
    let breaks_already = |change: &Change| matches!(&change.meaning, Meaning::Breaks(clients) if clients.contains(&Client::JavaScript));
    if told.0[from..].iter().any(breaks_already) {
        return;
    }
    let is_nullable = old.reply.types().any(|old| old.nullable);
    let is_known = |new: &ReplyType| {
        let value = ReplyType { nullable: false, ..new.clone() }.full_type();
        let is_value_known = old.reply.types().any(|old| is_assignable(&value, &old.full_type()));
        is_value_known && (is_nullable || !new.nullable)
    };
    if let Some(unknown) = new.reply.types().find(|new| !is_known(new)) {
        let called = &new.name;
        let why = format!(
            "whether a variable of the type `{}Params` has what leads to it is not known",
            pascal(called)
        );
        told.breaks(at, format!("`{called}` may answer {}", shown(unknown)), Breaks::js(why));
    }
}

/// The names of what may be left out and is in both: parameters, and alternatives.
fn names<'o>(old: &'o Operation, new: &Operation) -> Vec<&'o str> {
    let all = |operation: &'_ Operation| {
        let choices = operation.params.iter().filter(|param| param.is_choice()).flat_map(Param::parts);
        let own = operation.params.iter().filter(|param| !param.is_required() && !param.is_choice());
        own.chain(choices).map(|param| param.name.clone()).collect::<Vec<_>>()
    };
    let is_in_new = all(new);
    let params = old.params.iter().flat_map(|param| std::iter::once(param).chain(param.parts()));
    let known = all(old);
    let mut names: Vec<&str> = params
        .map(|param| param.name.as_str())
        .filter(|name| known.iter().any(|other| other == name) && is_in_new.iter().any(|other| other == name))
        .collect();
    names.dedup();
    // Only those matter that some reply depends on.
    let matters = |name: &&str| {
        let set: IndexMap<_, _> = [((*name).to_owned(), Datum::Null)].into();
        [old, new].iter().any(|operation| {
            let cases = operation.reply.when.iter();
            let mut given = cases.flat_map(|case| &case.given);
            given.any(|given| operation.is_given(given, &set))
        })
    };
    names.retain(|name| matters(name));
    names
}

/// Compares the replies to the same call; gives whether there was something to tell.
fn one(
    old: &ReplyType,
    new: &ReplyType,
    [before, after]: [&Operation; 2],
    with: &str,
    at: At,
    told: &mut Told,
) -> bool {
    if old == new || same_but_words(old, new) {
        return false;
    }
    let mut breaks = Breaks::default();
    let (was, is) = (api::of_reply(old, before), api::of_reply(new, after));
    if was != is {
        breaks.rust = Some(format!("it is `{is}`, not `{was}`"));
    }
    if !is_assignable(&new.full_type(), &old.full_type()) {
        breaks.js = Some(not_the_type(new, old));
    }
    let message = format!("`{}`{with} answers {}, not {}", after.name, shown(new), shown(old));
    told.changed(at, message, breaks, (Meaning::Behaves, "what comes back is read in another way"));
    true
}

/// Whether two types are the same but for the words in them, which a newer server may have more of in any case.
fn same_but_words(old: &ReplyType, new: &ReplyType) -> bool {
    old.nullable == new.nullable
        && match (&old.kind, &new.kind) {
            (ReplyKind::Word(_), ReplyKind::Word(_)) => true,
            (ReplyKind::List(old), ReplyKind::List(new)) | (ReplyKind::Map(old), ReplyKind::Map(new)) => {
                same_but_words(old, new)
            }
            (old, new) => old == new,
        }
}

/// The words that an operation answers.
fn words(old: &Operation, new: &Operation, at: &impl Fn(&str) -> At, told: &mut Told) {
    let (called, before, after) = (&new.name, api::reply_words(old), api::reply_words(new));
    if before.is_empty() || after.is_empty() {
        return;
    }
    for word in before.iter().filter(|word| !after.contains(word)) {
        let why = format!("`{}Reply` has no `{}`", pascal(called), pascal(word));
        told.breaks(at("reply"), format!("`{called}` no longer answers `{word}`"), Breaks::rust(why));
    }
    for word in after.iter().filter(|word| !before.contains(word)) {
        told.is_new(at("reply"), format!("`{called}` may answer `{word}`"), "");
    }
}

/// Why a reply is nothing for code that takes another type.
pub(super) fn not_the_type(new: &ReplyType, old: &ReplyType) -> String {
    if new.nullable && !old.nullable {
        "it may be null".to_owned()
    } else {
        "the value has another type".to_owned()
    }
}

/// A type in the catalogue's words.
pub(super) fn shown(reply: &ReplyType) -> String {
    let kind = match &reply.kind {
        ReplyKind::Status => "`status`".to_owned(),
        ReplyKind::Flag => "`flag`".to_owned(),
        ReplyKind::Integer => "`integer`".to_owned(),
        ReplyKind::Double => "`double`".to_owned(),
        ReplyKind::Bulk => "`bulk`".to_owned(),
        ReplyKind::Members => "`members`".to_owned(),
        ReplyKind::Word(_) => "`word`".to_owned(),
        ReplyKind::List(of) => format!("a `list` of {}", shown(of)),
        ReplyKind::Map(of) => format!("a `map` of {}", shown(of)),
        ReplyKind::Record(name) => format!("`{name}`"),
        ReplyKind::Any => "`any`".to_owned(),
    };
    if reply.nullable { format!("{kind} or nil") } else { kind }
}
