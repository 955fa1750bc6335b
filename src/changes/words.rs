//! The words that a parameter takes.

use super::{At, Breaks, Matched, Told};
use crate::catalogue::model::Word;
use crate::languages::{javascript, pascal};

/// Compares the words of a parameter. `owner` is their enum in Rust, `called` the parameter.
pub(super) fn compare(old: &[Word], new: &[Word], owner: &str, called: &str, at: At, told: &mut Told) {
    let (before, after): (Vec<_>, Vec<_>) = (old.iter().collect(), new.iter().collect());
    let matched = Matched::new(&before, &after, |word| &word.token, |old, new| old.name == new.name);
    let order = |words: &[Word], others: &[Word]| {
        let both = words.iter().filter(|word| others.iter().any(|other| other.token == word.token));
        both.map(|word| word.token.clone()).collect::<Vec<_>>()
    };
    let are_moved = order(old, new) != order(new, old);
    told.words(are_moved, at.clone(), || format!("the words of {called} have another order"));
    for word in matched.gone {
        let breaks = Breaks {
            rust: Some(format!("`{owner}` has no `{}`", pascal(&word.name))),
            js: Some(format!("{} is refused", quoted(&word.token))),
        };
        told.breaks(at.clone(), format!("{called} no longer takes `{}`", word.token), breaks);
    }
    for word in matched.new {
        told.is_new(at.clone(), format!("{called} takes `{}`", word.token), "");
    }
    for (old, new) in matched.both {
        let Word { name, token } = new;
        if old.name != *name {
            let why = format!("`{owner}` has `{}` in the place of `{}`", pascal(name), pascal(&old.name));
            let message = format!("the word `{token}` of {called} is called `{name}` now");
            told.breaks(at.clone(), message, Breaks::rust(why));
        }
        if old.token != *token {
            let message = format!("{called} takes `{token}` in the place of `{}`", old.token);
            told.breaks(at.clone(), message, Breaks::js(format!("{} is refused", quoted(&old.token))));
        }
    }
}

fn quoted(word: &str) -> String {
    format!("`{}`", javascript::string(word))
}
