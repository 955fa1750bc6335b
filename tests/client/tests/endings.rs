//! Runtimes and processes that end in the middle of a call: other calls stay whole, and nothing is executed
//! twice.

use std::process::{Command, Stdio};

use redis_servers::{Cluster, Server, Version, until};
use sigma_redis::{Client, Incrby, blocking};
use tokio::runtime::Runtime;

#[test]
fn a_client_outlives_the_runtime_of_its_first_calls() {
    let server = Server::start(Version::Debian);
    let cluster = Cluster::start(Version::Debian);
    for node in [&server, &cluster.nodes()[0]] {
        let first = Runtime::new().unwrap();
        let client = first.block_on(Client::connect(node.url())).unwrap();
        let (rounds, keys) = (500, 1_000);
        let call = client.clone();
        first.spawn(async move {
            call.incrby((0..rounds * keys).map(|n| Incrby::new(format!("key:{}", n % keys), 1))).await
        });
        until("the call begins", || node.cli(&["DBSIZE"]) != "0");
        drop(first);

        let second = Runtime::new().unwrap();
        let response = second.block_on(client.incrby((0..keys).map(|n| Incrby::new(format!("key:{n}"), 1))));
        assert_eq!(response.success(), keys, "{:?}", response.all().err());
        for (key, count) in &response {
            assert!((1..=rounds as i64 + 1).contains(count.as_ref().unwrap()), "{key:?}: {count:?}");
        }
    }
}

/// Where the process that is killed finds the server.
const URL: &str = "SIGMA_REDIS_ENDINGS_URL";

const KEYS: usize = 1_000;

#[test]
#[ignore = "the process of the next test, which is killed"]
fn a_process_in_the_middle_of_a_call() {
    let Ok(url) = std::env::var(URL) else { return };
    let client = blocking::Client::connect(url).unwrap();
    for _ in 0..100 {
        client.incrby((0..100 * KEYS).map(|n| Incrby::new(format!("victim:{}", n % KEYS), 1))).all().unwrap();
    }
}

#[test]
fn a_process_that_is_killed_leaves_the_others_calls_whole() {
    let server = Server::start(Version::Debian);
    let mut process = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "a_process_in_the_middle_of_a_call"])
        .env(URL, server.url())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let client = blocking::Client::connect(server.url()).unwrap();
    let count = |n: usize| client.get([format!("victim:{n}")]).one().unwrap();
    until("the other process works", || count(0).is_some());
    let operations = (0..200_000).map(|n| {
        if n == 100_000 {
            process.kill().unwrap();
        }
        Incrby::new(n, 1)
    });
    let response = client.incrby(operations);
    assert!(response.iter().all(|(_, count)| matches!(count, Ok(1))), "{:?}", response.all().err());
    process.wait().unwrap();
    // It went round its keys in order: one executed twice would be ahead of those before it.
    let counts: Vec<i64> =
        (0..KEYS).map(|n| count(n).map_or(0, |count| count.to_str().unwrap().parse().unwrap())).collect();
    assert!(counts[0] > 0 && counts[0] - counts[KEYS - 1] <= 1, "{counts:?}");
    assert!(counts.is_sorted_by(|before, after| before >= after), "{counts:?}");
}
