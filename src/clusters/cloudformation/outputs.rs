//! What a stack tells: endpoints, and what a function needs.

use serde_json::{Value, json};

use super::super::spec::Cluster;
use super::function::environment;
use super::{Entry, Template, attribute, endpoint, reference};

impl Template {
    pub(super) fn cluster_outputs(&mut self, id: &str, cluster: &Cluster) {
        let group = format!("{id}ReplicationGroup");
        let place = Self::place(id, cluster);
        let comment = format!("How to reach {}.", cluster.name);
        let address = attribute(&group, &format!("{}.Address", endpoint(cluster)));
        self.output(id, "Endpoint", &comment, "The host that clients connect to", address);
        if !cluster.clustered {
            let reader = attribute(&group, "ReaderEndPoint.Address");
            self.output(id, "EndpointReader", "", "The host of the replicas, to read from", reader);
        }
        let port = attribute(&group, &format!("{}.Port", endpoint(cluster)));
        self.output(id, "Port", "", "The port", port);
        let tls = if cluster.in_transit { "true" } else { "false" };
        self.output(id, "Tls", "", "Whether connections use TLS", tls.into());
        self.output(id, "Identifier", "", "The replication group's identifier", reference(group));

        let comment = format!("What a function that uses {} is deployed with.", cluster.name);
        let role = attribute(&format!("{id}FunctionRole"), "Arn");
        self.output(id, "FunctionRoleArn", &comment, "Its role", role);
        let subnets = json!({ "Fn::Join": [",", place.subnets] });
        self.output(id, "FunctionSubnets", "", "VpcConfig: the subnets, separated by commas", subnets);
        self.output(id, "FunctionSecurityGroup", "", "VpcConfig: the security group", place.function_group);
        self.output(
            id,
            "FunctionEnvironment",
            "",
            "Its environment variable SIGMA_REDIS_CLUSTERS",
            environment(id, cluster),
        );
        if cluster.function.is_some() {
            let name = reference(format!("{id}Function"));
            self.output(id, "FunctionName", "", "The name that AWS gave the function", name);
        }
    }

    fn output(&mut self, id: &str, name: &str, comment: &str, description: &str, value: Value) {
        let value = json!({ "Description": description, "Value": value });
        self.outputs.push(Entry { id: format!("{id}{name}"), comment: comment.to_owned(), value });
    }
}
