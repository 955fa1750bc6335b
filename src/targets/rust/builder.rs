//! The methods that give what may be left out; and where they change what an operation answers, its reply.

use proc_macro2::Ident;

use super::params::{Place, converted, is_option, param_docs};
use super::{docs, field, ident, nodes, print, reply_of, type_name, written};
use crate::catalogue::model::{Kind, NODE, Operation, Param, Presence, Repeat, ReplyType, Shape};

/// A method that gives a parameter.
struct Setter<'a> {
    /// The names by which a case of the reply may mean it.
    names: [&'a str; 2],
    docs: Vec<String>,
    method: Ident,
    /// Empty where it takes none.
    argument: String,
    body: String,
}

impl Setter<'_> {
    /// The method. With a type it changes what comes back to that.
    fn write(&self, to: Option<&str>) -> String {
        let Self { docs, method, argument, body, .. } = self;
        let docs = docs::comment(docs, "    ");
        let comma = if argument.is_empty() { "" } else { ", " };
        let (returned, value) = match to {
            Some(to) => (to, "self.answering()"),
            None => ("Self", "self"),
        };
        format!(
            "{docs}    #[must_use]
    pub fn {method}(mut self{comma}{argument}) -> {returned} {{
        {body}
        {value}
    }}
"
        )
    }
}

/// The methods of what may be left out of these parameters.
pub(super) fn setters<'a>(params: &'a [Param], place: &Place<'a>) -> Vec<String> {
    all(params, place).iter().map(|setter| setter.write(None)).collect()
}

fn all<'a>(params: &'a [Param], place: &Place<'a>) -> Vec<Setter<'a>> {
    let mut setters = Vec::new();
    for param in params.iter().filter(|param| !param.is_required()) {
        let (name, names) = (field(param), [param.name.as_str(); 2]);
        let set = |value: String| match is_option(param) {
            true => format!("self.{name} = Some({value});"),
            false => format!("self.{name} = {value};"),
        };
        let (docs, method) = (param_docs(param), name.clone());
        if param.is_value(Kind::Flag) {
            let (argument, body) = (String::new(), set("true".to_owned()));
            setters.push(Setter { names, docs, method, argument, body });
            continue;
        }
        let argument = format!("{name}: {}", place.argument_type(param));
        setters.push(Setter { names, docs, method, argument, body: set(converted(param, &name)) });
        let kind = match &param.shape {
            Shape::Word(_) | Shape::OneOf(_) if param.repeat == Repeat::Once => place.type_of(param),
            _ => continue,
        };
        if let Shape::Word(words) = &param.shape {
            for word in words {
                let docs = docs::markdown(&format!("With {}.", word.token));
                let variant = ident(&crate::languages::pascal(&word.name));
                let (argument, body) = (String::new(), set(format!("{kind}::{variant}")));
                setters.push(Setter { names, docs, method: ident(&word.name), argument, body });
            }
        }
        let inside = place.inside(param);
        for part in if param.is_choice() { param.parts() } else { &[] } {
            let (method, docs) = (field(part), param_docs(part));
            let names = [part.name.as_str(), param.name.as_str()];
            let (argument, value) = if part.is_value(Kind::Flag) {
                (String::new(), format!("{kind}::{method}()"))
            } else {
                let argument = inside.argument_type(part);
                (format!("{method}: {argument}"), format!("{kind}::{method}({method})"))
            };
            setters.push(Setter { names, docs, method, argument, body: set(value) });
        }
    }
    setters
}

/// The methods of an operation, as implementations: with a reply that depends on them, one for each reply that they can
/// begin with.
pub(super) fn implementations(operation: &Operation) -> Vec<String> {
    let name = type_name(operation);
    let place = Place::of(operation);
    if operation.reply.when.is_empty() {
        let mut setters = setters(&operation.params, &place);
        setters.extend(nodes::setter(operation));
        let head = format!("impl {name}");
        return if setters.is_empty() { Vec::new() } else { vec![print::implementation(&head, setters)] };
    }
    // The first case that fits decides: a method leads to its own case, unless an earlier one is reached already.
    let mut states: Vec<&ReplyType> = Vec::new();
    for reply in operation.reply.types() {
        if states.last() != Some(&reply) {
            states.push(reply);
        }
    }
    let types: Vec<_> =
        states.iter().map(|reply| format!("{name}<{}>", written(&reply_of(reply, operation)))).collect();
    let mut always = Vec::new();
    let mut of_state: Vec<Vec<String>> = vec![Vec::new(); states.len()];
    for setter in all(&operation.params, &place) {
        let is_meant = |given: &Vec<String>| given.iter().any(|given| setter.names.contains(&given.as_str()));
        let case = operation.reply.when.iter().find(|case| is_meant(&case.given));
        let target = case.and_then(|case| states.iter().position(|state| **state == case.reply));
        let to = target.map(|target| types[target].as_str());
        match target {
            // From any state it leads to the same one.
            None | Some(0) => always.push(setter.write(to)),
            Some(target) => {
                for (state, methods) in of_state.iter_mut().enumerate() {
                    methods.push(setter.write(to.filter(|_| state > target)));
                }
            }
        }
    }
    always.extend(nodes::setter(operation));
    let mut fields: Vec<_> = operation.params.iter().map(field).collect();
    fields.extend(operation.is_by_node().then(|| ident(NODE)));
    let fields = fields.iter().map(|field| format!("{field}: self.{field}"));
    let fields: Vec<_> = fields.chain(["reply: std::marker::PhantomData".to_owned()]).collect();
    always.push(format!(
        "    /// The same with another reply.
    fn answering<S>(self) -> {name}<S> {{
        {}
    }}
",
        print::literal(&name.to_string(), &fields)
    ));
    let mut items = vec![print::implementation(&format!("impl<R> {name}<R>"), always)];
    for (kind, methods) in types.iter().zip(of_state).filter(|(_, methods)| !methods.is_empty()) {
        items.push(print::implementation(&format!("impl {kind}"), methods));
    }
    items
}

/// Whether any of the parameters of these names is given, as an expression.
pub(super) fn is_given(operation: &Operation, name: &str) -> String {
    for param in &operation.params {
        let place = format!("self.{}", field(param));
        if param.name == name {
            return is_field_given(param, &place);
        }
        if let Some(part) = param.parts().iter().find(|part| param.is_choice() && part.name == name) {
            let kind = Place::of(operation).type_of(param);
            let variant = super::params::variant(part);
            let rest = if part.is_value(Kind::Flag) { "" } else { "(_)" };
            let pattern = format!("{kind}::{variant}{rest}");
            return match is_option(param) {
                true => format!("matches!({place}, Some({pattern}))"),
                false => format!("matches!({place}, {pattern})"),
            };
        }
    }
    "false".to_owned()
}

/// Whether a parameter with a field of its own is given, as an expression.
pub(super) fn is_field_given(param: &Param, place: &str) -> String {
    match &param.presence {
        _ if param.is_value(Kind::Flag) => place.to_owned(),
        _ if is_option(param) => format!("{place}.is_some()"),
        Presence::Optional => format!("!{place}.is_empty()"),
        _ => "true".to_owned(),
    }
}
