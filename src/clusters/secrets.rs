//! What may be a secret is never repeated: a log must not have it.

use std::collections::HashSet;

use super::declaration::{Declaration, Field, FieldType, Profile};
use crate::diagnostic::Report;
use crate::document::{self, Entry, Node, Value};

/// What the names of secrets have in them, in lower case.
const WORDS: [&str; 9] =
    ["token", "passw", "pwd", "passphrase", "secret", "key", "credential", "private", "authorization"];

/// The fields of `auth` that are no secrets.
const PLAIN: [&str; 2] = ["type", "user"];

/// The text as messages show it, with `x` in place of what may be a secret. Bytes, characters and lines stay where
/// they are, as the places of mistakes depend on them.
pub(super) fn masked(text: &str) -> String {
    let mut ignored = Report::new("", text);
    let mut mask = Mask { text: text.to_owned() };
    match document::parse(text, "", &mut ignored) {
        Some(root) => {
            mask.node(&root, false);
            mask.comments(text);
        }
        // Nobody knows what is a value of which field: only the format's own words stay.
        None => mask.all_but_known_words(text),
    }
    mask.text
}

/// Whether people may call a secret so. The fields of the format are known, and only some of them are.
fn is_secret(key: &str) -> bool {
    let is_field = |field: &Field| field.key() == key && field.kind != FieldType::Never;
    let key_lower = key.to_ascii_lowercase();
    WORDS.iter().any(|word| key_lower.contains(word)) && !Declaration::builtin().fields().any(is_field)
}

/// The words that are part of the format.
fn vocabulary() -> HashSet<&'static str> {
    let mut words = HashSet::from(["true", "false", "null"]);
    for field in Declaration::builtin().fields() {
        words.insert(field.key());
        for profile in [Profile::Sigma, Profile::Aws] {
            words.extend(field.limits(profile).allowed.iter().map(String::as_str));
        }
    }
    words
}

struct Mask {
    text: String,
}

impl Mask {
    fn node(&mut self, node: &Node, is_hidden: bool) {
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.node(item, is_hidden)),
            Value::Map(entries) => entries.iter().for_each(|entry| self.entry(entry, is_hidden)),
            Value::Null => {}
            Value::Text(text) if is_hidden && !is_harmless(text) => self.hide(node.span.start, node.span.end),
            // A URL with a login.
            Value::Text(text) if text.split_once("://").is_some_and(|(_, rest)| rest.contains('@')) => {
                self.hide(node.span.start, node.span.end);
            }
            Value::Text(_) => {}
            _ if is_hidden => self.hide(node.span.start, node.span.end),
            _ => {}
        }
    }

    fn entry(&mut self, Entry { key, value }: &Entry, is_hidden: bool) {
        let name = key.value.as_str();
        let is_field = Declaration::builtin().fields().any(|field| field.key() == name);
        if is_hidden && !is_field {
            self.hide(key.span.start, key.span.end);
        }
        // A user that fits is none; what else stands there may be the token, in the wrong place.
        let is_plain = match &value.value {
            Value::Text(text) if PLAIN.contains(&name) => is_harmless(text) || name == "user",
            _ => false,
        };
        self.node(value, name == "auth" || is_hidden && !is_plain || is_secret(name));
    }

    /// Hides comments that speak of a secret.
    fn comments(&mut self, text: &str) {
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let comment =
                line.match_indices('#').find(|&(at, _)| at == 0 || line[..at].ends_with([' ', '\t']));
            if let Some((at, _)) = comment
                && WORDS.iter().any(|word| line[at..].to_ascii_lowercase().contains(word))
            {
                self.hide(start + at + 1, start + line.len());
            }
            start += line.len();
        }
    }

    fn all_but_known_words(&mut self, text: &str) {
        let known = vocabulary();
        let mut end = 0;
        for word in text.split_inclusive(char::is_whitespace) {
            let start = end;
            end += word.len();
            let is_sign = |c: char| c.is_whitespace() || "{}[],:\"'#-".contains(c);
            let inner = word.trim_start_matches(is_sign);
            let from = start + word.len() - inner.len();
            let inner = inner.trim_end_matches(is_sign);
            if !known.contains(inner) {
                self.hide(from, from + inner.len());
            }
        }
    }

    /// Puts `x` in place of each character, and in place of a longer one another that is as long.
    fn hide(&mut self, start: usize, end: usize) {
        let Some(part) = self.text.get(start..end) else { return };
        let hidden = part.chars().map(|c| match c.len_utf8() {
            _ if c.is_whitespace() => c,
            1 => 'x',
            2 => '×',
            3 => '✕',
            _ => '𝗑',
        });
        let hidden: String = hidden.collect();
        self.text.replace_range(start..end, &hidden);
    }
}

/// Whether a text in the place of a secret is none: its ARN, or a word that `type` takes.
fn is_harmless(text: &str) -> bool {
    let is_auth = |field: &&Field| field.name == "clusters[].auth.type";
    let types = Declaration::builtin().fields().filter(is_auth);
    let mut types = types.flat_map(|field| field.limits(Profile::Sigma).allowed);
    text.starts_with("arn:aws") || types.any(|word| word == text)
}
