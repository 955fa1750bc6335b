//! The rules for replies, and for the records that they are made of.

use super::super::format::{self, Of, OneOrMore, REPLY_TYPES, TypeName};
use super::super::model::{Case, Param, Record, RecordField, RecordLayout, Reply, ReplyKind, ReplyType};
use super::{add_name, items, name, name_as, text};
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::document::{Field, List, Spanned, unknown};
use crate::languages::{BuiltIn, Role, Scope};

/// A type as the format has it: in a reply, a case, a list or a field of a record.
struct RawType {
    kind: Field<TypeName>,
    of: Field<Of>,
    nullable: Field<bool>,
    words: Field<List<format::Word>>,
}

/// Takes the fields of a type out of what has them.
macro_rules! raw_type {
    ($raw:expr) => {
        RawType { kind: $raw.kind, of: $raw.of, nullable: $raw.nullable, words: $raw.words }
    };
}

/// The records of a catalogue. `names` are those of all types in Rust.
pub(super) fn records(
    field: Field<List<format::Record>>,
    names: &mut Scope<'_, Span>,
    report: &mut Report,
) -> Vec<Record> {
    let raw: Vec<_> = items(field).collect();
    let known: Vec<String> =
        raw.iter().filter_map(|raw| Some(raw.value.name.as_given()?.value.0.clone())).collect();
    let mut records = Vec::new();
    for Spanned { span, value: raw } in raw {
        if let Some(taken) = raw.name.as_given().filter(|name| REPLY_TYPES.contains(&name.value.0.as_str())) {
            let message = format!("the name {} is taken: it is a type of replies", quoted(&taken.value.0));
            report.add(Code::NameCollision, taken.span, message).help("choose another name");
        }
        let name = name_as(Role::Record, raw.name, names, report);
        let by = match raw.by {
            Field::Absent => Some(RecordLayout::Position),
            by => by.value(),
        };
        let mut fields = Scope::new(Role::Field, &BuiltIn);
        let fields: Vec<_> = items(raw.fields)
            .filter_map(|field| record_field(field.value, &mut fields, &known, report))
            .collect();
        records.extend(by.map(|by| (Record { name, description: text(raw.description), by, fields }, span)));
    }
    no_circles(&records, report);
    for (record, span) in &records {
        let first = record.fields.first();
        let begins_with_parts = first.is_some_and(|field| {
            matches!(field.reply.kind, ReplyKind::List(_) | ReplyKind::Map(_) | ReplyKind::Record(_))
        });
        if record.by == RecordLayout::Position && begins_with_parts {
            let message = format!("the record {} begins with a value that has parts", quoted(&record.name));
            let problem = report.add(Code::Reply, *span, message);
            problem.help("a list of them could not be read: begin with a field that is a text or a number");
        }
    }
    records.into_iter().map(|(record, _)| record).collect()
}

fn record_field(
    raw: format::RecordField,
    names: &mut Scope<'_, Span>,
    records: &[String],
    report: &mut Report,
) -> Option<RecordField> {
    let name = name(raw.name, names, report);
    Some(RecordField {
        name,
        description: text(raw.description),
        reply: reply_type(raw_type!(raw), records, report)?,
        given: raw.given.value(),
        since: raw.since.value().map(|since| since.0),
    })
}

/// Reports records that have themselves inside.
fn no_circles(records: &[(Record, Span)], report: &mut Report) {
    let inner = |record: &Record| -> Vec<usize> {
        let types = record.fields.iter().flat_map(|field| field.reply.walk());
        let named = types.filter_map(|inner| match &inner.kind {
            ReplyKind::Record(name) => records.iter().position(|(record, _)| record.name == *name),
            _ => None,
        });
        named.collect()
    };
    for (index, (record, span)) in records.iter().enumerate() {
        let mut seen = vec![false; records.len()];
        let mut open = inner(record);
        while let Some(next) = open.pop() {
            if next == index {
                let message = format!("the record {} has itself inside", quoted(&record.name));
                report.add(Code::Reply, *span, message).help("give the inner field the type `any`");
                break;
            }
            if !std::mem::replace(&mut seen[next], true) {
                open.extend(inner(&records[next].0));
            }
        }
    }
}

/// What an operation answers. `optional` are the names of what its caller need not give.
pub(super) fn reply(
    raw: format::Reply,
    optional: &[&str],
    records: &[Record],
    report: &mut Report,
) -> Option<Reply> {
    let names: Vec<String> = records.iter().map(|record| record.name.clone()).collect();
    let at = raw.kind.as_given().map(|kind| kind.span);
    let usual = reply_type(raw_type!(raw), &names, report);
    let mut when: Vec<Case> = Vec::new();
    let mut is_whole = true;
    let mut last: Option<ReplyType> = None;
    for Spanned { span, value: raw } in items(raw.when) {
        let given = match raw.given.given() {
            Some(Spanned { span, value: OneOrMore::One(name) }) => vec![Spanned { span, value: name }],
            Some(Spanned { value: OneOrMore::More(list), .. }) => list.items,
            None => Vec::new(),
        };
        for name in given.iter().filter(|name| !optional.contains(&name.value.as_str())) {
            let message = format!("the operation has no optional parameter {}", quoted(&name.value));
            unknown(Code::Reply, message, name, optional.iter().copied(), report);
        }
        for (index, name) in given.iter().enumerate() {
            let earlier = when.iter().flat_map(|case| &case.given);
            let mut earlier = earlier.chain(given[..index].iter().map(|name| &name.value));
            if earlier.any(|earlier| *earlier == name.value) {
                let message = format!("{} a second time in `when`", quoted(&name.value));
                report
                    .add(Code::Reply, name.span, message)
                    .help("remove it: the first entry with it decides");
            }
        }
        let Some(reply) = reply_type(raw_type!(raw), &names, report) else {
            is_whole = false;
            continue;
        };
        // Where the same reply stands before and after another, Rust could not say which method leads where.
        if last.as_ref() != Some(&reply) && when.iter().any(|case| case.reply == reply) {
            let problem =
                report.add(Code::Reply, span, "the same type as an earlier entry, with another between them");
            problem.help("put entries of one type together: `given: [one, other]`");
        }
        last = Some(reply.clone());
        when.push(Case { given: given.into_iter().map(|name| name.value).collect(), reply });
    }
    let usual = usual.filter(|_| is_whole)?;
    let is_before_another = last.is_some_and(|last| last != usual);
    if let Some(at) = at.filter(|_| is_before_another && when.iter().any(|case| case.reply == usual)) {
        let message = "the same type as an entry of `when`, with another between them";
        report.add(Code::Reply, at, message).help("put that entry last in `when`, or remove it");
    }
    Some(Reply { usual, when, success: text(raw.success), failure: text(raw.failure) })
}

