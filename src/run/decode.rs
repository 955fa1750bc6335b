//! Replies by their types in the catalogue, as the JavaScript SDK decodes them.

use indexmap::IndexMap;

use super::command::Raw;
use super::value::{Text, Value};
use crate::catalogue::Catalogue;
use crate::catalogue::model::{Record, RecordField, RecordLayout, ReplyKind, ReplyType};
use crate::languages::camel;

/// Decodes what one parameter set was answered.
pub(super) struct Decoder<'a> {
    pub catalogue: &'a Catalogue,
    /// Whether the set has a parameter, of those with which servers send more.
    pub is_given: &'a dyn Fn(&str) -> bool,
}

impl Decoder<'_> {
    /// A reply of this type; `None` when it is of another one.
    pub fn reply(&self, raw: &Raw, of: &ReplyType) -> Option<Value> {
        if of.nullable && *raw == Raw::Nil {
            return Some(Value::Null);
        }
        match &of.kind {
            ReplyKind::Status => {
                matches!(raw, Raw::Simple(text) if text == "OK").then(|| Value::Text("OK".into()))
            }
            ReplyKind::Flag => match raw {
                Raw::Integer(flag @ (0 | 1)) => Some(Value::Integer(*flag)),
                Raw::Bool(flag) => Some(Value::Integer((*flag).into())),
                _ => None,
            },
            ReplyKind::Integer => match raw {
                Raw::Integer(number) => Some(Value::Integer(*number)),
                _ => None,
            },
            ReplyKind::Double => double(raw).map(Value::Double),
            ReplyKind::Bulk => bytes(raw).map(|bytes| Value::Text(Text(bytes.to_vec()))),
            ReplyKind::Word(_) => match raw {
                Raw::Simple(word) => Some(Value::Text(word.as_str().into())),
                _ => None,
            },
            ReplyKind::Members => {
                list(raw, |member| bytes(member).map(|bytes| Value::Text(Text(bytes.to_vec()))))
            }
            ReplyKind::List(of) => self.list(raw, of),
            ReplyKind::Map(of) => {
                let values =
                    pairs(raw)?.into_iter().map(|(name, value)| Some((name, self.reply(value, of)?)));
                values.collect::<Option<IndexMap<_, _>>>().map(Value::Object)
            }
            ReplyKind::Record(name) => self.record(raw, self.catalogue.record(name)?),
            ReplyKind::Any => any(raw),
        }
    }

    /// Records that come in their order may come one after the other in one array: scores with RESP 2, and the values of a
    /// map. Their first field is no array.
    fn list(&self, raw: &Raw, of: &ReplyType) -> Option<Value> {
        let record = match &of.kind {
            ReplyKind::Record(name) => {
                self.catalogue.record(name).filter(|record| record.by == RecordLayout::Position)
            }
            _ => None,
        };
        match (raw, record) {
            (Raw::List(items), Some(record))
                if !matches!(items.first(), None | Some(Raw::List(_) | Raw::Nil)) =>
            {
                let due = record.fields.iter().filter(|field| self.is_due(field)).count().max(1);
                let records = items.chunks(due).map(|fields| {
                    let is_whole = fields.len() == due;
                    self.by_position(fields, record).filter(|_| is_whole)
                });
                records.collect::<Option<_>>().map(Value::List)
            }
            _ => list(raw, |item| self.reply(item, of)),
        }
    }

    fn record(&self, raw: &Raw, record: &Record) -> Option<Value> {
        match (record.by, raw) {
            (RecordLayout::Position, Raw::List(fields)) => self.by_position(fields, record),
            (RecordLayout::Name, raw) => self.by_name(raw, record),
            _ => None,
        }
    }

    fn is_due(&self, field: &RecordField) -> bool {
        field.given.as_ref().is_none_or(|given| (self.is_given)(given))
    }

    /// A record whose fields come in their order. What a newer server adds at its end is not read.
    fn by_position(&self, values: &[Raw], record: &Record) -> Option<Value> {
        let mut members = IndexMap::new();
        let due = record.fields.iter().filter(|field| self.is_due(field));
        for (at, field) in due.enumerate() {
            match values.get(at) {
                Some(value) => members.insert(camel(&field.name), self.reply(value, &field.reply)?),
                // An older server does not send it.
                None if field.since.is_some() => continue,
                None => return None,
            };
        }
        Some(Value::Object(members))
    }

    /// A record whose fields come with their names. Those that it does not know are of a newer server.
    fn by_name(&self, raw: &Raw, record: &Record) -> Option<Value> {
        let sent = pairs(raw)?;
        let mut members = IndexMap::new();
        for field in record.fields.iter().filter(|field| self.is_due(field)) {
            let value = match sent.iter().find(|(name, _)| is_name(name, &field.name)) {
                Some((_, value)) => self.reply(value, &field.reply)?,
                None if field.since.is_some() || field.given.is_some() => continue,
                None if field.reply.nullable => Value::Null,
                None => return None,
            };
            members.insert(camel(&field.name), value);
        }
        Some(Value::Object(members))
    }
}

/// Whether the server means a field by its name: `last-delivered-id` is `last_delivered_id`.
fn is_name(sent: &str, name: &str) -> bool {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    sent.chars().map(plain).eq(name.chars())
}

fn list(raw: &Raw, item: impl FnMut(&Raw) -> Option<Value>) -> Option<Value> {
    let Raw::List(items) = raw else { return None };
    items.iter().map(item).collect::<Option<_>>().map(Value::List)
}

fn bytes(raw: &Raw) -> Option<&[u8]> {
    match raw {
        Raw::Bulk(bytes) => Some(bytes),
        // A number of RESP 3.
        Raw::Simple(text) => Some(text.as_bytes()),
        _ => None,
    }
}

fn double(raw: &Raw) -> Option<f64> {
    match raw {
        Raw::Integer(number) => Some(*number as f64),
        raw => std::str::from_utf8(bytes(raw)?).ok()?.parse().ok(),
    }
}

/// A reply of any type but an error.
pub(super) fn any(raw: &Raw) -> Option<Value> {
    Some(match raw {
        Raw::Nil => Value::Null,
        Raw::Bool(value) => Value::Bool(*value),
        Raw::Integer(number) => Value::Integer(*number),
        Raw::Simple(_) | Raw::Bulk(_) => Value::Text(Text(bytes(raw)?.to_vec())),
        Raw::List(_) => return list(raw, any),
        Raw::Error(_) => return None,
    })
}

/// Names with their values: an array of them in turn, or of pairs.
fn pairs(raw: &Raw) -> Option<Vec<(String, &Raw)>> {
    let Raw::List(items) = raw else { return None };
    let named = |name, value| Some((String::from_utf8_lossy(bytes(name)?).into_owned(), value));
    if let Some(Raw::List(_)) = items.first() {
        let pairs = items.iter().map(|item| match item {
            Raw::List(pair) => match pair.as_slice() {
                [name, value] => named(name, value),
                _ => None,
            },
            _ => None,
        });
        return pairs.collect();
    }
    let (pairs, []) = items.as_chunks::<2>() else { return None };
    pairs.iter().map(|[name, value]| named(name, value)).collect()
}
