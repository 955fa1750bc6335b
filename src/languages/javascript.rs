//! JavaScript: the names that are taken.

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
