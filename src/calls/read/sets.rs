//! What is read in a call as the parameter sets of its operation.

use indexmap::IndexMap;

use crate::catalogue::model::{Datum, Kind, Name, Operation, Param, Repeat, Shape};
use crate::languages::{camel, javascript};

type Set = IndexMap<String, Datum>;

/// The parameter sets that the value of `params` has, by the catalogue's names. `None` where it is no list, or has what the
/// operation does not take.
pub(super) fn of(operation: &Operation, sets: Datum) -> Option<Vec<Set>> {
    let Datum::List(items) = sets else { return None };
    let params = operation.set_params();
    let set = |item| match item {
        Datum::Map(values) => set(&params, values),
        key @ (Datum::Text(_) | Datum::Code(_)) => {
            operation.bare_key().map(|bare| Set::from([(bare.name.clone(), key)]))
        }
        _ => None,
    };
    items.into_iter().map(set).collect()
}

/// Values of parameters that stand side by side.
fn set(params: &[Param], values: Set) -> Option<Set> {
    let names = Param::names(params);
    let mut set = Set::new();
    for (name, value) in values {
        let &Name { name, param, .. } = names.iter().find(|known| camel(known.name) == name)?;
        let is_absent = match &value {
            Datum::Code(code) => code == "undefined",
            Datum::Bool(false) => param.is_value(Kind::Flag),
            _ => false,
        };
        if is_absent {
            continue;
        }
        let value = match value {
            Datum::List(items) if param.repeat != Repeat::Once && name == param.name => {
                Datum::List(items.into_iter().map(|item| one(param, item)).collect::<Option<_>>()?)
            }
            Datum::Map(pairs) if name == param.name && javascript::is_pairs(&param.full_type()) => {
                self::pairs(param, pairs)?
            }
            value => one(param, value)?,
        };
        set.insert(name.to_owned(), value);
    }
    Some(set)
}

/// One value of a parameter.
fn one(param: &Param, value: Datum) -> Option<Datum> {
    match (&param.shape, value) {
        (Shape::Group(parts), Datum::Map(values)) => set(parts, values).map(Datum::Map),
        // Each value of a repeated choice is one alternative.
        (Shape::OneOf(_), Datum::Map(values)) => {
            let choice = Param { repeat: Repeat::Once, ..param.clone() };
            set(&[choice], values).map(Datum::Map)
        }
        (_, value) => Some(value),
    }
}

/// An object in the place of a list of pairs.
fn pairs(param: &Param, pairs: Set) -> Option<Datum> {
    let [first, second] = param.parts() else { return None };
    let pair = |(name, value)| {
        let value = set(std::slice::from_ref(second), Set::from([(camel(&second.name), value)]))?;
        Some(Datum::Map([(first.name.clone(), Datum::Text(name))].into_iter().chain(value).collect()))
    };
    pairs.into_iter().map(pair).collect::<Option<_>>().map(Datum::List)
}
