//! Replies, and the records that they are made of.

use super::{Line, Name, Word};
use crate::catalogue::model::RecordLayout;
use crate::document::{List, either, one_of, record, text};
use crate::languages;

record! {
    /// What an operation answers.
    Reply = "a reply" {
        /// The reply's type.
        required kind as "type": TypeName,
        /// What a list or a map holds: a type, or a mapping with a type and what belongs to it.
        optional of: Of,
        /// Whether nil is an answer too.
        optional nullable: bool,
        /// The words that come back; required for `word`, and only there.
        optional words: List<Word>,
        /// Other replies, by the parameters that were given: the first that fits.
        optional when: List<Case>,
        /// What the reply says when the operation did its work.
        required success: String,
        /// What it says, or which error comes, when it did not.
        optional failure: String,
    }
}

record! {
    /// Another reply, where certain parameters are given.
    Case = "an entry of `when`" {
        /// The parameter that was given, or several: any of them.
        required given: OneOrMore,
        /// The reply's type.
        required kind as "type": TypeName,
        /// What a list or a map holds.
        optional of: Of,
        /// Whether nil is an answer too.
        optional nullable: bool,
        /// The words that come back; required for `word`, and only there.
        optional words: List<Word>,
    }
}

record! {
    /// What a list or a map of a reply holds.
    Held = "a type" {
        /// The type of each value.
        required kind as "type": TypeName,
        /// What a list or a map holds.
        optional of: Of,
        /// Whether a value may be nil.
        optional nullable: bool,
        /// The words that come back; required for `word`, and only there.
        optional words: List<Word>,
    }
}

record! {
    /// A record: values that replies hold together, each with a name.
    Record = "a record" {
        /// The record's name: lower snake case, a type's name in replies.
        required name: Name,
        /// What it is.
        required description: String,
        /// How the server sends it; by position if it is left out.
        optional by: RecordLayout,
        /// The fields, in the order in which the server sends them.
        required fields: List<RecordField>,
    }
}

record! {
    /// One field of a record.
    RecordField = "a field of a record" {
        /// The field's name: lower snake case.
        required name: Name,
        /// What it is.
        optional description: String,
        /// The type of its value.
        required kind as "type": TypeName,
        /// What a list or a map holds.
        optional of: Of,
        /// Whether its value may be nil.
        optional nullable: bool,
        /// The words that it can be; required for `word`, and only there.
        optional words: List<Word>,
        /// The parameter with which it comes; without that one it does not.
        optional given: String,
        /// The first Redis version that sends it; older ones leave it out.
        optional since: Line,
    }
}

one_of! {
    RecordLayout = "layout" {
        /// The fields come in their order.
        "position" => RecordLayout::Position,
        /// Each field comes with its name.
        "name" => RecordLayout::Name,
    }
}

text! {
    /// The name of a reply's type: one of [`REPLY_TYPES`], or a record.
    TypeName: BadName, "^[a-z][a-z0-9]*(_[a-z0-9]+)*$", languages::is_snake,
    "write a type such as `bulk` or `list`, or the name of a record",
    /// The types of replies that are no records.
    REPLY_TYPES {
        /// `OK`.
        "status",
        /// The integer 1 or 0.
        "flag",
        /// A signed 64-bit integer.
        "integer",
        /// A floating-point number of 64 bits, also infinite.
        "double",
        /// A string of bytes.
        "bulk",
        /// The members of a set: strings of bytes in no order, each once.
        "members",
        /// One of the `words`.
        "word",
        /// Any number of values in order; `of` says of which type.
        "list",
        /// Values by their names, in order; `of` says of which type.
        "map",
        /// Anything but an error.
        "any",
    }
}

either! {
    /// What a list or a map holds.
    Of = "a type or a mapping" {
        Text => Name(TypeName),
        Map => Held(Box<Held>),
    }
}

either! {
    /// One name, or several.
    OneOrMore = "a name or a list of names" {
        Text => One(String),
        List => More(List<String>),
    }
}
