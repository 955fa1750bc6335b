//! What is around the groups: the crate's manifest, README and root, or the module's root.

use quote::quote;

use super::call::call;
use super::methods::Flavour;
use super::{Connection, Layout, Options, crate_name, docs, ident, print, replies, type_name, word_type};
use crate::catalogue::model::{Access, Catalogue, Datum, Group, Operation, ReplyKind};
use crate::languages::pascal;
use crate::languages::rust::type_of_part;
use crate::languages::text::HEADER;
use crate::targets::Files;

const MANIFEST: &str = include_str!("../../../templates/rust/Cargo.toml.in");
const RUSTFMT: &str = include_str!("../../../templates/rust/rustfmt.toml.in");
const README: &str = include_str!("../../../templates/rust/README.md.in");
const CRATE_DOCS: &str = include_str!("../../../templates/rust/crate.md.in");

pub(super) fn add(files: &mut Files, catalogue: &Catalogue, options: &Options) {
    let layout = options.layout;
    match layout {
        Layout::Crate => {
            let path =
                options.runtime.as_ref().map(|path| format!("path = {}, ", Datum::Text(path.clone()).json()));
            let manifest = fill(MANIFEST, catalogue).replace("@path@", &path.unwrap_or_default());
            files.add("Cargo.toml", format!("# {HEADER}\n\n{manifest}"));
            let runtime = options.runtime.as_ref().map(|path| {
                let path = docs::markdown(path).join(" ");
                format!("; it finds the crate\nsigma-redis-runtime in {path}, seen from this folder")
            });
            let readme = fill(README, catalogue).replace("@runtime@", &runtime.unwrap_or_default());
            files.add("README.md", format!("<!-- {HEADER} -->\n\n{readme}{}", table(catalogue)));
            files.add("rustfmt.toml", format!("# {HEADER}\n\n{RUSTFMT}"));
            files.add("src/lib.rs", root(catalogue, options));
        }
        Layout::Module => {
            files.add("mod.rs", format!("// {HEADER}\n\n{INCLUDED}"));
            files.add("generated/mod.rs", root(catalogue, options));
        }
    }
}

/// Puts the catalogue's names and first programs into a text. They stand only where any text may stand.
fn fill(template: &str, catalogue: &Catalogue) -> String {
    template
        .replace("@program@", &program(catalogue, Flavour::Async))
        .replace("@blocking program@", &program(catalogue, Flavour::Blocking))
        .replace("@package@", &catalogue.service.package)
        .replace("@crate@", &crate_name(catalogue))
        .replace("@version@", env!("CARGO_PKG_VERSION"))
        .replace("@title@", &docs::markdown(&catalogue.service.title).join(" "))
}

/// A whole program that connects, makes a call, and looks at its results.
fn program(catalogue: &Catalogue, flavour: Flavour) -> String {
    let (attribute, function, wait, client) = match flavour {
        Flavour::Async => ("#[tokio::main]\n", "async fn", ".await", "Client"),
        Flavour::Blocking => ("", "fn", "", "blocking::Client"),
    };
    // Something that is read, and best of all a value, shows most of what a call gives back.
    let operations = catalogue.operations().filter(|operation| !operation.examples.is_empty());
    let shown = operations.min_by_key(|operation| match (&operation.access, &operation.reply.usual.kind) {
        (Access::Read, ReplyKind::Bulk) => 0,
        (Access::Read, _) => 1,
        (Access::Write(_), _) => 2,
    });
    let call = shown
        .map(|operation| call(operation, &operation.examples[0].call, flavour.into()))
        .unwrap_or_default();
    let call = call.join("\n    ");
    let mut names = vec![client.split("::").next().unwrap_or(client).to_owned()];
    let parameters = shown.map(|operation| type_name(operation).to_string());
    names.extend(
        parameters
            .into_iter()
            .chain(["Bytes".to_owned()])
            .filter(|name| call.contains(&format!("{name}::new(")) || call.contains(&format!("<{name}>"))),
    );
    names.sort();
    let names = if let [name] = &names[..] { name.clone() } else { format!("{{{}}}", names.join(", ")) };
    let time = if call.contains("Duration::") { "use std::time::Duration;\n\n" } else { "" };
    let results = "\n\n    for (key, result) in &response {\n        match result {\n            \
                   Ok(reply) => println!(\"{key}: {reply:?}\"),\n            \
                   Err(error) => eprintln!(\"{key}: {error}\"),\n        }\n    }";
    let call = if call.is_empty() { call } else { format!("\n    {call}{results}") };
    format!(
        "{time}use @crate@::{names};\n\n{attribute}{function} main() -> Result<(), Box<dyn std::error::Error>> \
         {{\n    let client = {client}::connect(\"redis://127.0.0.1:6379\"){wait}?;{call}\n    Ok(())\n}}"
    )
}

