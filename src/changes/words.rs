//! The words that a parameter takes.

use super::{At, Breaks, Matched, Told, order};
use crate::catalogue::model::Word;
use crate::languages::{javascript, pascal};

/// Compares the words of a parameter. `owner` is their enum in Rust, `called` the parameter.
pub(super) fn compare(old: &[Word], new: &[Word], owner: &str, called: &str, at: At, told: &mut Told) {
    let (before, after): (Vec<_>, Vec<_>) = (old.iter().collect(), new.iter().collect());
    let matched = Matched::new(&before, &after, |word| &word.token, |old, new| old.name == new.name);
    let are_moved = order::is_other(tokens(old), tokens(new));
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

fn tokens(words: &[Word]) -> impl Iterator<Item = &str> + Clone {
    words.iter().map(|word| word.token.as_str())
}

fn quoted(word: &str) -> String {
    format!("`{}`", javascript::string(word))
}
