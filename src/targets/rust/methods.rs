//! The methods of the two clients.

use super::call::Style;
use super::functions::{deprecated, operation_argument};
use super::{Layout, docs, examples, reply_type, written};
use crate::catalogue::Catalogue;
use crate::catalogue::model::{Nodes, Operation};
use crate::languages::rust::ident;

/// The width of prettyplease's lines, without the macro around the methods.
const WIDTH: usize = 85;

/// The async client or the blocking one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    Async,
    Blocking,
}

impl From<Flavour> for Style {
    fn from(flavour: Flavour) -> Self {
        match flavour {
            Flavour::Async => Style::Async,
            Flavour::Blocking => Style::Blocking,
        }
    }
}

/// The method of an operation.
pub(super) fn method(
    operation: &Operation,
    flavour: Flavour,
    layout: Layout,
    catalogue: &Catalogue,
) -> String {
    let mut lines = match flavour {
        Flavour::Async => docs::operation(operation),
        Flavour::Blocking => docs::brief(operation),
    };
    match flavour {
        Flavour::Async => {
            docs::paragraph(&mut lines, examples::docs(operation, layout, Style::Async, catalogue))
        }
        Flavour::Blocking => {
            let more = format!("As [`Client::{}`], without async.", operation.name);
            docs::paragraph(&mut lines, vec![more]);
        }
    }
    let name = ident(&operation.name);
    let has_cases = !operation.reply.when.is_empty();
    let generics = if has_cases { "<R: runtime::Reply>" } else { "" };
    let reply = if has_cases { "R".to_owned() } else { written(&reply_type(operation)) };
    let each = format!("runtime::Each<{reply}>");
    let (call, reply) = match operation.nodes {
        Some(Nodes { combine: Some(_), .. }) => ("call_combined", reply),
        Some(Nodes { combine: None, .. }) => ("call_on_nodes", each),
        None if operation.each().is_some() => ("call_each", each),
        None => ("call", reply),
    };
    let (argument, item, operations) = operation_argument(operation);
    let returned = match flavour {
        Flavour::Async => format!("runtime::Call<'_, {reply}>"),
        Flavour::Blocking => format!("runtime::Response<{reply}>"),
    };
    // As text, without a parser: there are two for each operation, and all have this form.
    let argument = format!("{argument}: impl IntoIterator<Item = {item}>");
    let mut head = format!("    pub fn {name}{generics}(&self, {argument}) -> {returned} {{");
    if head.len() > WIDTH {
        head = format!(
            "    pub fn {name}{generics}(\n        &self,\n        {argument},\n    ) -> {returned} {{"
        );
    }
    let docs = docs::comment(&lines, "    ");
    let deprecated = deprecated(operation, "    ");
    format!("{docs}{deprecated}{head}\n        self.0.{call}({operations})\n    }}\n")
}
