//! Rust: identifiers, and the names that are taken.

/// A name as an identifier in Rust: raw where it is a keyword, such as `r#type`.
///
/// Names from a checked catalogue are never one of the few keywords that cannot be raw.
pub fn ident(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

/// The type of a part of an operation's parameters, which is reached by these names: `ZaddMember`.
pub fn type_of_part(operation: &str, path: &[&str]) -> String {
    std::iter::once(&operation).chain(path).map(|name| super::pascal(name)).collect()
}

/// Keywords of Rust that cannot be raw identifiers, as method, argument or (`Self`) type.
pub(super) const NEVER_RAW: &[&str] = &["crate", "self", "super"];

/// Keywords of Rust, strict and reserved, of all editions:
/// <https://doc.rust-lang.org/reference/keywords.html>.
pub(super) const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Methods that the generated Rust clients have, or that hiding a trait's method would break.
pub(super) const METHODS: &[&str] = &[
    "borrow",
    "borrow_mut",
    "call",
    "call_each",
    "clone",
    "clone_into",
    "connect",
    "into",
    "quit",
    "to_owned",
    "try_into",
    "type_id",
    "within",
];

/// Types that the generated Rust crate exports, and those of the prelude that its code and its users
/// name. `Copy` is not among them: Redis has a command of that name.
pub(super) const TYPES: &[&str] = &[
    "AsRef",
    "Box",
    "Bytes",
    "Call",
    "Client",
    "Clone",
    "Config",
    "ConnectionError",
    "ConnectionErrorKind",
    "Credentials",
    "CrossSlotError",
    "Default",
    "Duration",
    "Each",
    "Err",
    "Error",
    "From",
    "Into",
    "IntoIterator",
    "Iter",
    "Iterator",
    "None",
    "Ok",
    "Operation",
    "Option",
    "ParameterError",
    "Response",
    "Result",
    "Self",
    "ServerError",
    "Some",
    "String",
    "ToString",
    "UnexpectedReply",
    "Vec",
];

/// Modules that the generated Rust crate has besides the groups, and crates that it names.
pub(super) const MODULES: &[&str] = &[
    "alloc",
    "blocking",
    "clients",
    "core",
    "iam",
    "lib",
    "main",
    "mod",
    "over_redis",
    "runtime",
    "sigma_redis_runtime",
    "std",
];

/// Variants that the Rust enum of a reply's words has besides the words.
pub(super) const WORD_VARIANTS: &[&str] = &["Other", "Self"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_become_raw() {
        assert_eq!(ident("type"), "r#type");
        assert_eq!(ident("get"), "get");
    }
}
