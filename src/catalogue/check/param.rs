//! The rules for parameters, their parts and their alternatives.

use super::super::format::{self, ParamType, ParamWord};
use super::super::model::{Kind, Param, Presence, Repeat, Shape};
use super::{add_name, line, name, text, value};
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::document::{Field, List, Spanned, unknown};
use crate::languages::{BuiltIn, Role, Scope};

/// Where a parameter stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Among the parameters of an operation.
    Operation,
    /// Among the parts of a group.
    Group,
    /// Among alternatives.
    OneOf,
}

/// The parameters of an operation with their places; `None` when one of them is unusable.
pub(super) fn params(field: Field<List<format::Param>>, report: &mut Report) -> Option<Vec<(Param, Span)>> {
    let mut names = Scope::new(Role::Param, &BuiltIn);
    let params = scope(field.value()?, Place::Operation, &mut names, report)?;
    if let [_, second, ..] =
        params.iter().filter(|(param, _)| param.repeat == Repeat::Each).collect::<Vec<_>>().as_slice()
    {
        let problem = report.add(Code::Repeat, second.1, "a second parameter with `repeat: each`");
        problem
            .help("the operation runs once for each value of one parameter: make the other one `variadic`");
    }
    Some(params)
}

/// Parameters that stand side by side.
fn scope(
    list: List<format::Param>,
    place: Place,
    names: &mut Scope<'_, Span>,
    report: &mut Report,
) -> Option<Vec<(Param, Span)>> {
    let is_whole = list.is_whole;
    let mut needs = Vec::new();
    let params: Vec<_> = list
        .items
        .into_iter()
        .map(|raw| {
            let mut raw_param = raw.value;
            let needed = std::mem::replace(&mut raw_param.needs, Field::Absent);
            let param = param(raw_param, raw.span, place, names, report);
            needs.push((param.as_ref().map(|(param, _)| param.name.clone()), needed));
            param
        })
        .collect();
    let mut params: Vec<_> = params.into_iter().collect::<Option<_>>().filter(|_| is_whole)?;
    tokens(&params, report);
    for (name, needed) in needs {
        let (Some(name), Some(needed)) = (name, needed.given()) else { continue };
        need(&name, needed, place, &mut params, report);
    }
    Some(params)
}

