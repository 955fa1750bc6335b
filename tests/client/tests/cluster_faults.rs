//! Counters and values on a real cluster, while its slots move and its nodes die, hang and restart.

use std::thread;
use std::time::{Duration, Instant};

use client_tests::{AnyClient, Report, Workload};
use redis_servers::{Cluster, Version};
use sigma_redis::Config;

/// How many callers use the client at once.
const CALLERS: usize = 8;

/// How often the trouble happens: once, or for SOAK seconds.
fn rounds() -> impl Iterator<Item = usize> {
    let soak = std::env::var("SOAK").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(0);
    let end = Instant::now() + Duration::from_secs(soak);
    (0..).take_while(move |&round| round == 0 || Instant::now() < end)
}

fn config(urls: &[String]) -> Config {
    Config::from_urls(urls).unwrap().operation_timeout(Duration::from_millis(1500))
}

/// Runs both flavours' callers against a new cluster each.
fn on_a_cluster(version: Version, trouble: impl Fn(&mut Cluster)) -> Vec<(Report, bool)> {
    (0..2)
        .map(|flavour| {
            let mut cluster = Cluster::start(version);
            let masters = cluster.masters();
            let client = AnyClient::both(&config(&cluster.urls()))[flavour].clone();
            let report = Workload::run(&client, CALLERS, Duration::from_secs(20), || trouble(&mut cluster));
            cluster.wait_until_healthy();
            (report, cluster.masters() != masters)
        })
        .collect()
}

#[test]
fn slots_move_there_and_back() {
    for version in [Version::V6_2, Version::V8] {
        let reports = on_a_cluster(version, |cluster| {
            for _ in rounds() {
                cluster.move_slots(0..2_000, 0, 1);
                cluster.move_slots(0..2_000, 1, 0);
            }
        });
        for (report, _) in reports {
            assert_eq!((report.unknown, report.lost), (0, 0), "{report:#?}");
            assert!(report.errors.is_empty(), "every redirection is followed: {report:#?}");
        }
    }
}

#[test]
fn a_master_is_killed() {
    let reports = on_a_cluster(Version::V7_0, |cluster| {
        for _ in rounds() {
            let master = cluster.masters()[0];
            cluster.node(master).kill();
            thread::sleep(Duration::from_secs(5));
            cluster.node(master).restart();
            cluster.wait_until_healthy();
        }
    });
    for (report, failover) in reports {
        assert!(failover, "{report:#?}");
    }
}

#[test]
fn a_master_hangs() {
    let reports = on_a_cluster(Version::V7_0, |cluster| {
        for _ in rounds() {
            let master = cluster.masters()[0];
            cluster.nodes()[master].stop_answering();
            thread::sleep(Duration::from_secs(5));
            cluster.nodes()[master].resume();
            cluster.wait_until_healthy();
        }
    });
    for (report, failover) in reports {
        assert!(failover, "{report:#?}");
    }
}

#[test]
fn every_node_restarts_in_turn() {
    let reports = on_a_cluster(Version::V7_0, |cluster| {
        for _ in rounds() {
            for node in 0..cluster.nodes().len() {
                cluster.node(node).restart();
                cluster.wait_until_healthy();
            }
        }
    });
    for (report, failover) in reports {
        assert!(failover || report.lost == 0, "{report:#?}");
    }
}
