//! What is around the groups: the crate's manifest, README and root, or the module's root.

use quote::quote;

use super::call::call;
use super::methods::Flavour;
use super::{HEADER, Layout, crate_name, docs, ident, print, type_name, word_type};
use crate::catalogue::model::{Access, Catalogue, Group, Operation, ReplyKind};
use crate::targets::Files;

const MANIFEST: &str = include_str!("../../../templates/rust/Cargo.toml.in");
const RUSTFMT: &str = include_str!("../../../templates/rust/rustfmt.toml.in");
const README: &str = include_str!("../../../templates/rust/README.md.in");
/// The module behind the feature `iam`; a module to include has no features.
const IAM: &str = include_str!("../../../templates/rust/iam.rs");
const CRATE_DOCS: &str = include_str!("../../../templates/rust/crate.md.in");

pub(super) fn add(files: &mut Files, catalogue: &Catalogue, layout: Layout) {
    match layout {
        Layout::Crate => {
            files.add("Cargo.toml", fill(MANIFEST, catalogue));
            files.add("README.md", fill(README, catalogue) + &table(catalogue));
            files.add("rustfmt.toml", RUSTFMT);
            files.add("src/lib.rs", root(catalogue, layout));
            let iam = IAM.replace("sigma_redis", &crate_name(catalogue));
            files.add("src/iam.rs", format!("{HEADER}\n{iam}"));
        }
        Layout::Module => files.add("mod.rs", root(catalogue, layout)),
    }
}

/// Puts the catalogue's names and first programs into a text. They stand only where any text may stand.
fn fill(template: &str, catalogue: &Catalogue) -> String {
    template
        .replace("@program@", &program(catalogue, Flavour::Async))
        .replace("@blocking program@", &program(catalogue, Flavour::Blocking))
        .replace("@package@", &catalogue.service.package)
        .replace("@crate@", &crate_name(catalogue))
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
    let shown = operations.min_by_key(|operation| match (&operation.access, &operation.reply.kind) {
        (Access::Read, ReplyKind::Bulk { .. }) => 0,
        (Access::Read, _) => 1,
        (Access::Write(_), _) => 2,
    });
    let call = shown.map(|operation| call(operation, &operation.examples[0], wait)).unwrap_or_default();
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

/// `lib.rs` or `mod.rs`. Only a crate's root can have inner attributes: the other one is included.
fn root(catalogue: &Catalogue, layout: Layout) -> String {
    let mut file = print::File::new(HEADER);
    let (allow_modules, allow_exports) = match layout {
        Layout::Crate => {
            let lines = fill(CRATE_DOCS, catalogue);
            file.docs(&lines.lines().map(str::to_owned).collect::<Vec<_>>());
            file.text("#![deny(warnings, missing_docs)]\n#![forbid(unsafe_code)]\n");
            (None, None)
        }
        // Whoever includes the module need not use all of it, nor do the selected operations.
        Layout::Module => {
            (Some(quote!(#[allow(dead_code, unused_imports)])), Some(quote!(#[allow(unused_imports)])))
        }
    };
    let mut modules = vec![print::item(quote!(#allow_modules pub mod runtime;))];
    if layout == Layout::Crate {
        modules.push(print::item(quote! {
            #[cfg(feature = "iam")]
            pub mod iam;
        }));
    }
    let mut exports = vec![print::item(quote! {
        #allow_exports
        #[doc(inline)]
        pub use runtime::{
            Bytes, Call, Client, Config, ConnectionError, ConnectionErrorKind, Credentials, CrossSlotError, Each,
            Error, Iter, ParameterError, Response, ServerError, UnexpectedReply,
        };
    })];
    for group in &catalogue.groups {
        let module = ident(&group.name);
        modules.push(print::item(quote!(#allow_modules mod #module;)));
        let names = exported(group);
        exports.push(print::item(quote!(#allow_exports pub use #module::{#(#names),*};)));
    }
    file.text(&modules.concat());
    file.text(&exports.concat());
    let docs = docs::attributes(&["The client without async.".to_owned()]);
    file.item(quote! {
        #docs
        #allow_exports
        pub mod blocking {
            pub use super::runtime::blocking::Client;
        }
    });
    file.finish()
}

/// The types of a group that users name.
fn exported(group: &Group) -> Vec<proc_macro2::Ident> {
    let mut names: Vec<_> = group
        .operations
        .iter()
        .flat_map(|operation| {
            let word = matches!(operation.reply.kind, ReplyKind::Word(_)).then(|| word_type(operation));
            [Some(type_name(operation)), word].into_iter().flatten()
        })
        .collect();
    names.sort();
    names
}
