//! The catalogue's examples: in the docs as the calls that they are, and as a test that runs them.

use indexmap::IndexMap;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::methods::Flavour;
use super::operations::element_type;
use super::{HEADER, Layout, crate_name, docs, ident, print, type_name, word_type};
use crate::catalogue::model::{
    Catalogue, Datum, Example, Expected, Kind, Operation, Param, Repeat, ReplyKind,
};
use crate::names::pascal;

/// What every test file begins with: how to talk to the server beside the client.
const SUPPORT: &str = include_str!("../../../templates/rust/examples.rs");

/// The examples of an operation as a section of its docs.
pub(super) fn docs(operation: &Operation, layout: Layout, crate_name: &str) -> Vec<String> {
    let mut lines = vec!["# Examples".to_owned()];
    for example in &operation.examples {
        docs::paragraph(&mut lines, docs::markdown(&format!("{}:", example.title)));
        lines.push(String::new());
        // Only in a crate of its own is the client's path known, so that rustdoc can compile the example.
        lines.push(if layout == Layout::Crate { "```no_run" } else { "```ignore" }.to_owned());
        if layout == Layout::Crate {
            lines.push(format!("# use {crate_name}::*; use std::time::Duration;"));
            lines.push("# async fn example(client: Client) {".to_owned());
        }
        let call = call(operation, example);
        let statement = print::item(quote!(fn x() { let response = client.#call.await; }));
        let statement = statement.lines().skip(1).filter_map(|line| line.strip_prefix("    "));
        lines.extend(statement.map(str::to_owned));
        lines.extend(example.results.iter().map(|(key, expected)| result_comment(key, expected)));
        if layout == Layout::Crate {
            lines.push("# }".to_owned());
        }
        lines.push("```".to_owned());
    }
    lines
}

/// One result as a comment.
fn result_comment(key: &str, expected: &Expected) -> String {
    let shown = |expected: &Expected| match expected {
        Expected::Reply(datum) => datum.json(),
        Expected::Error(text) => format!("an error: {}", Datum::Text(text.clone()).json()),
        Expected::Each(_) => String::new(),
    };
    let key = Datum::Text(key.to_owned()).json();
    let text = match expected {
        Expected::Each(values) => {
            let value = |(value, expected): (&String, &Expected)| {
                format!("{}: {}", Datum::Text(value.clone()).json(), shown(expected))
            };
            format!("// {key}: {}", values.iter().map(value).collect::<Vec<_>>().join(", "))
        }
        other => format!("// {key}: {}", shown(other)),
    };
    // Nothing in a doc comment may be invisible or change the direction of text.
    text.chars().map(|char| if docs::is_invisible(char) { '\u{fffd}' } else { char }).collect()
}

/// The test file: every example, for both clients.
pub(super) fn file(catalogue: &Catalogue) -> String {
    let mut file = String::from(HEADER);
    file.push('\n');
    file.push_str(&SUPPORT.replace("sigma_redis", &crate_name(catalogue)));
    let operations: Vec<&Operation> = catalogue.operations().collect();
    for (flavour, name) in [(Flavour::Async, "asynchronous"), (Flavour::Blocking, "blocking")] {
        let name = ident(name);
        let (asyncness, wait, client) = syntax(flavour);
        let calls = operations.iter().map(|operation| {
            let function = ident(&format!("{}_{}", name, operation.name));
            quote!(#function(client, &mut server) #wait;)
        });
        let docs = docs::attributes(&[format!(
            "Runs every example with the {name} client, on a server whose data is deleted; `raw` is a URL \
             for the redis crate."
        )]);
        file.push('\n');
        file.push_str(&print::item(quote! {
            #docs
            pub #asyncness fn #name(client: &#client, raw: &str) {
                let mut server = Server::connect(raw);
                #(#calls)*
            }
        }));
        for function in print::in_parallel(&operations, |operation| test(operation, flavour)) {
            file.push('\n');
            file.push_str(&function);
        }
    }
    file
}

fn syntax(flavour: Flavour) -> (Option<TokenStream>, Option<TokenStream>, TokenStream) {
    match flavour {
        Flavour::Async => (Some(quote!(async)), Some(quote!(.await)), quote!(Client)),
        Flavour::Blocking => (None, None, quote!(blocking::Client)),
    }
}

/// All examples of an operation as one function.
fn test(operation: &Operation, flavour: Flavour) -> String {
    let (asyncness, wait, client) = syntax(flavour);
    let prefix = if flavour == Flavour::Async { "asynchronous" } else { "blocking" };
    let name = ident(&format!("{prefix}_{}", operation.name));
    let examples = operation.examples.iter().map(|example| {
        let title = format!("{}: {}", operation.name, example.title);
        let given = example.given.iter().map(|words| words_of(words));
        let call = call(operation, example);
        let count = operation_count(operation, example);
        let checks = example.results.iter().map(|(key, expected)| check(operation, key, expected));
        let after = example.after.iter().map(|after| {
            let (run, is) = (words_of(&after.run), answer(&after.is));
            quote!(server.after(#run, #is);)
        });
        quote! {
            server.example(#title, &[#(#given),*]);
            let response = client.#call #wait;
            assert_eq!(response.success() + response.failed(), #count, "{response:?}");
            #(#checks)*
            #(#after)*
        }
    });
    print::item(quote! {
        #asyncness fn #name(client: &#client, server: &mut Server) { #(#examples)* }
    })
}

/// How many operations a call runs.
fn operation_count(operation: &Operation, example: &Example) -> Literal {
    let count = |set: &IndexMap<String, Datum>| match operation.each().and_then(|each| set.get(&each.name)) {
        Some(Datum::List(values)) => values.len().max(1),
        _ => 1,
    };
    Literal::usize_unsuffixed(example.call.iter().map(count).sum())
}

/// The method call of an example, without the client.
fn call(operation: &Operation, example: &Example) -> TokenStream {
    let method = ident(&operation.name);
    let parameters = type_name(operation);
    let sets = example.call.iter().map(|set| {
        let mut arguments = operation.params.iter().map(|param| argument(param, set.get(&param.name)));
        if operation.only_key() {
            quote!(#(#arguments)*)
        } else {
            let arguments = arguments.by_ref();
            quote!(#parameters::new(#(#arguments),*))
        }
    });
    quote!(#method([#(#sets),*]))
}

fn argument(param: &Param, value: Option<&Datum>) -> TokenStream {
    let one = |value: &Datum| match (param.kind, value) {
        (Kind::Integer, Datum::Integer(number)) => {
            let number = i64::try_from(*number).unwrap_or_default();
            let literal = Literal::i64_unsuffixed(number);
            quote!(#literal)
        }
        (Kind::Seconds, Datum::Integer(number)) => {
            let literal = Literal::u64_unsuffixed(u64::try_from(*number).unwrap_or_default());
            quote!(Duration::from_secs(#literal))
        }
        (_, value) => {
            let text = value.text();
            quote!(#text)
        }
    };
    match value {
        Some(Datum::List(values)) if param.repeat != Repeat::Once && values.is_empty() => {
            let element = element_type(param.kind);
            quote!(Vec::<#element>::new())
        }
        Some(Datum::List(values)) if param.repeat != Repeat::Once => {
            let values = values.iter().map(one);
            quote!([#(#values),*])
        }
        Some(value) => one(value),
        None => quote!(),
    }
}

/// Asserts one result.
fn check(operation: &Operation, key: &str, expected: &Expected) -> TokenStream {
    let result = quote!(&response[#key]);
    match expected {
        Expected::Each(values) => {
            let checks = values
                .iter()
                .map(|(value, expected)| check_result(operation, &quote!(&each[#value]), expected));
            quote! {
                let each = response[#key].as_ref().expect("each value has a result");
                #(#checks)*
            }
        }
        expected => check_result(operation, &result, expected),
    }
}

fn check_result(operation: &Operation, result: &TokenStream, expected: &Expected) -> TokenStream {
    let reply = match expected {
        Expected::Error(text) => return quote!(is_error(#result, #text);),
        Expected::Reply(reply) => reply,
        // An operation for one value has one result.
        Expected::Each(_) => return TokenStream::new(),
    };
    let bytes = |reply: &Datum| {
        let text = reply.text();
        quote!(Bytes::from(#text))
    };
    let reply = match (&operation.reply.kind, reply) {
        (ReplyKind::Status, _) => quote!(()),
        (ReplyKind::Flag, reply) => {
            let flag = *reply == Datum::Integer(1);
            quote!(#flag)
        }
        (ReplyKind::Integer, Datum::Integer(number)) => {
            let literal = Literal::i64_unsuffixed(i64::try_from(*number).unwrap_or_default());
            quote!(#literal)
        }
        (ReplyKind::Bulk { nullable: true }, Datum::Null) => quote!(None),
        (ReplyKind::Bulk { nullable: true }, reply) => {
            let bytes = bytes(reply);
            quote!(Some(#bytes))
        }
        (ReplyKind::Members, Datum::List(members)) => {
            let members = members.iter().map(Datum::text);
            return quote!(has_members(#result, &[#(#members),*]););
        }
        (ReplyKind::Word(words), Datum::Text(word)) => {
            let name = word_type(operation);
            match words.contains(word) {
                true => {
                    let variant = ident(&pascal(word));
                    quote!(#name::#variant)
                }
                false => quote!(#name::Other(Bytes::from(#word))),
            }
        }
        (_, reply) => bytes(reply),
    };
    quote!(is(#result, #reply);)
}

fn words_of(words: &[Datum]) -> TokenStream {
    let words = words.iter().map(Datum::text);
    quote!(&[#(#words),*])
}

/// A raw answer, as the support code compares it.
fn answer(datum: &Datum) -> TokenStream {
    match datum {
        Datum::Null => quote!(Answer::Nil),
        Datum::Integer(number) => {
            let literal = Literal::i64_unsuffixed(i64::try_from(*number).unwrap_or_default());
            quote!(Answer::Integer(#literal))
        }
        Datum::List(items) => {
            let words = words_of(items);
            quote!(Answer::List(#words))
        }
        other => {
            let text = other.text();
            quote!(Answer::Text(#text))
        }
    }
}
