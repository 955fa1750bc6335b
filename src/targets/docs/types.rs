//! How the docs write types.

use crate::languages::types::{Leaf, Type, Types};
use crate::languages::{Language, Named, javascript::JavaScript};

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
        Some(of.write(&PageTypes).to_owned())
    }
}

/// Types in the words of the product page.
struct PageTypes;

impl Types for PageTypes {
    type Written = &'static str;

    fn leaf(&self, leaf: &Leaf) -> &'static str {
        match leaf {
            Leaf::Key | Leaf::Text | Leaf::Status | Leaf::Word(_) => "String",
            Leaf::Integer | Leaf::Seconds | Leaf::Flag => "Integer",
            Leaf::Any => "Any",
            Leaf::Bulk => "Bulk String",
            Leaf::Members => "Array",
        }
    }

    fn optional(&self, of: &'static str) -> &'static str {
        of
    }

    fn list(&self, of: &'static str) -> &'static str {
        of
    }
}

/// What comes back, as its user would call it in JavaScript.
pub struct JavaScriptReply;

impl Types for JavaScriptReply {
    type Written = String;

    fn leaf(&self, leaf: &Leaf) -> String {
        match leaf {
            Leaf::Integer => "number | bigint".to_owned(),
            Leaf::Word(_) => "string".to_owned(),
            other => JavaScript.type_name(&Type::Leaf(other.clone()), None).unwrap_or_default(),
        }
    }

    fn optional(&self, of: String) -> String {
        format!("{of} | null")
    }

    fn list(&self, of: String) -> String {
        format!("{of}[]")
    }
}
