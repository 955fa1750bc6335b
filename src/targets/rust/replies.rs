//! The types of replies: words, and records.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Types, docs, ident, print, word_type};
use crate::catalogue::Catalogue;
use crate::catalogue::model::{Operation, Record, RecordField, RecordLayout, ReplyKind, ReplyType};
use crate::languages::pascal;

/// The module of the records.
pub(super) const MODULE: &str = "records";

/// The words that an operation answers, in any of its replies.
pub(super) fn words(operation: &Operation) -> Vec<&String> {
    let mut words = Vec::new();
    for reply in operation.reply.types().flat_map(ReplyType::walk) {
        if let ReplyKind::Word(known) = &reply.kind {
            words.extend(known.iter().filter(|word| !words.contains(word)).collect::<Vec<_>>());
        }
    }
    words
}

/// The enum of the words that an operation answers; nothing where it answers none. `link` is a link to what runs it.
pub(super) fn word_items(operation: &Operation, link: &str) -> Vec<TokenStream> {
    let words = words(operation);
    if words.is_empty() {
        return Vec::new();
    }
    let name = word_type(operation);
    let docs = docs::attributes(&[
        format!("What {link} answers."),
        String::new(),
        "A newer server may answer a word that is not listed; it comes as [`Self::Other`].".to_owned(),
    ]);
    let variants: Vec<_> = words.iter().map(|word| ident(&pascal(word))).collect();
    let variant_docs = words.iter().map(|word| docs::attributes(&docs::markdown(word)));
    let bytes: Vec<_> = words.iter().map(|word| Literal::byte_string(word.as_bytes())).collect();
    vec![
        quote! {
            #docs
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#variant_docs #variants,)*
                /// Another word.
                Other(Bytes),
            }
        },
        quote! {
            impl #name {
                /// The word as the server sends it.
                pub fn as_bytes(&self) -> &[u8] {
                    match self {
                        #(Self::#variants => #bytes,)*
                        Self::Other(word) => word,
                    }
                }
            }
        },
        quote! {
            impl runtime::Reply for #name {
                fn read(frame: &runtime::Frame<'_>) -> Option<Self> {
                    let word = Bytes::read(frame)?;
                    Some(match &word[..] {
                        #(#bytes => Self::#variants,)*
                        _ => Self::Other(word),
                    })
                }
            }
        },
        quote! {
            impl std::fmt::Display for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.pad(&String::from_utf8_lossy(self.as_bytes()))
                }
            }
        },
    ]
}

/// The file of the records.
pub(super) fn file(catalogue: &Catalogue) -> String {
    let mut file = print::File::new();
    file.docs(&["What replies are made of.".to_owned()]);
    file.text("use super::runtime::{self, Bytes};\n");
    for record in &catalogue.records {
        items(record, catalogue).into_iter().for_each(|item| file.item(item));
    }
    file.finish()
}

