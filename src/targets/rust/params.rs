//! The types of parameters: what a field holds, what a method takes, and the types of groups, choices and words.

use std::iter;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::builder::setters;
use super::{Types, docs, field, ident, print, written};
use crate::catalogue::model::{Kind, Operation, Param, Presence, Repeat, Shape, Word};
use crate::languages::pascal;
use crate::languages::rust::type_of_part;

/// Where parameters stand: what the names of their types begin with.
#[derive(Clone)]
pub(crate) struct Place<'a> {
    operation: &'a Operation,
    path: Vec<&'a str>,
}

impl<'a> Place<'a> {
    /// Among the parameters of an operation.
    pub fn of(operation: &'a Operation) -> Self {
        Self { operation, path: Vec::new() }
    }

    /// The type of a parameter here, where it has one of its own.
    pub fn type_of(&self, param: &'a Param) -> Ident {
        let path: Vec<_> = self.path.iter().copied().chain([param.one_name()]).collect();
        ident(&type_of_part(&self.operation.name, &path))
    }

    /// Among the parts of a parameter here. Alternatives are in the scope around their choice, unless it repeats.
    pub fn inside(&self, param: &'a Param) -> Self {
        let mut inside = self.clone();
        if !param.is_choice() {
            inside.path.push(param.one_name());
        }
        inside
    }

    /// The type of one value of a parameter here.
    pub fn value_type(&self, param: &'a Param) -> TokenStream {
        match &param.shape {
            Shape::Value(_) => param.value_type().write(&Types { operation: Some(self.operation) }),
            Shape::Word(_) | Shape::Group(_) | Shape::OneOf(_) => {
                let name = self.type_of(param);
                quote!(#name)
            }
        }
    }

    /// The type of what a parameter here takes: a list where it repeats.
    pub fn full_type(&self, param: &'a Param) -> TokenStream {
        let value = self.value_type(param);
        if param.repeat == Repeat::Once { value } else { quote!(Vec<#value>) }
    }

    /// The type of a parameter's field.
    pub fn field_type(&self, param: &'a Param) -> TokenStream {
        let full = self.full_type(param);
        match is_option(param) {
            true => quote!(Option<#full>),
            false => full,
        }
    }

    /// The type of a method's argument.
    pub fn argument_type(&self, param: &'a Param) -> String {
        let value = written(&self.value_type(param));
        let value = if is_converted(param) { format!("impl Into<{value}>") } else { value };
        if param.repeat == Repeat::Once { value } else { format!("impl IntoIterator<Item = {value}>") }
    }
}

/// Whether an argument is converted into what the field holds.
fn is_converted(param: &Param) -> bool {
    is_bytes(param) || matches!(param.shape, Shape::Group(_))
}

/// The argument of this name as the field holds it.
pub(super) fn converted(param: &Param, name: &Ident) -> String {
    match (is_converted(param), param.repeat) {
        (true, Repeat::Once) => format!("{name}.into()"),
        (false, Repeat::Once) => name.to_string(),
        (true, _) => format!("{name}.into_iter().map(Into::into).collect()"),
        (false, _) => format!("{name}.into_iter().collect()"),
    }
}

/// Whether a value is bytes.
pub(super) fn is_bytes(param: &Param) -> bool {
    matches!(param.shape, Shape::Value(Kind::Key | Kind::String | Kind::Any))
}

/// Whether the field of a parameter is an `Option`. A list that may be left out is empty then, and a flag is off.
pub(super) fn is_option(param: &Param) -> bool {
    param.presence == Presence::Optional && param.repeat == Repeat::Once && !param.is_value(Kind::Flag)
}

/// What `new` puts into the field of a parameter that is not required.
fn initial<'a>(param: &'a Param, place: &Place<'a>) -> String {
    match &param.presence {
        Presence::Default(value) => {
            let text = value.text();
            match &param.shape {
                Shape::Word(words) => {
                    let kind = place.type_of(param);
                    let word = words.iter().find(|word| word.token == text);
                    let variant = ident(&pascal(word.map_or("", |word| &word.name)));
                    format!("{kind}::{variant}")
                }
                Shape::Value(Kind::Integer) => text.parse::<i64>().unwrap_or_default().to_string(),
                Shape::Value(Kind::Double) => {
                    let number =
                        Literal::f64_unsuffixed(text.trim_start_matches('-').parse().unwrap_or_default());
                    if text.starts_with('-') { format!("-{number}") } else { number.to_string() }
                }
                Shape::Value(Kind::Seconds) => duration("from_secs", &text),
                Shape::Value(Kind::Milliseconds) => duration("from_millis", &text),
                Shape::Value(Kind::Timeout) => {
                    let millis = text.parse::<f64>().unwrap_or_default() * 1000.0;
                    duration("from_millis", &format!("{millis:.0}"))
                }
                Shape::Value(Kind::UnixSeconds) => {
                    format!("std::time::UNIX_EPOCH + {}", duration("from_secs", &text))
                }
                Shape::Value(Kind::UnixMilliseconds) => {
                    format!("std::time::UNIX_EPOCH + {}", duration("from_millis", &text))
                }
                _ => format!("Bytes::from({})", Literal::string(&text)),
            }
        }
        _ if param.is_value(Kind::Flag) => "false".to_owned(),
        _ if is_option(param) => "None".to_owned(),
        _ => "Vec::new()".to_owned(),
    }
}

fn duration(unit: &str, number: &str) -> String {
    format!("std::time::Duration::{unit}({})", number.parse::<u64>().unwrap_or_default())
}

/// The arguments of `new`, and the fields that it makes.
pub(super) fn constructor<'a>(params: &'a [Param], place: &Place<'a>) -> (Vec<String>, Vec<String>) {
    let arguments = params
        .iter()
        .filter(|param| param.is_required())
        .map(|param| format!("{}: {}", field(param), place.argument_type(param)));
    let fields = params.iter().map(|param| {
        let name = field(param);
        let value = if param.is_required() { converted(param, &name) } else { initial(param, place) };
        if name == value { value } else { format!("{name}: {value}") }
    });
    (arguments.collect(), fields.collect())
}

/// The method `new` below its docs, with the arguments and fields of [`constructor`].
pub(super) fn new(docs: &str, arguments: &[String], fields: &[String]) -> String {
    let (arguments, literal) = (arguments.join(", "), print::literal("Self", fields));
    format!(
        "{docs}    pub fn new({arguments}) -> Self {{
        {literal}
    }}
"
    )
}

