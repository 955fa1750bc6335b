//! Stacks that are deployed: from a spec to clients that are connected. AWS is a server on this machine, and the
//! `aws` command is the real one.
#![cfg(feature = "cli")]

use std::process::Command;

use crate::support::aws::Aws;
use crate::support::folder::Folder;
use crate::support::spec::{function, with};
use redis_servers::{Cluster, Server, Version};
use serde_json::Value;
use sigma_redis::blocking::Client;
use sigma_redis::{Config, Credentials, Set};

/// Without TLS: the server has no certificate that a client would trust.
const PLAIN: &str = "encryption: { inTransit: false, atRest: true }";

/// The URLs in constants for the Rust client.
fn urls(constants: &str) -> Vec<String> {
    let of_line = |line: &str| Some(line.strip_prefix("pub const ")?.split('"').nth(1)?.to_owned());
    constants.lines().filter_map(of_line).collect()
}

/// Sets keys, all to one value, with the Rust client.
fn set(client: &Client, keys: &[&str], value: &str) {
    client.set(keys.iter().map(|key| Set::new(*key, value))).all().unwrap();
}

/// Runs a command with Node.js behind it, which finds the SDK in `SDK`, and gives what it prints.
fn javascript(folder: &Folder, mut command: Command) -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    let output = command
        .current_dir(&folder.0)
        .env("SDK", format!("{root}/generated/js"))
        .env("NODE_PATH", format!("{root}/tests/js/node_modules"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn node(script: &str) -> Command {
    let mut command = Command::new("node");
    command.args(["-e", script]);
    command
}

#[test]
fn from_a_spec_to_a_client_that_is_connected() {
    let (aws, server, folder) = (Aws::start(), Server::start(Version::Debian), Folder::new());
    let port = server.port();
    folder.write("new.yaml", &with(&[&format!("port: {port}"), PLAIN, &function("")]));
    folder.write("function.zip", "the code");
    aws.run(&folder, "s3api create-bucket --bucket my-bucket");
    aws.run(&folder, "s3api put-object --bucket my-bucket --key function.zip --body function.zip");
    aws.deploy(&folder, "new");

    let environment = folder.run("cluster connections new.yaml --outputs new.json").stdout;
    let expected = format!(
        "SIGMA_REDIS_CLUSTERS='{{\"sigma-redis\":{{\"host\":\"127.0.0.1\",\"port\":{port},\"tls\":false,\"clusterModeEnabled\":false}}}}'\n"
    );
    assert_eq!(environment, expected);

    // A function gets the same from the stack itself: one that is deployed with its outputs, and one of its own.
    let outputs: Value = serde_json::from_str(&folder.read("new.json")).unwrap();
    let outputs = outputs["Stacks"][0]["Outputs"].as_array().unwrap();
    let output = |key: &str| {
        let output = outputs.iter().find(|output| output["OutputKey"] == format!("SigmaRedisFunction{key}"));
        output.unwrap()["OutputValue"].as_str().unwrap()
    };
    assert_eq!(format!("SIGMA_REDIS_CLUSTERS='{}'\n", output("Environment")), environment);
    let made = aws.run(
        &folder,
        &format!("lambda get-function-configuration --output json --function-name {}", output("Name")),
    );
    let made: Value = serde_json::from_str(&made).unwrap();
    assert_eq!(made["Environment"]["Variables"]["SIGMA_REDIS_CLUSTERS"], output("Environment"));
    assert_eq!(made["VpcConfig"]["SubnetIds"], output("Subnets").split(',').collect::<Value>());
    assert_eq!(
        made["VpcConfig"]["SecurityGroupIds"],
        [output("SecurityGroup")].into_iter().collect::<Value>()
    );
    assert_eq!(made["Role"], output("RoleArn"));
    assert_eq!((&made["Runtime"], &made["Timeout"]), (&"nodejs24.x".into(), &60.into()));

    // The same cluster, found as an existing one.
    folder.write("there.yaml", "version: 1\nregion: us-east-1\nexisting: [{ name: Sigma-Redis }]\n");
    let found = aws.sigma_gen(&folder, "cluster connections there.yaml --format rust");
    let made = folder.run("cluster connections new.yaml --outputs new.json --format rust").stdout;
    assert_eq!(urls(&found), urls(&made));
    set(&Client::connect(&urls(&made)[0]).unwrap(), &["colour"], "red");
    assert_eq!(server.cli(&["GET", "colour"]), "red");

    // And from Node.js, with the environment as a shell reads it.
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{{ {environment} }}\nexport SIGMA_REDIS_CLUSTERS\nexec node -e \"$GET\"")]).env(
        "GET",
        "
        const redis = new (require(process.env.SDK).Redis)();
        redis.get({ clusterIdentifier: 'sigma-redis', params: ['colour'] }, (error, response, redisClient) => {
            if (error) throw error;
            console.log(response.results.colour.result);
            redisClient.quit();
        });",
    );
    assert_eq!(javascript(&folder, shell), "red\n");
}

