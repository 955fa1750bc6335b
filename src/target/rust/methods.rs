//! The methods of the two clients.

use quote::quote;

use super::{Layout, docs, examples, field, ident, print, reply_type, type_name};
use crate::catalogue::model::{Group, Operation};

/// The async client or the blocking one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    Async,
    Blocking,
}

/// The methods of a group, printed.
pub(super) fn of_group(group: &Group, flavour: Flavour, layout: Layout, crate_name: &str) -> Vec<String> {
    print::in_parallel(&group.operations, |operation| method(operation, flavour, layout, crate_name))
}

fn method(operation: &Operation, flavour: Flavour, layout: Layout, crate_name: &str) -> String {
    let mut lines = match flavour {
        Flavour::Async => docs::operation(operation),
        Flavour::Blocking => docs::brief(operation),
    };
    match flavour {
        Flavour::Async => docs::paragraph(&mut lines, examples::docs(operation, layout, crate_name)),
        Flavour::Blocking => {
            let more = format!("As [`Client::{}`], without async.", operation.name);
            docs::paragraph(&mut lines, vec![more]);
        }
    }
    let name = ident(&operation.name);
    let parameters = type_name(operation);
    let reply = reply_type(operation);
    let reply = if operation.each().is_some() { quote!(Each<#reply>) } else { reply };
    let call = ident(if operation.each().is_some() { "call_each" } else { "call" });
    let (argument, item, operations) = if operation.only_key() {
        let keys = ident(&format!("{}s", field(operation.key())));
        (keys.clone(), quote!(impl Into<Bytes>), quote!(#keys.into_iter().map(#parameters::new)))
    } else {
        let operations = ident("operations");
        (operations.clone(), quote!(#parameters), quote!(#operations))
    };
    let (asyncness, wait) = match flavour {
        Flavour::Async => (Some(quote!(async)), Some(quote!(.await))),
        Flavour::Blocking => (None, None),
    };
    let method = print::member(quote! {
        pub #asyncness fn #name(&self, #argument: impl IntoIterator<Item = #item>) -> Response<#reply> {
            self.#call(#operations) #wait
        }
    });
    docs::comment(&lines, "    ") + &method
}
