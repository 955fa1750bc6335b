//! The types of one operation: its parameters, and its reply where that is a list of words.

use proc_macro2::TokenStream;
use quote::quote;

use super::params::Place;
use super::{
    Connection, builder, docs, field, nodes, params, print, replies, reply_type, type_name, wire, written,
};
use crate::catalogue::Catalogue;
use crate::catalogue::model::{Access, Kind, Operation, Param, Repeat, ReplyKind, ReplyType, Retry, Shape};

/// All items of one operation, printed.
pub(super) fn items(operation: &Operation, connection: Connection, catalogue: &Catalogue) -> String {
    let link = link(operation, connection);
    let mut items = vec![print::item(parameters(operation, &link)), constructor(operation)];
    items.extend(builder::implementations(operation));
    if let Some(each) = operation.each() {
        items.push(print::item(split(operation, each)));
    }
    items.push(implementation(operation, operation.each(), catalogue));
    items.extend(params::types(&operation.params, &Place::of(operation)));
    items.extend(replies::word_items(operation, &link).into_iter().map(print::item));
    items.join("\n")
}

/// A link to what runs an operation.
fn link(operation: &Operation, connection: Connection) -> String {
    match connection {
        Connection::Own => format!("[`Client::{}`]", operation.name),
        Connection::Redis => format!("[`{0}`](over_redis::{0})", operation.name),
    }
}

/// Whether the items of an operation name `Bytes`: as the key of a result, in a parameter, or in a reply.
pub(super) fn names_bytes(operation: &Operation) -> bool {
    fn is_bytes(param: &Param) -> bool {
        params::is_bytes(param) || param.parts().iter().any(is_bytes)
    }
    let of_reply =
        |reply: &ReplyType| matches!(reply.kind, ReplyKind::Bulk | ReplyKind::Members | ReplyKind::Word(_));
    operation.nodes.is_none()
        || operation.is_by_node()
        || operation.params.iter().any(is_bytes)
        || operation.reply.types().flat_map(ReplyType::walk).any(of_reply)
}

/// The type that holds the parameters.
fn parameters(operation: &Operation, link: &str) -> TokenStream {
    let name = type_name(operation);
    let docs = docs::attributes(&[format!("The parameters of {link}.")]);
    let mut fields = params::fields(&operation.params, &Place::of(operation));
    fields.extend(nodes::field(operation));
    let derives = params::derives(&operation.params);
    let is_whole = operation.params.iter().all(Param::is_required) && !operation.is_by_node();
    // More that may be left out can come later.
    let open = (!is_whole).then(|| quote!(#[non_exhaustive]));
    if operation.reply.when.is_empty() {
        return quote! {
            #docs
            #derives
            #open
            pub struct #name { #(#fields,)* }
        };
    }
    let reply = reply_type(operation);
    quote! {
        #docs
        ///
        /// `R` is what comes back; methods that change that change the type.
        #derives
        #open
        pub struct #name<R = #reply> { #(#fields,)* reply: std::marker::PhantomData<fn() -> R> }
    }
}

fn constructor(operation: &Operation) -> String {
    let name = type_name(operation);
    let (arguments, mut values) = params::constructor(&operation.params, &Place::of(operation));
    values.extend(nodes::nobody(operation));
    if !operation.reply.when.is_empty() {
        values.push("reply: std::marker::PhantomData".to_owned());
    }
    let required = operation.params.iter().filter(|param| param.is_required());
    let list = required.map(|param| format!("`{}`", field(param))).collect::<Vec<_>>().join(", ");
    let list = if list.is_empty() { "nothing but its command".to_owned() } else { list };
    let mut docs = docs::comment(&[format!("The operation with {list}.")], "    ");
    if arguments.is_empty() {
        // Whoever makes it with nothing may expect `default` as well.
        docs.push_str("    #[allow(clippy::new_without_default)]\n");
    }
    print::implementation(&format!("impl {name}"), [params::new(&docs, &arguments, &values)])
}

/// The operation itself; with `each`, the one for a single value of that parameter. As text: it has one
/// form for all operations, and parsing it again would take a third of the whole time.
fn implementation(operation: &Operation, each: Option<&Param>, catalogue: &Catalogue) -> String {
    let name = type_name(operation);
    let has_cases = !operation.reply.when.is_empty();
    let (generics, name) = match each {
        Some(_) => ("", format!("each::{name}")),
        None if has_cases => ("<R: runtime::Reply>", format!("{name}<R>")),
        None => ("", name.to_string()),
    };
    let reply = if has_cases { "R".to_owned() } else { written(&reply_type(operation)) };
    let method = &operation.name;
    let words: Vec<_> = operation.command.split(' ').map(|word| format!("{word:?}")).collect();
    let words = words.join(", ");
    let resend = match &operation.access {
        Access::Read => "Always",
        Access::Write(Retry::Safe | Retry::SafeWithout(_)) => "OnRequest",
        Access::Write(Retry::Never) => "Never",
    };
    let arguments = wire::arguments(operation, each);
    let mut more = match operation.nodes {
        Some(nodes) => nodes::chosen(operation, nodes),
        None => into_key(each.or(operation.key())),
    };
    if let Some(wait) = operation.wait() {
        more.push_str(&format!(
            "    fn wait(&self) -> std::time::Duration {{
        self.{}{}
    }}
",
            field(wait),
            if params::is_option(wait) { ".unwrap_or_default()" } else { "" }
        ));
    }
    if let Access::Write(Retry::SafeWithout(names)) = &operation.access {
        let given: Vec<_> = names.iter().map(|name| builder::is_given(operation, name)).collect();
        more.push_str(&format!(
            "    fn resend(&self) -> runtime::Resend {{
        if {} {{ runtime::Resend::Never }} else {{ Self::RESEND }}
    }}
",
            given.join(" || ")
        ));
    }
    let given = replies::given_by(operation, catalogue);
    if !given.is_empty() {
        let pairs: Vec<_> =
            given.iter().map(|name| format!("({name:?}, {})", builder::is_given(operation, name))).collect();
        more.push_str(&format!(
            "    fn read(&self, frame: &runtime::Frame<'_>) -> Option<Self::Reply> {{
        let given = [{}];
        runtime::Reply::read_given(frame, runtime::Given(&given))
    }}
",
            pairs.join(", ")
        ));
    }
    let to = if arguments.is_empty() { "_" } else { "to" };
    let arguments = if arguments.is_empty() { arguments } else { format!("\n{arguments}    ") };
    let kind = if operation.nodes.is_some() { "OperationOnNodes" } else { "Operation" };
    let combined = nodes::combined(operation, generics, &name);
    format!(
        "impl{generics} runtime::{kind} for {name} {{
    type Reply = {reply};
    const NAME: &'static str = {method:?};
    const COMMAND: &'static [&'static str] = &[{words}];
    const RESEND: runtime::Resend = runtime::Resend::{resend};
{more}    fn arguments(&self, {to}: &mut impl runtime::Arguments) {{{arguments}}}
}}
{combined}"
    )
}

