//! What code of users can depend on, as it is printed: a change of the catalogue that changes it breaks that code.

use super::params::{self, Place};
use super::{replies, reply_of, written};
use crate::catalogue::Catalogue;
use crate::catalogue::model::{Kind, Operation, Param, Record, RecordField, ReplyType};

/// Of a parameter: the type of its field or of its variant's value, and of what a method takes. A flag has neither.
pub(crate) fn of_param<'a>(param: &'a Param, place: &Place<'a>, is_alternative: bool) -> [String; 2] {
    let is_flag = param.is_value(Kind::Flag);
    let field = match is_alternative {
        true if is_flag => String::new(),
        true => written(&place.full_type(param)),
        false => written(&place.field_type(param)),
    };
    [field, if is_flag { String::new() } else { place.argument_type(param) }]
}

/// The type of what comes back.
pub(crate) fn of_reply(reply: &ReplyType, operation: &Operation) -> String {
    written(&reply_of(reply, operation))
}

/// The type of a record's field.
pub(crate) fn of_field(field: &RecordField) -> String {
    written(&replies::field_type(field))
}

/// Whether an operation's type, or that of a parameter with parts, can be made with braces, because it is whole: what may be
/// left out is no part of it.
pub(crate) fn is_whole(params: &[Param]) -> bool {
    params.iter().all(Param::is_required)
}

/// Whether a type that holds these has `Eq` and `Hash`.
pub(crate) fn has_eq(params: &[Param]) -> bool {
    !params.iter().any(params::has_double)
}

/// Whether a record has `Eq` and `Hash`.
pub(crate) fn record_has_eq(record: &Record, catalogue: &Catalogue) -> bool {
    !replies::has_double(record, catalogue)
}

/// The words of the enum that an operation answers.
pub(crate) fn reply_words(operation: &Operation) -> Vec<&String> {
    replies::words(operation)
}

/// The types of the runtime that the crate has for replies, beside those of operations and records.
pub(crate) fn runtime_types(catalogue: &Catalogue) -> Vec<&'static str> {
    replies::runtime_types(catalogue)
}