fn items(record: &Record, catalogue: &Catalogue) -> [TokenStream; 2] {
    let name = ident(&pascal(&record.name));
    let docs = docs::attributes(&docs::markdown(&record.description));
    let fields = record.fields.iter().map(|field| {
        let (docs, name, kind) =
            (docs::attributes(&field_docs(field)), ident(&field.name), field_type(field));
        quote!(#docs pub #name: #kind)
    });
    let derives = if has_double(record, catalogue) {
        quote!(#[derive(Clone, Debug, PartialEq)])
    } else {
        quote!(#[derive(Clone, Debug, PartialEq, Eq, Hash)])
    };
    let by_name = record.by == RecordLayout::Name;
    let always = record.fields.iter().filter(|field| field.given.is_none() && field.since.is_none()).count();
    let always = Literal::usize_unsuffixed(always);
    let mut due = quote!(#always);
    for given in record.fields.iter().filter_map(|field| field.given.as_ref()) {
        due = quote!(#due + usize::from(given.has(#given)));
    }
    let has_given = record.fields.iter().any(|field| field.given.is_some());
    let given = if has_given { quote!(given) } else { quote!(_) };
    let reads = record.fields.iter().map(|field| {
        let (name, text) = (ident(&field.name), &field.name);
        let is_nested = field.reply.nullable && field.since.is_some();
        let value = match (&field.given, &field.since) {
            (Some(parameter), _) => {
                quote!(if given.has(#parameter) { fields.take(#text, given)? } else { None })
            }
            (None, Some(_)) if is_nested => {
                quote!(fields.take_if_there::<Option<_>>(#text, given)?.flatten())
            }
            (None, Some(_)) => quote!(fields.take_if_there(#text, given)?),
            (None, None) => quote!(fields.take(#text, given)?),
        };
        quote!(#name: #value)
    });
    [
        quote! {
            #docs
            #derives
            #[non_exhaustive]
            pub struct #name { #(#fields,)* }
        },
        quote! {
            impl runtime::Record for #name {
                const BY_NAME: bool = #by_name;
                fn due(#given: runtime::Given<'_>) -> usize { #due }
                fn read_fields(fields: &mut runtime::Fields<'_, '_>, given: runtime::Given<'_>) -> Option<Self> {
                    Some(Self { #(#reads,)* })
                }
            }
        },
    ]
}

/// The type of a field: an `Option` where the server may not send it.
pub(super) fn field_type(field: &RecordField) -> TokenStream {
    // Words have a type with their operation only.
    let kind = field.reply.full_type().write(&Types { operation: None });
    let is_option = field.reply.nullable || field.given.is_none() && field.since.is_none();
    if is_option { kind } else { quote!(Option<#kind>) }
}

fn field_docs(field: &RecordField) -> Vec<String> {
    let mut text = field.description.clone();
    let mut add = |more: String| {
        text.push_str(if text.is_empty() { "" } else { " " });
        text.push_str(&more);
    };
    if let Some(given) = &field.given {
        add(format!("Only with {given}."));
    }
    if let Some(since) = &field.since {
        add(format!("Since Redis {since}."));
    }
    if text.is_empty() {
        return vec![format!("The field `{}`.", field.name)];
    }
    docs::markdown(&text)
}

/// Whether there is a floating-point number in it, or anything that may be one.
pub(super) fn has_double(record: &Record, catalogue: &Catalogue) -> bool {
    record.fields.iter().flat_map(|field| field.reply.walk()).any(|reply| match &reply.kind {
        ReplyKind::Double | ReplyKind::Any => true,
        ReplyKind::Record(name) => catalogue.record(name).is_some_and(|inner| has_double(inner, catalogue)),
        _ => false,
    })
}

/// The parameters on which fields of an operation's reply depend.
pub(super) fn given_by<'c>(operation: &'c Operation, catalogue: &'c Catalogue) -> Vec<&'c str> {
    let mut given: Vec<&str> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    let mut open: Vec<&str> =
        operation.reply.types().flat_map(ReplyType::walk).filter_map(record_name).collect();
    while let Some(name) = open.pop() {
        let Some(record) = catalogue.record(name).filter(|record| !seen.contains(&record.name.as_str()))
        else {
            continue;
        };
        seen.push(&record.name);
        for field in &record.fields {
            given.extend(field.given.as_deref().filter(|name| !given.contains(name)));
            open.extend(field.reply.walk().filter_map(record_name));
        }
    }
    given
}

/// The types of the runtime that replies are of, and users may name.
pub(super) fn runtime_types(catalogue: &Catalogue) -> Vec<&'static str> {
    let fields = catalogue.records.iter().flat_map(|record| &record.fields).map(|field| &field.reply);
    let replies = catalogue.operations().flat_map(|operation| operation.reply.types());
    let (mut has_map, mut has_value) = (false, false);
    for reply in replies.chain(fields).flat_map(ReplyType::walk) {
        has_map |= matches!(reply.kind, ReplyKind::Map(_));
        has_value |= reply.kind == ReplyKind::Any;
    }
    // Where the catalogue has such a name, they are there as `runtime::Map` and `runtime::Value`.
    let names = catalogue.operations().map(|operation| &operation.name);
    let names: Vec<_> =
        names.chain(catalogue.records.iter().map(|record| &record.name)).map(|name| pascal(name)).collect();
    let is_free = |name: &str| names.iter().all(|taken| taken != name);
    let all = [(has_map, "Map"), (has_value, "Value")].into_iter();
    all.filter(|(has, name)| *has && is_free(name)).map(|(_, name)| name).collect()
}

fn record_name(reply: &ReplyType) -> Option<&str> {
    match &reply.kind {
        ReplyKind::Record(name) => Some(name),
        _ => None,
    }
}

/// Whether there is a record in any of an operation's replies.
pub(super) fn has_record(operation: &Operation) -> bool {
    operation.reply.types().flat_map(ReplyType::walk).any(|reply| record_name(reply).is_some())
}
