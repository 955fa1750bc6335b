//! `sigma-gen cluster` as a user runs it.
#![cfg(feature = "cli")]

use std::process::{Command, Stdio};

use crate::support::folder::{Folder, Outcome};
use crate::support::spec::with;

const GROUPS: &str = r#"{ "ReplicationGroups": [
    { "ReplicationGroupId": "my-sessions", "Status": "available", "Engine": "redis", "ClusterEnabled": false,
      "MemberClusters": ["my-sessions-001", "my-sessions-002"], "CacheNodeType": "cache.t4g.small",
      "NodeGroups": [{ "PrimaryEndpoint": { "Address": "master.my-sessions.abc.use1.cache.amazonaws.com", "Port": 6380 },
                       "ReaderEndpoint": { "Address": "replica.my-sessions.abc.use1.cache.amazonaws.com", "Port": 6380 } }],
      "TransitEncryptionEnabled": true, "AuthTokenEnabled": true },
    { "ReplicationGroupId": "big", "Status": "available", "Engine": "valkey", "ClusterEnabled": true,
      "MemberClusters": ["a", "b", "c", "d"], "CacheNodeType": "cache.r7g.large",
      "ConfigurationEndpoint": { "Address": "big.abc.clustercfg.use1.cache.amazonaws.com", "Port": 6379 },
      "NodeGroups": [{}, {}], "TransitEncryptionEnabled": true, "UserGroupIds": ["people"], "AuthTokenEnabled": false },
    { "ReplicationGroupId": "young", "Status": "creating", "ClusterEnabled": true, "NodeGroups": [] }
] }"#;

const NODES: &str = r#"{ "CacheClusters": [
    { "CacheClusterId": "single", "Engine": "redis", "EngineVersion": "6.2.6", "CacheClusterStatus": "available",
      "NumCacheNodes": 1, "CacheNodeType": "cache.t3.micro",
      "CacheNodes": [{ "Endpoint": { "Address": "single.abc.0001.use1.cache.amazonaws.com", "Port": 6379 } }] },
    { "CacheClusterId": "my-sessions-001", "ReplicationGroupId": "my-sessions", "Engine": "redis" },
    { "CacheClusterId": "mem", "Engine": "memcached" }
] }"#;

const TABLE: &str = "\
NAME         ENGINE       MODE        NODES  TYPE             ENDPOINT                                             TLS  LOGIN  STATUS
my-sessions  redis        standalone  2      cache.t4g.small  master.my-sessions.abc.use1.cache.amazonaws.com:6380  yes  token  available
big          valkey       clustered   4      cache.r7g.large  big.abc.clustercfg.use1.cache.amazonaws.com:6379     yes  users  available
young        redis        clustered   0                       -                                                    no   none   creating
single       redis 6.2.6  standalone  1      cache.t3.micro   single.abc.0001.use1.cache.amazonaws.com:6379        no   none   available
";

/// What `aws cloudformation describe-stacks` prints of a stack of the cluster `sigma-redis`.
fn outputs(host: &str) -> String {
    let outputs = [("SigmaRedisEndpoint", host), ("SigmaRedisPort", "6379"), ("SigmaRedisTls", "true")];
    let outputs = outputs.map(|(key, value)| serde_json::json!({ "OutputKey": key, "OutputValue": value }));
    serde_json::json!({ "Stacks": [{ "StackName": "s", "Outputs": outputs }] }).to_string()
}

#[test]
fn init_writes_a_spec_that_can_be_used() {
    let folder = Folder::new();
    assert!(folder.succeeds("cluster init").starts_with("created clusters.yaml\n"));
    assert_eq!(folder.succeeds("cluster check clusters.yaml"), "clusters.yaml: no mistakes\n");
    // The commands that follow read what it wrote.
    assert_eq!(folder.succeeds("cluster check"), "clusters.yaml: no mistakes\n");
    assert_eq!(folder.succeeds("cluster template"), folder.succeeds("cluster template clusters.yaml"));
    folder.write("stack.json", &outputs("h.example"));
    assert!(folder.succeeds("cluster connections --outputs stack.json").contains("h.example"));
    assert!(folder.succeeds("cluster template clusters.yaml").contains("AWS::ElastiCache::ReplicationGroup"));
    folder.write("clusters.yaml", "mine");
    assert!(folder.succeeds("cluster init").contains("already exists"));
    assert_eq!(folder.read("clusters.yaml"), "mine");
}

