//! Counters and values on a real cluster, while its slots move and its nodes die, hang and restart.

use std::thread;
use std::time::Duration;

use client_tests::{AnyClient, Report, Workload};
use redis_servers::{Cluster, Proxy, Version, until};
use sigma_redis::Config;

/// How many callers use the client at once.
const CALLERS: usize = 4;

fn config(urls: &[String]) -> Config {
    Config::from_urls(urls).unwrap().operation_timeout(Duration::from_millis(1500))
}

/// Runs callers of both flavours on a new cluster. Gives their reports, and whether there was a failover.
fn on_a_cluster(version: Version, trouble: impl Fn(&mut Cluster)) -> (Vec<Report>, bool) {
    on(Cluster::start(version), trouble)
}

/// The same on this one.
fn on(mut cluster: Cluster, trouble: impl Fn(&mut Cluster)) -> (Vec<Report>, bool) {
    let masters = cluster.masters();
    let clients = AnyClient::both(&config(&cluster.urls()));
    let reports = Workload::run(&clients, CALLERS, Duration::from_secs(20), || {
        for _ in Workload::rounds() {
            trouble(&mut cluster);
            cluster.wait_until_healthy();
        }
    });
    for report in &reports {
        let late = report.errors.keys().any(|error| error.contains("the call took longer"));
        assert!(!late, "what calls waited for was over long before: {report:#?}");
    }
    (reports, cluster.masters() != masters)
}

#[test]
fn slots_move_there_and_back() {
    for (version, slots) in [(Version::V6_2, 200), (Version::V8, 1_000)] {
        let (reports, _) = on_a_cluster(version, |cluster| {
            cluster.move_slots(0..slots, 0, 1);
            cluster.move_slots(0..slots, 1, 0);
        });
        for report in reports {
            assert_eq!((report.unknown, report.lost), (0, 0), "{report:#?}");
            assert!(report.errors.is_empty(), "every redirection is followed: {report:#?}");
        }
    }
}

#[test]
fn a_master_is_killed() {
    let (_, failover) = on_a_cluster(Version::Debian, |cluster| {
        let master = cluster.masters()[0];
        cluster.node(master).kill();
        wait_for_failover(cluster, master);
        cluster.node(master).restart();
    });
    assert!(failover || std::env::var_os("SOAK").is_some());
}

#[test]
fn a_master_hangs() {
    let (_, failover) = on_a_cluster(Version::V8, |cluster| {
        let master = cluster.masters()[0];
        cluster.nodes()[master].stop_answering();
        wait_for_failover(cluster, master);
        cluster.nodes()[master].resume();
    });
    assert!(failover || std::env::var_os("SOAK").is_some());
}

#[test]
fn a_master_hangs_for_longer_than_operations_may_take_and_then_does_what_it_was_sent() {
    // Nobody takes over meanwhile.
    let cluster = Cluster::start_with(Version::Debian, |node| node.config("cluster-node-timeout 60000"));
    let (reports, failover) = on(cluster, |cluster| {
        // One after the other, so that some is surely sent increments, and not only reads.
        for master in cluster.masters() {
            cluster.nodes()[master].stop_answering();
            thread::sleep(Duration::from_millis(2500));
            cluster.nodes()[master].resume();
            thread::sleep(Duration::from_millis(500));
        }
    });
    assert!(!failover);
    for report in reports {
        assert!(report.unknown > 0, "the masters were silent for too long: {report:#?}");
        assert_eq!(report.lost, 0, "{report:#?}");
        assert!(report.executed > report.acknowledged, "late, but they were: {report:#?}");
    }
}

#[test]
fn every_node_restarts_in_turn() {
    let (reports, failover) = on_a_cluster(Version::V6_2, |cluster| {
        for node in 0..cluster.nodes().len() {
            cluster.node(node).restart();
            cluster.wait_until_healthy();
        }
    });
    for report in reports {
        assert!(failover || report.lost == 0, "{report:#?}");
    }
}

#[test]
fn the_network_is_slow_and_breaks() {
    let cluster = Cluster::start(Version::Debian);
    // The nodes announce their proxies, so that the client knows no other way.
    let proxies: Vec<_> = cluster.nodes().iter().map(|node| Proxy::start(node.port())).collect();
    for (node, proxy) in cluster.nodes().iter().zip(&proxies) {
        assert_eq!(node.cli(&["CONFIG", "SET", "cluster-announce-port", &proxy.port().to_string()]), "OK");
    }
    let announced = || {
        let map = cluster.nodes()[0].cli(&["CLUSTER", "SLOTS"]);
        proxies[..3].iter().all(|proxy| map.contains(&proxy.port().to_string()))
    };
    until("the ports of the proxies are known", announced);
    let masters = cluster.masters();
    let clients = AnyClient::both(&config(&[format!("redis://127.0.0.1:{}", proxies[0].port())]));
    let reports = Workload::run(&clients, CALLERS, Duration::from_secs(20), || {
        for _ in Workload::rounds() {
            for delay in [1, 20, 5] {
                proxies.iter().for_each(|proxy| proxy.set_delay(Duration::from_millis(delay)));
                for proxy in &proxies {
                    thread::sleep(Duration::from_millis(200));
                    proxy.break_connections();
                }
            }
            proxies.iter().for_each(|proxy| proxy.set_delay(Duration::ZERO));
        }
    });
    for report in reports {
        assert!(cluster.masters() != masters || report.lost == 0, "{report:#?}");
        assert!(report.unknown > 0, "connections broke under calls: {report:#?}");
    }
}

/// Waits until there are three masters without this one.
fn wait_for_failover(cluster: &Cluster, lost: usize) {
    let masters = || cluster.masters().iter().filter(|&&master| master != lost).count();
    until("a replica takes over", || masters() >= 3);
}
