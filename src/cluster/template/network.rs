//! A VPC with its subnets, security groups, and the way from the function to the cluster.

use serde_json::{Value, json};

use super::super::spec::{Cluster, Vpc};
use super::{Template, reference};

/// Where the cluster's nodes and the function are, as values of the template.
pub(super) struct Place {
    pub subnets: Vec<Value>,
    pub cluster_group: Value,
    pub function_group: Value,
}

impl Template {
    /// Gives the name of the rule that lets the function reach the cluster, where the template has one.
    pub(super) fn network(&mut self, id: &str, cluster: &Cluster) -> Option<String> {
        let Vpc::New { name, cidr, subnets } = &cluster.vpc else {
            return self.open_port(id, cluster);
        };
        let vpc = format!("{id}Vpc");
        self.resource(
            vpc.clone(),
            format!("The network of {}.", cluster.name),
            "AWS::EC2::VPC",
            json!({
                "CidrBlock": cidr.to_string(),
                "EnableDnsHostnames": true,
                "EnableDnsSupport": true,
                "Tags": tag(name),
            }),
        );
        for (index, (name, cidr)) in subnets.iter().enumerate() {
            let comment = match index {
                0 => {
                    "Private subnets: they have no way to the internet. They take turns between two zones, which \
                      every region has."
                }
                _ => "",
            };
            self.resource(
                format!("{id}Subnet{}", index + 1),
                comment,
                "AWS::EC2::Subnet",
                json!({
                    "VpcId": reference(&vpc),
                    "CidrBlock": cidr.to_string(),
                    "AvailabilityZone": { "Fn::Select": [index % 2, { "Fn::GetAZs": "" }] },
                    "Tags": tag(name),
                }),
            );
        }
        self.resource(
            format!("{id}FunctionGroup"),
            "Whatever is in this group reaches the cluster: the function belongs into it.",
            "AWS::EC2::SecurityGroup",
            json!({ "GroupDescription": format!("Clients of {}", cluster.name), "VpcId": reference(&vpc) }),
        );
        self.resource(
            format!("{id}ClusterGroup"),
            "",
            "AWS::EC2::SecurityGroup",
            json!({ "GroupDescription": format!("Nodes of {}", cluster.name), "VpcId": reference(&vpc) }),
        );
        let ingress = format!("{id}Ingress");
        self.resource(
            ingress.clone(),
            "",
            "AWS::EC2::SecurityGroupIngress",
            json!({
                "Description": format!("From the function to {}", cluster.name),
                "GroupId": super::attribute(&format!("{id}ClusterGroup"), "GroupId"),
                "SourceSecurityGroupId": super::attribute(&format!("{id}FunctionGroup"), "GroupId"),
                "IpProtocol": "tcp",
                "FromPort": cluster.port,
                "ToPort": cluster.port,
            }),
        );
        Some(ingress)
    }

    /// Lets the members of an existing group reach the port, only when that was asked for: a second stack that adds
    /// the same rule to a group fails.
    fn open_port(&mut self, id: &str, cluster: &Cluster) -> Option<String> {
        let Vpc::Existing { security_group, open_port: true, .. } = &cluster.vpc else { return None };
        let is_same = |entry: &&super::Entry| {
            let properties = &entry.value["Properties"];
            properties["GroupId"] == security_group.as_str() && properties["FromPort"] == cluster.port
        };
        // A rule may serve several clusters.
        if let Some(same) = self.resources.iter().find(is_same) {
            return Some(same.id.clone());
        }
        let ingress = format!("{id}Ingress");
        self.resource(
            ingress.clone(),
            "Members of the security group reach the cluster.",
            "AWS::EC2::SecurityGroupIngress",
            json!({
                "Description": format!("To {}", cluster.name),
                "GroupId": security_group,
                "SourceSecurityGroupId": security_group,
                "IpProtocol": "tcp",
                "FromPort": cluster.port,
                "ToPort": cluster.port,
            }),
        );
        Some(ingress)
    }

    pub(super) fn place(id: &str, cluster: &Cluster) -> Place {
        match &cluster.vpc {
            Vpc::New { subnets, .. } => Place {
                subnets: (1..=subnets.len()).map(|number| reference(format!("{id}Subnet{number}"))).collect(),
                cluster_group: super::attribute(&format!("{id}ClusterGroup"), "GroupId"),
                function_group: super::attribute(&format!("{id}FunctionGroup"), "GroupId"),
            },
            Vpc::Existing { subnets, security_group, .. } => Place {
                subnets: subnets.iter().map(|subnet| subnet.as_str().into()).collect(),
                cluster_group: security_group.as_str().into(),
                function_group: security_group.as_str().into(),
            },
        }
    }
}

fn tag(name: &str) -> Value {
    json!([{ "Key": "Name", "Value": name }])
}
