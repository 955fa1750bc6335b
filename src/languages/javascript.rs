//! JavaScript and TypeScript: strings, comments, and the names that are taken.

use super::text::{is_invisible, push_utf16, wrap};
use super::types::{Leaf, Part, Type, Types};
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
        let is_reply = bytes.is_some();
        Some(of.write(&TypeScript { bytes: bytes.unwrap_or("string"), integer: "number | bigint", is_reply }))
    }
}

/// The type of a reply in the declarations of the SDK, which have a name for integers.
pub fn declared(of: &Type, bytes: &str) -> String {
    of.write(&TypeScript { bytes, integer: "Integer", is_reply: true })
}

/// Types as the declarations of the SDK have them.
struct TypeScript<'a> {
    /// The type of strings that come back.
    bytes: &'a str,
    /// The type of integers that come back.
    integer: &'a str,
    /// Whether it is the type of something that comes back.
    is_reply: bool,
}

impl TypeScript<'_> {
    /// The type of an object with these members. The alternatives of a choice are members too.
    fn object(parts: &[(&Part, String)]) -> String {
        let is_choice = |part: &Part| matches!(part.of, Type::OneOf(_));
        let members = parts.iter().filter(|(part, _)| !is_choice(part)).map(|(part, of)| {
            let mark = if part.is_required { "" } else { "?" };
            format!("{}{mark}: {of}", camel(&part.name))
        });
        let members: Vec<_> = members.collect();
        let object = (!members.is_empty()).then(|| format!("{{ {} }}", members.join("; ")));
        let choices = parts.iter().filter(|(part, _)| is_choice(part)).map(|(part, of)| {
            // At most one of them, where none has to be given.
            if part.is_required { of.clone() } else { of.replacen("OneOf", "AtMostOne", 1) }
        });
        object.into_iter().chain(choices).collect::<Vec<_>>().join(" & ")
    }
}

/// Words as a union of literals.
fn union(words: &[String]) -> String {
    words.iter().map(|word| string(word)).collect::<Vec<_>>().join(" | ")
}

impl Types for TypeScript<'_> {
    type Written = String;

    fn leaf(&self, leaf: &Leaf) -> String {
        match leaf {
            Leaf::Key | Leaf::Text => "Text".to_owned(),
            Leaf::Integer if self.is_reply => self.integer.to_owned(),
            Leaf::Integer | Leaf::Seconds | Leaf::Milliseconds => "Integer".to_owned(),
            Leaf::UnixSeconds | Leaf::UnixMilliseconds => "Date | Integer".to_owned(),
            Leaf::Double | Leaf::Timeout => "number".to_owned(),
            Leaf::Switch => "boolean".to_owned(),
            Leaf::OneOfWords(words) => union(words),
            Leaf::Anything => "unknown".to_owned(),
            Leaf::Any => "Value".to_owned(),
            Leaf::Status => "'OK'".to_owned(),
            Leaf::Flag => "0 | 1".to_owned(),
            Leaf::Bulk => self.bytes.to_owned(),
            Leaf::Members => format!("{}[]", self.bytes),
            // A newer server may know further words.
            Leaf::Word(words) => format!("{} | (string & {{}})", union(words)),
        }
    }

    fn optional(&self, of: String) -> String {
        // Which is null, too.
        if of == "unknown" { of } else { format!("{of} | null") }
    }

    fn list(&self, of: String) -> String {
        let of = if of.contains(" | ") || of.contains(" & ") { format!("({of})") } else { of };
        if self.is_reply { format!("{of}[]") } else { format!("readonly {of}[]") }
    }

    fn map(&self, of: String) -> String {
        format!("{{ [name: string]: {of} }}")
    }

    fn record(&self, name: &str) -> String {
        match self.bytes {
            "string" => pascal(name),
            bytes => format!("{}<{bytes}>", pascal(name)),
        }
    }

    fn group(&self, parts: Vec<(&Part, String)>) -> String {
        Self::object(&parts)
    }

    fn any_of(&self, parts: Vec<(&Part, String)>) -> String {
        let alternatives = parts.iter().map(|(part, of)| match part.of {
            // Without its token, a flag is no alternative.
            Type::Leaf(Leaf::Switch) => format!("{}: true", camel(&part.name)),
            _ => format!("{}: {of}", camel(&part.name)),
        });
        format!("OneOf<{{ {} }}>", alternatives.collect::<Vec<_>>().join("; "))
    }
}

/// Whether a parameter of this type is a list of names with something that belongs to them: the SDK also takes an object.
pub fn is_pairs(of: &Type) -> bool {
    let Type::List(of) = of else { return false };
    let Type::Group(parts) = &**of else { return false };
    let [first, second] = parts.as_slice() else { return false };
    let is_name = matches!(first.of, Type::Leaf(Leaf::Key | Leaf::Text)) && first.is_required;
    is_name && !matches!(second.of, Type::OneOf(_))
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

/// Whether a word cannot be a variable.
pub fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
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

/// Types that the declarations of the JavaScript client have, and those of TypeScript that they name.
pub(super) const TYPES: &[&str] = &[
    "Array",
    "AtMostOne",
    "Bytes",
    "Callback",
    "Cluster",
    "ConnectionManager",
    "Date",
    "Entry",
    "Error",
    "Exclude",
    "Integer",
    "NodeAddress",
    "OneOf",
    "OptionalRequest",
    "Options",
    "Outcome",
    "Pairs",
    "Promise",
    "ReadonlyMap",
    "Redis",
    "RedisClient",
    "RedisError",
    "Request",
    "Response",
    "Result",
    "Text",
    "Uint8Array",
    "Uppercase",
    "Value",
];

/// Variables that the JavaScript templates have besides the object, and the class that the object is of.
pub(super) const CALLBACK_VARIABLES: &[&str] = &["Redis", "callback", "error", "redisClient", "response"];

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
    fn alternatives_are_members_of_what_is_around_them() {
        let part = |name: &str, of, is_required| Part { name: name.to_owned(), of, is_required };
        let choice = Type::OneOf(vec![
            part("a_b", Type::Leaf(Leaf::Seconds), true),
            part("on", Type::Leaf(Leaf::Switch), false),
        ]);
        let written = |is_required| {
            let parts =
                vec![part("name", Type::Leaf(Leaf::Text), true), part("choice", choice.clone(), is_required)];
            JavaScript.type_name(&Type::List(Box::new(Type::Group(parts))), None).unwrap()
        };
        assert_eq!(written(true), "readonly ({ name: Text } & OneOf<{ aB: Integer; on: true }>)[]");
        assert_eq!(written(false), "readonly ({ name: Text } & AtMostOne<{ aB: Integer; on: true }>)[]");
    }

    #[test]
    fn comments_cannot_be_left() {
        assert_eq!(comment("a */ b\n@c\u{2029}d", 2, 0), "a *\\/ b \\@c d");
        let long = comment(&"word ".repeat(40), 2, 2);
        assert!(long.contains("\n   *   word") && long.lines().all(|line| line.len() <= WIDTH));
    }
}