fn param(
    raw: format::Param,
    span: Span,
    place: Place,
    names: &mut Scope<'_, Span>,
    report: &mut Report,
) -> Option<(Param, Span)> {
    let mistakes = report.count();
    // What is wrong in itself was told before.
    let is_wrong = raw.name.as_given().is_none() || matches!(raw.optional, Field::Wrong);
    let name_span = raw.name.as_given().map(|name| name.span);
    let name = name(raw.name, names, report);
    let kind = raw.kind.as_given().map(|kind| kind.value);
    let repeat_span = raw.repeat.as_given().map(|repeat| repeat.span);
    let repeat = match raw.repeat {
        Field::Absent => Some(Repeat::Once),
        other => other.value(),
    };
    let is_flag = kind == Some(ParamType::Value(Kind::Flag));
    let optional = raw.optional.as_given().filter(|optional| optional.value).map(|optional| optional.span);
    let default = raw.default.as_given().map(|default| default.span);
    if let Some(choice) =
        raw.one_of.as_given().filter(|_| place == Place::OneOf && repeat == Some(Repeat::Once))
    {
        let problem = report.add(Code::Shape, choice.span, "a choice as an alternative of another choice");
        problem.help("put its alternatives into the outer `one_of`");
    }
    if let (Some(optional), Some(_)) = (optional, default) {
        let problem = report.add(Code::Shape, optional, "`optional` beside `default`");
        problem.help("remove `optional`: what has a default may be left out");
    }
    for (is_given, field) in [(optional, "optional"), (default, "default")] {
        let Some(at) = is_given else { continue };
        if place == Place::OneOf {
            let problem = report.add(Code::Shape, at, format!("`{field}` on an alternative"));
            problem.help("write `optional: true` beside `one_of`, if none has to be given");
        } else if is_flag {
            let problem = report.add(Code::Shape, at, format!("`{field}` on a flag"));
            problem.help("remove it: a flag may always be left out");
        }
    }
    if let Some(at) = repeat_span {
        misplaced_repeat(&raw.kind, &raw.params, &raw.one_of, repeat, at, place, report);
    }
    if is_flag && raw.token.is_absent() {
        let problem = report.add(Code::Token, span, "a flag without `token`");
        problem.help("say what goes on the wire when the flag is given, such as `token: CH`");
    }
    if repeat == Some(Repeat::WithToken) && raw.token.is_absent() {
        let problem = report.add(Code::Token, span, "`repeat: with_token` without `token`");
        problem.help("say what goes on the wire before each value, or write `repeat: variadic`");
    }
    if let Some(count) = raw.count.as_given().filter(|count| count.value)
        && repeat != Some(Repeat::Variadic)
    {
        let problem = report.add(Code::Repeat, count.span, "`count` without `repeat: variadic`");
        problem.help("remove it, or add `repeat: variadic`");
    }
    let single = single(raw.single, repeat, place, names, report);
    let presence_names = optional.is_some() || default.is_some();
    if let Some(at) =
        name_span.filter(|_| (presence_names || is_flag || place == Place::OneOf) && name == "new")
    {
        let problem =
            report.add(Code::NameCollision, at, "the name `new` is taken: it makes the parameters in Rust");
        problem.help("choose another name");
    }
    let shape =
        shape(raw.kind, raw.words, raw.params, raw.one_of, span, presence_names, repeat, names, report);
    if let (Some(Repeat::Columns), Some(Shape::Group(parts))) = (repeat, &shape)
        && let Some(part) = parts.iter().find(|part| part.presence == Presence::Optional)
    {
        let message = format!("{} may be left out of a column", quoted(&part.name));
        let problem = report.add(Code::Repeat, repeat_span.unwrap_or(span), message);
        problem.help("write `repeat: variadic`, or give the part a `default`: all columns are of one length");
    }
    let presence = match raw.default.given() {
        Some(default) => value::default(default, shape.as_ref(), repeat, report).map(Presence::Default),
        None if optional.is_some() || is_flag => Some(Presence::Optional),
        None => Some(Presence::Required),
    };
    if report.count() > mistakes || is_wrong {
        return None;
    }
    let param = Param {
        name,
        label: line(raw.label),
        shape: shape?,
        token: raw.token.value().map(|token| token.0),
        presence: presence?,
        needs: None,
        count: raw.count.value().unwrap_or_default(),
        repeat: repeat?,
        single,
        since: raw.since.value().map(|since| since.0),
        description: text(raw.description),
    };
    Some((param, repeat_span.unwrap_or(span)))
}

/// Reports a `repeat` that its parameter cannot have.
fn misplaced_repeat(
    kind: &Field<ParamType>,
    params: &Field<List<format::Param>>,
    one_of: &Field<List<format::Param>>,
    repeat: Option<Repeat>,
    at: Span,
    place: Place,
    report: &mut Report,
) {
    if kind.as_given().is_some_and(|kind| kind.value == ParamType::Value(Kind::Flag)) {
        report.add(Code::Repeat, at, "`repeat` on a flag").help("remove it: a flag is on or off");
    } else if repeat == Some(Repeat::Columns) && params.is_absent() {
        let problem = report.add(Code::Repeat, at, "`repeat: columns` without `params`");
        problem.help("give the parts in `params`, or write `repeat: variadic`");
    } else if repeat == Some(Repeat::Each) && place != Place::Operation {
        let problem = report.add(Code::Repeat, at, "`repeat: each` on a part of a parameter");
        problem.help("write `repeat: variadic`: only parameters of the operation can repeat it");
    } else if repeat == Some(Repeat::Each) && !(params.is_absent() && one_of.is_absent()) {
        let problem = report.add(Code::Repeat, at, "`repeat: each` on a parameter with parts");
        problem.help("write `repeat: variadic`: results are named after plain values");
    } else if repeat == Some(Repeat::Each) && !is_name(kind) {
        let problem = report.add(Code::Repeat, at, "`repeat: each` on values that cannot name results");
        problem.help("write `repeat: variadic`; keys, texts and whole numbers can name results");
    }
}