/// The commands of the README, in order and as they stand.
#[test]
fn the_commands_of_the_readme_lead_to_a_client_that_is_connected() {
    let (aws, server, folder) = (Aws::start(), Server::start(Version::Debian), Folder::new());
    let readme = include_str!("../../README.md");
    let commands = readme.split("```sh\n").find(|block| block.starts_with("sigma-gen cluster init")).unwrap();
    let commands: Vec<_> = commands.split("```").next().unwrap().lines().collect();
    assert_eq!(commands.len(), 6, "{commands:?}");
    for command in commands {
        aws.shell(&folder, command);
        if command.starts_with("sigma-gen cluster init") {
            // What the README says to edit: the port of the server here, which has no certificate of AWS's.
            let spec =
                folder.read("clusters.yaml").replace("port: 6379", &format!("port: {}", server.port()));
            folder.write("clusters.yaml", &spec.replace("inTransit: true", "inTransit: false"));
        }
    }
    let script = node(
        "
        const { Redis } = require(process.env.SDK);
        const redis = new Redis(require('./clusters'));
        async function main() {
            const params = [{ key: 'colour', value: 'red' }];
            const { redisClient } = await redis.set({ clusterIdentifier: 'sigma-redis', params });
            await redisClient.quit();
        }
        main();",
    );
    javascript(&folder, script);
    assert_eq!(server.cli(&["GET", "colour"]), "red");
}

#[test]
fn clients_of_a_clustered_one() {
    let (aws, cluster, folder) = (Aws::start(), Cluster::start(Version::Debian), Folder::new());
    let port = format!("port: {}", cluster.nodes()[0].port());
    folder.write("new.yaml", &with(&["mode: clustered", "shards: 3", &port, PLAIN]));
    aws.deploy(&folder, "new");

    const KEYS: [&str; 6] = ["red", "green", "blue", "cyan", "magenta", "yellow"];
    let constants = folder.run("cluster connections new.yaml --outputs new.json --format rust").stdout;
    let client = Client::connect(&urls(&constants)[0]).unwrap();
    set(&client, &KEYS, "from Rust");
    for master in &cluster.nodes()[..3] {
        assert_ne!(master.cli(&["DBSIZE"]), "0", "the keys are on all nodes");
    }

    let settings = folder.run("cluster connections new.yaml --outputs new.json --format js").stdout;
    folder.write("clusters.js", &settings);
    let mut script = node(
        "
        const { Redis } = require(process.env.SDK);
        const keys = process.env.KEYS.split(' ');
        const redis = new Redis(require('./clusters'));
        async function main() {
            const clusterIdentifier = 'sigma-redis';
            const { response, redisClient } = await redis.get({ clusterIdentifier, params: keys });
            console.log(...keys.map((key) => response.results[key].result));
            const params = keys.map((key) => ({ key, value: 'from Node.js' }));
            const { response: { success } } = await redis.set({ redisClient, params });
            console.log(success);
            await redisClient.quit();
        }
        main();",
    );
    script.env("KEYS", KEYS.join(" "));
    assert_eq!(javascript(&folder, script), format!("{}\n6\n", ["from Rust"; 6].join(" ")));
    for value in client.get(KEYS).all().unwrap() {
        assert_eq!(value.unwrap(), "from Node.js");
    }
}

