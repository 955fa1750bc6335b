//! The generated languages: the case of their names, the words that are taken, and collisions.
//!
//! This is the one authority. The catalogue's checks use it to refuse names that cannot be
//! generated, and targets use it to write the others.

#[cfg(feature = "cli")]
pub mod custom;
#[cfg(feature = "engine")]
pub mod highlight;
pub mod javascript;
pub mod markdown;
pub mod rust;
pub mod text;
pub mod types;

use std::borrow::Cow;
use std::collections::HashMap;

use types::Type;

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
    if name.chars().any(|c| c.is_ascii_lowercase()) {
        return name.split(['_', '-']).map(capitalised).collect();
    }
    // Words in capitals, such as `PONG`, are not shouted in code.
    name.to_ascii_lowercase().split(['_', '-']).map(capitalised).collect()
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

/// A language that templates write: what becomes of names, texts and types in it.
pub trait Language: Send + Sync {
    /// What a name of the catalogue is called.
    fn name(&self, name: &str, of: Named) -> String;

    /// A text as a string literal; nothing where the language is not known to have any, as for the others below.
    fn string(&self, text: &str) -> Option<String>;

    /// A text inside of a string literal that may have several lines, which begin at this column.
    fn text(&self, text: &str, indent: usize) -> Option<String>;

    /// A text inside of a comment whose lines begin at this column. Lines after the first get `hanging` more blanks.
    fn comment(&self, text: &str, indent: usize, hanging: usize) -> Option<String>;

    /// A type. `bytes` is the type of strings that come back, where it is not the usual one.
    fn type_name(&self, of: &Type, bytes: Option<&str>) -> Option<String>;
}

/// How the words of a name are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// `sdiff_store`, as in the catalogue.
    Snake,
    /// `sdiffStore`
    Camel,
    /// `SdiffStore`
    Pascal,
    /// `sdiff-store`
    Kebab,
    /// `SDIFF_STORE`
    Upper,
}

impl Case {
    /// A name of the catalogue in this case.
    pub fn of(self, name: &str) -> String {
        match self {
            Self::Snake => name.to_owned(),
            Self::Camel => camel(name),
            Self::Pascal => pascal(name),
            Self::Kebab => name.replace('_', "-"),
            Self::Upper => name.to_ascii_uppercase(),
        }
    }
}

/// What has a name in generated code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// The function that runs an operation.
    Method,
    /// The type of an operation's parameters, and the like.
    Class,
    /// A parameter.
    Argument,
    /// What holds a group of operations.
    Module,
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
    /// A word of a parameter or a reply: a variant of a Rust enum.
    Word,
    /// A record of replies: a type in Rust.
    Record,
    /// A field of a record.
    Field,
    /// A type in Rust that belongs to an operation.
    Type,
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
            Role::Record => "record",
            Role::Field => "field",
            Role::Type => "type",
            Role::Object => "object",
        }
    }
}

/// What the names of a catalogue become, and which of them are taken.
pub trait Naming {
    /// What a name becomes: each form with the language it is for. No other name of its scope may become the same.
    fn forms(&self, role: Role, name: &str) -> Vec<(Cow<'static, str>, String)>;

    /// Why a name cannot be used, such as "`connect` is a method of the Rust client"; `None` when it can.
    fn taken(&self, role: Role, name: &str) -> Option<String>;

    /// What to do about a name that is taken.
    fn help(&self) -> &'static str;
}

/// The languages of the clients that every catalogue can be made into.
#[derive(Debug)]
pub struct BuiltIn;

impl Naming for BuiltIn {
    fn forms(&self, role: Role, name: &str) -> Vec<(Cow<'static, str>, String)> {
        let rust = pascal(name);
        let javascript = camel(name);
        match role {
            // A reply that is a word has a type of its own.
            Role::Operation => {
                let reply = ("Rust".into(), format!("{rust}Reply"));
                let params = ("TypeScript".into(), format!("{rust}Params"));
                vec![("Rust".into(), rust), reply, params, ("JavaScript".into(), javascript)]
            }
            Role::Param | Role::Field | Role::Group | Role::Object => vec![("JavaScript".into(), javascript)],
            Role::Record => vec![("Rust".into(), rust.clone()), ("TypeScript".into(), rust)],
            Role::Type => vec![("Rust".into(), name.to_owned())],
            Role::Word => vec![("Rust".into(), rust)],
        }
    }

