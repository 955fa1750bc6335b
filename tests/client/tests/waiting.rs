//! Operations that wait, on real servers: what ends a wait, how long it may take, and what else goes on.

use std::thread;
use std::time::{Duration, Instant};

use client_tests::AnyClient;
use client_tests::shapes::{Blpop, Error};
use redis_servers::{Cluster, Server, Version, until};
use sigma_redis::Config;

const LONG: Duration = Duration::from_secs(120);

fn config(url: &str) -> Config {
    Config::new(url).unwrap()
}

/// Waits until so many operations wait on a server. While it changes places with a replica, it holds up others too.
fn until_blocked(server: &Server, count: usize) {
    until("operations wait", || {
        let clients = server.cli(&["CLIENT", "LIST"]);
        let waits = |line: &&str| line.contains(" cmd=blpop ") && line.contains(" flags=b ");
        clients.lines().filter(waits).count() == count
    });
}

/// Calls BLPOP on a thread; `then` is done while it waits.
fn while_waiting(
    client: &AnyClient,
    operation: Blpop,
    then: impl FnOnce(),
) -> Result<Option<Vec<sigma_redis::Bytes>>, Error> {
    thread::scope(|scope| {
        let waiting = scope.spawn(|| client.call([operation]).one());
        then();
        waiting.join().unwrap()
    })
}

#[test]
fn an_element_ends_the_wait_and_others_go_on_meanwhile() {
    for version in Version::all() {
        let server = Server::start(version);
        for client in AnyClient::both(&config(&server.url())) {
            let popped = while_waiting(&client, Blpop::new(["urgent", "queue"], LONG), || {
                until_blocked(&server, 1);
                client.set([sigma_redis::Set::new("k", "v")]).one().unwrap();
                assert_eq!(client.get(["k"]).one().unwrap(), Some("v".into()));
                server.cli(&["RPUSH", "queue", "a"]);
            });
            assert_eq!(popped.unwrap().unwrap(), ["queue", "a"], "{version:?}");
        }
    }
}

#[test]
fn waits_may_take_longer_than_operations_and_calls_do() {
    let server = Server::start(Version::V8);
    let limit = Duration::from_secs(2);
    let config = config(&server.url()).operation_timeout(limit).call_timeout(limit);
    for client in AnyClient::both(&config) {
        // One after the other: more than twice what any call may take.
        let wait = Duration::from_millis(2_500);
        let start = Instant::now();
        let response = client.call([Blpop::new(["a"], wait), Blpop::new(["b"], wait)]);
        assert_eq!(response.all().unwrap(), [None, None]);
        assert!(start.elapsed() >= 2 * wait);
    }
}

#[test]
fn a_silent_server_ends_the_wait() {
    let (server, cluster) = (Server::start(Version::V8), Cluster::start(Version::V8));
    for server in [&server, &cluster.nodes()[0]] {
        let limit = Duration::from_millis(300);
        for client in AnyClient::both(&config(&server.url()).operation_timeout(limit)) {
            // Slot 0 is the first node's.
            let error = while_waiting(&client, Blpop::new(["{la2}"], Duration::from_millis(700)), || {
                until_blocked(server, 1);
                server.stop_answering();
            });
            server.resume();
            let error = error.unwrap_err();
            assert!(matches!(error, Error::OutcomeUnknown(_)), "{error}");
            assert!(error.to_string().ends_with("waiting for the server took longer than 1s"), "{error}");
            until_blocked(server, 0);
        }
    }
}

#[test]
fn a_server_that_dies_ends_the_wait_and_nothing_is_taken_twice() {
    let mut server = Server::builder(Version::Debian).config("appendonly yes").start();
    for blocking in [false, true] {
        let client = AnyClient::new(&config(&server.url()).resend_safe_writes(true), blocking);
        let error = thread::scope(|scope| {
            let waiting = scope.spawn(|| client.call([Blpop::new(["queue"], LONG)]).one());
            until_blocked(&server, 1);
            server.restart();
            server.cli(&["RPUSH", "queue", "a"]);
            waiting.join().unwrap().unwrap_err()
        });
        assert!(matches!(error, Error::OutcomeUnknown(_)), "{error}");
        assert_eq!(client.call([Blpop::new(["queue"], LONG)]).one().unwrap().unwrap(), ["queue", "a"]);
    }
}

