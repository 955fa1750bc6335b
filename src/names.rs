//! Names in the generated languages: their case, the words that are taken, and collisions.
//!
//! This is the one authority. The catalogue's checks use it to refuse names that cannot be
//! generated, and targets use it to write the others.

use std::collections::HashMap;

/// Whether a name is lower snake case: `[a-z][a-z0-9]*(_[a-z0-9]+)*`.
pub fn is_snake(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.split('_').all(|part| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}

/// A name in Pascal case, as Rust's types are: `sdiff_store` becomes `SdiffStore`. Also takes the
/// words of replies, where `-` separates too: `ReJSON-RL` becomes `ReJSONRL`.
pub fn pascal(name: &str) -> String {
    name.split(['_', '-']).map(capitalised).collect()
}

/// A name in camel case, as JavaScript's methods and properties are: `sdiff_store` becomes
/// `sdiffStore`.
pub fn camel(name: &str) -> String {
    let (first, rest) = name.split_once('_').unwrap_or((name, ""));
    first.to_owned() + &pascal(rest)
}

fn capitalised(part: &str) -> String {
    let mut chars = part.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

/// A name as an identifier in Rust: raw where it is a keyword, such as `r#type`.
///
/// Names from a checked catalogue are never one of the few keywords that cannot be raw.
pub fn rust_ident(name: &str) -> String {
    if RUST_KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

/// The known word that is closest to a mistyped one, for "did you mean".
pub fn closest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    // Nobody mistypes a word of that length, and the distance takes quadratic time.
    const LONGEST: usize = 64;
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase().replace('-', "_");
    let distance = |known: &&str| strsim::osa_distance(&word, &known.to_lowercase().replace('-', "_"));
    let nearest =
        known.into_iter().map(|known| (distance(&known), known)).min_by_key(|&(distance, _)| distance);
    nearest
        .filter(|&(distance, known)| distance < known.len() && distance <= known.len().max(3) / 3)
        .map(|(_, known)| known)
}

/// What a name in the catalogue names, and so which names it cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// An operation: a method in both languages and a type in Rust.
    Operation,
    /// A parameter: an argument and a field in Rust, a property in JavaScript.
    Param,
    /// A group.
    Group,
    /// A word of a reply: a variant of a Rust enum.
    Word,
    /// The service's object: a variable in JavaScript.
    Object,
}

impl Role {
    /// What messages call it.
    pub fn noun(self) -> &'static str {
        match self {
            Role::Operation => "operation",
            Role::Param => "parameter",
            Role::Group => "group",
            Role::Word => "word",
            Role::Object => "object",
        }
    }

    /// What a name becomes in the generated languages, with the name of the language.
    fn forms(self, name: &str) -> Vec<(&'static str, String)> {
        let rust = pascal(name);
        let javascript = camel(name);
        match self {
            // A reply that is a word has a type of its own.
            Role::Operation => {
                let reply = ("Rust", format!("{rust}Reply"));
                vec![("Rust", rust), reply, ("JavaScript", javascript)]
            }
            Role::Param | Role::Group | Role::Object => vec![("JavaScript", javascript)],
            Role::Word => vec![("Rust", rust)],
        }
    }

    /// Why a name cannot be used, such as "`connect` is a method of the Rust client"; `None` when it
    /// can.
    pub fn taken(self, name: &str) -> Option<String> {
        let (rust, javascript) = (pascal(name), camel(name));
        let has = |names: &[&str], form: &str| names.contains(&form);
        let (form, what) = match self {
            Role::Object if has(JAVASCRIPT_RESERVED, name) => (name, "a reserved word of JavaScript"),
            Role::Object if has(CALLBACK_VARIABLES, name) => (name, "a variable in the JavaScript templates"),
            Role::Object => return None,
            _ if has(RUST_NEVER_RAW, name) => (name, "a keyword of Rust that cannot be a name"),
            Role::Operation if has(RUST_METHODS, name) => (name, "a method of the Rust client"),
            Role::Operation if has(RUST_TYPES, &rust) => (&*rust, "a type that the Rust client uses"),
            Role::Operation if has(JAVASCRIPT_METHODS, &javascript) => {
                (&*javascript, "a member of the JavaScript client")
            }
            Role::Operation | Role::Param if has(OBJECT_MEMBERS, &javascript) => {
                (&*javascript, "a member of every object in JavaScript")
            }
            Role::Group if has(RUST_MODULES, name) => (name, "a module that the Rust client uses"),
            Role::Word if has(WORD_VARIANTS, &rust) => (&*rust, "taken in the Rust enum of the words"),
            _ => return None,
        };
        Some(format!("`{form}` is {what}"))
    }
}

