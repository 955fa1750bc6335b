//! The function, and what it finds in its environment.

use serde_json::{Value, json};

use super::super::spec::{Auth, Cluster};
use super::{Entry, Template, attribute, endpoint};

impl Template {
    /// The function that uses the cluster, where the spec has one. It waits for the rule that lets it through.
    pub(super) fn function(&mut self, id: &str, cluster: &Cluster, ingress: Option<String>) {
        let Some(function) = &cluster.function else { return };
        let place = Self::place(id, cluster);
        let mut value = json!({ "Type": "AWS::Lambda::Function" });
        if let Some(ingress) = ingress {
            value["DependsOn"] = ingress.into();
        }
        value["Properties"] = json!({
            "Runtime": function.runtime,
            "Handler": function.handler,
            "Code": { "S3Bucket": function.bucket, "S3Key": function.key },
            "Role": attribute(&format!("{id}FunctionRole"), "Arn"),
            "Timeout": function.timeout,
            "MemorySize": function.memory,
            "VpcConfig": { "SubnetIds": place.subnets, "SecurityGroupIds": [place.function_group] },
            "Environment": { "Variables": { "SIGMA_REDIS_CLUSTERS": environment(id, cluster) } },
        });
        let comment = format!("The function that uses {}.", cluster.name);
        self.resources.push(Entry { id: format!("{id}Function"), comment, value });
    }
}

/// The clusters that the generated JavaScript SDK reads from its environment. Names and users have no `$`, which
/// would mean something here.
pub(super) fn environment(id: &str, cluster: &Cluster) -> Value {
    let user = match &cluster.auth {
        Auth::Iam { user } => format!(r#","user":"{user}""#),
        _ => String::new(),
    };
    let text = format!(
        r#"{{"{}":{{"host":"${{Host}}","port":${{Port}},"tls":{},"clusterModeEnabled":{}{user}}}}}"#,
        cluster.name, cluster.in_transit, cluster.clustered
    );
    let of_endpoint =
        |part| attribute(&format!("{id}ReplicationGroup"), &format!("{}.{part}", endpoint(cluster)));
    json!({ "Fn::Sub": [text, { "Host": of_endpoint("Address"), "Port": of_endpoint("Port") }] })
}
