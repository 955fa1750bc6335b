//! Random parameter sets of an operation, as its parameters take them.

use indexmap::IndexMap;
use proptest::prelude::*;
use sigma_gen::catalogue::model::{Datum, Kind, Operation, Param, Repeat, Shape};

type Set = IndexMap<String, Datum>;

/// A parameter set of an operation.
pub fn set_of(operation: &Operation) -> BoxedStrategy<Set> {
    set(&operation.params)
}

/// What parameters that stand side by side are given: each that may be left out half of the time.
fn set(params: &[Param]) -> BoxedStrategy<Set> {
    let all: Vec<_> = params
        .iter()
        .map(|param| match param.is_required() {
            true => given(param).prop_map(Some).boxed(),
            false => prop::option::of(given(param)).boxed(),
        })
        .collect();
    let params = params.to_vec();
    all.prop_map(move |given| fitting(&params, given.into_iter().flatten().collect())).boxed()
}

/// Without what needs another parameter that is not given.
fn fitting(params: &[Param], mut set: Set) -> Set {
    let alternatives = params.iter().filter(|param| param.is_choice()).flat_map(Param::parts);
    let needs: Vec<_> = params
        .iter()
        .chain(alternatives)
        .filter_map(|param| Some((&param.name, param.needs.as_ref()?)))
        .collect();
    let is_there = |set: &Set, name: &String| {
        let choice = params.iter().find(|param| param.is_choice() && param.name == *name);
        set.contains_key(name)
            || choice.is_some_and(|choice| choice.parts().iter().any(|part| set.contains_key(&part.name)))
    };
    loop {
        let lonely = needs.iter().find(|(name, needed)| set.contains_key(*name) && !is_there(&set, needed));
        let Some((name, _)) = lonely else { return set };
        set.shift_remove(*name);
    }
}

/// A parameter's name and value; for a choice those of an alternative.
fn given(param: &Param) -> BoxedStrategy<(String, Datum)> {
    if param.is_choice() {
        return prop::strategy::Union::new(param.parts().iter().map(given)).boxed();
    }
    let name = param.name.clone();
    let value = match param.repeat {
        Repeat::Once => value(param),
        _ => prop::collection::vec(value(param), 1..5).prop_map(Datum::List).boxed(),
    };
    value.prop_map(move |value| (name.clone(), value)).boxed()
}

fn value(param: &Param) -> BoxedStrategy<Datum> {
    let number = |numbers: std::ops::Range<i128>| numbers.prop_map(Datum::Integer).boxed();
    match &param.shape {
        Shape::Value(kind) => match kind {
            Kind::Key | Kind::String | Kind::Any => text().prop_map(Datum::Text).boxed(),
            Kind::Integer => number(-2..1000),
            Kind::Seconds | Kind::Milliseconds | Kind::Timeout => number(1..100_000),
            Kind::UnixSeconds | Kind::UnixMilliseconds => number(0..4_000_000_000),
            Kind::Double => (-4000..4000_i32).prop_map(|n| Datum::Float(f64::from(n) / 8.0)).boxed(),
            Kind::Flag => Just(Datum::Bool(true)).boxed(),
        },
        Shape::Word(words) => {
            let tokens: Vec<_> = words.iter().map(|word| Datum::Text(word.token.clone())).collect();
            prop::sample::select(tokens).boxed()
        }
        Shape::Group(parts) => set(parts).prop_map(Datum::Map).boxed(),
        Shape::OneOf(parts) => {
            let one = prop::strategy::Union::new(parts.iter().map(given));
            one.prop_map(|one| Datum::Map(Set::from_iter([one]))).boxed()
        }
    }
}

/// Texts, among them words of commands: those that a caller gives are never taken for one.
fn text() -> impl Strategy<Value = String> {
    const WORDS: &[&str] =
        &["STORE", "STREAMS", "GET", "BY", "LIMIT", "COUNT", "WEIGHTS", "KEYS", "1", "-1", "", "*"];
    prop_oneof![3 => "[a-z]{1,6}", 1 => "[ -~]{0,12}", 1 => prop::sample::select(WORDS).prop_map(str::to_owned)]
}