#[test]
fn mistakes_end_it_and_warnings_do_not() {
    let folder = Folder::new();
    folder.write("a.yaml", &with(&["port: 0"]));
    for command in ["check a.yaml", "template a.yaml", "connections a.yaml"] {
        let outcome = folder.fails(&format!("cluster {command}"));
        assert!(
            outcome.stderr.contains("[SG052]") && outcome.stderr.contains("a.yaml:14:11"),
            "{}",
            outcome.stderr
        );
        assert_eq!(outcome.stdout, "");
    }
    for (command, file) in [
        ("check none.yaml", "none.yaml"),
        ("check", "clusters.yaml"),
        ("template", "clusters.yaml"),
        ("connections", "clusters.yaml"),
    ] {
        let missing = folder.fails(&format!("cluster {command}")).stderr;
        let place = format!("there is no such file in `{}`\n --> {file}", folder.0.path().display());
        assert!(missing.contains(&place.replace("\n ", "\n")), "{missing}");
        assert!(missing.contains("make a spec with `sigma-gen cluster init`"), "{missing}");
    }
    folder.write("a.yaml", &with(&["name: Sigma"]));
    let outcome = folder.run("cluster check a.yaml --error-format json");
    assert_eq!(outcome.code, Some(0));
    assert!(outcome.stderr.starts_with("{\"level\":\"warning\",\"code\":\"SG110\""), "{}", outcome.stderr);
    assert_eq!(outcome.stdout, "a.yaml: 1 warning\n");
    folder.write("b.yaml", &with(&["name: Sigma", "port: 6380"]));
    let outcome = folder.run("cluster check b.yaml --previous a.yaml");
    assert!(outcome.code == Some(0) && outcome.stderr.contains("[SG115]"), "{outcome:?}");
}

#[test]
fn a_template_goes_into_a_file_beside_others() {
    let folder = Folder::new();
    folder.write("a.yaml", &with(&[]));
    folder.succeeds("cluster template a.yaml -o out/a.yaml");
    folder.succeeds("cluster template a.yaml -o out/a.json");
    assert_eq!(folder.read("out/a.yaml"), folder.succeeds("cluster template a.yaml"));
    assert_eq!(folder.read("out/a.json"), folder.succeeds("cluster template a.yaml --format json"));
    folder.succeeds("cluster template a.yaml -o out/a.yaml --check");

    // What changes is shown, and written again.
    folder.write("a.yaml", &with(&["port: 6380"]));
    assert!(
        folder.fails("cluster template a.yaml -o out/a.yaml --check").stdout.contains("update out/a.yaml")
    );
    assert!(folder.succeeds("cluster template a.yaml -o out/a.yaml --diff").contains("+      Port: 6380"));
    folder.succeeds("cluster template a.yaml -o out/a.yaml");
    assert!(folder.path("out/a.json").exists());

    // What was edited or is the user's stays.
    folder.write("out/a.yaml", "edited").write("out/b.yaml", "mine");
    assert!(folder.fails("cluster template a.yaml -o out/a.yaml").stderr.contains("[SG040]"));
    assert!(folder.fails("cluster template a.yaml -o out/b.yaml").stderr.contains("[SG041]"));
    folder.succeeds("cluster template a.yaml -o out/b.yaml --force");
    assert_eq!(folder.run("cluster template a.yaml --check").code, Some(2));
    folder.succeeds("cluster template a.yaml -o here.yaml");
}

