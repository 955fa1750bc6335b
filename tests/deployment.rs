//! Stacks that are deployed: from a spec to a client that is connected. AWS is a server on this machine, and the
//! `aws` command is the real one.
#![cfg(feature = "cli")]

mod folder;
mod spec;

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use folder::Folder;
use redis_servers::{Server, Version};
use sigma_redis::blocking::Client;
use spec::with;

/// How long the server may take until it listens.
const START_LIMIT: Duration = Duration::from_secs(120);

/// The folder with the `aws` command, in the environment that `tests/run` makes.
fn tools() -> PathBuf {
    let beside = std::env::var_os("CHECK_JSONSCHEMA")
        .expect("CHECK_JSONSCHEMA is not set. Run the tests with `tests/run test`, which installs it.");
    std::fs::canonicalize(Path::new(&beside).parent().unwrap()).unwrap()
}

/// A server that deploys stacks; it ends when it is dropped.
struct Aws {
    child: Child,
    port: u16,
}

impl Aws {
    fn start() -> Self {
        for _ in 0..5 {
            // A free port may be taken again before the server has it.
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let child = Command::new(tools().join("python"))
                .args(["tests/cloudformation/server.py", &port.to_string(), "127.0.0.1"])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut aws = Self { child, port };
            let start = Instant::now();
            while start.elapsed() < START_LIMIT && aws.child.try_wait().unwrap().is_none() {
                if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                    return aws;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        panic!("moto does not start: see tests/cloudformation/server.py");
    }

    /// Gives a command this server, and the `aws` command.
    fn environment(&self, command: &mut Command) {
        let path = std::env::join_paths(
            std::iter::once(tools())
                .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
        );
        command
            .env("PATH", path.unwrap())
            .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", self.port))
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_DEFAULT_REGION", "us-east-1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_CONFIG_FILE", "/dev/null")
            .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    }

    /// Runs a command of `aws`, and gives what it prints.
    fn run(&self, folder: &Folder, arguments: &str) -> String {
        let mut command = Command::new(tools().join("aws"));
        self.environment(&mut command);
        let output = command.args(arguments.split_whitespace()).current_dir(&folder.0).output().unwrap();
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs `sigma-gen`, which may ask `aws`.
    fn sigma_gen(&self, folder: &Folder, arguments: &str) -> String {
        let mut command = folder.command(arguments);
        self.environment(&mut command);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Deploys a spec as a stack of its own, and writes the outputs into `NAME.json`.
    fn deploy(&self, folder: &Folder, name: &str) {
        folder.succeeds(&format!("cluster template {name}.yaml -o {name}.template.yaml"));
        let how = "--capabilities CAPABILITY_IAM --output json";
        self.run(folder, &format!("cloudformation create-stack --stack-name {name} --template-body file://{name}.template.yaml {how}"));
        let stack =
            self.run(folder, &format!("cloudformation describe-stacks --stack-name {name} --output json"));
        assert!(stack.contains("\"CREATE_COMPLETE\""), "{stack}");
        folder.write(&format!("{name}.json"), &stack);
    }
}

impl Drop for Aws {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The URLs in constants for the Rust client.
fn urls(constants: &str) -> Vec<String> {
    let of_line = |line: &str| Some(line.strip_prefix("pub const ")?.split('"').nth(1)?.to_owned());
    constants.lines().filter_map(of_line).collect()
}

#[test]
fn from_a_spec_to_a_client_that_is_connected() {
    let (aws, server, folder) = (Aws::start(), Server::start(Version::V7_0), Folder::new());
    let port = server.port();
    // The server on this machine has no certificate that a client would trust.
    let open = "encryption: { inTransit: false, atRest: true }";
    folder.write("new.yaml", &with(&[&format!("port: {port}"), open]));
    aws.deploy(&folder, "new");

    let environment = folder.run("cluster connections new.yaml --outputs new.json").stdout;
    let expected = format!(
        "SIGMA_REDIS_CLUSTERS='{{\"sigma-redis\":{{\"host\":\"127.0.0.1\",\"port\":{port},\"tls\":false,\"clusterModeEnabled\":false}}}}'\n"
    );
    assert_eq!(environment, expected);
    // The function gets the same from the stack itself.
    let outputs: serde_json::Value = serde_json::from_str(&folder.read("new.json")).unwrap();
    let outputs = outputs["Stacks"][0]["Outputs"].as_array().unwrap();
    let output =
        outputs.iter().find(|output| output["OutputKey"] == "SigmaRedisFunctionEnvironment").unwrap();
    assert_eq!(format!("SIGMA_REDIS_CLUSTERS='{}'\n", output["OutputValue"].as_str().unwrap()), environment);

    // The same cluster, found as an existing one.
    folder.write("there.yaml", "version: 1\nregion: us-east-1\nexisting: [{ name: Sigma-Redis }]\n");
    let found = aws.sigma_gen(&folder, "cluster connections there.yaml --format rust");
    let made = folder.run("cluster connections new.yaml --outputs new.json --format rust").stdout;
    assert_eq!(urls(&found), urls(&made));
    let client = Client::connect(&urls(&made)[0]).unwrap();
    client.set([("colour", "red")].map(|(key, value)| sigma_redis::Set::new(key, value))).all().unwrap();
    assert_eq!(server.cli(&["GET", "colour"]), "red");

    // And from Node.js, with the environment as a shell reads it.
    let root = env!("CARGO_MANIFEST_DIR");
    let script = format!("{{ {environment} }}\nexport SIGMA_REDIS_CLUSTERS\nexec node -e \"$GET\"");
    let get = "
        const redis = new (require(process.env.SDK).Redis)();
        redis.get({ clusterIdentifier: 'sigma-redis', params: ['colour'] }, (error, response, redisClient) => {
            if (error) throw error;
            console.log(response.results.colour.result);
            redisClient.quit();
        });";
    let output = Command::new("sh")
        .args(["-c", &script])
        .envs([("GET", get), ("SDK", &format!("{root}/generated/js"))])
        .env("NODE_PATH", format!("{root}/tests/js/node_modules"))
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "red\n",
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn clusters_of_every_kind_are_deployed_and_listed() {
    let (aws, folder) = (Aws::start(), Folder::new());
    assert_eq!(aws.sigma_gen(&folder, "cluster list"), "no clusters\n");

    // A network that is there already.
    let id = |arguments: &str| aws.run(&folder, arguments).trim().to_owned();
    let vpc = id("ec2 create-vpc --cidr-block 10.9.0.0/16 --query Vpc.VpcId --output text");
    let subnet = |zone: &str, cidr: &str| {
        id(&format!(
            "ec2 create-subnet --vpc-id {vpc} --availability-zone us-east-1{zone} --cidr-block {cidr} --query Subnet.SubnetId --output text"
        ))
    };
    let subnets = [subnet("a", "10.9.0.0/24"), subnet("b", "10.9.1.0/24")].join(", ");
    let group = id(&format!(
        "ec2 create-security-group --group-name g --description g --vpc-id {vpc} --query GroupId --output text"
    ));
    let existing = format!(
        "vpc: {{ type: existing, id: {vpc}, subnets: [{subnets}], securityGroup: {group}, openPort: true }}"
    );

    let clustered = ["mode: clustered", "shards: 3", "replicas: 3"];
    for (name, changes) in [
        ("one", vec!["auth: { type: iam, user: app }"]),
        ("two", [&clustered[..], &["auth: { type: iam, user: app-2 }"]].concat()),
        ("three", vec![existing.as_str(), "port: 7000"]),
        ("four", [&clustered[..], &[existing.as_str(), "port: 7001"]].concat()),
    ] {
        let named = format!("name: {name}");
        folder.write(&format!("{name}.yaml"), &with(&[&changes[..], &[&named]].concat()));
        aws.deploy(&folder, name);
    }

    aws.run(
        &folder,
        "elasticache create-cache-cluster --cache-cluster-id single --engine redis --cache-node-type cache.t3.micro \
         --num-cache-nodes 1",
    );

    let list = aws.sigma_gen(&folder, "cluster list --format json");
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let told: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["name"], &one["mode"], &one["nodes"], &one["port"], &one["login"], &one["tls"]))
        .map(|(name, mode, nodes, port, login, tls)| format!("{name} {mode} {nodes} {port} {login} {tls}"))
        .collect();
    assert_eq!(
        told,
        [
            r#""one" "standalone" 2 6379 "users" true"#,
            r#""two" "clustered" 9 6379 "users" true"#,
            r#""three" "standalone" 2 7000 "none" true"#,
            r#""four" "clustered" 9 7001 "none" true"#,
            // The server on this machine gives single nodes no endpoint.
            r#""single" "standalone" 1 null "none" false"#,
        ]
    );
    let rules = aws.run(&folder, &format!("ec2 describe-security-groups --group-ids {group} --query SecurityGroups[0].IpPermissions[].FromPort --output text"));
    assert_eq!(rules.split_whitespace().collect::<Vec<_>>(), ["7000", "7001"]);

    // All of them together, some from a listing that was made before.
    folder.write("list.json", &aws.run(&folder, "elasticache describe-replication-groups --output json"));
    folder.write(
        "all.yaml",
        "version: 1\nregion: us-east-1\nexisting: [{ name: two }, { name: four, fromDescribe: list.json }]\n",
    );
    let connections = aws.sigma_gen(&folder, "cluster connections all.yaml --format json");
    let connections: serde_json::Value = serde_json::from_str(&connections).unwrap();
    assert_eq!(connections["two"]["clusterModeEnabled"], true);
    assert_eq!(connections["four"]["port"], 7001);
}
