//! CloudFormation from a spec: a tree of resources with comments, written as YAML or JSON.
//!
//! A spec's texts are values of the tree and nothing else, so that none of them can become a part of the template's
//! structure. No intrinsic function needs a YAML tag: they are written out, as in JSON.

mod access;
mod cluster;
mod function;
pub(super) mod network;
mod outputs;
mod write;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Spec;
use super::spec::Cluster;

/// How a template is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// YAML, with comments.
    #[default]
    Yaml,
    /// JSON.
    Json,
}

/// The CloudFormation template of a spec's new clusters. The same spec gives the same bytes.
pub fn template(spec: &Spec, format: Format) -> String {
    let template = Template::new(spec);
    match format {
        Format::Yaml => template.yaml(),
        Format::Json => template.json(),
    }
}

/// The resources that a cluster has in a template, by their names.
pub(super) fn resources(cluster: &Cluster) -> BTreeMap<String, Value> {
    let mut template = Template { resources: Vec::new(), outputs: Vec::new() };
    template.cluster_with_all(cluster);
    template.resources.into_iter().map(|entry| (entry.id, entry.value)).collect()
}

/// What the names of a cluster's resources begin with: letters and digits, such as `SigmaRedis` for `sigma-redis`.
/// What follows it is never the end of what may follow another one, so that `a` and `a-user` share no name.
pub(super) fn logical_id(name: &str) -> String {
    let mut id = String::new();
    for part in name.split('-') {
        let mut characters = part.chars().map(|c| c.to_ascii_lowercase());
        id.extend(characters.next().map(|c| c.to_ascii_uppercase()));
        id.extend(characters);
    }
    id
}

/// A template.
struct Template {
    resources: Vec<Entry>,
    outputs: Vec<Entry>,
}

/// A resource or an output.
struct Entry {
    id: String,
    /// A line or more for people; none is written for the entries that follow another one closely.
    comment: String,
    value: Value,
}

impl Template {
    fn new(spec: &Spec) -> Self {
        let mut template = Self { resources: Vec::new(), outputs: Vec::new() };
        for cluster in &spec.clusters {
            template.cluster_with_all(cluster);
        }
        template
    }

    /// A cluster and what belongs to it.
    fn cluster_with_all(&mut self, cluster: &Cluster) {
        let id = logical_id(&cluster.name);
        let ways = self.network(&id, cluster);
        self.login(&id, cluster);
        self.cluster(&id, cluster);
        self.role(&id, cluster);
        self.function(&id, cluster, ways);
        self.cluster_outputs(&id, cluster);
    }

    fn resource(&mut self, id: String, comment: impl Into<String>, kind: &str, properties: Value) {
        let value = json!({ "Type": kind, "Properties": properties });
        self.resources.push(Entry { id, comment: comment.into(), value });
    }
}

/// The name of a resource, as a value.
fn reference(id: impl Into<String>) -> Value {
    json!({ "Ref": id.into() })
}

/// A resource's attribute, in the form that every reader of templates takes.
fn attribute(id: &str, attribute: &str) -> Value {
    json!({ "Fn::GetAtt": [id, attribute] })
}

/// The endpoint that clients connect to: the name of the replication group's attribute.
fn endpoint(cluster: &Cluster) -> &'static str {
    if cluster.clustered { "ConfigurationEndPoint" } else { "PrimaryEndPoint" }
}
