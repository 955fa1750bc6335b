//! The function that uses a cluster: the limits of what a spec says about it, and the template that comes of it.
#![cfg(feature = "cli")]

use crate::support::spec::{function, function_in, source, table, with};
use serde_json::{Value, json};
use sigma_gen::clusters::cloudformation::{Format, template};
use sigma_gen::clusters::load;

fn made(text: &str) -> Value {
    let spec = load(&source(text)).unwrap_or_else(|told| panic!("{told}"));
    serde_json::from_str(&template(&spec, Format::Json)).unwrap()
}

fn existing(open_port: bool) -> String {
    format!(
        "vpc: {{ type: existing, id: vpc-00000001, subnets: [subnet-00000001, subnet-00000002], securityGroup: sg-00000001, openPort: {open_port} }}"
    )
}

#[test]
fn its_fields() {
    let bucket = |name: &str| format!("code: {{ bucket: \"{name}\", key: a.zip }}");
    let key = |key: &str| format!("code: {{ bucket: my-bucket, key: \"{key}\" }}");
    let long = |count| "a".repeat(count);
    for (change, expected) in [
        (String::new(), &[][..]),
        ("runtime".to_owned(), &["SG009"]),
        ("handler".to_owned(), &["SG009"]),
        ("code".to_owned(), &["SG009"]),
        ("timeout".to_owned(), &[]),
        ("memory".to_owned(), &[]),
        ("code: { key: a.zip }".to_owned(), &["SG009"]),
        ("code: { bucket: my-bucket }".to_owned(), &["SG009"]),
        ("code: function.zip".to_owned(), &["SG010"]),
        ("role: x".to_owned(), &["SG008"]),
        ("runtime: python3.14".to_owned(), &[]),
        ("runtime: nodejs20.x".to_owned(), &["SG117"]),
        ("runtime: nodejs14.x".to_owned(), &["SG081"]),
        ("runtime: nodejs24".to_owned(), &["SG081"]),
        ("runtime: \"\"".to_owned(), &["SG081"]),
        ("runtime: 24".to_owned(), &["SG010"]),
        ("handler: com.example.Handler::handle".to_owned(), &[]),
        ("handler: bootstrap".to_owned(), &[]),
        ("handler: index handler".to_owned(), &["SG012"]),
        ("handler: \"\"".to_owned(), &["SG012"]),
        ("handler: \"{{resolve:ssm:a}}\"".to_owned(), &["SG012"]),
        (format!("handler: {}", long(128)), &[]),
        (format!("handler: {}", long(129)), &["SG012"]),
        (bucket("abc"), &[]),
        (bucket("1.b-c.2"), &[]),
        (bucket("ab"), &["SG013"]),
        (bucket(&long(63)), &[]),
        (bucket(&long(64)), &["SG013"]),
        (bucket(""), &["SG013"]),
        (bucket("My-bucket"), &["SG013"]),
        (bucket("my_bucket"), &["SG013"]),
        (bucket("-bucket"), &["SG013"]),
        (bucket("bucket."), &["SG013"]),
        (bucket("my..bucket"), &["SG013"]),
        (bucket("192.168.5.4"), &["SG013"]),
        (bucket("192.168.5"), &[]),
        (bucket("xn--bucket"), &["SG013"]),
        (bucket("bucket-s3alias"), &["SG013"]),
        (bucket("s3://bucket"), &["SG013"]),
        (key("a/ b/ä.zip"), &[]),
        (key(""), &["SG012"]),
        (key(&long(1024)), &[]),
        (key(&long(1025)), &["SG012"]),
        (key("${AWS::Region}.zip"), &["SG012"]),
        ("timeout: 0".to_owned(), &["SG052"]),
        ("timeout: 1".to_owned(), &[]),
        ("timeout: 900".to_owned(), &[]),
        ("timeout: 901".to_owned(), &["SG052"]),
        ("memory: 127".to_owned(), &["SG052"]),
        ("memory: 128".to_owned(), &[]),
        ("memory: 10240".to_owned(), &[]),
        ("memory: 10241".to_owned(), &["SG052"]),
        ("memory: 256 MB".to_owned(), &["SG010"]),
    ] {
        table(&[(&[&function(&change)], expected)]);
    }
    table(&[(&["lambda: { function: none }"], &["SG010"]), (&["lambda: { function: {} }"], &["SG009"])]);
}

