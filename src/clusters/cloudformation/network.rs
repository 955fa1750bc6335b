//! A VPC with its subnets, security groups, and the way from the function to the cluster.

use serde_json::{Value, json};

use super::super::cidr::Cidr;
use super::super::spec::{Auth, Cluster, Vpc};
use super::{Template, reference};

/// Where the cluster's nodes and the function are, as values of the template.
pub(super) struct Place {
    pub subnets: Vec<Value>,
    pub cluster_group: Value,
    pub function_group: Value,
}

/// The name of a subnet's resource. It follows from the block alone: another subnet before it must not change it, since
/// CloudFormation would then make it anew while the old one still has its addresses.
fn subnet_id(id: &str, cidr: Cidr) -> String {
    format!("{id}Subnet{}", cidr.to_string().replace(['.', '/'], "x"))
}

/// Which of two zones each subnet is in. A subnet cannot move to the other one, so this does not depend on the order
/// either: the last bit of a block's number decides, so that neighbours are apart. Where all have the same, the bit
/// before it does, and so on.
pub(in crate::clusters) fn zones(subnets: &[(String, Cidr)]) -> Vec<u32> {
    let bits = |shift: u32| subnets.iter().map(move |(_, cidr)| (cidr.number() >> shift) & 1);
    let is_mixed = |&shift: &u32| bits(shift).any(|bit| bit != bits(shift).next().unwrap_or(bit));
    bits((0..u32::BITS).find(is_mixed).unwrap_or(0)).collect()
}

impl Template {
    /// Gives the names of what the function waits for: the ways to the cluster and to its secret, where the template
    /// has them.
    pub(super) fn network(&mut self, id: &str, cluster: &Cluster) -> Vec<String> {
        let Vpc::New { name, cidr, subnets } = &cluster.vpc else {
            return self.open_port(cluster).into_iter().collect();
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
        let mut comment = "Private subnets: they have no way to the internet. Every region has two zones, and \
                           the block says in which of them a subnet is.";
        for ((name, cidr), zone) in subnets.iter().zip(zones(subnets)) {
            self.resource(
                subnet_id(id, *cidr),
                std::mem::take(&mut comment),
                "AWS::EC2::Subnet",
                json!({
                    "VpcId": reference(&vpc),
                    "CidrBlock": cidr.to_string(),
                    "AvailabilityZone": { "Fn::Select": [zone, { "Fn::GetAZs": "" }] },
                    "Tags": tag(name),
                }),
            );
        }
        self.resource(
            format!("{id}FunctionGroup"),
            "Whatever is in this group reaches the cluster: the function belongs into it.",
            "AWS::EC2::SecurityGroup",
            json!({ "GroupDescription": format!("Clients of {}", cluster.id()), "VpcId": reference(&vpc) }),
        );
        self.resource(
            format!("{id}ClusterGroup"),
            "",
            "AWS::EC2::SecurityGroup",
            json!({ "GroupDescription": format!("Nodes of {}", cluster.id()), "VpcId": reference(&vpc) }),
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
        let mut ways = vec![ingress];
        if matches!(cluster.auth, Auth::Token { .. }) {
            ways.push(self.way_to_the_secret(id, cluster, subnets));
        }
        ways
    }

    /// The function reads the token from Secrets Manager, and private subnets have no way there.
    fn way_to_the_secret(&mut self, id: &str, cluster: &Cluster, subnets: &[(String, Cidr)]) -> String {
        let vpc = reference(format!("{id}Vpc"));
        self.resource(
            format!("{id}SecretsGroup"),
            "The way to Secrets Manager, where the function reads the token. AWS charges for it by the hour and zone; \
             a login with IAM (`auth: { type: iam }`) needs none.",
            "AWS::EC2::SecurityGroup",
            json!({
                "GroupDescription": format!("Secrets Manager for clients of {}", cluster.id()),
                "VpcId": vpc,
                "SecurityGroupIngress": [{
                    "Description": "HTTPS from the function",
                    "SourceSecurityGroupId": super::attribute(&format!("{id}FunctionGroup"), "GroupId"),
                    "IpProtocol": "tcp",
                    "FromPort": 443,
                    "ToPort": 443,
                }],
            }),
        );
        // An endpoint can be in one subnet of each zone.
        let mut placed: Vec<(Cidr, u32)> =
            subnets.iter().map(|(_, cidr)| *cidr).zip(zones(subnets)).collect();
        placed.sort_by_key(|&(cidr, zone)| (zone, cidr));
        placed.dedup_by_key(|&mut (_, zone)| zone);
        let places: Vec<_> = placed.into_iter().map(|(cidr, _)| reference(subnet_id(id, cidr))).collect();
        let endpoint = format!("{id}Secrets");
        self.resource(
            endpoint.clone(),
            "",
            "AWS::EC2::VPCEndpoint",
            json!({
                "VpcEndpointType": "Interface",
                "ServiceName": { "Fn::Sub": "com.amazonaws.${AWS::Region}.secretsmanager" },
                "VpcId": vpc,
                "SubnetIds": places,
                "SecurityGroupIds": [super::attribute(&format!("{id}SecretsGroup"), "GroupId")],
                "PrivateDnsEnabled": true,
            }),
        );
        endpoint
    }

    /// Lets the members of an existing group reach the port, only when that was asked for: a second stack that adds
    /// the same rule to a group fails.
    fn open_port(&mut self, cluster: &Cluster) -> Option<String> {
        let Vpc::Existing { security_group, open_port: true, .. } = &cluster.vpc else { return None };
        // A rule may serve several clusters, so it bears the name of none. No name of a cluster's resource ends in such
        // a way.
        let group = security_group.trim_start_matches("sg-");
        let ingress = format!("Ingress{group}Port{}", cluster.port);
        if self.resources.iter().any(|entry| entry.id == ingress) {
            return Some(ingress);
        }
        self.resource(
            ingress.clone(),
            "Members of the security group reach the port.",
            "AWS::EC2::SecurityGroupIngress",
            json!({
                "Description": format!("Members reach port {}", cluster.port),
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
                subnets: subnets.iter().map(|(_, cidr)| reference(subnet_id(id, *cidr))).collect(),
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
