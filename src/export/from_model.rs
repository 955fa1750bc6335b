//! How the checked catalogue becomes the tree.

use super::{
    Access, Case, Operation, OtherType, Param, ParamType, Record, RecordField, Reply, ReplyKindName,
    ReplyType, Retry,
};
use crate::catalogue::model::{self, Presence, ReplyKind, Shape, Word};

impl<'a> Operation<'a> {
    pub(super) fn new(operation: &'a model::Operation) -> Self {
        let (access, retry, never_with): (_, _, &[String]) = match &operation.access {
            model::Access::Read => (Access::Read, None, &[]),
            model::Access::Write(model::Retry::Safe) => (Access::Write, Some(Retry::Safe), &[]),
            model::Access::Write(model::Retry::Never) => (Access::Write, Some(Retry::Never), &[]),
            model::Access::Write(model::Retry::SafeWithout(names)) => {
                (Access::Write, Some(Retry::Safe), names)
            }
        };
        Self {
            name: &operation.name,
            title: &operation.title,
            command: operation.command.split_whitespace().collect(),
            since: &operation.since,
            summary: &operation.summary,
            brief: brief(&operation.summary),
            access,
            retry,
            never_with,
            nodes: operation.nodes.map(|nodes| nodes.set),
            combine: operation.nodes.and_then(|nodes| nodes.combine),
            blocking: operation.blocking.as_deref(),
            deprecated: operation.deprecated.as_deref(),
            params: operation.params.iter().map(Param::new).collect(),
            wire: &operation.wire,
            key: operation.key().map(|param| param.name.as_str()),
            only_key: operation.only_key().is_some(),
            bare_key: operation.bare_key().is_some(),
            each: operation.each().map(|param| param.name.as_str()),
            reply: Reply::new(&operation.reply),
            examples: &operation.examples,
        }
    }
}

impl<'a> Param<'a> {
    pub(super) fn new(param: &'a model::Param) -> Self {
        let (kind, words): (_, &[Word]) = match &param.shape {
            Shape::Value(kind) => (ParamType::Value(*kind), &[]),
            Shape::Word(words) => (ParamType::Other(OtherType::Word), words),
            Shape::Group(_) => (ParamType::Other(OtherType::Group), &[]),
            Shape::OneOf(_) => (ParamType::Other(OtherType::OneOf), &[]),
        };
        Self {
            name: &param.name,
            label: &param.label,
            kind,
            words,
            params: param.parts().iter().map(Param::new).collect(),
            token: param.token.iter().flat_map(|token| token.split_whitespace()).collect(),
            required: param.is_required(),
            default: if let Presence::Default(value) = &param.presence { Some(value) } else { None },
            needs: param.needs.as_deref(),
            count: param.count,
            repeat: param.repeat,
            single: param.single.as_deref(),
            since: param.since.as_deref(),
            description: &param.description,
        }
    }
}

impl<'a> Reply<'a> {
    pub(super) fn new(reply: &'a model::Reply) -> Self {
        let case = |case: &'a model::Case| Case { given: &case.given, reply: ReplyType::new(&case.reply) };
        Self {
            usual: ReplyType::new(&reply.usual),
            when: reply.when.iter().map(case).collect(),
            success: &reply.success,
            failure: &reply.failure,
        }
    }
}

impl<'a> ReplyType<'a> {
    pub(super) fn new(reply: &'a model::ReplyType) -> Self {
        let kind = match &reply.kind {
            ReplyKind::Status => ReplyKindName::Status,
            ReplyKind::Flag => ReplyKindName::Flag,
            ReplyKind::Integer => ReplyKindName::Integer,
            ReplyKind::Double => ReplyKindName::Double,
            ReplyKind::Bulk => ReplyKindName::Bulk,
            ReplyKind::Members => ReplyKindName::Members,
            ReplyKind::Word(_) => ReplyKindName::Word,
            ReplyKind::List(_) => ReplyKindName::List,
            ReplyKind::Map(_) => ReplyKindName::Map,
            ReplyKind::Record(_) => ReplyKindName::Record,
            ReplyKind::Any => ReplyKindName::Any,
        };
        let (mut words, mut of, mut record): (&[String], _, _) = (&[], None, None);
        match &reply.kind {
            ReplyKind::Word(known) => words = known,
            ReplyKind::List(held) | ReplyKind::Map(held) => of = Some(Box::new(ReplyType::new(held))),
            ReplyKind::Record(name) => record = Some(name.as_str()),
            _ => {}
        }
        Self { kind, nullable: reply.nullable, words, of, record }
    }
}

impl<'a> Record<'a> {
    pub(super) fn new(record: &'a model::Record) -> Self {
        let field = |field: &'a model::RecordField| RecordField {
            name: &field.name,
            description: &field.description,
            reply: ReplyType::new(&field.reply),
            given: field.given.as_deref(),
            since: field.since.as_deref(),
        };
        Self {
            name: &record.name,
            description: &record.description,
            by: record.by,
            fields: record.fields.iter().map(field).collect(),
        }
    }
}

/// The first sentence of a summary, or what a line of a table holds of it.
fn brief(summary: &str) -> &str {
    let paragraph = summary.trim_start().split("\n\n").next().unwrap_or_default();
    paragraph.split_inclusive(". ").next().unwrap_or_default().trim_end()
}