#[test]
fn in_a_new_vpc() {
    let template = made(&with(&[&function("")]));
    let function = &template["Resources"]["SigmaRedisFunction"];
    assert_eq!(function["Type"], "AWS::Lambda::Function");
    assert_eq!(function["DependsOn"], json!(["SigmaRedisIngress"]));
    let outputs = &template["Outputs"];
    assert_eq!(
        function["Properties"],
        json!({
            "Runtime": "nodejs24.x",
            "Handler": "index.handler",
            "Code": { "S3Bucket": "my-bucket", "S3Key": "function.zip" },
            "Role": { "Fn::GetAtt": ["SigmaRedisFunctionRole", "Arn"] },
            "Timeout": 60,
            "MemorySize": 512,
            "VpcConfig": {
                "SubnetIds": [{ "Ref": "SigmaRedisSubnet10x0x0x0x24" }, { "Ref": "SigmaRedisSubnet10x0x1x0x25" }],
                "SecurityGroupIds": [outputs["SigmaRedisFunctionSecurityGroup"]["Value"]],
            },
            "Environment": {
                "Variables": { "SIGMA_REDIS_CLUSTERS": outputs["SigmaRedisFunctionEnvironment"]["Value"] },
            },
        })
    );
    assert_eq!(outputs["SigmaRedisFunctionName"]["Value"], json!({ "Ref": "SigmaRedisFunction" }));
}

#[test]
fn what_is_not_said_of_it() {
    for (change, property, expected) in [("timeout", "Timeout", 30), ("memory", "MemorySize", 256)] {
        let template = made(&with(&[&function(change)]));
        assert_eq!(template["Resources"]["SigmaRedisFunction"]["Properties"][property], expected);
    }
}

#[test]
fn in_an_existing_vpc() {
    let own = "{ id: vpc-00000001, subnets: [subnet-00000002, subnet-00000001], securityGroup: sg-00000001 }";
    for (vpc, open_port) in [("none", false), ("none", true), (own, false), (own, true)] {
        let template = made(&with(&[&existing(open_port), &function_in(vpc, "")]));
        let function = &template["Resources"]["SigmaRedisFunction"];
        assert_eq!(
            function["Properties"]["VpcConfig"],
            json!({ "SubnetIds": ["subnet-00000001", "subnet-00000002"], "SecurityGroupIds": ["sg-00000001"] })
        );
        let ingress = if open_port { json!(["Ingress00000001Port6379"]) } else { Value::Null };
        assert_eq!(function["DependsOn"], ingress);
    }
    let other = own.replace("vpc-00000001", "vpc-00000002");
    table(&[
        (&[&existing(true), &function_in(&other, "")], &["SG073"]),
        (&[&function_in(own, "")], &["SG073"]),
    ]);
}

/// Clusters with the same security group and port share the rule that lets functions through.
#[test]
fn functions_with_a_rule_in_common() {
    let one = with(&[&existing(true), &function("")]);
    let cluster = one.split_once("clusters:\n").unwrap().1;
    let second = |port: u16| {
        let second = cluster.replace("sigma-redis", "other").replace("6379", &port.to_string());
        let template = made(&format!("{one}{second}"));
        let resources = &template["Resources"];
        let ingress = resources["OtherFunction"]["DependsOn"][0].as_str().unwrap().to_owned();
        assert_eq!(resources["SigmaRedisFunction"]["DependsOn"], json!(["Ingress00000001Port6379"]));
        assert_eq!(resources[&ingress]["Type"], "AWS::EC2::SecurityGroupIngress");
        ingress
    };
    assert_eq!(second(6379), "Ingress00000001Port6379");
    assert_eq!(second(6380), "Ingress00000001Port6380");
}