/// The derived traits of a type that holds these.
pub(super) fn derives(params: &[Param]) -> TokenStream {
    if params.iter().any(has_double) {
        quote!(#[derive(Clone, Debug, PartialEq)])
    } else {
        quote!(#[derive(Clone, Debug, PartialEq, Eq, Hash)])
    }
}

/// Whether there is a floating-point number in it, which equals not even itself in all cases.
pub(super) fn has_double(param: &Param) -> bool {
    param.is_value(Kind::Double) || param.parts().iter().any(has_double)
}

/// The docs of a parameter, with the version that has it.
pub(super) fn param_docs(param: &Param) -> Vec<String> {
    let mut text = if param.description.is_empty() { param.label.clone() } else { param.description.clone() };
    if let Some(since) = &param.since {
        text.push_str(&format!(" Since Redis {since}."));
    }
    docs::markdown(&text)
}

/// The fields of a type, with their docs.
pub(super) fn fields<'a>(params: &'a [Param], place: &Place<'a>) -> Vec<TokenStream> {
    let field = |param| {
        let (docs, name, kind) =
            (docs::attributes(&param_docs(param)), field(param), place.field_type(param));
        quote!(#docs pub #name: #kind)
    };
    params.iter().map(field).collect()
}

/// The types of groups, choices and words among these parameters, and inside of them.
pub(super) fn types<'a>(params: &'a [Param], place: &Place<'a>) -> Vec<String> {
    let mut items = Vec::new();
    for param in params {
        match &param.shape {
            Shape::Value(_) => {}
            Shape::Word(words) => items.extend(word(param, words, place)),
            Shape::Group(parts) => items.extend(group(param, parts, place)),
            Shape::OneOf(parts) => items.extend(choice(param, parts, place)),
        }
        items.extend(types(param.parts(), &place.inside(param)));
    }
    items
}

/// The enum of a parameter's words.
fn word<'a>(param: &'a Param, words: &[Word], place: &Place<'a>) -> [String; 2] {
    let name = place.type_of(param);
    let docs = docs::attributes(&param_docs(param));
    let variants: Vec<_> = words.iter().map(|word| ident(&pascal(&word.name))).collect();
    let variant_docs = words.iter().map(|word| docs::attributes(&docs::markdown(&word.token)));
    let arms = words.iter().zip(&variants);
    let arms = arms.map(|(Word { token, .. }, variant)| {
        format!("            Self::{variant} => {},\n", Literal::string(token))
    });
    let as_str = format!(
        "    /// The word as it goes on the wire.
    pub fn as_str(self) -> &'static str {{
        match self {{
{}        }}
    }}
