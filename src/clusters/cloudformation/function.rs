//! The function, and what it finds in its environment.

use serde_json::{Value, json};

use super::super::spec::{Auth, Cluster};
use super::{Entry, Template, attribute, endpoint};

impl Template {
    /// The function that uses the cluster, where the spec has one. It waits for its ways to the cluster and
    /// to the secret.
    pub(super) fn function(&mut self, id: &str, cluster: &Cluster, ways: Vec<String>) {
        let Some(function) = &cluster.function else { return };
        let place = Self::place(id, cluster);
        let mut value = json!({ "Type": "AWS::Lambda::Function" });
        if !ways.is_empty() {
            value["DependsOn"] = ways.into();
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

/// The clusters that the generated JavaScript SDK reads from its environment. Names, users and ARNs have no
/// `$`, which would mean something here.
pub(super) fn environment(id: &str, cluster: &Cluster) -> Value {
    let login = match &cluster.auth {
        Auth::None => String::new(),
        Auth::Token { secret } => format!(r#","secret":"{secret}""#),
        Auth::Iam { user } => format!(r#","user":"{user}""#),
    };
    let text = format!(
        r#"{{"{}":{{"host":"${{Host}}","port":${{Port}},"tls":{},"clusterModeEnabled":{}{login}}}}}"#,
        cluster.name, cluster.in_transit, cluster.clustered
    );
    let of_endpoint =
        |part| attribute(&format!("{id}ReplicationGroup"), &format!("{}.{part}", endpoint(cluster)));
    json!({ "Fn::Sub": [text, { "Host": of_endpoint("Address"), "Port": of_endpoint("Port") }] })
}
