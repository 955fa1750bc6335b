//! JavaScript and TypeScript: strings, comments, and the names that are taken.

use super::text::{is_invisible, push_utf16, wrap};
use super::types::{Leaf, Type, Types};
use super::{Language, Named, camel, pascal};

/// JavaScript, and TypeScript where there are types.
#[derive(Clone, Copy, Debug)]
pub struct JavaScript;

impl Language for JavaScript {
    fn name(&self, name: &str, of: Named) -> String {
        match of {
            Named::Method | Named::Argument => camel(name),
            Named::Class => pascal(name),
            Named::Module => name.to_owned(),
        }
    }

    fn string(&self, text: &str) -> Option<String> {
        Some(string(text))
    }

    /// A string of several lines would be a template literal, which none of this project's files has.
    fn text(&self, _: &str, _: usize) -> Option<String> {
        None
    }

    fn comment(&self, text: &str, indent: usize, hanging: usize) -> Option<String> {
        Some(comment(text, indent, hanging))
    }

    fn type_name(&self, of: &Type, bytes: Option<&str>) -> Option<String> {
        Some(of.write(&TypeScript { bytes: bytes.unwrap_or("string") }))
    }
}

/// Types as the declarations of the SDK have them.
struct TypeScript<'a> {
    /// The type of strings that come back.
    bytes: &'a str,
}

impl Types for TypeScript<'_> {
    type Written = String;

    fn leaf(&self, leaf: &Leaf) -> String {
        match leaf {
            Leaf::Key | Leaf::Text => "Text".to_owned(),
            Leaf::Integer | Leaf::Seconds => "Integer".to_owned(),
            Leaf::Any => "Value".to_owned(),
            Leaf::Status => "'OK'".to_owned(),
            Leaf::Flag => "0 | 1".to_owned(),
            Leaf::Bulk => self.bytes.to_owned(),
            Leaf::Members => format!("{}[]", self.bytes),
            // A newer server may know further words.
            Leaf::Word(words) => {
                let words: Vec<_> = words.iter().map(|word| string(word)).collect();
                format!("{} | (string & {{}})", words.join(" | "))
            }
        }
    }

    fn optional(&self, of: String) -> String {
        format!("{of} | null")
    }

    fn list(&self, of: String) -> String {
        format!("readonly {of}[]")
    }
}

/// Lines of comments end before this column where words allow it.
const WIDTH: usize = 100;

/// A string literal of JavaScript in single quotes. It is also safe inside an HTML script element.
pub fn string(text: &str) -> String {
    let mut literal = String::from("'");
    let mut previous = ' ';
    for c in text.chars() {
        match c {
            '\'' | '\\' => literal.extend(['\\', c]),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            // `</script>` and `<!--`.
            '/' | '!' if previous == '<' => literal.extend(['\\', c]),
            c if is_invisible(c) => push_utf16(&mut literal, c),
            c => literal.push(c),
        }
        previous = c;
    }
    literal + "'"
}

/// Text inside a block comment whose lines start with `indent` spaces and ` * `, broken between words.
/// Lines after the first get `hanging` more spaces. What would end the comment or start a tag does not.
pub fn comment(text: &str, indent: usize, hanging: usize) -> String {
    let start = format!("\n{:indent$} * {:hanging$}", "", "");
    let visible: String = text.chars().map(|c| if is_invisible(c) { ' ' } else { c }).collect();
    // A tag such as `@deprecated` counts at the start of a line only, but any word may come there.
    let words = visible.split_whitespace().map(|word| match word.replace("*/", "*\\/") {
        word if word.starts_with('@') => format!("\\{word}"),
        word => word,
    });
    let width = WIDTH - indent - 3;
    wrap(words, (width, width - hanging)).join(&start)
}

/// Whether the generated JavaScript client, or every object, has a member of that name.
pub fn is_member(name: &str) -> bool {
    CLIENT_MEMBERS.contains(&name) || OBJECT_MEMBERS.contains(&name)
}

/// Members that every object in JavaScript has.
pub(super) const OBJECT_MEMBERS: &[&str] = &[
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
];

/// Members of the generated JavaScript client, and `then`, which would make it a promise.
pub(super) const CLIENT_MEMBERS: &[&str] = &["quit", "then"];

/// Variables that the JavaScript templates have besides the object.
pub(super) const CALLBACK_VARIABLES: &[&str] = &["callback", "error", "redisClient", "response"];

/// Words that cannot be variables in JavaScript: keywords, future ones, literals and the globals
/// that cannot be declared again.
pub(super) const RESERVED: &[&str] = &[
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_cannot_be_left() {
        assert_eq!(string("it's \\ \n</script>\u{2028}"), r"'it\'s \\ \n<\/script>\u2028'");
        assert_eq!(string("a\0\u{31}<!--\u{ffff}$}"), r"'a\u00001<\!--\uffff$}'");
    }

    #[test]
    fn comments_cannot_be_left() {
        assert_eq!(comment("a */ b\n@c\u{2029}d", 2, 0), "a *\\/ b \\@c d");
        let long = comment(&"word ".repeat(40), 2, 2);
        assert!(long.contains("\n   *   word") && long.lines().all(|line| line.len() <= WIDTH));
    }
}
