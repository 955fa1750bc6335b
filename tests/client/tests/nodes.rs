//! Operations on several nodes, on real clusters: which nodes run them, and what comes of it when some fail.

use std::collections::BTreeSet;
use std::time::Duration;

use client_tests::AnyClient;
use client_tests::shapes::{Dbsize, Error, Keys, Scan, ScanPage, ScriptLoad, ScriptsExist};
use redis_servers::{Cluster, Server, Version, until};
use sigma_redis::{Config, Set};

fn address(server: &Server) -> String {
    format!("127.0.0.1:{}", server.port())
}

/// A cluster with a hundred keys, of which each master has some. Its map has all replicas: a node leaves out one of which
/// it has not heard yet that it follows its master.
fn filled(version: Version) -> Cluster {
    let cluster = Cluster::start(version);
    let nodes = cluster.nodes();
    until("the map has all nodes", || {
        let maps: Vec<_> = nodes.iter().map(|node| node.cli(&["CLUSTER", "SLOTS"])).collect();
        maps.iter().all(|map| nodes.iter().all(|node| map.contains(&node.port().to_string())))
    });
    let client = AnyClient::new(&config(&cluster, 0), true);
    client.set((0..100).map(|n| Set::new(format!("key{n}"), n))).all().unwrap();
    cluster
}

fn config(cluster: &Cluster, node: usize) -> Config {
    Config::new(&cluster.nodes()[node].url()).unwrap()
}

#[test]
fn the_answers_of_all_nodes_become_one() {
    for version in Version::all() {
        let cluster = filled(version);
        for client in AnyClient::both(&config(&cluster, 0)) {
            // On connections that were used for several nodes at once, too.
            client.set((0..100).map(|n| Set::new(format!("key{n}"), n))).all().unwrap();
            assert_eq!(client.call_combined([Dbsize::new(), Dbsize::new()]).all().unwrap(), [100, 100]);
            let keys = client.call_combined([Keys::new("key*"), Keys::new("nothing")]).all().unwrap();
            assert_eq!((keys[0].len(), keys[1].len()), (100, 0));
            assert_eq!(keys[0].iter().collect::<BTreeSet<_>>().len(), 100);
            // Replicas have it, too.
            let script = format!("return {version:?}");
            let digest = client.call_combined([ScriptLoad::new(script)]).one().unwrap();
            let digest = digest.to_string_lossy();
            for node in cluster.nodes() {
                assert_eq!(node.cli(&["SCRIPT", "EXISTS", &digest]), "1");
            }
            let known = ScriptsExist::new([&*digest, "none"]);
            assert_eq!(client.call_combined([known]).one().unwrap(), [true, false]);
            cluster.nodes()[4].cli(&["SCRIPT", "FLUSH"]);
            let known = ScriptsExist::new([&*digest]);
            assert_eq!(client.call_combined([known]).one().unwrap(), [false]);
        }
    }
}

#[test]
fn each_master_is_asked_until_its_end() {
    let cluster = filled(Version::V8);
    for client in AnyClient::both(&config(&cluster, 4)) {
        let response = client.call_on_nodes([Scan::new().count(10)]);
        assert_eq!((response.success(), response.failed()), (3, 0));
        let first = response.one().unwrap();
        let masters: BTreeSet<_> = cluster.nodes()[..3].iter().map(address).collect();
        assert_eq!(first.iter().map(|(node, _)| node.to_string()).collect::<BTreeSet<_>>(), masters);
        let mut keys = BTreeSet::new();
        let mut open: Vec<_> = first.into_iter().map(|(node, page)| (node, page.unwrap())).collect();
        while let Some((node, page)) = open.pop() {
            keys.extend(page.keys);
            if page.cursor != "0" {
                let next = client.call_on_nodes([Scan::new().cursor(page.cursor).count(10).node(&node)]);
                let only = next.one().unwrap().into_iter().map(|(node, page)| (node, page.unwrap()));
                let only: Vec<_> = only.collect();
                assert_eq!((only.len(), &only[0].0), (1, &node));
                open.extend(only);
            }
        }
        assert_eq!(keys.len(), 100);
    }
}

#[test]
fn the_only_server_is_the_only_node() {
    let server = Server::start(Version::Debian);
    for client in AnyClient::both(&Config::new(&server.url()).unwrap()) {
        let pages = client.call_on_nodes([Scan::new()]).one().unwrap();
        assert_eq!(pages[address(&server)].as_ref().unwrap().cursor, "0");
        assert_eq!(client.call_combined([Dbsize::new()]).one().unwrap(), 0);
    }
}