/// Whether a value of this type can name a result.
fn is_name(kind: &Field<ParamType>) -> bool {
    let names = [Kind::Key, Kind::String, Kind::Any, Kind::Integer, Kind::Seconds];
    kind.as_given().is_none_or(|kind| names.iter().any(|name| kind.value == ParamType::Value(*name)))
}

fn single(
    field: Field<format::Name>,
    repeat: Option<Repeat>,
    place: Place,
    names: &mut Scope<'_, Span>,
    report: &mut Report,
) -> Option<String> {
    let Spanned { span, value: format::Name(single) } = field.given()?;
    if repeat == Some(Repeat::Once) {
        let problem = report.add(Code::Single, span, "`single` on a parameter that does not repeat");
        problem.help("remove it, or add `repeat: variadic` or `repeat: each`");
    } else if place != Place::Operation {
        let problem = report.add(Code::Single, span, "`single` on a part of a parameter");
        problem.help("remove it: only parameters of the operation have a name for one value");
    } else {
        add_name(&single, span, names, report);
    }
    Some(single)
}

/// What a parameter takes.
#[allow(clippy::too_many_arguments)] // It is the one place that looks at all of them together.
fn shape(
    kind: Field<ParamType>,
    words: Field<List<ParamWord>>,
    params: Field<List<format::Param>>,
    one_of: Field<List<format::Param>>,
    span: Span,
    has_methods: bool,
    repeat: Option<Repeat>,
    names: &mut Scope<'_, Span>,
    report: &mut Report,
) -> Option<Shape> {
    let given = [("type", kind.is_absent()), ("params", params.is_absent()), ("one_of", one_of.is_absent())];
    let given: Vec<_> = given.iter().filter(|(_, is_absent)| !is_absent).map(|(name, _)| *name).collect();
    match given[..] {
        [_] => {}
        [] => {
            let problem = report.add(Code::MissingField, span, "a parameter without `type`");
            problem
                .help("add `type`: what it takes; or `params` with its parts, or `one_of` with alternatives");
            return None;
        }
        [first, second, ..] => {
            let problem = report.add(Code::Shape, span, format!("`{first}` and `{second}` in one parameter"));
            problem
                .help("keep one of them: a value has a type, a group has parts, a choice has alternatives");
            return None;
        }
    }
    let is_word = matches!(&kind, Field::Given(kind) if kind.value == ParamType::Word);
    if let Some(words) = words.as_given().filter(|_| !is_word) {
        let problem = report.add(Code::Shape, words.span, "`words` on a parameter that is not a word");
        problem.help("remove it, or write `type: word`");
    }
    if let Some(kind) = kind.given() {
        return match kind.value {
            ParamType::Value(kind) => Some(Shape::Value(kind)),
            ParamType::Word if words.is_absent() => {
                let problem =
                    report.add(Code::Shape, kind.span, "a parameter of type `word` without `words`");
                problem.help("list the words that it takes: `words: [NX, XX]`");
                None
            }
            // In Rust there is a method for each word of what may be left out.
            ParamType::Word => {
                let has_methods = has_methods && repeat == Some(Repeat::Once);
                value::words(words, if has_methods { Some(names) } else { None }, report).map(Shape::Word)
            }
        };
    }
    let parts = |place, list, names: &mut Scope<'_, Span>, report: &mut Report| {
        let parts = scope(list, place, names, report)?;
        Some(parts.into_iter().map(|(part, _)| part).collect::<Vec<_>>())
    };
    if let Some(list) = params.value() {
        return parts(Place::Group, list, &mut Scope::new(Role::Param, &BuiltIn), report).map(Shape::Group);
    }
    // A caller gives an alternative in place of the parameter; in a list, each value is one.
    let list = one_of.value()?;
    let parts = match repeat {
        Some(Repeat::Once) => parts(Place::OneOf, list, names, report),
        _ => parts(Place::OneOf, list, &mut Scope::new(Role::Param, &BuiltIn), report),
    };
    parts.map(Shape::OneOf)
}

