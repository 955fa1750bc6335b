//! What goes on the wire for a parameter set.

use indexmap::IndexMap;
use sigma_redis_runtime::Bytes;

use super::kinds::{self, Problem, describe, either};
use crate::catalogue::model::{Datum, Kind, Operation, Param, Presence, Repeat, Shape};

/// The values of parameters that stand side by side, by their names.
type Set = IndexMap<String, Datum>;

/// A word of a command.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub bytes: Bytes,
    /// Keys decide which node of a cluster runs the command.
    pub is_key: bool,
}

/// The words of the command for a parameter set. Of the parameter for whose every value the operation runs once, the set has
/// a single value, which is that at `each_at` in the caller's list.
pub(super) fn command(operation: &Operation, set: &Set, each_at: usize) -> Result<Vec<Word>, Problem> {
    let mut line = Line { words: Vec::new(), each_at };
    line.plain(operation.command.split_whitespace());
    check_needs(&operation.params, set)?;
    for param in operation.wire_params() {
        line.param(param, set)?;
    }
    Ok(line.words)
}

/// The parameter or the alternative that a set gives, with its value.
fn given<'a>(param: &'a Param, set: &'a Set) -> Option<(&'a Param, &'a Datum)> {
    if param.is_choice() {
        return param.parts().iter().find_map(|part| given(part, set));
    }
    let value = set.get(&param.name)?;
    let is_nothing = match value {
        Datum::Bool(value) => !value && param.is_value(Kind::Flag),
        Datum::List(items) => items.is_empty() && param.repeat != Repeat::Once && !param.is_required(),
        _ => false,
    };
    (!is_nothing).then_some((param, value))
}

fn is_given(params: &[Param], name: &str, set: &Set) -> bool {
    params.iter().any(|param| {
        param.name == name && given(param, set).is_some()
            || param.is_choice() && is_given(param.parts(), name, set)
    })
}

/// What is of use beside another parameter only has that beside it.
fn check_needs(params: &[Param], set: &Set) -> Result<(), Problem> {
    for param in params {
        let Some((needed, (given, _))) = param.needs.as_ref().zip(given(param, set)) else { continue };
        if !is_given(params, needed, set) {
            return Err(Problem::new(format!("it needs {needed}, which is not given")).within(&given.name));
        }
    }
    Ok(())
}

struct Line {
    words: Vec<Word>,
    each_at: usize,
}