#[test]
fn a_wait_that_an_operator_ends_is_an_error() {
    let (server, cluster) = (Server::start(Version::V8), Cluster::start(Version::V8));
    for server in [&server, &cluster.nodes()[0]] {
        for client in AnyClient::both(&config(&server.url())) {
            let error = while_waiting(&client, Blpop::new(["{la2}"], LONG), || {
                until_blocked(server, 1);
                let clients = server.cli(&["CLIENT", "LIST", "TYPE", "normal"]);
                let waiting = clients.lines().find(|line| line.contains("cmd=blpop")).unwrap();
                let id = waiting.split(' ').find_map(|word| word.strip_prefix("id=")).unwrap();
                server.cli(&["CLIENT", "UNBLOCK", id, "ERROR"]);
            });
            let error = error.unwrap_err().to_string();
            assert!(error.contains("UNBLOCKED client unblocked via CLIENT UNBLOCK"), "{error}");
        }
    }
}

#[test]
fn a_master_that_becomes_a_replica_ends_the_wait() {
    let (server, other) = (Server::start(Version::V8), Server::start(Version::V8));
    for client in AnyClient::both(&config(&server.url())) {
        let error = while_waiting(&client, Blpop::new(["queue"], LONG), || {
            until_blocked(&server, 1);
            server.cli(&["REPLICAOF", "127.0.0.1", &other.port().to_string()]);
        });
        let error = error.unwrap_err();
        assert!(error.not_executed() && error.to_string().contains("UNBLOCKED force"), "{error}");
        server.cli(&["REPLICAOF", "NO", "ONE"]);
        server.cli(&["RPUSH", "queue", "a"]);
        assert_eq!(client.call([Blpop::new(["queue"], LONG)]).one().unwrap().unwrap(), ["queue", "a"]);
    }
}

#[test]
fn a_wait_goes_on_where_its_slot_goes() {
    for version in [Version::V6_2, Version::V8] {
        let cluster = Cluster::start(version);
        for (client, key) in
            AnyClient::both(&config(&cluster.nodes()[1].url())).iter().zip(["{la2}a", "{la2}b"])
        {
            let owner = cluster.owner(0);
            let other = 1 - owner;
            let popped = while_waiting(client, Blpop::new([key], LONG), || {
                until_blocked(&cluster.nodes()[owner], 1);
                cluster.move_slots([0], owner, other);
                until_blocked(&cluster.nodes()[other], 1);
                assert_eq!(cluster.nodes()[other].cli(&["RPUSH", key, "moved"]), "1");
            });
            assert_eq!(popped.unwrap().unwrap(), [key, "moved"], "{version:?}");
        }
    }
}

#[test]
fn a_wait_goes_on_after_a_failover() {
    for version in [Version::V6_2, Version::V8] {
        let cluster = Cluster::start(version);
        for client in AnyClient::both(&config(&cluster.nodes()[1].url())) {
            cluster.wait_until_healthy();
            // The first master and its replica change places.
            let old = cluster.owner(0);
            let new = 3 - old;
            let popped = while_waiting(&client, Blpop::new(["{la2}"], LONG), || {
                until_blocked(&cluster.nodes()[old], 1);
                assert_eq!(cluster.nodes()[new].cli(&["CLUSTER", "FAILOVER", "TAKEOVER"]), "OK");
                until_blocked(&cluster.nodes()[new], 1);
                assert_eq!(cluster.nodes()[new].cli(&["RPUSH", "{la2}", "there"]), "1");
            });
            assert_eq!(popped.unwrap().unwrap(), ["{la2}", "there"], "{version:?}");
        }
    }
}

#[test]
fn operations_on_other_nodes_do_not_wait() {
    let cluster = Cluster::start(Version::Debian);
    // Two of them are the first node's: the second one waits behind the other.
    let keys = [("{la2}", 0), ("{1}", 1), ("{a}", 2), ("{3}", 0)];
    for client in AnyClient::both(&config(&cluster.urls()[0])) {
        thread::scope(|scope| {
            let waiting = scope.spawn(|| client.call(keys.map(|(key, _)| Blpop::new([key], LONG))));
            for node in &cluster.nodes()[..3] {
                until_blocked(node, 1);
            }
            for (key, node) in keys {
                cluster.nodes()[node].cli(&["RPUSH", key, "x"]);
            }
            assert_eq!(waiting.join().unwrap().success(), keys.len());
        });
    }
}