/// Reports tokens by which parameters side by side cannot be told apart.
fn tokens(params: &[(Param, Span)], report: &mut Report) {
    let mut seen: Vec<(String, Span)> = Vec::new();
    for (param, span) in params {
        // Two groups, or two lists, may begin with the same words: their values tell them apart.
        let tokens: Vec<String> = match &param.shape {
            Shape::OneOf(parts) => parts.iter().flat_map(|part| starts(part, true)).collect(),
            _ => starts(param, param.presence == Presence::Optional),
        };
        for token in tokens {
            if let Some((_, first)) = seen.iter().find(|(other, _)| other.eq_ignore_ascii_case(&token)) {
                let line = report.line(*first);
                let problem = report.add(Code::Token, *span, format!("the token {} twice", quoted(&token)));
                problem
                    .help(format!("the first one is on line {line}: the server could not tell them apart"));
            } else {
                seen.push((token, *span));
            }
        }
    }
}

/// The words by which a server knows a parameter that may be absent or not.
fn starts(param: &Param, may_be_absent: bool) -> Vec<String> {
    match &param.shape {
        // Where it is always there, its place says what it is.
        Shape::Word(words) if param.token.is_none() && may_be_absent => {
            words.iter().map(|word| word.token.clone()).collect()
        }
        _ => param.token.clone().into_iter().collect(),
    }
}

/// Notes which parameter another one needs.
fn need(
    name: &str,
    needed: Spanned<String>,
    place: Place,
    params: &mut [(Param, Span)],
    report: &mut Report,
) {
    let names: Vec<String> = params
        .iter()
        .flat_map(|(param, _)| match &param.shape {
            Shape::OneOf(parts) if param.repeat == Repeat::Once => {
                parts.iter().map(|part| part.name.clone()).chain([param.name.clone()]).collect()
            }
            _ => vec![param.name.clone()],
        })
        .collect();
    let target = params.iter().find(|(param, _)| param.name == needed.value).map(|(param, _)| param);
    let message = if place == Place::OneOf {
        "`needs` on an alternative".to_owned()
    } else if needed.value == name {
        format!("{} needs itself", quoted(name))
    } else if target.is_some_and(|target| target.is_required()) {
        format!("{} is always given", quoted(&needed.value))
    } else if !names.contains(&needed.value) {
        let message = format!("no parameter {} stands beside it", quoted(&needed.value));
        unknown(Code::Needs, message, &needed, names.iter().map(String::as_str), report);
        return;
    } else if leads_to(name, &needed.value, params) {
        format!("{} and {} need each other", quoted(name), quoted(&needed.value))
    } else if let Some((param, _)) = params.iter_mut().find(|(param, _)| param.name == name) {
        if param.is_required() {
            format!("{} is always given, so it cannot need another", quoted(name))
        } else {
            param.needs = Some(needed.value);
            return;
        }
    } else {
        return;
    };
    let problem = report.add(Code::Needs, needed.span, message);
    problem.help("name an optional parameter beside it, or remove `needs`");
}

/// Whether what a parameter needs, and what that needs, leads to the parameter `name`.
fn leads_to(name: &str, needed: &str, params: &[(Param, Span)]) -> bool {
    let needs = |of: &str| {
        params.iter().find(|(param, _)| param.name == of).and_then(|(param, _)| param.needs.as_deref())
    };
    // No circle has been let in, so that this comes to an end.
    std::iter::successors(Some(needed), |of| needs(of)).any(|of| of == name)
}

/// The names that a caller can give values, of what need not be given.
pub(super) fn optional_names(params: &[Param]) -> Vec<&str> {
    let optional = params.iter().filter(|param| !param.is_required());
    let names = optional.flat_map(|param| {
        let alternatives: &[Param] = match &param.shape {
            Shape::OneOf(parts) if param.repeat == Repeat::Once => parts,
            _ => &[],
        };
        alternatives.iter().map(|part| part.name.as_str()).chain([param.name.as_str()])
    });
    names.collect()
}