    fn taken(&self, role: Role, name: &str) -> Option<String> {
        let (rust, javascript) = (pascal(name), camel(name));
        let has = |names: &[&str], form: &str| names.contains(&form);
        let (form, what) = match role {
            Role::Object if has(javascript::RESERVED, name) => (name, "a reserved word of JavaScript"),
            Role::Object if has(javascript::CALLBACK_VARIABLES, name) => {
                (name, "a variable in the JavaScript templates")
            }
            Role::Object => return None,
            Role::Type => return None,
            _ if has(rust::NEVER_RAW, name) => (name, "a keyword of Rust that cannot be a name"),
            Role::Operation if has(rust::METHODS, name) => (name, "a method of the Rust client"),
            Role::Operation | Role::Record if has(rust::TYPES, &rust) => {
                (&*rust, "a type that the Rust client uses")
            }
            Role::Record if has(javascript::TYPES, &rust) => {
                (&*rust, "a type that the JavaScript client uses")
            }
            Role::Operation if has(javascript::CLIENT_MEMBERS, &javascript) => {
                (&*javascript, "a member of the JavaScript client")
            }
            Role::Operation | Role::Param | Role::Field if has(javascript::OBJECT_MEMBERS, &javascript) => {
                (&*javascript, "a member of every object in JavaScript")
            }
            Role::Group if has(rust::MODULES, name) => (name, "a module that the Rust client uses"),
            Role::Word if has(rust::WORD_VARIANTS, &rust) => (&*rust, "taken in the Rust enum of the words"),
            _ => return None,
        };
        Some(format!("`{form}` is {what}"))
    }

    fn help(&self) -> &'static str {
        "choose another name"
    }
}

/// Names of one kind that must differ from each other in every language.
pub struct Scope<'n, P> {
    role: Role,
    naming: &'n dyn Naming,
    names: HashMap<String, P>,
    forms: HashMap<(Cow<'static, str>, String), (String, P)>,
}

/// Why a name cannot stand beside another one.
#[derive(Debug, PartialEq, Eq)]
pub enum Clash<P> {
    /// The same name is at this place already.
    Same(P),
    /// Another name becomes the same in a generated language.
    Form {
        /// The language.
        language: Cow<'static, str>,
        /// What both become.
        form: String,
        /// The other name.
        other: String,
        /// The other name's place.
        place: P,
    },
}

impl<'n, P: Copy> Scope<'n, P> {
    /// What the names name.
    pub fn role(&self) -> Role {
        self.role
    }

    /// A scope without names.
    pub fn new(role: Role, naming: &'n dyn Naming) -> Self {
        Scope { role, naming, names: HashMap::new(), forms: HashMap::new() }
    }

    /// What the names become.
    pub fn naming(&self) -> &'n dyn Naming {
        self.naming
    }

    /// Adds a name and its place, unless it clashes with an earlier one.
    ///
    /// # Errors
    /// With the earlier name.
    pub fn add(&mut self, name: &str, place: P) -> Result<(), Clash<P>> {
        self.add_as(self.role, name, place)
    }

    /// Adds a name that names something else than most names of the scope.
    ///
    /// # Errors
    /// With the earlier name.
    pub fn add_as(&mut self, role: Role, name: &str, place: P) -> Result<(), Clash<P>> {
        if let Some(&earlier) = self.names.get(name) {
            return Err(Clash::Same(earlier));
        }
        let forms = self.naming.forms(role, name);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases() {
        assert_eq!(pascal("sdiff_store2"), "SdiffStore2");
        assert_eq!(camel("sdiff_store2"), "sdiffStore2");
        assert_eq!(camel("get"), "get");
        assert_eq!(pascal("ReJSON-RL"), "ReJSONRL");
        assert_eq!(pascal("PONG"), "Pong");
    }

    #[test]
    fn names_that_differ_only_in_the_catalogue_clash() {
        let mut scope = Scope::new(Role::Operation, &BuiltIn);
        assert_eq!(scope.add("a_1", 1), Ok(()));
        assert_eq!(scope.add("a_1", 2), Err(Clash::Same(1)));
        let clash = Clash::Form { language: "Rust".into(), form: "A1".into(), other: "a_1".into(), place: 1 };
        assert_eq!(scope.add("a1", 3), Err(clash));
    }

    #[test]
    fn every_name_that_rust_refuses_is_taken() {
        for name in ["self", "super", "crate"] {
            for role in [Role::Operation, Role::Param, Role::Group] {
                assert!(BuiltIn.taken(role, name).is_some(), "{name}");
            }
        }
    }
}
