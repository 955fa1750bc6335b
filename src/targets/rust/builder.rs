//! The methods that give what may be left out; and where they change what an operation answers, its reply.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::params::{Place, converted, is_option, param_docs};
use super::{docs, field, ident, nodes, reply_of, type_name};
use crate::catalogue::model::{Kind, NODE, Operation, Param, Presence, Repeat, ReplyType, Shape};

/// A method that gives a parameter.
struct Setter<'a> {
    /// The names by which a case of the reply may mean it.
    names: [&'a str; 2],
    docs: TokenStream,
    method: Ident,
    argument: TokenStream,
    body: TokenStream,
}

impl Setter<'_> {
    /// The method. With a type it changes what comes back to that.
    fn write(&self, to: Option<TokenStream>) -> TokenStream {
        let Self { docs, method, argument, body, .. } = self;
        let (returned, value) = match to {
            Some(to) => (to, quote!(self.answering())),
            None => (quote!(Self), quote!(self)),
        };
        quote!(#docs #[must_use] pub fn #method(mut self, #argument) -> #returned { #body #value })
    }
}

/// The methods of what may be left out of these parameters.
pub(super) fn setters<'a>(params: &'a [Param], place: &Place<'a>) -> Vec<TokenStream> {
    all(params, place).iter().map(|setter| setter.write(None)).collect()
}

fn all<'a>(params: &'a [Param], place: &Place<'a>) -> Vec<Setter<'a>> {
    let mut setters = Vec::new();
    for param in params.iter().filter(|param| !param.is_required()) {
        let (name, names) = (field(param), [param.name.as_str(); 2]);
        let some = |value: TokenStream| if is_option(param) { quote!(Some(#value)) } else { value };
        let docs = docs::attributes(&param_docs(param));
        if param.is_value(Kind::Flag) {
            let (argument, body) = (quote!(), quote!(self.#name = true;));
            setters.push(Setter { names, docs, method: name, argument, body });
            continue;
        }
        let (kind, value) = (place.argument_type(param), some(converted(param, &name)));
        let (argument, body) = (quote!(#name: #kind), quote!(self.#name = #value;));
        setters.push(Setter { names, docs, method: name.clone(), argument, body });
        let kind = match &param.shape {
            Shape::Word(_) | Shape::OneOf(_) if param.repeat == Repeat::Once => place.type_of(param),
            _ => continue,
        };
        if let Shape::Word(words) = &param.shape {
            for word in words {
                let docs = docs::attributes(&docs::markdown(&format!("With {}.", word.token)));
                let variant = ident(&crate::languages::pascal(&word.name));
                let value = some(quote!(#kind::#variant));
                let (argument, body) = (quote!(), quote!(self.#name = #value;));
                setters.push(Setter { names, docs, method: ident(&word.name), argument, body });
            }
        }
        let inside = place.inside(param);
        for part in if param.is_choice() { param.parts() } else { &[] } {
            let (method, docs) = (field(part), docs::attributes(&param_docs(part)));
            let names = [part.name.as_str(), param.name.as_str()];
            let (argument, value) = if part.is_value(Kind::Flag) {
                (quote!(), quote!(#kind::#method()))
            } else {
                let argument = inside.argument_type(part);
                (quote!(#method: #argument), quote!(#kind::#method(#method)))
            };
            let value = some(value);
            setters.push(Setter { names, docs, method, argument, body: quote!(self.#name = #value;) });
        }
    }
    setters
}

/// The methods of an operation, as implementations: with a reply that depends on them, one for each reply that they can
/// begin with.
pub(super) fn implementations(operation: &Operation) -> Vec<TokenStream> {
    let name = type_name(operation);
    let place = Place::of(operation);
    if operation.reply.when.is_empty() {
        let mut setters = setters(&operation.params, &place);
        setters.extend(nodes::setter(operation));
        return if setters.is_empty() { Vec::new() } else { vec![quote!(impl #name { #(#setters)* })] };
    }
    // The first case that fits decides: a method leads to its own case, unless an earlier one is reached already.
    let mut states: Vec<&ReplyType> = Vec::new();
    for reply in operation.reply.types() {
        if states.last() != Some(&reply) {
            states.push(reply);
        }
    }
    let replies: Vec<_> = states.iter().map(|reply| reply_of(reply, operation)).collect();
    let mut always = Vec::new();
    let mut of_state: Vec<Vec<TokenStream>> = vec![Vec::new(); states.len()];
    for setter in all(&operation.params, &place) {
        let is_meant = |given: &Vec<String>| given.iter().any(|given| setter.names.contains(&given.as_str()));
        let case = operation.reply.when.iter().find(|case| is_meant(&case.given));
        let target = case.and_then(|case| states.iter().position(|state| **state == case.reply));
        let to = target.map(|target| {
            let reply = &replies[target];
            quote!(#name<#reply>)
        });
        match target {
            // From any state it leads to the same one.
            None | Some(0) => always.push(setter.write(to)),
            Some(target) => {
                for (state, methods) in of_state.iter_mut().enumerate() {
                    methods.push(setter.write(to.clone().filter(|_| state > target)));
                }
            }
        }
    }
    always.extend(nodes::setter(operation));
    let mut fields: Vec<_> = operation.params.iter().map(field).collect();
    fields.extend(operation.is_by_node().then(|| ident(NODE)));
    let mut items = vec![quote! {
        impl<R> #name<R> {
            #(#always)*
            /// The same with another reply.
            fn answering<S>(self) -> #name<S> {
                #name { #(#fields: self.#fields,)* reply: std::marker::PhantomData }
            }
        }
    }];
    for (reply, methods) in replies.iter().zip(of_state).filter(|(_, methods)| !methods.is_empty()) {
        items.push(quote!(impl #name<#reply> { #(#methods)* }));
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
