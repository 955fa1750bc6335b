//! `COMMAND`: what each command is called, how many words it takes, and what it does to keys.

use indexmap::IndexMap;

use super::{items, text, texts, words};
use crate::catalogue::model::{Combine, NodeSet};
use crate::run::Value;

/// What `COMMAND` tells of one command.
#[derive(Debug)]
pub(crate) struct Info {
    /// How many words a call has; at least so many where it is negative.
    pub arity: i64,
    /// Such as `readonly` and `blocking`.
    flags: Vec<String>,
    /// Whether some of its words are keys.
    pub has_keys: bool,
    /// The position of the first key, counted from 1; 0 where it is not fixed.
    pub first_key: i64,
    /// The position of the last key; counted from the end where it is negative.
    last_key: i64,
    /// How far keys are from one another.
    step: i64,
    /// Whether words that look like keys are none, as the channel of SPUBLISH: they only decide the node.
    pub has_routing: bool,
    /// Such as `@dangerous`.
    categories: Vec<String>,
    tips: Vec<String>,
}

/// On which nodes of a cluster a command is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Nodes {
    pub set: NodeSet,
    /// What becomes of their answers, where the server tells.
    pub combine: Option<Combine>,
    /// Whether the server says that no rule tells what becomes of them.
    pub is_special: bool,
}

impl Info {
    pub fn has_flag(&self, flag: &str) -> bool {
        self.flags.iter().any(|known| known == flag)
    }

    pub fn is_in(&self, category: &str) -> bool {
        self.categories.iter().any(|known| known == category)
    }

    /// Whether it takes a subcommand, which servers before 7.0 do not tell.
    pub fn takes_subcommand(&self) -> bool {
        self.arity == -2 && self.first_key != 1 && (self.has_keys || !self.has_flag("readonly"))
    }

    /// Whether the word at a position is a key in any case.
    pub fn is_key(&self, position: i64) -> bool {
        let (first, step) = (self.first_key, self.step.max(1));
        let is_before_end = self.last_key < 0 || position <= self.last_key;
        first > 0 && position >= first && is_before_end && (position - first) % step == 0
    }

    /// How far the keys are from one another that go on to the last word.
    pub fn step_to_end(&self) -> Option<i64> {
        (self.first_key > 0 && self.last_key == -1).then_some(self.step)
    }

    /// Whether it has keys whose places depend on other words.
    pub fn has_hidden_keys(&self) -> bool {
        self.first_key == 0 && self.has_keys
    }

    /// Whether each key of a call may be asked for alone, and the answers are added up.
    pub fn adds_up_keys(&self) -> bool {
        self.tip("request_policy") == Some("multi_shard") && self.tip("response_policy") == Some("agg_sum")
    }

    /// On which nodes it runs, where that is not one.
    pub fn nodes(&self) -> Option<Nodes> {
        let set = match self.tip("request_policy")? {
            "all_shards" => NodeSet::Shards,
            "all_nodes" => NodeSet::All,
            _ => return None,
        };
        let response = self.tip("response_policy");
        let combine = match response {
            Some("agg_sum") => Some(Combine::Sum),
            Some("agg_logical_and") => Some(Combine::And),
            Some("all_succeeded") => Some(Combine::Same),
            Some("one_succeeded") => Some(Combine::First),
            _ => None,
        };
        Some(Nodes { set, combine, is_special: response == Some("special") })
    }

    fn tip(&self, name: &str) -> Option<&str> {
        self.tips.iter().find_map(|tip| tip.strip_prefix(name)?.strip_prefix(':'))
    }
}

/// The answer of `COMMAND`: the commands and their subcommands.
pub(super) fn read(answer: &Value) -> IndexMap<String, Info> {
    let mut infos = IndexMap::new();
    for command in items(answer) {
        infos.extend(one(command));
        infos.extend(items(command).get(9).map(items).unwrap_or_default().iter().filter_map(one));
    }
    infos
}

fn one(command: &Value) -> Option<(String, Info)> {
    let parts = items(command);
    let name = words(&text(parts.first()?)?);
    let Some(Value::Integer(arity)) = parts.get(1) else { return None };
    let texts_at = |at: usize| parts.get(at).map(texts).unwrap_or_default();
    let number_at = |at: usize| match parts.get(at) {
        Some(Value::Integer(number)) => *number,
        _ => 0,
    };
    let specs = parts.get(8).map(items).unwrap_or_default();
    let flags = texts_at(2);
    let info = Info {
        arity: *arity,
        has_keys: number_at(3) != 0 || !specs.is_empty() || flags.iter().any(|flag| flag == "movablekeys"),
        has_routing: specs.iter().any(|spec| {
            super::pairs(spec)
                .iter()
                .any(|(name, value)| name == "flags" && texts(value).iter().any(|flag| flag == "not_key"))
        }),
        first_key: number_at(3),
        last_key: number_at(4),
        step: number_at(5),
        flags,
        categories: texts_at(6),
        tips: texts_at(7),
    };
    Some((name, info))
}