impl Line {
    fn plain<'w>(&mut self, words: impl Iterator<Item = &'w str>) {
        self.words.extend(words.map(|word| Word { bytes: word.into(), is_key: false }));
    }

    fn token(&mut self, param: &Param) {
        self.plain(param.token.iter().flat_map(|token| token.split_whitespace()));
    }

    /// Parameters that stand side by side.
    fn scope(&mut self, params: &[Param], set: &Set) -> Result<(), Problem> {
        check_needs(params, set)?;
        params.iter().try_for_each(|param| self.param(param, set))
    }

    fn param(&mut self, param: &Param, set: &Set) -> Result<(), Problem> {
        let Some((_, value)) = given(param, set) else { return self.nothing(param) };
        if param.is_choice() {
            self.token(param);
            let chosen = param.parts().iter().find(|part| given(part, set).is_some());
            return chosen.map_or(Ok(()), |part| self.param(part, set));
        }
        self.given(param, value).map_err(|problem| problem.within(&param.name))
    }

    fn nothing(&mut self, param: &Param) -> Result<(), Problem> {
        match &param.presence {
            Presence::Default(value) => {
                self.token(param);
                self.value(param, value)
            }
            // Without a token, the number of values cannot be left out.
            Presence::Optional if param.count && param.token.is_none() => {
                self.plain(["0"].into_iter());
                Ok(())
            }
            Presence::Optional => Ok(()),
            Presence::Required if param.is_choice() => {
                let names: Vec<_> = param.parts().iter().map(|part| part.name.as_str()).collect();
                let found = if names.len() == 2 { "neither" } else { "none" };
                Err(Problem::new(format!("expected {}, got {found}", either(&names))))
            }
            Presence::Required => Err(unfit(param, "nothing").within(&param.name)),
        }
    }

    fn given(&mut self, param: &Param, value: &Datum) -> Result<(), Problem> {
        match (param.repeat, value) {
            (Repeat::Once, _) => {
                self.token(param);
                if param.is_value(Kind::Flag) { Ok(()) } else { self.value(param, value) }
            }
            (_, Datum::List(items)) if !items.is_empty() => self.list(param, items),
            (_, value) => Err(unfit(param, &describe(value))),
        }
    }

    fn list(&mut self, param: &Param, items: &[Datum]) -> Result<(), Problem> {
        if param.repeat != Repeat::WithToken {
            self.token(param);
        }
        if param.count {
            self.plain([items.len().to_string().as_str()].into_iter());
        }
        let first = if param.repeat == Repeat::Each { self.each_at } else { 0 };
        if param.repeat == Repeat::Columns {
            return self.columns(param.parts(), items);
        }
        for (at, item) in items.iter().enumerate() {
            if param.repeat == Repeat::WithToken {
                self.token(param);
            }
            self.value(param, item).map_err(|problem| problem.within(&format!("[{}]", first + at)))?;
        }
        Ok(())
    }

    /// The first parts of all rows, then the second ones.
    fn columns(&mut self, parts: &[Param], rows: &[Datum]) -> Result<(), Problem> {
        let rows = rows.iter().enumerate().map(|(at, row)| {
            let place = format!("[{at}]");
            let set = members(row, parts).and_then(|set| check_needs(parts, set).map(|()| set));
            set.map(|set| (place.clone(), set)).map_err(|problem| problem.within(&place))
        });
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        for part in parts {
            for (place, row) in &rows {
                self.param(part, row).map_err(|problem| problem.within(place))?;
            }
        }
        Ok(())
    }

    /// One value of a parameter.
    fn value(&mut self, param: &Param, value: &Datum) -> Result<(), Problem> {
        match (&param.shape, value) {
            (Shape::Value(kind), value) => {
                let bytes = kinds::wire(*kind, value)?;
                self.words.push(Word { bytes, is_key: *kind == Kind::Key });
            }
            (Shape::Word(words), Datum::Text(word)) if words.iter().any(|known| known.token == *word) => {
                self.plain([word.as_str()].into_iter());
            }
            (Shape::Word(words), value) => {
                let words: Vec<_> = words.iter().map(|word| word.token.as_str()).collect();
                return Err(kinds::unexpected(&either(&words), value));
            }
            (Shape::Group(parts), value) => return self.scope(parts, members(value, parts)?),
            // One of a list of alternatives: a mapping with its name alone.
            (Shape::OneOf(parts), value) => {
                let set = members(value, parts)?;
                let chosen = parts.iter().find(|part| given(part, set).is_some());
                let names: Vec<_> = parts.iter().map(|part| part.name.as_str()).collect();
                let none = || Problem::new(format!("expected {}, got none", either(&names)));
                return self.param(chosen.ok_or_else(none)?, set);
            }
        }
        Ok(())
    }
}

/// The values of a group.
fn members<'v>(value: &'v Datum, parts: &[Param]) -> Result<&'v Set, Problem> {
    match value {
        Datum::Map(values) => Ok(values),
        other => Err(kinds::unexpected(&an_object(parts), other)),
    }
}

fn an_object(parts: &[Param]) -> String {
    let names: Vec<_> = Param::names(parts).into_iter().map(|name| name.name).collect();
    format!("an object with {}", names.join(", "))
}

/// What is wrong where something else was given to a parameter than what it takes.
fn unfit(param: &Param, found: &str) -> Problem {
    let expected = match &param.shape {
        _ if param.repeat != Repeat::Once => "an array of at least one".to_owned(),
        Shape::Value(kind) => kinds::expected(*kind).to_owned(),
        Shape::Word(words) => either(&words.iter().map(|word| word.token.as_str()).collect::<Vec<_>>()),
        Shape::Group(parts) | Shape::OneOf(parts) => an_object(parts),
    };
    Problem::new(format!("expected {expected}, got {found}"))
}
