//! Templates as CloudFormation's own tools see them.
#![cfg(feature = "cli")]

use std::fs;
use std::path::Path;

use crate::support::python;
use crate::support::spec;
use crate::support::spec::{function, source, with};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};
use sigma_gen::clusters::cloudformation::{Format, template};
use sigma_gen::clusters::{Spec, load};

fn read(text: &str) -> Spec {
    load(&source(text)).unwrap_or_else(|told| panic!("{told}\n{text}"))
}

fn resources(changes: &[&str]) -> Value {
    let text = template(&read(&with(changes)), Format::Json);
    serde_json::from_str::<Value>(&text).unwrap()["Resources"].clone()
}

fn group(changes: &[&str]) -> Value {
    resources(changes)["SigmaRedisReplicationGroup"]["Properties"].clone()
}

/// What the tools say about the templates in a folder, the first `count` of them.
fn validate(folder: &Path, count: usize) -> String {
    let output = python::program("python")
        .arg("tests/cloudformation/validate.py")
        .arg(folder)
        .args(["us-east-1", &count.to_string()])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Every accepted spec gives a template; whatever is in its texts, YAML and JSON say the same, and the tools take it.
#[test]
fn accepted_specs_give_templates_that_the_tools_take() {
    const SPECS: usize = 150;
    const LOOKED_AT: usize = 24;
    let folder = tempfile::tempdir().unwrap();
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    for number in 0..SPECS {
        let text = spec::random::spec().new_tree(&mut runner).unwrap().current();
        let spec = read(&text);
        for (format, extension) in [(Format::Yaml, "yaml"), (Format::Json, "json")] {
            let first = template(&spec, format);
            assert_eq!(first, template(&spec, format));
            fs::write(folder.path().join(format!("{number:03}.{extension}")), first).unwrap();
        }
        fs::write(folder.path().join(format!("{number:03}.spec")), text).unwrap();
    }
    let told = validate(folder.path(), LOOKED_AT);
    if !told.is_empty() {
        panic!("{told}(the templates are in {})", folder.keep().display());
    }
}

/// Templates with a mistake, which the check of a spec refuses too: so the tools, and the rules that are ours, see
/// something.
#[test]
fn templates_with_a_mistake_are_refused() {
    let standalone = with(&[]);
    let clustered = with(&["mode: clustered", "shards: 3"]);
    let token = with(&[
        "auth: { type: token, secret: \"arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf\" }",
    ]);
    let with_function = with(&[&function("")]);
    let mutations = [
        (&standalone, "\"EngineVersion\": \"7.1\"", "\"EngineVersion\": \"7.9\"", "7.9"),
        (&standalone, "cache.t4g.small", "cache.t4g.huge", "cache.t4g.huge"),
        (&standalone, "\"NumCacheClusters\": 2", "\"NumCacheClusters\": 1", "FAILOVER_TAKES_TWO_NODES"),
        (
            &standalone,
            "\"AutomaticFailoverEnabled\": true",
            "\"AutomaticFailoverEnabled\": false",
            "SEVERAL_ZONES_TAKE_FAILOVER",
        ),
        (&standalone, "default.redis7", "default.redis7.cluster.on", "STANDALONE_GROUPS"),
        (&standalone, "\"sigma-redis\",", "\"sigma--redis\",", "EVERY_GROUP"),
        (&standalone, "\"Port\": 6379,", "\"Port\": 70000,", "EVERY_GROUP"),
        (&standalone, "10.0.0.0/16", "10.0.0.0/8", "NETWORKS_HAVE_A_SIZE_THAT_AWS_MAKES"),
        (&standalone, "10.0.0.0/24", "10.0.0.0/29", "NETWORKS_HAVE_A_SIZE_THAT_AWS_MAKES"),
        (&standalone, "10.0.0.0/24", "10.1.0.0/24", "10.1.0.0/24"),
        (&standalone, "10.0.0.0/24", "10.0.1.0/24", "10.0.1.0/25"),
        (
            &clustered,
            "\"AutomaticFailoverEnabled\": true",
            "\"AutomaticFailoverEnabled\": false",
            "CLUSTERED_GROUPS",
        ),
        (&clustered, "\"NumNodeGroups\": 3", "\"NumNodeGroups\": 0", "CLUSTERED_GROUPS"),
        (&clustered, "\"NumNodeGroups\": 3", "\"NumNodeGroups\": 501", "CLUSTERED_GROUPS"),
        (&with_function, "\"Runtime\": \"nodejs24.x\"", "\"Runtime\": \"nodejs99.x\"", "nodejs99.x"),
        (&with_function, "index.handler", "index handler", "index handler"),
        (&with_function, "my-bucket", "My_bucket", "FUNCTIONS_ARE_DEPLOYED"),
        (&with_function, "\"VpcConfig\"", "\"Tags\"", "FUNCTIONS_REACH_THEIR_CLUSTER"),
        (&with_function, "SIGMA_REDIS_CLUSTERS\":", "OTHER\":", "FUNCTIONS_REACH_THEIR_CLUSTER"),
        (&with_function, "\"Timeout\": 60", "\"Timeout\": 901", "FUNCTIONS_ARE_DEPLOYED"),
        (&with_function, "\"MemorySize\": 512", "\"MemorySize\": 64", "FUNCTIONS_ARE_DEPLOYED"),
        (&token, "{{resolve:secretsmanager:arn", "{arn", "A_TOKEN_IS_A_REFERENCE_OVER_TLS"),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (number, (spec, from, to, _)) in mutations.iter().enumerate() {
        let right = template(&read(spec), Format::Json);
        let wrong = right.replace(from, to);
        assert_ne!(right, wrong, "{from}");
        // JSON is YAML too.
        for extension in ["yaml", "json"] {
            fs::write(folder.path().join(format!("{number:02}.{extension}")), &wrong).unwrap();
        }
    }
    let told = validate(folder.path(), mutations.len());
    for (number, (_, _, to, expected)) in mutations.iter().enumerate() {
        let name = format!("{number:02}.yaml: ");
        let lines: Vec<_> = told.lines().filter(|line| line.starts_with(&name)).collect();
        let is_told = lines.iter().any(|line| line.to_uppercase().contains(&expected.to_uppercase()));
        assert!(is_told, "{to}: {expected} is not in {lines:#?}");
    }
}

#[test]
fn a_standalone_cluster() {
    let group = group(&["name: Sigma-Redis"]);
    for (property, expected) in [
        ("ReplicationGroupId", Value::from("sigma-redis")),
        ("ReplicationGroupDescription", "Session cache".into()),
        ("EngineVersion", "7.1".into()),
        ("ClusterMode", "disabled".into()),
        ("CacheParameterGroupName", "default.redis7".into()),
        ("AutomaticFailoverEnabled", true.into()),
        ("MultiAZEnabled", true.into()),
        ("NumCacheClusters", 2.into()),
        ("NumNodeGroups", Value::Null),
        ("ReplicasPerNodeGroup", Value::Null),
        ("TransitEncryptionEnabled", true.into()),
        ("Port", 6379.into()),
    ] {
        assert_eq!(group[property], expected, "{property}");
    }
}

#[test]
fn a_clustered_one() {
    let group = group(&["mode: clustered", "shards: 3", "replicas: 4"]);
    assert_eq!(group["NumNodeGroups"], 3);
    // The primary is no replica for AWS.
    assert_eq!(group["ReplicasPerNodeGroup"], 3);
    assert_eq!(group["NumCacheClusters"], Value::Null);
    assert_eq!(group["ClusterMode"], "enabled");
    assert_eq!(group["CacheParameterGroupName"], "default.redis7.cluster.on");
    assert_eq!((&group["AutomaticFailoverEnabled"], &group["MultiAZEnabled"]), (&true.into(), &true.into()));
}

#[test]
fn several_zones_take_two_subnets_and_two_nodes() {
    let one = "vpc: { type: new, name: v, cidr: 10.0.0.0/16, subnets: [{ name: a, cidr: 10.0.0.0/24 }] }";
    let zones = |changes: &[&str]| {
        let group = group(changes);
        (group["AutomaticFailoverEnabled"] == true, group["MultiAZEnabled"] == true)
    };
    assert_eq!(zones(&[one]), (true, false));
    assert_eq!(zones(&["multiAz: false", "replicas: 3"]), (false, false));
    assert_eq!(zones(&["profile: aws", "mode: clustered", "shards: 2", "replicas: 1"]), (true, false));
}

#[test]
fn parameter_groups_of_all_versions() {
    for (engine, version, expected) in [
        ("redis", "4.0.10", "default.redis4.0"),
        ("redis", "5.0.6", "default.redis5.0"),
        ("redis", "6.0", "default.redis6.x"),
        ("redis", "6.2", "default.redis6.x"),
        ("redis", "7.0", "default.redis7"),
        ("valkey", "7.2", "default.valkey7"),
        ("valkey", "8.1", "default.valkey8"),
        ("valkey", "9.0", "default.valkey9"),
    ] {
        let (engine, version) = (format!("engine: {engine}"), format!("engineVersion: \"{version}\""));
        assert_eq!(group(&["profile: aws", &engine, &version])["CacheParameterGroupName"], expected);
        let clustered = group(&["profile: aws", &engine, &version, "mode: clustered", "shards: 1"]);
        assert_eq!(clustered["CacheParameterGroupName"], format!("{expected}.cluster.on"));
    }
}

#[test]
fn an_existing_group_is_changed_only_when_asked() {
    let existing = |open| {
        format!(
            "vpc: {{ type: existing, id: vpc-00000001, subnets: [subnet-00000001, subnet-00000002], securityGroup: sg-00000001, openPort: {open} }}"
        )
    };
    assert_eq!(resources(&[&existing(false)])["Ingress00000001Port6379"], Value::Null);
    let resources = resources(&[&existing(true)]);
    let rule = &resources["Ingress00000001Port6379"]["Properties"];
    assert_eq!(
        (&rule["GroupId"], &rule["SourceSecurityGroupId"]),
        (&"sg-00000001".into(), &"sg-00000001".into())
    );
    assert_eq!(resources["SigmaRedisVpc"], Value::Null);
}

#[test]
fn logins() {
    let secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:redis-AbCdEf";
    let with_token = resources(&[&format!("auth: {{ type: token, secret: \"{secret}\" }}")]);
    let token = &with_token["SigmaRedisReplicationGroup"]["Properties"]["AuthToken"];
    assert_eq!(*token, format!("{{{{resolve:secretsmanager:{secret}:SecretString}}}}"));
    let statement =
        &with_token["SigmaRedisFunctionRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"][0];
    assert_eq!(
        (&statement["Action"], &statement["Resource"][0]),
        (&"secretsmanager:GetSecretValue".into(), &secret.into())
    );

    let with_iam = resources(&["auth: { type: iam, user: app }"]);
    let user = &with_iam["SigmaRedisUser"]["Properties"];
    assert_eq!((&user["UserId"], &user["UserName"]), (&"app".into(), &"app".into()));
    assert_eq!(with_iam["SigmaRedisUserDefault"]["Properties"]["UserName"], "default");
    assert_eq!(
        with_iam["SigmaRedisReplicationGroup"]["Properties"]["UserGroupIds"][0]["Ref"],
        "SigmaRedisUserGroup"
    );
}

/// A private subnet has no way to Secrets Manager, where a function reads its token.
#[test]
fn a_function_reaches_the_secret_with_its_token() {
    let secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:redis-AbCdEf";
    let token = format!("auth: {{ type: token, secret: \"{secret}\" }}");
    let three = "vpc: { type: new, name: v, cidr: 10.0.0.0/16, subnets: [{ name: c, cidr: 10.0.2.0/24 }, { name: a, cidr: 10.0.0.0/24 }, { name: b, cidr: 10.0.1.0/24 }] }";
    let all = resources(&[&token, three, &function("")]);
    let function = &all["SigmaRedisFunction"];
    assert_eq!(function["DependsOn"], json!(["SigmaRedisIngress", "SigmaRedisSecrets"]));
    let clusters = &function["Properties"]["Environment"]["Variables"]["SIGMA_REDIS_CLUSTERS"]["Fn::Sub"][0];
    let clusters: Value = serde_json::from_str(&clusters.as_str().unwrap().replace("${Port}", "1")).unwrap();
    assert_eq!(clusters["sigma-redis"]["secret"], secret);

    assert_eq!(
        all["SigmaRedisSecrets"],
        json!({
            "Type": "AWS::EC2::VPCEndpoint",
            "Properties": {
                "VpcEndpointType": "Interface",
                "ServiceName": { "Fn::Sub": "com.amazonaws.${AWS::Region}.secretsmanager" },
                "VpcId": { "Ref": "SigmaRedisVpc" },
                // AWS takes one of each zone.
                "SubnetIds": [{ "Ref": "SigmaRedisSubnet10x0x0x0x24" }, { "Ref": "SigmaRedisSubnet10x0x1x0x24" }],
                "SecurityGroupIds": [{ "Fn::GetAtt": ["SigmaRedisSecretsGroup", "GroupId"] }],
                "PrivateDnsEnabled": true,
            },
        })
    );
    let rule = &all["SigmaRedisSecretsGroup"]["Properties"]["SecurityGroupIngress"][0];
    let group = &function["Properties"]["VpcConfig"]["SecurityGroupIds"][0];
    assert_eq!(
        (&rule["SourceSecurityGroupId"], &rule["FromPort"], &rule["ToPort"]),
        (group, &443.into(), &443.into())
    );

    // It costs money: only where it is needed, and where there is no other way.
    let existing = "vpc: { type: existing, id: vpc-00000001, subnets: [subnet-00000001, subnet-00000002], securityGroup: sg-00000001 }";
    for changes in
        [vec!["auth: { type: iam, user: app }"], vec!["auth: { type: none }"], vec![&token, existing]]
    {
        assert_eq!(resources(&changes)["SigmaRedisSecrets"], Value::Null, "{changes:?}");
    }
    let text = template(&read(&with(&[&token, existing])), Format::Yaml).replace("\n  # ", " ");
    assert!(
        text.contains("add a VPC endpoint for it, or a NAT gateway") && text.contains("type: iam"),
        "{text}"
    );
}

/// CloudFormation knows a resource by its name: when the name moves to another thing, both are made anew, and they are in
/// each other's way.
#[test]
fn names_of_resources_follow_the_thing_and_not_its_place() {
    let vpc = |subnets: &[&str]| {
        let subnets: Vec<_> =
            subnets.iter().map(|cidr| format!("{{ name: \"{cidr}\", cidr: {cidr} }}")).collect();
        format!("vpc: {{ type: new, name: v, cidr: 10.0.0.0/16, subnets: [{}] }}", subnets.join(", "))
    };
    let of_type = |all: Value, kind: &str| -> Map<String, Value> {
        let all = all.as_object().unwrap().clone();
        all.into_iter().filter(|(_, resource)| resource["Type"] == kind).collect()
    };
    let subnets = |cidrs: &[&str]| of_type(resources(&[&vpc(cidrs)]), "AWS::EC2::Subnet");
    let zone = |resource: &Value| resource["Properties"]["AvailabilityZone"]["Fn::Select"][0].clone();
    for (before, added) in [
        (["10.0.0.0/24", "10.0.1.0/24"], "10.0.2.0/24"),
        (["10.0.1.0/24", "10.0.2.0/24"], "10.0.0.0/24"),
        (["10.0.10.0/24", "10.0.20.0/24"], "10.0.30.0/24"),
        (["10.0.0.0/24", "10.0.1.0/24"], "10.0.2.128/25"),
        (["10.0.0.0/20", "10.0.16.0/20"], "10.0.32.0/24"),
    ] {
        let [a, b] = before;
        let first = subnets(&before);
        let zones: Vec<_> = first.values().map(zone).collect();
        assert_eq!(zones.len(), 2);
        assert_ne!(zones[0], zones[1], "{before:?}");
        for order in [[added, a, b], [a, added, b], [b, a, added]] {
            let now = subnets(&order);
            assert_eq!(now.len(), 3);
            for (name, resource) in &first {
                assert_eq!(now.get(name), Some(resource), "{order:?}");
            }
        }
    }

    // A rule that clusters share is not named after one of them.
    let existing = "vpc: { type: existing, id: vpc-00000001, subnets: [subnet-00000001, subnet-00000002], securityGroup: sg-00000001, openPort: true }";
    let rules = |names: [&str; 2]| {
        let [one, two] = names.map(|name| with(&[&format!("name: {name}"), existing]));
        let text = format!("{one}{}", two.split_once("clusters:\n").unwrap().1);
        let all: Value = serde_json::from_str(&template(&read(&text), Format::Json)).unwrap();
        of_type(all["Resources"].clone(), "AWS::EC2::SecurityGroupIngress")
    };
    assert_eq!(rules(["one", "two"]), rules(["two", "one"]));
    assert_eq!(rules(["one", "two"]).len(), 1);

    // AWS does not tell names by case, and neither does what would be made anew.
    let groups = |name: &str| of_type(resources(&[&format!("name: {name}")]), "AWS::EC2::SecurityGroup");
    assert_eq!(groups("Sigma-Redis"), groups("sigma-redis"));
}

/// Without this policy, CloudFormation replaces a cluster when the number of shards changes.
#[test]
fn shards_are_added_while_the_cluster_works() {
    let clustered = resources(&["mode: clustered", "shards: 3"]);
    assert_eq!(clustered["SigmaRedisReplicationGroup"]["UpdatePolicy"]["UseOnlineResharding"], true);
    assert_eq!(resources(&[])["SigmaRedisReplicationGroup"]["UpdatePolicy"], Value::Null);
}

#[test]
fn the_template_of_the_starter_is_as_reviewed() {
    let text = template(&read(sigma_gen::clusters::STARTER), Format::Yaml);
    let expected_at = "tests/cloudformation/starter.yaml";
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(expected_at, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(expected_at).unwrap_or_default(), text, "UPDATE_EXPECT=1 accepts");
}

#[test]
fn the_lists_of_versions_node_types_and_runtimes_are_those_of_cfn_lint() {
    let data = fs::read_to_string("data/elasticache.yaml").unwrap();
    let day = data.split("# as of ").nth(1).unwrap().split('.').next().unwrap();
    let output = python::program("python").args(["data/refresh.py", day]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let fresh = String::from_utf8(output.stdout).unwrap();
    assert!(fresh == data, "see Clusters in CONTRIBUTING.md");
}
