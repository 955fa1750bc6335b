//! How many words a call has.

use crate::catalogue::model::{Kind, Operation, Param, Presence, Repeat, Shape, is_newer};

/// The least and the greatest number of words; no greatest where there may be any number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Length {
    pub least: usize,
    pub most: Option<usize>,
}

impl Length {
    const NONE: Self = Self::exactly(0);

    const fn exactly(words: usize) -> Self {
        Self { least: words, most: Some(words) }
    }

    /// That of a call of an operation on a server of this version, the command's words among it.
    pub fn of(operation: &Operation, version: &str) -> Self {
        let command = Self::exactly(operation.command.split_whitespace().count());
        let is_known = |param: &&Param| param.since.as_ref().is_none_or(|since| !is_newer(since, version));
        operation.params.iter().filter(is_known).map(of_param).fold(command, Self::and)
    }

    fn and(self, other: Self) -> Self {
        let most = self.most.zip(other.most).map(|(one, other)| one + other);
        Self { least: self.least + other.least, most }
    }

    fn or(self, other: Self) -> Self {
        let most = self.most.zip(other.most).map(|(one, other)| one.max(other));
        Self { least: self.least.min(other.least), most }
    }
}

fn of_param(param: &Param) -> Length {
    let words = |token: &Option<String>| token.as_ref().map_or(0, |token| token.split_whitespace().count());
    let token = Length::exactly(words(&param.token));
    let count = Length::exactly(param.count.into());
    let value = match &param.shape {
        Shape::Value(Kind::Flag) => Length::NONE,
        Shape::Value(_) | Shape::Word(_) => Length::exactly(1),
        Shape::Group(parts) => parts.iter().map(of_param).fold(Length::NONE, Length::and),
        Shape::OneOf(parts) => parts.iter().map(of_alternative).reduce(Length::or).unwrap_or(Length::NONE),
    };
    let values = match param.repeat {
        Repeat::Once | Repeat::Each => value,
        Repeat::Variadic | Repeat::WithToken | Repeat::Columns => Length { most: None, ..value },
    };
    let given = token.and(count).and(values);
    match param.presence {
        Presence::Optional if param.count && param.token.is_none() => given.or(count),
        Presence::Optional => given.or(Length::NONE),
        Presence::Required | Presence::Default(_) => given,
    }
}

/// That of an alternative that is given; a flag among them is then.
fn of_alternative(param: &Param) -> Length {
    match param.presence {
        Presence::Optional => of_param(&Param { presence: Presence::Required, ..param.clone() }),
        _ => of_param(param),
    }
}
