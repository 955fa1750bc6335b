//! Random specs that are right, with hostile texts.

use proptest::prelude::*;

/// A text as YAML in double quotes.
fn quote(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        ' '..='~' if c != '"' && c != '\\' => c.to_string(),
        c => format!("\\U{:08x}", c as u32),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// One line of text, with what means something in YAML, JSON and CloudFormation.
fn line() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        "\"",
        "'",
        "\\",
        ": ",
        " #",
        "- ",
        "!Ref x",
        "$",
        "{ {",
        "}}",
        "*a",
        "&a",
        "%",
        "yes",
        "~",
        "{",
        "[",
        "|",
        ">",
        "\u{2028}",
        "\u{feff}",
        "\u{202e}",
        "\u{1f600}",
        "é",
    ]);
    let piece = prop_oneof![nasty.prop_map(str::to_owned), "[ -~]{1,8}"];
    // Something to see is in it, and nothing that is no character for CloudFormation.
    // What CloudFormation would replace is refused, and has a test of its own.
    prop::collection::vec(piece, 0..6)
        .prop_map(|pieces| quote(&format!("x{}", pieces.concat()).replace("${", "$ {").replace('{', "{ ")))
}

/// A function of a cluster.
fn function() -> impl Strategy<Value = String> {
    let runtime =
        prop::sample::select(vec!["nodejs24.x", "python3.14", "java25", "ruby4.0", "provided.al2023"]);
    let limits = (prop::option::of(1..=900u16), prop::option::of(128..=10240u16));
    let bucket =
        "[a-z0-9][a-z0-9-]{1,20}[a-z0-9]".prop_filter("a name that S3 keeps", |name| !name.contains("--"));
    (runtime, line(), bucket, line(), limits).prop_map(|(runtime, handler, bucket, key, (timeout, memory))| {
        let handler = handler.replace(' ', ".").replace("\\U00002028", ".").replace("\\U0000feff", ".");
        let timeout = timeout.map(|seconds| format!(", timeout: {seconds}")).unwrap_or_default();
        let memory = memory.map(|size| format!(", memory: {size}")).unwrap_or_default();
        format!("{{ runtime: {runtime}, handler: {handler}, code: {{ bucket: \"{bucket}\", key: {key} }}{timeout}{memory} }}")
    })
}

/// The text of a cluster with this number in its name.
fn cluster(number: usize) -> impl Strategy<Value = String> {
    let engine = prop::sample::select(vec![
        ("redis", "4.0.10"),
        ("redis", "5.0.6"),
        ("redis", "6.0"),
        ("redis", "6.2"),
        ("redis", "7.0"),
        ("redis", "7.1"),
        ("valkey", "7.2"),
        ("valkey", "8.0"),
        ("valkey", "9.1"),
    ]);
    let nodes = prop::sample::select(vec![
        "cache.t4g.small",
        "cache.r6g.large",
        "cache.m5.large",
        "cache.r6gd.xlarge",
    ]);
    let size = (any::<bool>(), any::<bool>(), 1..=20i64, 1..=6i64);
    let vpc = (any::<bool>(), any::<bool>(), 1..=4usize, line(), line());
    let login = (any::<bool>(), any::<bool>(), 0..3usize);
    let texts = (line(), prop::option::of(function()));
    (engine, nodes, size, vpc, login, texts, "[a-zA-Z][a-z0-9]{0,5}(-[a-z][a-z0-9]{0,4}){0,3}", 1..=65535u16).prop_map(
        move |(engine, nodes, size, vpc, login, (description, function), name, port)| {
            let (mut version, mut nodes, (clustered, failover, shards, replicas)) = (engine.1, nodes, size);
            let (tls, at_rest, auth) = login;
            if auth == 2 && engine.0 == "redis" {
                version = "7.1";
            }
            if nodes.contains("r6gd") && version < "6.2" {
                nodes = "cache.r6g.large";
            }
            let mode = if clustered {
                format!("mode: clustered\n    shards: {shards}")
            } else {
                format!("mode: standalone\n    multiAz: {failover}")
            };
            let replicas = if !clustered && failover { replicas.max(2) } else { replicas };
            let auth_text = match auth {
                0 => "{ type: none }".to_owned(),
                1 => "{ type: token, secret: \"arn:aws:secretsmanager:us-east-1:123456789012:secret:a/b-AbCdEf\" }".to_owned(),
                _ => format!("{{ type: iam, user: app-{number} }}"),
            };
            let tls = tls || auth > 0;
            let (is_new, open_port, subnets, vpc_name, subnet_name) = vpc;
            let list = |item: &dyn Fn(usize) -> String| (0..subnets).map(item).collect::<Vec<_>>().join(", ");
            let vpc = if is_new {
                let subnets = list(&|at| format!("{{ name: {subnet_name}, cidr: 10.0.{at}.0/24 }}"));
                format!("{{ type: new, name: {vpc_name}, cidr: 10.0.0.0/16, subnets: [{subnets}] }}")
            } else {
                let subnets = list(&|at| format!("subnet-0000000{at}"));
                format!("{{ type: existing, id: vpc-00000001, subnets: [{subnets}], securityGroup: sg-00000001, openPort: {open_port} }}")
            };
            let function = function.map(|function| format!("    lambda: {{ function: {function} }}\n"));
            format!(
                "  - name: {name}{number}
    description: {description}
    engine: {}
    engineVersion: \"{version}\"
    nodeType: {nodes}
    {mode}
    replicas: {replicas}
    port: {port}
    vpc: {vpc}
    encryption: {{ inTransit: {tls}, atRest: {at_rest} }}
    auth: {auth_text}
{}",
                engine.0,
                function.unwrap_or_default()
            )
        },
    )
}

/// A spec without mistakes, in profile `aws`.
pub fn spec() -> impl Strategy<Value = String> {
    (cluster(0), prop::option::of(cluster(1)), prop::option::of(cluster(2))).prop_map(
        |(first, second, third)| {
            let more = [second, third].into_iter().flatten().collect::<String>();
            format!("version: 1\nprofile: aws\nregion: us-east-1\nclusters:\n{first}{more}")
        },
    )
}
