//! Users of the cluster, and the function's role.

use serde_json::{Value, json};

use super::super::spec::{Auth, Cluster, Vpc};
use super::{Template, attribute, reference};

impl Template {
    /// The users of a login with IAM.
    pub(super) fn login(&mut self, id: &str, cluster: &Cluster) {
        let Auth::Iam { user } = &cluster.auth else { return };
        let mut users = vec![reference(format!("{id}User"))];
        self.resource(
            format!("{id}User"),
            "The user that the function logs in as; with IAM, its name is its identifier.",
            "AWS::ElastiCache::User",
            json!({
                "UserId": user,
                "UserName": user,
                "Engine": cluster.engine,
                "AccessString": "on ~* +@all",
                "AuthenticationMode": { "Type": "iam" },
            }),
        );
        if cluster.engine == "redis" {
            users.push(reference(format!("{id}UserDefault")));
            self.resource(
                format!("{id}UserDefault"),
                "A group of Redis users must have one named default; this one can do nothing.",
                "AWS::ElastiCache::User",
                json!({
                    "UserId": format!("{}-default", cluster.id()),
                    "UserName": "default",
                    "Engine": cluster.engine,
                    "AccessString": "off -@all",
                    "AuthenticationMode": { "Type": "no-password-required" },
                }),
            );
        }
        self.resource(
            format!("{id}UserGroup"),
            "",
            "AWS::ElastiCache::UserGroup",
            json!({ "UserGroupId": cluster.id(), "Engine": cluster.engine, "UserIds": users }),
        );
    }

    /// The role of a function that uses the cluster.
    pub(super) fn role(&mut self, id: &str, cluster: &Cluster) {
        let mut properties = json!({
            "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [{
                    "Effect": "Allow",
                    "Principal": { "Service": "lambda.amazonaws.com" },
                    "Action": "sts:AssumeRole",
                }],
            },
            "ManagedPolicyArns": [substitute(
                "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
            )],
        });
        let allow = |action: &str, resources: Value| {
            json!([{
                "PolicyName": "redis-login",
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [{ "Effect": "Allow", "Action": action, "Resource": resources }],
                },
            }])
        };
        match &cluster.auth {
            Auth::None => {}
            Auth::Token { secret } => {
                properties["Policies"] = allow("secretsmanager:GetSecretValue", json!([secret]))
            }
            Auth::Iam { .. } => {
                let group = json!({ "Fn::Sub": [
                    "arn:${AWS::Partition}:elasticache:${AWS::Region}:${AWS::AccountId}:replicationgroup:${Group}",
                    { "Group": reference(format!("{id}ReplicationGroup")) },
                ] });
                let user = attribute(&format!("{id}User"), "Arn");
                properties["Policies"] = allow("elasticache:Connect", json!([group, user]));
            }
        }
        let mut comment = "The role of a function that uses the cluster.".to_owned();
        if matches!((&cluster.auth, &cluster.vpc), (Auth::Token { .. }, Vpc::Existing { .. })) {
            comment += " To read the token, the function needs a way from the subnets to Secrets Manager: where there \
                        is none, add a VPC endpoint for it, or a NAT gateway. A login with IAM (`auth: { type: iam }`) \
                        needs neither.";
        }
        self.resource(format!("{id}FunctionRole"), comment, "AWS::IAM::Role", properties);
    }
}

/// A text with pseudo parameters in it.
fn substitute(text: &str) -> Value {
    json!({ "Fn::Sub": text })
}
