//! Whether a value of one type is one of another for the compiler of TypeScript.

use crate::languages::javascript;
use crate::languages::types::{Leaf, Type};

/// Whether what has the first type can be given where the second one is wanted. Parameters with parts are compared by their
/// parts, so that they are never the same here.
pub(super) fn is_assignable(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (_, Type::Leaf(Leaf::Anything)) => true,
        (Type::Optional(from), Type::Optional(to)) => is_assignable(from, to),
        (Type::Optional(_), _) => false,
        (from, Type::Optional(to)) => is_assignable(from, to),
        (Type::Leaf(Leaf::Members), to) => is_assignable(&Type::List(Box::new(Type::Leaf(Leaf::Bulk))), to),
        (from, Type::Leaf(Leaf::Members)) => {
            is_assignable(from, &Type::List(Box::new(Type::Leaf(Leaf::Bulk))))
        }
        (Type::List(from), Type::List(to)) | (Type::Map(from), Type::Map(to)) => is_assignable(from, to),
        // It is any JSON.
        (Type::List(from), Type::Leaf(Leaf::Any)) => is_assignable(from, to),
        (Type::Record(from), Type::Record(to)) => from == to,
        (Type::Leaf(from), Type::Leaf(to)) => {
            let to = alternatives(to);
            alternatives(from).iter().all(|one| is_among(one, &to))
        }
        _ => false,
    }
}

fn is_among(one: &str, all: &[String]) -> bool {
    let has = |name: &str| all.iter().any(|other| other == name);
    has(one) || one.starts_with('\'') && has("string") || ["0", "1"].contains(&one) && has("number")
}

/// The union that a type is.
fn alternatives(leaf: &Leaf) -> Vec<String> {
    let names: &[&str] = match leaf {
        Leaf::Key | Leaf::Text => &["string", "Uint8Array"],
        Leaf::Integer | Leaf::Seconds | Leaf::Milliseconds => &["number", "bigint"],
        Leaf::Double | Leaf::Timeout => &["number"],
        Leaf::UnixSeconds | Leaf::UnixMilliseconds => &["Date", "number", "bigint"],
        Leaf::Switch => &["boolean"],
        Leaf::OneOfWords(words) => return words.iter().map(|word| javascript::string(word)).collect(),
        Leaf::Any => &["string", "Uint8Array", "number", "bigint", "boolean", "null", "object"],
        Leaf::Status => &["'OK'"],
        Leaf::Flag => &["0", "1"],
        // Words are any text, for a newer server may know further ones.
        Leaf::Bulk | Leaf::Word(_) => &["string"],
        Leaf::Members => &["object"],
        Leaf::Anything => &["unknown"],
    };
    names.iter().map(|name| (*name).to_owned()).collect()
}
