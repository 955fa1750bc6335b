//! What operations have that run on several nodes of a cluster.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use crate::catalogue::model::{Combine, NODE, NodeSet, Nodes, Operation};

/// What the field and the method for the only node are for.
fn node_docs() -> [String; 1] {
    ["Asks only the node with this address, `host:port`, as results have it; without it all of them."
        .to_owned()]
}

/// The field for the only node that is asked, where each has a result of its own.
pub(super) fn field(operation: &Operation) -> Option<TokenStream> {
    let docs = docs::attributes(&node_docs());
    operation.is_by_node().then(|| quote!(#docs pub node: Option<Bytes>))
}

/// What `new` puts there.
pub(super) fn nobody(operation: &Operation) -> Option<String> {
    operation.is_by_node().then(|| "node: None".to_owned())
}

/// The method that sets it.
pub(super) fn setter(operation: &Operation) -> Option<String> {
    let docs = docs::comment(&node_docs(), "    ");
    operation.is_by_node().then(|| {
        format!(
            "{docs}    #[must_use]
    pub fn node(mut self, node: impl Into<Bytes>) -> Self {{
        self.node = Some(node.into());
        self
    }}
"
        )
    })
}

/// Which nodes run it, as items of its implementation.
pub(super) fn chosen(operation: &Operation, nodes: Nodes) -> String {
    let set = match nodes.set {
        NodeSet::Shards => "Shards",
        NodeSet::All => "All",
    };
    let mut items = format!("    const NODES: runtime::NodeSet = runtime::NodeSet::{set};\n");
    if operation.is_by_node() {
        items.push_str(&format!(
            "    fn node(&self) -> Option<&Bytes> {{\n        self.{NODE}.as_ref()\n    }}\n"
        ));
    }
    items
}

/// The implementation that says what the nodes' answers come to; empty where they stay apart.
pub(super) fn combined(operation: &Operation, generics: &str, name: &str) -> String {
    let Some(combine) = operation.nodes.and_then(|nodes| nodes.combine) else { return String::new() };
    let method = match combine {
        Combine::Sum => "sum",
        Combine::And => "and",
        Combine::Same => "same",
        Combine::First => "any",
        Combine::Join => "join",
    };
    format!(
        "
impl{generics} runtime::CombinedOperation for {name} {{
    fn combine(answers: runtime::Answers<Self::Reply>) -> Result<Self::Reply, runtime::Error> {{
        answers.{method}()
    }}
}}
"
    )
}

/// What the docs of an operation say of where it runs.
pub(super) fn sentence(operation: &Operation) -> Option<String> {
    let Nodes { set, combine } = operation.nodes?;
    let nodes = match set {
        NodeSet::Shards => "every master",
        NodeSet::All => "every node, masters and replicas,",
    };
    let answer = match combine {
        None => "Each node has a result of its own, under its address.",
        Some(Combine::Sum) => "The result is the sum of their answers.",
        Some(Combine::And) => "The result is true where all of them say so.",
        Some(Combine::Same) => "The result is the first one's, once all have succeeded.",
        Some(Combine::First) => "The result is the first that is no error.",
        Some(Combine::Join) => "The result has what all of them answer.",
    };
    Some(format!("In a cluster it runs on {nodes} at the same time. {answer}"))
}