/// The README's table of operations.
fn table(catalogue: &Catalogue) -> String {
    let row =
        |operation: &Operation| format!("| `{}` | {} |\n", operation.name, docs::brief(operation).join(" "));
    catalogue.operations().map(row).collect()
}

/// What is included into a module of the user's crate. It cannot have inner attributes, so the rest is in a file of its own.
const INCLUDED: &str = "\
mod generated;
#[allow(
    clippy::allow_attributes, clippy::allow_attributes_without_reason, clippy::pub_use, unreachable_pub, unused_imports
)]
pub use generated::*;
";

/// Whoever includes the module need not use all of it, and has lints of their own.
const QUIET: &str = "#![allow(
    warnings, clippy::all, clippy::cargo, clippy::nursery, clippy::pedantic, clippy::restriction, missing_docs,
    unreachable_pub, unused_qualifications
)]
";

/// The crate's root, or the module's.
fn root(catalogue: &Catalogue, options: &Options) -> String {
    let &Options { layout, connection, .. } = options;
    let mut file = print::File::new();
    match layout {
        Layout::Crate => {
            let lines = fill(CRATE_DOCS, catalogue);
            file.docs(&lines.lines().map(str::to_owned).collect::<Vec<_>>());
            file.text(
                "#![deny(warnings, missing_docs)]\n\
                 // Without a client, there are no methods to write.\n\
                 #![cfg_attr(not(any(feature = \"async\", feature = \"blocking\")), allow(unused_imports))]\n\
                 #![forbid(unsafe_code)]\n",
            );
        }
        Layout::Module => file.text(QUIET),
    }
    let version = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));
    file.text(&format!("sigma_redis_runtime::generated_for!({version:?});\n"));
    let (mut modules, mut exports) = (Vec::new(), Vec::new());
    exports.push(print::item(quote! {
        #[doc(no_inline)]
        pub use sigma_redis_runtime as runtime;
    }));
    exports.push(print::item(quote! {
        #[doc(inline)]
        pub use sigma_redis_runtime::{
            Bytes, Config, ConnectionError, ConnectionErrorKind, Credentials, CrossSlotError, Each, Error, Iter,
            ParameterError, Response, ServerError, UnexpectedReply,
        };
    }));
    let of_replies = replies::runtime_types(catalogue);
    if !of_replies.is_empty() {
        let names = of_replies.into_iter().map(ident);
        exports.push(print::item(quote! {
            #[doc(inline)]
            pub use sigma_redis_runtime::{#(#names),*};
        }));
    }
    match connection {
        Connection::Own => {
            modules.push(print::item(quote!(
                mod clients;
            )));
            exports.push(print::item(quote! {
                #[doc(inline)]
                pub use clients::*;
            }));
        }
        Connection::Redis => {
            modules.push(print::item(quote!(
                mod over_redis;
            )));
            exports.push(print::item(quote!(
                pub use over_redis::*;
            )));
        }
    }
    if layout == Layout::Crate {
        modules.push(print::item(quote! {
            #[cfg(feature = "redis")]
            pub mod over_redis;
        }));
        exports.push(print::item(quote! {
            #[cfg(feature = "iam")]
            #[doc(inline)]
            pub use sigma_redis_runtime::iam;
        }));
    }
    if !catalogue.records.is_empty() {
        let (module, names) =
            (ident(replies::MODULE), catalogue.records.iter().map(|record| ident(&pascal(&record.name))));
        modules.push(print::item(quote!(mod #module;)));
        exports.push(print::item(quote!(pub use #module::{#(#names),*};)));
    }
    for group in &catalogue.groups {
        let module = ident(&group.name);
        modules.push(print::item(quote!(mod #module;)));
        let names = exported(group);
        exports.push(print::item(quote!(pub use #module::{#(#names),*};)));
    }
    file.text(&modules.concat());
    file.text(&exports.concat());
    file.finish()
}

/// The types of a group that users name.
fn exported(group: &Group) -> Vec<proc_macro2::Ident> {
    let mut names: Vec<_> = group
        .operations
        .iter()
        .flat_map(|operation| {
            let word = (!replies::words(operation).is_empty()).then(|| word_type(operation));
            let parts = operation.named_types().into_iter();
            let parts = parts.map(|path| ident(&type_of_part(&operation.name, &path)));
            [Some(type_name(operation)), word].into_iter().flatten().chain(parts).collect::<Vec<_>>()
        })
        .collect();
    names.sort();
    names
}
