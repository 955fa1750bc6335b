//! What docs print of an example's response: what the server answered, but for what differs each time.

use serde_json::{Map, Value as Json};

use super::compare::{is_like, plain_text};
use super::failure::Failure;
use super::response::{Entry, Response, Slot};
use super::value::Value;
use crate::catalogue::model::{Answer, Example, Expected, NODE_SHOWN, Operation, ReplyKind};
use crate::languages::camel;

/// A response as it is recorded. Nothing where it has what JSON does not: a number such as infinity.
///
/// An error has its code and message. Members, which have no order, are sorted. Of several nodes one answers, under the
/// address that docs show. Where the example has a pattern, what was recorded `before` stays as long as it is like it: else
/// the record would change with each run.
pub(crate) fn recorded(
    operation: &Operation,
    example: &Example,
    response: &Response,
    before: Option<&Json>,
) -> Option<Json> {
    let is_members = operation.reply.types().any(|reply| reply.kind == ReplyKind::Members);
    let one = |entry: &Entry| outcome(&entry.outcome, is_members);
    let (mut success, mut failed) = (response.success(), response.failed());
    if operation.is_by_node() {
        (success, failed) = (0, 0);
    }
    let mut results = Map::new();
    for (name, slot) in response.results() {
        let slot = match slot {
            Slot::One(entry) => one(entry)?,
            Slot::Each(entries) if operation.is_by_node() => {
                let entry = *entries.values().next()?;
                *if entry.outcome.is_ok() { &mut success } else { &mut failed } += 1;
                Json::Object([(NODE_SHOWN.to_owned(), one(entry)?)].into_iter().collect())
            }
            Slot::Each(entries) => {
                let each = entries.iter().map(|(value, entry)| Some(((*value).to_owned(), one(entry)?)));
                Json::Object(each.collect::<Option<_>>()?)
            }
        };
        results.insert(name.to_owned(), slot);
    }
    let now = serde_json::json!({ "success": success, "failed": failed, "results": results });
    match before {
        Some(before) if masked(before, example) == masked(&now, example) => Some(before.clone()),
        _ => Some(now),
    }
}

fn outcome(outcome: &Result<Value, Failure>, is_members: bool) -> Option<Json> {
    let (result, error) = match outcome {
        Ok(Value::List(members)) if is_members => {
            let mut members = members.iter().map(json).collect::<Option<Vec<_>>>()?;
            members.sort_by_key(Json::to_string);
            (Json::Array(members), Json::Null)
        }
        Ok(value) => (json(value)?, Json::Null),
        Err(Failure { code, message }) => {
            (Json::Null, serde_json::json!({ "code": code, "message": message }))
        }
    };
    Some(serde_json::json!({ "result": result, "error": error }))
}

/// A value as JSON, which has integers of any size.
fn json(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Integer(number) => (*number).into(),
        Value::Double(number) if !number.is_finite() => return None,
        Value::Text(text) => text.to_string_lossy().into(),
        Value::List(items) => Json::Array(items.iter().map(json).collect::<Option<_>>()?),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| Some((name.clone(), json(value)?)));
            Json::Object(members.collect::<Option<_>>()?)
        }
        Value::Null | Value::Bool(_) | Value::Double(_) => serde_json::to_value(value).ok()?,
    })
}

/// A recorded response with the pattern in the place of each value that is like one.
fn masked(recorded: &Json, example: &Example) -> Json {
    let mut masked = recorded.clone();
    let results = masked["results"].as_object_mut().into_iter().flatten();
    for (name, slot) in results {
        match (example.results.get(name), slot) {
            (Some(Expected::Reply(answer)), slot) if slot.get("error").is_some() => {
                mask(&mut slot["result"], answer);
            }
            (Some(Expected::Reply(answer)), Json::Object(nodes)) => {
                nodes.values_mut().for_each(|node| mask(&mut node["result"], answer));
            }
            (Some(Expected::Each(each)), Json::Object(values)) => {
                for (value, outcome) in values {
                    if let Some(Expected::Reply(answer)) = each.get(value) {
                        mask(&mut outcome["result"], answer);
                    }
                }
            }
            _ => {}
        }
    }
    masked
}

fn mask(value: &mut Json, expected: &Answer) {
    match (value, expected) {
        (value, Answer::Like { like }) if plain(value).is_some_and(|text| is_like(&text, like)) => {
            *value = serde_json::json!({ "like": like });
        }
        (Json::Array(items), Answer::List(expected)) => {
            items.iter_mut().zip(expected).for_each(|(item, expected)| mask(item, expected));
        }
        (Json::Object(members), Answer::Map(expected)) => {
            for (name, value) in members {
                // A record's fields have the names of JavaScript.
                let expected = expected.iter().find(|(other, _)| *other == name || camel(other) == *name);
                if let Some((_, expected)) = expected {
                    mask(value, expected);
                }
            }
        }
        _ => {}
    }
}

/// A text, or a number in its shortest form.
fn plain(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => match number.as_i64() {
            Some(number) => plain_text(&Value::Integer(number)),
            None => plain_text(&Value::Double(number.as_f64()?)),
        },
        _ => None,
    }
}
