//! An operation with the values to call it with.

use indexmap::IndexMap;

use crate::catalogue::Catalogue;
use crate::catalogue::model::{Datum, Example, Expected, Kind, Operation, Param, Repeat, ReplyKind, Shape};

/// Whether a parameter is one word on the wire.
fn is_plain(param: &Param) -> bool {
    param.repeat == Repeat::Once
        && param.is_required()
        && param.token.is_none()
        && matches!(param.shape, Shape::Value(_) | Shape::Word(_))
}

/// Values for the parameters that have to be given, of these that stand side by side.
pub(crate) fn required(params: &[Param]) -> IndexMap<String, Datum> {
    params.iter().filter(|param| param.is_required()).map(made_up).collect()
}

/// A made-up value, and the name that it is given under.
pub(crate) fn made_up(param: &Param) -> (String, Datum) {
    let one = match &param.shape {
        Shape::Value(kind) => match kind {
            Kind::Key | Kind::String | Kind::Any => Datum::Text(param.one_name().to_owned()),
            Kind::Integer | Kind::Double => Datum::Integer(1),
            Kind::Seconds => Datum::Integer(60),
            Kind::Milliseconds => Datum::Integer(60_000),
            Kind::Timeout => Datum::Integer(5),
            // The beginning of 2030.
            Kind::UnixSeconds => Datum::Integer(1_893_456_000),
            Kind::UnixMilliseconds => Datum::Integer(1_893_456_000_000),
            Kind::Flag => Datum::Bool(true),
        },
        Shape::Word(words) => words.first().map_or(Datum::Null, |word| Datum::Text(word.token.clone())),
        Shape::Group(parts) => Datum::Map(required(parts)),
        // An alternative has a name of its own, in the place of the choice's.
        Shape::OneOf(parts) => match parts.first().map(made_up) {
            Some(alternative) if param.repeat == Repeat::Once => return alternative,
            alternative => Datum::Map(alternative.into_iter().collect()),
        },
    };
    let is_list = param.repeat != Repeat::Once;
    (param.name.clone(), if is_list { Datum::List(vec![one]) } else { one })
}

/// An operation and the parameter sets to call it with.
#[derive(Clone, Debug, PartialEq)]
pub struct Call<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// The parameter sets: parameter name to value, in the operation's order. Empty for the basic
    /// template, which says where they go.
    pub sets: Vec<IndexMap<String, Datum>>,
}

impl<'a> Call<'a> {
    /// The call of an example.
    pub fn example(operation: &'a Operation, example: &Example) -> Self {
        Self { operation, sets: example.call.clone() }
    }

    /// One parameter set that shows what the operation takes: the first of the first example that
    /// succeeds. Without an example, one of made-up values for what has to be given.
    pub fn sample(operation: &'a Operation) -> Self {
        let fails = |example: &Example| example.results.values().any(|is| matches!(is, Expected::Error(_)));
        let examples = &operation.examples;
        let example = examples.iter().find(|example| !fails(example)).or(examples.first());
        let set = example.and_then(|example| example.call.first()).cloned();
        Self { operation, sets: vec![set.unwrap_or_else(|| required(&operation.params))] }
    }

    /// A call on several bare keys, to show that one call takes them: of the first operation that takes bare keys
    /// and answers a string, or bare keys at least; with the keys of its first example.
    pub fn on_keys(catalogue: &'a Catalogue) -> Option<Self> {
        let bare = || {
            let shown = catalogue.operations().filter(|operation| !operation.examples.is_empty());
            shown.filter(|operation| operation.only_key().is_some())
        };
        let answers_text = |operation: &&Operation| operation.reply.usual.kind == ReplyKind::Bulk;
        let operation = bare().find(answers_text).or(bare().next())?;
        Some(Self::example(operation, operation.examples.first()?))
    }

    /// Two calls in turn, to show that the second takes the connection of the first: an operation, and an example
    /// of another that is prepared by just that operation. One with a second key has the most to show.
    pub fn chain(catalogue: &'a Catalogue) -> Option<[Self; 2]> {
        let chain = |operation: &'a Operation| {
            operation.examples.iter().find_map(|example| {
                let [given] = example.given.as_slice() else { return None };
                Some([Self::command(catalogue, given)?, Self::example(operation, example)])
            })
        };
        let takes_two_keys =
            |operation: &&Operation| operation.params.iter().filter(|param| param.is_one_key()).count() > 1;
        let several = || catalogue.operations().filter(|operation| operation.only_key().is_none());
        several().filter(takes_two_keys).find_map(chain).or_else(|| several().find_map(chain))
    }

    /// The call that sends these words, where an operation of the catalogue does.
    fn command(catalogue: &'a Catalogue, words: &[Datum]) -> Option<Self> {
        let text: Vec<_> = words.iter().map(Datum::text).collect();
        catalogue.operations().find_map(|operation| {
            let command: Vec<_> = operation.command.split_whitespace().collect();
            let values = words.get(command.len()..)?;
            let is_it = text.iter().zip(&command).all(|(word, part)| word == part)
                && values.len() == operation.params.len()
                && operation.params.iter().all(is_plain);
            let value = |param: &Param| {
                let at = operation.wire_params().position(|other| other.name == param.name)?;
                Some((param.name.clone(), values[at].clone()))
            };
            let set = is_it.then(|| operation.params.iter().map(value).collect::<Option<_>>())??;
            Some(Self { operation, sets: vec![set] })
        })
    }
}