/// Whether the generated JavaScript client, or every object, has a member of that name.
pub fn is_javascript_member(name: &str) -> bool {
    JAVASCRIPT_METHODS.contains(&name) || OBJECT_MEMBERS.contains(&name)
}

/// Names of one kind that must differ from each other in every language.
#[derive(Debug)]
pub struct Scope<P> {
    role: Role,
    names: HashMap<String, P>,
    forms: HashMap<(&'static str, String), (String, P)>,
}

/// Why a name cannot stand beside another one.
#[derive(Debug, PartialEq, Eq)]
pub enum Clash<P> {
    /// The same name is at this place already.
    Same(P),
    /// Another name becomes the same in a generated language.
    Form {
        /// The language.
        language: &'static str,
        /// What both become.
        form: String,
        /// The other name.
        other: String,
        /// The other name's place.
        place: P,
    },
}

impl<P: Copy> Scope<P> {
    /// What the names name.
    pub fn role(&self) -> Role {
        self.role
    }

    /// A scope without names.
    pub fn new(role: Role) -> Self {
        Scope { role, names: HashMap::new(), forms: HashMap::new() }
    }

    /// Adds a name and its place, unless it clashes with an earlier one.
    ///
    /// # Errors
    /// With the earlier name.
    pub fn add(&mut self, name: &str, place: P) -> Result<(), Clash<P>> {
        if let Some(&earlier) = self.names.get(name) {
            return Err(Clash::Same(earlier));
        }
        let forms = self.role.forms(name);
        for form in &forms {
            if let Some((other, place)) = self.forms.get(form) {
                let (language, form) = form.clone();
                return Err(Clash::Form { language, form, other: other.clone(), place: *place });
            }
        }
        self.names.insert(name.to_owned(), place);
        self.forms.extend(forms.into_iter().map(|form| (form, (name.to_owned(), place))));
        Ok(())
    }
}

/// Keywords of Rust that cannot be raw identifiers, as method, argument or (`Self`) type.
const RUST_NEVER_RAW: &[&str] = &["crate", "self", "super"];

/// Keywords of Rust, strict and reserved, of all editions:
/// <https://doc.rust-lang.org/reference/keywords.html>.
const RUST_KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Methods that the generated Rust clients have, or that hiding a trait's method would break.
const RUST_METHODS: &[&str] = &[
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
const RUST_TYPES: &[&str] = &[
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
const RUST_MODULES: &[&str] = &["alloc", "blocking", "core", "iam", "lib", "main", "mod", "runtime", "std"];

/// Members that every object in JavaScript has.
const OBJECT_MEMBERS: &[&str] = &[
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
];

/// Members of the generated JavaScript client, and `then`, which would make it a promise.
const JAVASCRIPT_METHODS: &[&str] = &["quit", "then"];

/// Variants that the Rust enum of a reply's words has besides the words.
const WORD_VARIANTS: &[&str] = &["Other", "Self"];

/// Variables that the JavaScript templates have besides the object.
const CALLBACK_VARIABLES: &[&str] = &["callback", "error", "redisClient", "response"];

/// Words that cannot be variables in JavaScript: keywords, future ones, literals and the globals
/// that cannot be declared again.
const JAVASCRIPT_RESERVED: &[&str] = &[
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
    fn cases() {
        assert_eq!(pascal("sdiff_store2"), "SdiffStore2");
        assert_eq!(camel("sdiff_store2"), "sdiffStore2");
        assert_eq!(camel("get"), "get");
        assert_eq!(pascal("ReJSON-RL"), "ReJSONRL");
    }

    #[test]
    fn keywords_become_raw() {
        assert_eq!(rust_ident("type"), "r#type");
        assert_eq!(rust_ident("get"), "get");
    }

    #[test]
    fn names_that_differ_only_in_the_catalogue_clash() {
        let mut scope = Scope::new(Role::Operation);
        assert_eq!(scope.add("a_1", 1), Ok(()));
        assert_eq!(scope.add("a_1", 2), Err(Clash::Same(1)));
        let clash = Clash::Form { language: "Rust", form: "A1".into(), other: "a_1".into(), place: 1 };
        assert_eq!(scope.add("a1", 3), Err(clash));
    }

    #[test]
    fn every_name_that_rust_refuses_is_taken() {
        for name in ["self", "super", "crate"] {
            for role in [Role::Operation, Role::Param, Role::Group] {
                assert!(role.taken(name).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn did_you_mean() {
        let known = ["key", "string", "integer"];
        assert_eq!(closest("strng", known), Some("string"));
        assert_eq!(closest("Key", known), Some("key"));
        assert_eq!(closest("zset", known), None);
        assert_eq!(closest(&"x".repeat(1000), known), None);
    }
}
