//! The Rust client: a module for every group of operations, the clients with their methods, and around them either a
//! crate or what a build script's user includes. All of it stands on the crate in `runtime/rust`.

#[cfg(feature = "cli")]
pub(crate) mod api;
mod builder;
pub(crate) mod call;
mod checks;
mod docs;
mod examples;
mod expected;
mod functions;
mod methods;
mod nodes;
mod operations;
mod package;
mod params;
mod print;
mod printed;
mod replies;
mod tags;
mod wire;

use std::borrow::Cow;

use crate::catalogue::Catalogue;
use crate::catalogue::model::{Group, Operation, Param, ReplyType};
use crate::languages::text::HEADER;
use crate::languages::types::{self, Leaf};
use crate::languages::{pascal, rust::ident as rust_ident};
use crate::targets::Files;
#[cfg(feature = "cli")]
pub(crate) use params::Place;
use printed::Printed;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// What to generate, and in which form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// A crate of its own, or a module.
    pub layout: Layout,
    /// The folder of the crate `sigma-redis-runtime`, as a crate's `Cargo.toml` names it: relative to the output, or
    /// absolute. Without it, Cargo takes the one in the registry.
    pub runtime: Option<String>,
    /// What a module's operations run over. A crate has both, one of them behind its feature `redis`.
    pub connection: Connection,
}

impl Options {
    /// The name of an option that is for the other layout, and what to say about it.
    pub fn misplaced(&self) -> Option<(&'static str, &'static str)> {
        match self.layout {
            Layout::Module if self.runtime.is_some() => Some((
                "runtime",
                "is for the layout `crate`: a module has no Cargo.toml, and the crate that includes it names its dependencies",
            )),
            Layout::Crate if self.connection == Connection::Redis => Some((
                "connection",
                "is for the layout `module`: a crate has both kinds, one of them behind its feature `redis`",
            )),
            _ => None,
        }
    }

    /// Whether there is a function for each operation, over the redis crate.
    fn has_functions(&self) -> bool {
        self.connection == Connection::Redis || self.layout == Layout::Crate
    }
}

#[cfg(feature = "cli")]
impl super::Target for Options {
    fn name(&self) -> &str {
        "rust"
    }

    fn templates(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    fn generate(&self, input: &super::Input<'_>) -> crate::error::Result<Files> {
        Ok(generate(input.catalogue, self))
    }
}

/// What operations run over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// Connections of the client's own, with all of its guarantees: the clients have a method for each operation.
    #[default]
    Own,
    /// Connections of the `redis` crate: there is a function for each operation.
    Redis,
}

/// The form of the generated client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A crate: `Cargo.toml`, `README.md`, `src/` and a test that runs the catalogue's examples.
    #[default]
    Crate,
    /// A module to include into another crate, which depends on `sigma-redis-runtime`: `mod.rs` and what belongs to it.
    Module,
}

/// The two clients, without their methods.
const CLIENTS: &str = include_str!("../../../templates/rust/clients.rs.in");

/// Generates the Rust client.
pub fn generate(catalogue: &Catalogue, options: &Options) -> Files {
    let mut files = Files::default();
    let whole = catalogue;
    let catalogue = &match options.connection {
        Connection::Own => Cow::Borrowed(whole),
        Connection::Redis => Cow::Owned(whole.filtered(|operation| !operation.needs_own_client())),
    };
    let folder = match options.layout {
        Layout::Crate => "src/",
        Layout::Module => "generated/",
    };
    let printed = printed::all(catalogue, options);
    let mut rest = printed.as_slice();
    for group in &catalogue.groups {
        let (operations, others) = rest.split_at(group.operations.len());
        rest = others;
        files.add(format!("{folder}{}.rs", group.name), group_file(group, operations, options));
    }
    if !catalogue.records.is_empty() {
        files.add(format!("{folder}{}.rs", replies::MODULE), replies::file(catalogue));
    }
    if options.connection == Connection::Own {
        files.add(format!("{folder}clients.rs"), format!("// {HEADER}\n\n{CLIENTS}"));
    }
    if options.has_functions() {
        files.add(format!("{folder}over_redis.rs"), functions::file(whole, &printed));
    }
    package::add(&mut files, catalogue, options);
    if options.layout == Layout::Crate {
        files.add("tests/examples.rs", examples::file(catalogue, &printed));
    }
    files
}

