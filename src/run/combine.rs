//! What becomes of several nodes' answers.

use sigma_redis_runtime::Bytes;

use super::command::Raw;
use crate::catalogue::model::Combine;

/// One answer out of those of all nodes, of which there is at least one. A reply of a type that no server gives stays what it
/// is, so that decoding it tells.
pub(super) fn combined<E>(nodes: Vec<(Bytes, Result<Raw, E>)>, how: Combine) -> Result<Raw, E> {
    let mut answers = nodes.into_iter().map(|(_, answer)| answer);
    if how == Combine::First {
        let first = answers.next().unwrap_or(Ok(Raw::Nil));
        return first.or_else(|error| answers.find_map(Result::ok).ok_or(error));
    }
    let replies = answers.collect::<Result<Vec<_>, _>>()?;
    Ok(match how {
        Combine::Sum => sum(&replies),
        Combine::And => and(&replies.iter().collect::<Vec<_>>()),
        Combine::Same | Combine::First => replies.into_iter().next().unwrap_or(Raw::Nil),
        Combine::Join => Raw::List(replies.into_iter().flat_map(items).collect()),
    })
}

fn sum(replies: &[Raw]) -> Raw {
    let mut sum = 0i64;
    for reply in replies {
        let Raw::Integer(number) = reply else { return reply.clone() };
        sum = sum.saturating_add(*number);
    }
    Raw::Integer(sum)
}

/// 1 where all say 1; of lists, place by place.
fn and(replies: &[&Raw]) -> Raw {
    if let Some(Raw::List(first)) = replies.first() {
        let place = |at| {
            let flags = replies.iter().map(|reply| match reply {
                Raw::List(flags) => flags.get(at).unwrap_or(&Raw::Nil),
                other => other,
            });
            and(&flags.collect::<Vec<_>>())
        };
        return Raw::List((0..first.len()).map(place).collect());
    }
    let is_one = |reply: &Raw| matches!(reply, Raw::Integer(1) | Raw::Bool(true));
    replies.iter().find(|reply| !is_one(reply)).map_or(Raw::Integer(1), |&reply| reply.clone())
}

fn items(reply: Raw) -> Vec<Raw> {
    match reply {
        Raw::List(items) => items,
        other => vec![other],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn combine(answers: Vec<Result<Raw, &str>>, how: Combine) -> Result<Raw, &str> {
        combined(answers.into_iter().map(|answer| (Bytes::default(), answer)).collect(), how)
    }

    fn numbers(numbers: &[i64]) -> Vec<Result<Raw, &'static str>> {
        numbers.iter().map(|number| Ok(Raw::Integer(*number))).collect()
    }

    #[test]
    fn answers_become_one() {
        assert_eq!(combine(numbers(&[1, 2, 3]), Combine::Sum), Ok(Raw::Integer(6)));
        assert_eq!(combine(numbers(&[1, 1]), Combine::And), Ok(Raw::Integer(1)));
        assert_eq!(combine(numbers(&[1, 0]), Combine::And), Ok(Raw::Integer(0)));
        assert_eq!(combine(numbers(&[7, 8]), Combine::Same), Ok(Raw::Integer(7)));
        let list = |numbers: &[i64]| Raw::List(numbers.iter().map(|number| Raw::Integer(*number)).collect());
        let lists = || vec![Ok::<_, &str>(list(&[1, 1, 0])), Ok(list(&[1, 0, 1]))];
        assert_eq!(combine(lists(), Combine::And), Ok(list(&[1, 0, 0])));
        assert_eq!(combine(lists(), Combine::Join), Ok(list(&[1, 1, 0, 1, 0, 1])));
    }

    #[test]
    fn an_error_of_one_node_is_that_of_all_unless_any_answer_will_do() {
        let answers = || vec![Err("down"), Ok(Raw::Integer(5)), Err("full")];
        for how in [Combine::Sum, Combine::And, Combine::Same, Combine::Join] {
            assert_eq!(combine(answers(), how), Err("down"), "{how:?}");
        }
        assert_eq!(combine(answers(), Combine::First), Ok(Raw::Integer(5)));
        assert_eq!(combine(vec![Err("down"), Err("full")], Combine::First), Err("down"));
    }
}