",
        arms.collect::<String>()
    );
    [
        print::item(quote! {
            #docs
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#variant_docs #variants,)*
            }
        }),
        print::implementation(&format!("impl {name}"), [as_str]),
    ]
}

/// The struct of a parameter with parts.
fn group<'a>(param: &'a Param, parts: &'a [Param], place: &Place<'a>) -> Vec<String> {
    let (name, inside) = (place.type_of(param), place.inside(param));
    let docs = docs::attributes(&param_docs(param));
    let (derives, fields) = (derives(parts), fields(parts, &inside));
    let is_whole = parts.iter().all(Param::is_required);
    // More parts that may be left out can come later.
    let open = (!is_whole).then(|| quote!(#[non_exhaustive]));
    let (arguments, values) = constructor(parts, &inside);
    let new = new("    /// Its parts.\n", &arguments, &values);
    let members = iter::once(new).chain(setters(parts, &inside));
    let mut items = vec![
        print::item(quote! {
            #docs
            #derives
            #open
            pub struct #name { #(#fields,)* }
        }),
        print::implementation(&format!("impl {name}"), members),
    ];
    if is_whole && parts.len() > 1 {
        items.push(tuple(&name, parts, &inside));
    }
    items
}

/// The conversion of a tuple in wire order into a group.
fn tuple<'a>(name: &Ident, parts: &'a [Param], inside: &Place<'a>) -> String {
    let names: Vec<_> = parts.iter().map(|part| field(part).to_string()).collect();
    let (mut generics, mut kinds) = (Vec::new(), Vec::new());
    for (index, part) in parts.iter().enumerate() {
        if is_converted(part) && part.repeat == Repeat::Once {
            generics.push(format!("T{index}: Into<{}>", written(&inside.value_type(part))));
            kinds.push(format!("T{index}"));
        } else {
            kinds.push(written(&inside.full_type(part)));
        }
    }
    let (names, kinds, generics) = (names.join(", "), kinds.join(", "), generics.join(", "));
    let generics = if generics.is_empty() { generics } else { format!("<{generics}>") };
    let from = format!(
        "    fn from(({names}): ({kinds})) -> Self {{
        Self::new({names})
    }}
"
    );
    print::implementation(&format!("impl{generics} From<({kinds})> for {name}"), [from])
}

/// The enum of a parameter's alternatives.
fn choice<'a>(param: &'a Param, parts: &'a [Param], place: &Place<'a>) -> [String; 2] {
    let (name, inside) = (place.type_of(param), place.inside(param));
    let docs = docs::attributes(&param_docs(param));
    let derives = derives(parts);
    let variants = parts.iter().map(|part| {
        let (docs, variant) = (docs::attributes(&param_docs(part)), variant(part));
        if part.is_value(Kind::Flag) {
            return quote!(#docs #variant);
        }
        let kind = inside.full_type(part);
        quote!(#docs #variant(#kind))
    });
    let constructors = parts.iter().map(|part| {
        let (docs, method) = (docs::comment(&param_docs(part), "    "), field(part));
        let (argument, value) = if part.is_value(Kind::Flag) {
            (String::new(), String::new())
        } else {
            let (kind, value) = (inside.argument_type(part), converted(part, &method));
            (format!("{method}: {kind}"), format!("({value})"))
        };
        format!(
            "{docs}    pub fn {method}({argument}) -> Self {{
        Self::{}{value}
    }}
",
            variant(part)
        )
    });
    let constructors = print::implementation(&format!("impl {name}"), constructors);
    [
        print::item(quote! {
            #docs
            #derives
            #[non_exhaustive]
            pub enum #name { #(#variants,)* }
        }),
        constructors,
    ]
}

/// The variant of an alternative.
pub(super) fn variant(part: &Param) -> Ident {
    ident(&pascal(&part.name))
}