/// One group: the clients' methods, and the types of the operations' parameters and replies.
fn group_file(group: &Group, operations: &[Printed<'_>], options: &Options) -> String {
    let mut file = print::File::new();
    file.docs(&docs::group(group));
    let names_bytes = group.operations.iter().any(operations::names_bytes);
    let runtime = if names_bytes { "runtime::{self, Bytes}" } else { "runtime" };
    match options.connection {
        Connection::Own => {
            file.text(&format!("use super::clients::*;\nuse super::{runtime};\n"));
            let methods = operations.iter().map(|operation| &*operation.asynchronous);
            file.implementation("runtime::with_async!", "impl Client", methods);
            let methods = operations.iter().map(|operation| &*operation.blocking);
            file.implementation("runtime::with_blocking!", "impl blocking::Client", methods);
        }
        // For the links in the docs.
        Connection::Redis => file.text(&format!("use super::over_redis;\nuse super::{runtime};\n")),
    }
    if group.operations.iter().any(replies::has_record) {
        file.text("use super::records::*;\n");
    }
    for operation in operations {
        file.text(&operation.types);
    }
    if let Some(module) = operations::each_module(&group.operations) {
        file.item(module);
    }
    file.finish()
}

/// The library name of the generated crate: `sigma_redis` for `sigma-redis`.
pub(super) fn crate_name(catalogue: &Catalogue) -> String {
    catalogue.service.package.replace('-', "_")
}

/// The type of an operation's parameters, such as `Sadd`.
fn type_name(operation: &Operation) -> Ident {
    ident(&pascal(&operation.name))
}

/// The type of the words that an operation answers, such as `TypeReply`.
fn word_type(operation: &Operation) -> Ident {
    ident(&format!("{}Reply", pascal(&operation.name)))
}

fn field(param: &Param) -> Ident {
    ident(&param.name)
}

fn ident(name: &str) -> Ident {
    match rust_ident(name).strip_prefix("r#") {
        Some(keyword) => Ident::new_raw(keyword, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// The Rust type of an operation's usual reply.
pub(super) fn reply_type(operation: &Operation) -> TokenStream {
    reply_of(&operation.reply.usual, operation)
}

/// The Rust type of one of an operation's replies.
fn reply_of(reply: &ReplyType, operation: &Operation) -> TokenStream {
    reply.full_type().write(&Types { operation: Some(operation) })
}

/// A type as it is written by hand: without blanks but where they are needed.
fn written(tokens: &TokenStream) -> String {
    tokens.to_string().replace(' ', "")
}

/// Plain types of fields and replies. Words are an operation's own; elsewhere they are bytes.
struct Types<'a> {
    operation: Option<&'a Operation>,
}

impl types::Types for Types<'_> {
    type Written = TokenStream;

    fn leaf(&self, leaf: &Leaf) -> TokenStream {
        match (leaf, self.operation) {
            (Leaf::Key | Leaf::Text | Leaf::Any | Leaf::Bulk | Leaf::OneOfWords(_), _) => quote!(Bytes),
            (Leaf::Integer, _) => quote!(i64),
            (Leaf::Double, _) => quote!(f64),
            (Leaf::Seconds | Leaf::Milliseconds | Leaf::Timeout, _) => quote!(std::time::Duration),
            (Leaf::UnixSeconds | Leaf::UnixMilliseconds, _) => quote!(std::time::SystemTime),
            (Leaf::Switch | Leaf::Flag, _) => quote!(bool),
            (Leaf::Status, _) => quote!(()),
            (Leaf::Members, _) => quote!(Vec<Bytes>),
            (Leaf::Anything, _) => quote!(runtime::Value),
            (Leaf::Word(_), Some(operation)) => {
                let name = word_type(operation);
                quote!(#name)
            }
            (Leaf::Word(_), None) => quote!(Bytes),
        }
    }

    fn optional(&self, of: TokenStream) -> TokenStream {
        quote!(Option<#of>)
    }

    fn list(&self, of: TokenStream) -> TokenStream {
        quote!(Vec<#of>)
    }

    fn map(&self, of: TokenStream) -> TokenStream {
        quote!(runtime::Map<#of>)
    }

    fn record(&self, name: &str) -> TokenStream {
        let name = ident(&pascal(name));
        quote!(#name)
    }

    fn group(&self, _: Vec<(&types::Part, TokenStream)>) -> TokenStream {
        unreachable!("parameters with parts have types with names of their own")
    }

    fn any_of(&self, _: Vec<(&types::Part, TokenStream)>) -> TokenStream {
        unreachable!("parameters with parts have types with names of their own")
    }
}
