//! How the docs write types.

use super::tables;
use crate::languages::markdown::code_span;
use crate::languages::types::{Leaf, Part, Type, Types};
use crate::languages::{Language, Named, camel, javascript::JavaScript, pascal};

/// JavaScript, with types in the words of the product page.
pub struct Page;

impl Language for Page {
    fn name(&self, name: &str, of: Named) -> String {
        JavaScript.name(name, of)
    }

    fn string(&self, text: &str) -> Option<String> {
        JavaScript.string(text)
    }

    fn text(&self, text: &str, indent: usize) -> Option<String> {
        JavaScript.text(text, indent)
    }

    fn comment(&self, text: &str, indent: usize, hanging: usize) -> Option<String> {
        JavaScript.comment(text, indent, hanging)
    }

    fn type_name(&self, of: &Type, _: Option<&str>) -> Option<String> {
        Some(of.write(&PageTypes))
    }
}

/// Types in the words of the product page, as Markdown.
pub struct PageTypes;

impl Types for PageTypes {
    type Written = String;

    fn leaf(&self, leaf: &Leaf) -> String {
        let word = match leaf {
            Leaf::OneOfWords(words) => {
                let words: Vec<_> = words.iter().map(|word| code_span(word, true)).collect();
                return words.join(", ");
            }
            Leaf::Key | Leaf::Text | Leaf::Status | Leaf::Word(_) => "String",
            Leaf::Integer | Leaf::Seconds | Leaf::Milliseconds | Leaf::Flag => "Integer",
            Leaf::Double => "Double",
            Leaf::Timeout => "Seconds",
            Leaf::UnixSeconds | Leaf::UnixMilliseconds => "Time",
            Leaf::Switch => "Boolean",
            Leaf::Any | Leaf::Anything => "Any",
            Leaf::Bulk => "Bulk String",
            Leaf::Members => "Array",
        };
        word.to_owned()
    }

    fn optional(&self, of: String) -> String {
        format!("{of} or null")
    }

    fn list(&self, of: String) -> String {
        format!("Array of {}", held(of))
    }

    fn map(&self, of: String) -> String {
        format!("Object of {}", held(of))
    }

    fn record(&self, name: &str) -> String {
        format!("[{}](#{})", pascal(name), tables::record_anchor(name))
    }

    fn group(&self, _: Vec<(&Part, String)>) -> String {
        "Object".to_owned()
    }

    fn any_of(&self, parts: Vec<(&Part, String)>) -> String {
        format!("One of {}", listed(parts.iter().map(|(part, _)| code_span(&camel(&part.name), true))))
    }
}

/// What a list or an object holds: in brackets, where it would be unclear what may be null.
fn held(of: String) -> String {
    if of.ends_with(" or null") { format!("({of})") } else { of }
}

/// A list for people: `a`, `a or b`, `a, b or c`.
pub fn listed(items: impl Iterator<Item = String>) -> String {
    let items: Vec<_> = items.collect();
    match items.as_slice() {
        [several @ .., before, last] => {
            let several: String = several.iter().map(|item| format!("{item}, ")).collect();
            format!("{several}{before} or {last}")
        }
        one => one.concat(),
    }
}

/// What comes back, as its user would call it in JavaScript.
pub struct JavaScriptReply;

impl Types for JavaScriptReply {
    type Written = String;

    fn leaf(&self, leaf: &Leaf) -> String {
        match leaf {
            Leaf::Word(_) => "string".to_owned(),
            other => JavaScript.type_name(&Type::Leaf(other.clone()), Some("string")).unwrap_or_default(),
        }
    }

    fn optional(&self, of: String) -> String {
        format!("{of} | null")
    }

    fn list(&self, of: String) -> String {
        if of.contains(" | ") { format!("({of})[]") } else { format!("{of}[]") }
    }

    fn map(&self, of: String) -> String {
        format!("{{ [name: string]: {of} }}")
    }

    fn record(&self, name: &str) -> String {
        JavaScript.name(name, Named::Class)
    }

    fn group(&self, _: Vec<(&Part, String)>) -> String {
        unreachable!("a reply has no parameters")
    }

    fn any_of(&self, _: Vec<(&Part, String)>) -> String {
        unreachable!("a reply has no parameters")
    }
}
