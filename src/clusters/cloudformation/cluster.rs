//! The replication group and its subnet group.

use serde_json::json;

use super::super::rules::{is_tiered, numbers};
use super::super::spec::{Auth, Cluster, Vpc};
use super::{Entry, Template, reference};

impl Template {
    pub(super) fn cluster(&mut self, id: &str, cluster: &Cluster) {
        let place = Self::place(id, cluster);
        self.resource(
            format!("{id}SubnetGroup"),
            "",
            "AWS::ElastiCache::SubnetGroup",
            json!({ "Description": format!("Subnets of {}", cluster.id()), "SubnetIds": place.subnets }),
        );
        let mut properties = json!({
            "ReplicationGroupId": cluster.id(),
            "ReplicationGroupDescription": cluster.description,
            "Engine": cluster.engine,
            "EngineVersion": cluster.version,
            "CacheNodeType": cluster.node_type,
            "CacheParameterGroupName": parameter_group(cluster),
            "ClusterMode": if cluster.clustered { "enabled" } else { "disabled" },
            "AutomaticFailoverEnabled": cluster.failover,
            "MultiAZEnabled": cluster.multi_az(),
            "Port": cluster.port,
            "CacheSubnetGroupName": reference(format!("{id}SubnetGroup")),
            "SecurityGroupIds": [place.cluster_group],
            "TransitEncryptionEnabled": cluster.in_transit,
            "AtRestEncryptionEnabled": cluster.at_rest,
        });
        if cluster.clustered {
            properties["NumNodeGroups"] = cluster.shards.into();
            properties["ReplicasPerNodeGroup"] = (cluster.replicas - 1).into();
        } else {
            properties["NumCacheClusters"] = cluster.replicas.into();
        }
        if is_tiered(&cluster.node_type) {
            properties["DataTieringEnabled"] = true.into();
        }
        match &cluster.auth {
            Auth::None => {}
            Auth::Token { secret } => {
                properties["AuthToken"] =
                    format!("{{{{resolve:secretsmanager:{secret}:SecretString}}}}").into();
            }
            Auth::Iam { .. } => properties["UserGroupIds"] = json!([reference(format!("{id}UserGroup"))]),
        }
        let shape = if cluster.clustered {
            format!("{} of {}", count(cluster.shards, "shard"), count(cluster.replicas, "node"))
        } else {
            count(cluster.replicas, "node")
        };
        let mut comment = format!("The cluster {}: {shape}.", cluster.name);
        if matches!(cluster.vpc, Vpc::Existing { open_port: false, .. }) {
            comment += &format!(" Its security group has to let clients reach port {}.", cluster.port);
        }
        let mut value = json!({ "Type": "AWS::ElastiCache::ReplicationGroup" });
        if cluster.clustered {
            // Without it, CloudFormation replaces the cluster when the number of shards changes.
            value["UpdatePolicy"] = json!({ "UseOnlineResharding": true });
        }
        value["Properties"] = properties;
        self.resources.push(Entry { id: format!("{id}ReplicationGroup"), comment, value });
    }
}

fn count(number: i64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// AWS's default parameters for an engine version.
fn parameter_group(cluster: &Cluster) -> String {
    let numbers = numbers(&cluster.version);
    let version = match (cluster.engine.as_str(), &numbers[..]) {
        ("redis", [major @ (4 | 5), minor, ..]) => format!("{major}.{minor}"),
        ("redis", [6, ..]) => "6.x".to_owned(),
        (_, [major, ..]) => major.to_string(),
        (_, []) => String::new(),
    };
    let mode = if cluster.clustered { ".cluster.on" } else { "" };
    format!("default.{}{version}{mode}", cluster.engine)
}