/// Reports fields of the records in a reply that come with a parameter which the operation does not have.
pub(super) fn given_fields(
    reply: &Reply,
    params: &[Param],
    records: &[Record],
    at: Span,
    report: &mut Report,
) {
    let optional = super::param::optional_names(params);
    let mut open: Vec<&ReplyType> = reply.types().collect();
    let mut seen: Vec<&str> = Vec::new();
    while let Some(next) = open.pop() {
        for inner in next.walk() {
            let ReplyKind::Record(name) = &inner.kind else { continue };
            let Some(record) = records.iter().find(|record| record.name == *name) else { continue };
            if seen.contains(&name.as_str()) {
                continue;
            }
            seen.push(name);
            for field in &record.fields {
                open.push(&field.reply);
                let Some(given) = field.given.as_deref().filter(|given| !optional.contains(given)) else {
                    continue;
                };
                let field = quoted(&field.name);
                let message = format!(
                    "the field {field} of {} comes with the parameter {}, which the operation does not have",
                    quoted(&record.name),
                    quoted(given)
                );
                report.add(Code::Reply, at, message).help("add the parameter, or use another record");
            }
        }
    }
}

fn reply_type(raw: RawType, records: &[String], report: &mut Report) -> Option<ReplyType> {
    let kind = raw.kind.given()?;
    let word = kind.value.0.as_str();
    let holds = matches!(word, "list" | "map");
    if let Some(of) = raw.of.as_given().filter(|_| !holds) {
        let problem = report.add(Code::Reply, of.span, format!("`of` on a reply of type `{word}`"));
        problem.help("remove it: only a `list` or a `map` holds values");
    }
    if let Some(words) = raw.words.as_given().filter(|_| word != "word") {
        let problem = report.add(Code::Reply, words.span, "`words` on a reply that is not a word");
        problem.help("remove it, or write `type: word`");
    }
    let of = match raw.of {
        _ if !holds => None,
        Field::Given(of) => Some(Box::new(held(of, records, report)?)),
        Field::Wrong => return None,
        Field::Absent => {
            let problem =
                report.add(Code::Reply, kind.span, format!("a reply of type `{word}` without `of`"));
            problem.help(format!("say what each value of the {word} is: `of: bulk`"));
            return None;
        }
    };
    let kind = match (word, of) {
        ("status", _) => ReplyKind::Status,
        ("flag", _) => ReplyKind::Flag,
        ("integer", _) => ReplyKind::Integer,
        ("double", _) => ReplyKind::Double,
        ("bulk", _) => ReplyKind::Bulk,
        ("members", _) => ReplyKind::Members,
        ("any", _) => ReplyKind::Any,
        ("list", Some(of)) => ReplyKind::List(of),
        ("map", Some(of)) => ReplyKind::Map(of),
        ("word", _) => {
            if raw.words.is_absent() {
                let problem = report.add(Code::Reply, kind.span, "a reply of type `word` without `words`");
                problem.help("list the words that the server answers: `words: [none, string]`");
            }
            ReplyKind::Word(words(raw.words, report)?)
        }
        (word, _) if records.iter().any(|record| record == word) => ReplyKind::Record(word.to_owned()),
        _ => {
            let known = REPLY_TYPES.iter().copied().chain(records.iter().map(String::as_str));
            let name = Spanned { span: kind.span, value: kind.value.0.clone() };
            let message = format!("unknown reply type {}", quoted(&name.value));
            unknown(Code::UnknownWord, message, &name, known, report);
            return None;
        }
    };
    Some(ReplyType { kind, nullable: raw.nullable.value().unwrap_or_default() })
}

/// What a list or a map holds.
fn held(of: Spanned<Of>, records: &[String], report: &mut Report) -> Option<ReplyType> {
    let raw = match of.value {
        Of::Name(kind) => RawType {
            kind: Field::Given(Spanned { span: of.span, value: kind }),
            of: Field::Absent,
            nullable: Field::Absent,
            words: Field::Absent,
        },
        Of::Held(held) => raw_type!(held),
    };
    reply_type(raw, records, report)
}

fn words(field: Field<List<format::Word>>, report: &mut Report) -> Option<Vec<String>> {
    let mut names = Scope::new(Role::Word, &BuiltIn);
    let List { items, is_whole } = field.value()?;
    let words = items.into_iter().map(|Spanned { span, value: format::Word(word) }| {
        add_name(&word, span, &mut names, report);
        word
    });
    let words = words.collect();
    is_whole.then_some(words)
}