#[test]
fn a_node_that_is_none_is_told_and_the_others_run() {
    let cluster = Cluster::start(Version::Debian);
    for client in AnyClient::both(&config(&cluster, 0)) {
        let response = client.call_on_nodes([Scan::new(), Scan::new().node("10.0.0.1:6379")]);
        assert_eq!((response.success(), response.failed()), (3, 1));
        let told = response["1"].as_ref().unwrap_err().to_string();
        let expected =
            "scan[1]: parameter `node` takes the address of one of the nodes, not 10.0.0.1:6379; they are ";
        assert!(told.starts_with(expected), "{told}");
        assert!(cluster.nodes()[..3].iter().all(|master| told.contains(&address(master))), "{told}");
    }
}

#[test]
fn a_replica_is_asked_only_by_name() {
    let cluster = filled(Version::V8);
    let (master, replica) = (address(&cluster.nodes()[0]), address(&cluster.nodes()[3]));
    for client in AnyClient::both(&config(&cluster, 0)) {
        let scan = |node: &str| Scan::new().count(1_000).node(node.to_owned());
        let response = client.call_on_nodes([Scan::new(), scan(&replica), scan(&master)]);
        let [all, replicas, masters] = response.all().unwrap().try_into().unwrap();
        assert_eq!((all.len(), replicas.len(), masters.len()), (3, 1, 1));
        let keys = |page: &Result<ScanPage, Error>| page.as_ref().unwrap().keys.len();
        assert_eq!(keys(&replicas[&*replica]), keys(&masters[&*master]));
    }
}

#[test]
fn a_node_that_fails_has_its_error_and_a_sum_without_it_is_none() {
    // Nobody takes over meanwhile.
    let mut cluster = Cluster::start_with(Version::V8, |node| node.config("cluster-node-timeout 60000"));
    let limit = Duration::from_secs(1);
    let clients = AnyClient::both(&config(&cluster, 0).operation_timeout(limit).connect_timeout(limit));
    let silent = address(&cluster.nodes()[1]);
    let checked = |what: &str| {
        for client in &clients {
            let pages = client.call_on_nodes([Scan::new()]).one().unwrap();
            assert_eq!((pages.success(), pages.failed()), (2, 1), "{what}: {pages:?}");
            let error = pages[&silent].as_ref().unwrap_err();
            assert!(matches!(error, Error::NotSent(_) | Error::OutcomeUnknown(_)), "{what}: {error}");
            assert!(client.call_combined([Dbsize::new()]).one().is_err(), "{what}");
        }
    };
    cluster.nodes()[1].stop_answering();
    checked("it is silent");
    cluster.nodes()[1].resume();
    cluster.node(1).kill();
    checked("it is gone");
    cluster.node(1).restart();
    cluster.wait_until_healthy();
    for client in &clients {
        assert_eq!(client.call_combined([Dbsize::new()]).one().unwrap(), 0);
    }
}

#[test]
fn the_map_is_asked_for_because_nobody_else_would_tell() {
    let cluster = filled(Version::Debian);
    let clients = AnyClient::both(&config(&cluster, 0));
    // The second master's place is its replica's now, which the clients were not told.
    assert_eq!(cluster.nodes()[4].cli(&["CLUSTER", "FAILOVER", "TAKEOVER"]), "OK");
    cluster.wait_until_healthy();
    for client in clients {
        let pages = client.call_on_nodes([Scan::new()]).one().unwrap();
        let masters = [0, 4, 2].map(|node| address(&cluster.nodes()[node]));
        assert_eq!(pages.iter().map(|(node, _)| node.to_string()).collect::<Vec<_>>(), masters);
        assert_eq!(client.call_combined([Dbsize::new()]).one().unwrap(), 100);
    }
}

#[test]
fn a_closed_client_sends_nothing() {
    let (server, cluster) = (Server::start(Version::V8), Cluster::start(Version::V8));
    for url in [server.url(), cluster.nodes()[0].url()] {
        for client in AnyClient::both(&Config::new(&url).unwrap()) {
            client.quit();
            let response = client.call_combined([Dbsize::new(), Dbsize::new()]);
            assert_eq!(response.failed(), 2);
            let error = response["1"].as_ref().unwrap_err();
            assert_eq!(error.to_string(), "not sent: the client was closed with quit");
        }
    }
}