/// The name under which the result stands: a value, or else the position.
fn into_key(named: Option<&Param>) -> String {
    let (index, key) = match named {
        Some(named) => {
            let name = field(named);
            let key = match named.shape {
                Shape::Value(Kind::Integer) => format!("Bytes::from(self.{name})"),
                Shape::Value(Kind::Seconds) => format!("Bytes::from(self.{name}.as_secs())"),
                _ => format!("self.{name}"),
            };
            ("_", key)
        }
        None => ("index", "Bytes::from(index)".to_owned()),
    };
    format!(
        "    #[inline]
    fn into_key(self, {index}: usize) -> Bytes {{
        {key}
    }}
"
    )
}

/// Splits an operation that runs once for each value of a parameter.
fn split(operation: &Operation, each: &Param) -> TokenStream {
    let name = type_name(operation);
    let (values, parameter) = (field(each), &each.name);
    let (index, key) = match operation.key() {
        Some(key) => {
            let key = field(key);
            (quote!(_), quote!(self.#key.clone()))
        }
        None => (quote!(index), quote!(Bytes::from(index))),
    };
    let fields = operation.params.iter().map(|param| {
        let name = field(param);
        let is_copied = matches!(param.shape, Shape::Value(_) | Shape::Word(_)) && !params::is_bytes(param);
        match param.name == each.name || is_copied && param.repeat == Repeat::Once {
            true => quote!(#name),
            false => quote!(#name: #name.clone()),
        }
    });
    let all = operation.params.iter().map(field);
    quote! {
        impl runtime::OperationEach for #name {
            type Single = each::#name;
            const PARAMETER: &'static str = #parameter;
            fn key(&self, #index: usize) -> Bytes {
                #key
            }
            fn singles(self) -> Vec<Self::Single> {
                let Self { #(#all),* } = self;
                #values.into_iter().map(|#values| each::#name { #(#fields),* }).collect()
            }
        }
    }
}

/// The operations for single values, in a module of their own because they have the same names; `None`
/// where no operation needs one.
pub(super) fn each_module(operations: &[Operation]) -> Option<TokenStream> {
    let mut types =
        operations.iter().filter_map(|operation| Some(single(operation, operation.each()?))).peekable();
    types.peek()?;
    Some(quote! {
        #[doc(hidden)]
        pub mod each {
            use super::*;
            #(#types)*
        }
    })
}

/// The operation for a single value of a parameter.
fn single(operation: &Operation, each: &Param) -> TokenStream {
    let name = type_name(operation);
    let fields = operation.params.iter().map(|param| {
        let place = Place::of(operation);
        let kind = if param.name == each.name { place.value_type(param) } else { place.field_type(param) };
        let (docs, field) = (docs::attributes(&params::param_docs(param)), field(param));
        quote!(#docs pub #field: #kind)
    });
    let docs = docs::attributes(&[format!("One value of [`{name}`](super::{name}).")]);
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #name { #(#fields,)* }
    }
}