#[test]
fn a_listing_as_a_table_and_as_json() {
    let folder = Folder::new();
    folder.write("both.json", &format!("{GROUPS}\n{NODES}"));
    let table = folder.succeeds("cluster list --from-json both.json");
    let squeeze = |text: &str| {
        text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
    };
    assert_eq!(squeeze(&table), squeeze(TABLE));
    let starts = |column: &str| table.lines().next().unwrap().find(column).unwrap();
    assert!(
        table.lines().skip(1).all(|line| line[starts("STATUS")..].starts_with(|c: char| c.is_alphabetic()))
    );

    let json: serde_json::Value =
        serde_json::from_str(&folder.succeeds("cluster list --from-json both.json --format json")).unwrap();
    assert_eq!(json[0]["host"], "master.my-sessions.abc.use1.cache.amazonaws.com");
    assert_eq!((&json[1]["mode"], &json[1]["tls"]), (&"clustered".into(), &true.into()));
    assert_eq!((&json[2]["host"], &json[2]["port"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    assert_eq!(
        folder.write("none.json", "{\"CacheClusters\": []}").succeeds("cluster list --from-json none.json"),
        "no clusters\n"
    );
}

#[test]
fn a_listing_from_the_standard_input() {
    use std::io::Write;
    let folder = Folder::new();
    let mut child = folder
        .command("cluster list --from-json -")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(NODES.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("single"));
}

#[test]
fn listings_that_are_none_or_not_whole() {
    let folder = Folder::new();
    for (text, part) in [
        ("", "not a listing of clusters"),
        ("{", "this is not JSON"),
        ("[]", "not a listing of clusters"),
        ("{\"ReplicationGroups\": [{}]}", "ReplicationGroups[0] is not a cluster"),
        (&GROUPS.replace("6380", "66666"), "ReplicationGroups[0] is not a cluster"),
        (&GROUPS.replace("master.my", "a'; b"), "ReplicationGroups[0] is not a cluster"),
    ] {
        let stderr = folder.write("a.json", text).fails("cluster list --from-json a.json").stderr;
        assert!(stderr.contains(part) && stderr.contains("a.json"), "{text}: {stderr}");
    }
    let partial = GROUPS.replacen('{', "{ \"Marker\": \"next\",", 1);
    let outcome = folder.write("a.json", &format!("{partial}{NODES}")).run("cluster list --from-json a.json");
    assert!(outcome.code == Some(0) && outcome.stderr.contains("[SG116]"), "{outcome:?}");
    // The command's own name for it, with `--max-items`.
    let partial = GROUPS.replacen('{', "{ \"NextToken\": \"next\",", 1);
    let outcome = folder.write("a.json", &partial).run("cluster list --from-json a.json");
    assert!(outcome.code == Some(0) && outcome.stderr.contains("[SG116]"), "{outcome:?}");
    let hostile = GROUPS.replace("\"available\"", "\"a\\u001b[31m\\u202e\"");
    assert!(
        !folder
            .write("a.json", &hostile)
            .succeeds("cluster list --from-json a.json")
            .contains(['\u{1b}', '\u{202e}'])
    );
}

#[test]
fn connections_of_new_and_existing_clusters() {
    let folder = Folder::new();
    let existing = "existing:\n  - { name: My-Sessions, fromDescribe: ../list.json }\n  - { name: big, fromDescribe: ../list.json }\n";
    folder
        .write("list.json", GROUPS)
        .write("stack.json", &outputs("master.sigma-redis.abc.use1.cache.amazonaws.com"));
    folder.write("deep/a.yaml", &(with(&["auth: { type: iam, user: app }"]) + existing));
    let outcome = folder.run("cluster connections deep/a.yaml --outputs stack.json --format json");
    let json: serde_json::Value =
        serde_json::from_str(&outcome.stdout).unwrap_or_else(|_| panic!("{outcome:?}"));
    let expected = serde_json::json!({
        "sigma-redis": {
            "host": "master.sigma-redis.abc.use1.cache.amazonaws.com",
            "port": 6379, "tls": true, "clusterModeEnabled": false, "user": "app",
        },
        "My-Sessions": {
            "host": "master.my-sessions.abc.use1.cache.amazonaws.com",
            "port": 6380, "tls": true, "clusterModeEnabled": false,
        },
        "big": {
            "host": "big.abc.clustercfg.use1.cache.amazonaws.com",
            "port": 6379, "tls": true, "clusterModeEnabled": true,
        },
    });
    assert_eq!(json, expected);

    let rust = folder.run("cluster connections deep/a.yaml --outputs stack.json --format rust").stdout;
    assert!(
        rust.contains("pub const BIG: &str = \"rediss://big.abc.clustercfg.use1.cache.amazonaws.com:6379\";"),
        "{rust}"
    );
    assert!(
        rust.contains("/// The cluster big: cluster mode enabled.\n/// big needs a user and a password"),
        "{rust}"
    );
    assert!(rust.contains("takes it, the user is app.\npub const SIGMA_REDIS: &str"), "{rust}");
}

/// The generated SDK takes what is printed for it.
#[test]
fn the_javascript_sdk_takes_its_connections() {
    let folder = Folder::new();
    let existing = "existing:\n  - { name: my-sessions, fromDescribe: list.json }\n";
    folder.write("list.json", GROUPS).write("stack.json", &outputs("h.example"));
    folder.write("a.yaml", &(with(&["auth: { type: iam, user: app }"]) + existing));
    let print = |format: &str| {
        folder.run(&format!("cluster connections a.yaml --outputs stack.json --format {format}")).stdout
    };
    folder.write("clusters.js", &print("js"));
    folder.write("environment", &print("env"));
    let sdk = std::env::current_dir().unwrap().join("generated/js/lib/clusters.js");
    let script = format!(
        "const {{ Clusters }} = require({sdk:?});
         for (const clusters of [new Clusters(), new Clusters(require('./clusters.js'))]) {{
             const {{ host, port, user, tls, clusterMode }} = clusters.get('sigma-redis');
             console.log(host, port, user, JSON.stringify(tls), clusterMode, clusters.get('my-sessions').port);
         }}"
    );
    folder.write("run.js", &script);
    let output = Command::new("sh")
        .args(["-c", "set -a; . ./environment; node run.js"])
        .current_dir(&folder.0)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert_eq!(
        told,
        "h.example 6379 app {} false 6380\n".repeat(2),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn connections_that_are_not_known() {
    let folder = Folder::new();
    let missing = "existing:\n  - { name: my-session, fromDescribe: list.json }\n  - { name: young, fromDescribe: list.json }\n";
    folder.write("list.json", GROUPS).write("a.yaml", &(with(&[]) + missing));
    let stderr = folder.fails("cluster connections a.yaml").stderr;
    for part in
        ["--outputs", "there is no cluster `my-session`", "did you mean `my-sessions`?", "it is `creating`"]
    {
        assert!(stderr.contains(part), "{part} is missing in\n{stderr}");
    }
    folder.write("a.yaml", &with(&[]));
    for missing in ["connections a.yaml --outputs none.json", "list --from-json none.json"] {
        let stderr = folder.fails(&format!("cluster {missing}")).stderr;
        assert!(stderr.contains("[SG001]") && stderr.contains("what the `aws` command printed"), "{stderr}");
    }
    let stack: serde_json::Value = serde_json::from_str(&outputs("host")).unwrap();
    let twice = serde_json::json!({ "Stacks": [stack["Stacks"][0], stack["Stacks"][0]] }).to_string();
    for (outputs, part) in [
        ("{}", "no stack outputs"),
        ("{\"Stacks\": [{\"Outputs\": []}]}", "no endpoint for `sigma-redis`"),
        ("nothing", "not JSON"),
        (&outputs("a b"), "no endpoint for `sigma-redis`"),
        (&twice, "several stacks have an endpoint for `sigma-redis`"),
    ] {
        let stderr =
            folder.write("o.json", outputs).fails("cluster connections a.yaml --outputs o.json").stderr;
        assert!(stderr.contains(part), "{part} is missing in\n{stderr}");
    }
}

#[test]
fn a_node_that_was_listed_without_its_endpoint() {
    let folder = Folder::new();
    let node = r#"{ "CacheClusters": [{ "CacheClusterId": "solo", "CacheClusterStatus": "available", "Engine": "redis", "NumCacheNodes": 1 }] }"#;
    let spec = "version: 1\nregion: us-east-1\nexisting: [{ name: solo, fromDescribe: cc.json }]\n";
    let stderr =
        folder.write("cc.json", node).write("a.yaml", spec).fails("cluster connections a.yaml").stderr;
    assert!(stderr.contains("--show-cache-node-info"), "{stderr}");
}

/// Other `aws` commands than the real one, for what that cannot be made to do.
#[cfg(unix)]
mod aws {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    /// Runs with a script as the `aws` command, or with none.
    fn with_aws(folder: &Folder, arguments: &str, script: Option<&str>) -> Outcome {
        let path = match script {
            Some(script) => {
                folder.write("bin/aws", &format!("#!/bin/sh\necho \"$*\" >> calls\n{script}"));
                fs::set_permissions(folder.path("bin/aws"), fs::Permissions::from_mode(0o755)).unwrap();
                format!("{}:/usr/bin:/bin", folder.path("bin").display())
            }
            None => folder.path("empty").display().to_string(),
        };
        let output = folder.command(arguments).env("PATH", path).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Outcome { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    #[test]
    fn markers_are_followed() {
        let folder = Folder::new();
        folder.write("nodes", NODES).write("groups", GROUPS);
        folder.write(
            "first",
            r#"{ "Marker": "m 1", "ReplicationGroups": [{ "ReplicationGroupId": "first" }] }"#,
        );
        let script = "case \"$*\" in *cache-clusters*) cat nodes ;; *'--marker m 1'*) cat groups ;; *) cat first ;; esac";
        let outcome = with_aws(&folder, "cluster list", Some(script));
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        for name in ["first", "my-sessions", "single"] {
            assert!(outcome.stdout.contains(name), "{}", outcome.stdout);
        }
        assert_eq!(
            folder.read("calls"),
            "elasticache describe-replication-groups --output json\n\
             elasticache describe-replication-groups --output json --marker m 1\n\
             elasticache describe-cache-clusters --show-cache-node-info \
             --show-cache-clusters-not-in-replication-groups --output json\n"
        );
    }

    #[test]
    fn a_spec_asks_once_in_its_region() {
        let folder = Folder::new();
        folder.write("nodes", NODES).write("groups", GROUPS);
        folder
            .write("a.yaml", "version: 1\nregion: eu-west-1\nexisting: [{ name: big }, { name: single }]\n");
        let script = "case \"$*\" in *cache-clusters*) cat nodes ;; *) cat groups ;; esac";
        let outcome = with_aws(&folder, "cluster connections a.yaml", Some(script));
        assert!(outcome.stdout.contains("\"single\":{\"host\":\"single.abc"), "{outcome:?}");
        assert_eq!(folder.read("calls").matches("--region eu-west-1").count(), 2);
    }

    #[test]
    fn failures_say_what_to_do() {
        let folder = Folder::new();
        let outcome = with_aws(&folder, "cluster list", None);
        assert!(
            outcome.stderr.contains("the `aws` command was not found")
                && outcome.stderr.contains("install the AWS CLI")
        );
        assert_eq!(outcome.code, Some(1));
        for (script, message, help) in [
            (
                "echo 'Unable to locate credentials. You can configure ...' >&2; exit 253",
                "Unable to locate",
                "aws configure",
            ),
            ("echo 'You must specify a region.' >&2; exit 253", "specify a region", "AWS_DEFAULT_REGION"),
            ("echo 'An error occurred (ExpiredToken)' >&2; exit 254", "ExpiredToken", "aws sso login"),
            (
                "echo 'An error occurred (AccessDenied)' >&2; exit 254",
                "AccessDenied",
                "elasticache:DescribeReplicationGroups",
            ),
            ("exit 3", "`aws elasticache describe-replication-groups` failed", "works on its own"),
            ("echo hello", "this is not JSON", "describe-replication-groups"),
            ("kill -9 $$", "failed", "works on its own"),
        ] {
            let outcome = with_aws(&folder, "cluster list", Some(script));
            assert_eq!(outcome.code, Some(1), "{script}");
            assert!(
                outcome.stderr.contains(message) && outcome.stderr.contains(help),
                "{script}: {}",
                outcome.stderr
            );
        }
    }
}
