//! The types of one operation: its parameters, and its reply where that is a list of words.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Connection, Types, docs, field, ident, print, reply_type, type_name, word_type};
use crate::catalogue::model::{Access, Kind, Operation, Param, Repeat, ReplyKind, Retry};
use crate::languages::pascal;

/// All items of one operation, printed.
pub(super) fn items(operation: &Operation, connection: Connection) -> String {
    let mut items = vec![print::item(parameters(operation, connection)), print::item(constructor(operation))];
    if let Some(each) = operation.each() {
        items.push(print::item(split(operation, each)));
    }
    items.push(implementation(operation, operation.each()));
    if let ReplyKind::Word(words) = &operation.reply.kind {
        items.extend(word_items(operation, words, connection).into_iter().map(print::item));
    }
    items.join("\n")
}

/// A link to what runs an operation.
fn link(operation: &Operation, connection: Connection) -> String {
    match connection {
        Connection::Own => format!("[`Client::{}`]", operation.name),
        Connection::Redis => format!("[`{0}`](over_redis::{0})", operation.name),
    }
}

/// The type that holds the parameters.
fn parameters(operation: &Operation, connection: Connection) -> TokenStream {
    let name = type_name(operation);
    let docs = docs::attributes(&[format!("The parameters of {}.", link(operation, connection))]);
    let fields = operation.params.iter().map(|param| {
        let (docs, name, kind) = (
            docs::attributes(&docs::param(param)),
            field(param),
            param.full_type().write(&Types { operation }),
        );
        quote!(#docs pub #name: #kind)
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct #name { #(#fields,)* }
    }
}

fn constructor(operation: &Operation) -> TokenStream {
    let name = type_name(operation);
    let fields: Vec<_> = operation.params.iter().map(field).collect();
    let arguments = operation.params.iter().map(|param| {
        let name = field(param);
        let kind = argument_type(param, operation);
        let kind = match param.repeat {
            Repeat::Once => kind,
            Repeat::Variadic | Repeat::Each => quote!(impl IntoIterator<Item = #kind>),
        };
        quote!(#name: #kind)
    });
    let values = operation.params.iter().map(|param| {
        let name = field(param);
        let converts = is_bytes(param.kind);
        match (converts, param.repeat) {
            (true, Repeat::Once) => quote!(#name: #name.into()),
            (false, Repeat::Once) => quote!(#name),
            (true, _) => quote!(#name: #name.into_iter().map(Into::into).collect()),
            (false, _) => quote!(#name: #name.into_iter().collect()),
        }
    });
    let list = fields.iter().map(|field| format!("`{field}`")).collect::<Vec<_>>().join(", ");
    let docs = docs::attributes(&[format!("The operation with {list}.")]);
    quote! {
        impl #name {
            #docs
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }
        }
    }
}

/// The operation itself; with `each`, the one for a single value of that parameter. As text: it has one
/// form for all operations, and parsing it again would take a third of the whole time.
fn implementation(operation: &Operation, each: Option<&Param>) -> String {
    let name = type_name(operation);
    let name = if each.is_some() { format!("each::{name}") } else { name.to_string() };
    let reply = reply_type(operation).to_string().replace(' ', "");
    let method = &operation.name;
    let words: Vec<_> = operation.command.split(' ').map(|word| format!("{word:?}")).collect();
    let words = words.join(", ");
    let resend = match operation.access {
        Access::Read => "Always",
        Access::Write(Retry::Safe) => "OnRequest",
        Access::Write(Retry::Never) => "Never",
    };
    let named = field(each.unwrap_or(operation.key()));
    let key = match each.map_or(Kind::Key, |param| param.kind) {
        Kind::Key | Kind::String | Kind::Any => format!("self.{named}"),
        Kind::Integer => format!("Bytes::from(self.{named})"),
        Kind::Seconds => format!("Bytes::from(self.{named}.as_secs())"),
    };
    let arguments = operation.wire_params().map(|param| {
        // Keys are shown as such: they decide which node of a cluster runs the operation.
        let visit = match (param.kind, param.repeat) {
            (Kind::Key, Repeat::Variadic) => "keys",
            (Kind::Key, _) => "key",
            (_, Repeat::Variadic) => "list",
            _ => "one",
        };
        format!("        to.{visit}({:?}, &self.{});\n", param.name, field(param))
    });
    let arguments: String = arguments.collect();
    format!(
        "impl runtime::Operation for {name} {{
    type Reply = {reply};
    const NAME: &'static str = {method:?};
    const COMMAND: &'static [&'static str] = &[{words}];
    const RESEND: runtime::Resend = runtime::Resend::{resend};
    #[inline]
    fn into_key(self) -> Bytes {{
        {key}
    }}
    fn arguments(&self, to: &mut impl runtime::Arguments) {{
{arguments}    }}
}}
"
    )
}

/// Splits an operation that runs once for each value of a parameter.
fn split(operation: &Operation, each: &Param) -> TokenStream {
    let name = type_name(operation);
    let (key, values, parameter) = (field(operation.key()), field(each), &each.name);
    let fields = operation.params.iter().map(|param| {
        let name = field(param);
        match (param.name == each.name, is_bytes(param.kind) || param.repeat != Repeat::Once) {
            (false, true) => quote!(#name: #name.clone()),
            _ => quote!(#name),
        }
    });
    let all = operation.params.iter().map(field);
    quote! {
        impl runtime::OperationEach for #name {
            type Single = each::#name;
            const PARAMETER: &'static str = #parameter;
            fn key(&self) -> Bytes {
                self.#key.clone()
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
            use super::Bytes;
            #(#types)*
        }
    })
}

/// The operation for a single value of a parameter.
fn single(operation: &Operation, each: &Param) -> TokenStream {
    let name = type_name(operation);
    let fields = operation.params.iter().map(|param| {
        let kind = if param.name == each.name { param.value_type() } else { param.full_type() };
        let kind = kind.write(&Types { operation });
        let (docs, field) = (docs::attributes(&docs::param(param)), field(param));
        quote!(#docs pub #field: #kind)
    });
    let docs = docs::attributes(&[format!("One value of [`{name}`](super::{name}).")]);
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #name { #(#fields,)* }
    }
}

/// The enum of the words that an operation answers.
fn word_items(operation: &Operation, words: &[String], connection: Connection) -> Vec<TokenStream> {
    let name = word_type(operation);
    let docs = docs::attributes(&[
        format!("What {} answers.", link(operation, connection)),
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

/// Whether values of a kind are bytes.
fn is_bytes(kind: Kind) -> bool {
    matches!(kind, Kind::Key | Kind::String | Kind::Any)
}

/// What a constructor takes for one value.
fn argument_type(param: &Param, operation: &Operation) -> TokenStream {
    if is_bytes(param.kind) {
        quote!(impl Into<Bytes>)
    } else {
        param.value_type().write(&Types { operation })
    }
}