/// A cluster with a token and one with a user, which are the same server: its default user has the token as password.
/// In Node.js the SDK reads the token itself, from the secret that the stack names.
#[test]
fn clients_that_log_in_over_tls() {
    const TOKEN: &str = "a-token-of-16-to-128-characters";
    const PASSWORD: &str = "what-stands-for-a-token-of-IAM";
    let builder = Server::builder(Version::Debian).tls().password(TOKEN).user("app", PASSWORD, "~* +@all");
    let (aws, server, folder) = (Aws::start(), builder.start(), Folder::new());
    folder.write("token", TOKEN);
    let secret =
        "secretsmanager create-secret --name redis --secret-string file://token --query ARN --output text";
    let secret = aws.run(&folder, secret);
    let token = format!("auth: {{ type: token, secret: {:?} }}", secret.trim());
    let port = format!("port: {}", server.tls_port());
    let sessions = with(&["name: sessions", &port, &token]);
    let carts = with(&["name: carts", &port, "auth: { type: iam, user: app }"]);
    folder.write("new.yaml", &format!("{sessions}{}", carts.split_once("clusters:\n").unwrap().1));
    aws.deploy(&folder, "new");

    let constants = folder.run("cluster connections new.yaml --outputs new.json --format rust").stdout;
    assert!(constants.contains("takes it, the user is app."), "{constants}");
    let urls = urls(&constants);
    let logins = [("sessions", None, TOKEN), ("carts", Some("app"), PASSWORD)];
    for (url, (name, user, password)) in urls.iter().zip(logins) {
        let config = || Config::new(url).unwrap().certificate_authority(server.ca().pem());
        let login = match user {
            Some(user) => Credentials::new(user, password),
            None => Credentials::password(password),
        };
        let login = move || Ok::<_, String>(login.clone());
        set(&Client::connect(config().credentials_hook(login)).unwrap(), &[name], "from Rust");
        let refused = Client::connect(config()).unwrap_err().to_string();
        assert!(refused.contains("NOAUTH"), "without a login: {refused}");
    }

    let settings = folder.run("cluster connections new.yaml --outputs new.json --format js").stdout;
    folder.write("clusters.js", &settings);
    folder.write("ca.pem", &server.ca().pem());
    let mut script = node(
        "
        const { Redis } = require(process.env.SDK);
        const { clusters } = require('./clusters');
        clusters.carts.password = () => process.env.PASSWORD;
        async function main() {
            for (const clusterIdentifier of Object.keys(clusters)) {
                const redis = new Redis({ clusters });
                const { response, redisClient } = await redis.get({ clusterIdentifier, params: [clusterIdentifier] });
                console.log(response.results[clusterIdentifier].result);
                await redis.set({ redisClient, params: [{ key: clusterIdentifier, value: 'from Node.js' }] });
                await redisClient.quit();
            }
        }
        main();",
    );
    aws.environment(&mut script);
    script.env("PASSWORD", PASSWORD).env("NODE_EXTRA_CA_CERTS", folder.path("ca.pem"));
    assert_eq!(javascript(&folder, script), "from Rust\nfrom Rust\n");
    for name in ["sessions", "carts"] {
        assert_eq!(server.cli(&["GET", name]), "from Node.js");
    }
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
    let list: Value = serde_json::from_str(&list).unwrap();
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
    let connections: Value = serde_json::from_str(&connections).unwrap();
    assert_eq!(connections["two"]["clusterModeEnabled"], true);
    assert_eq!(connections["four"]["port"], 7001);
}
