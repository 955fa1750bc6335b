//! Counters and values on a single server that writes everything down before it answers, while it is
//! killed, hangs and restarts: nothing that it acknowledged is lost, and nothing is executed twice.

use std::thread;
use std::time::Duration;

use client_tests::{AnyClient, Report, Workload};
use redis_servers::{Server, Version, until};
use sigma_redis::Config;

/// How many callers use the client at once.
const CALLERS: usize = 4;

/// Runs callers of both flavours on a new server, and checks what holds in all trouble.
fn on_a_server(version: Version, trouble: impl Fn(&mut Server)) -> Vec<Report> {
    let durable = ["appendonly yes", "appendfsync always"];
    let mut server =
        durable.into_iter().fold(Server::builder(version), |server, line| server.config(line)).start();
    let config = Config::new(&server.url()).unwrap().operation_timeout(Duration::from_millis(1500));
    let reports = Workload::run(&AnyClient::both(&config), CALLERS, Duration::from_secs(20), || {
        for _ in Workload::rounds() {
            thread::sleep(Duration::from_millis(500));
            trouble(&mut server);
            until("the server has loaded what it wrote down", || server.cli(&["PING"]) == "PONG");
        }
    });
    for report in &reports {
        assert_eq!(report.lost, 0, "{report:#?}");
    }
    reports
}

#[test]
fn a_server_is_killed() {
    let reports = on_a_server(Version::Debian, |server| {
        server.kill();
        thread::sleep(Duration::from_millis(500));
        server.restart();
    });
    for report in reports {
        assert!(!report.errors.is_empty(), "it was gone: {report:#?}");
    }
}

#[test]
fn a_server_hangs_for_longer_than_operations_may_take_and_then_does_what_it_was_sent() {
    let reports = on_a_server(Version::V8, |server| {
        // Several times, so that some increments are surely on their way, and not only reads.
        for _ in 0..3 {
            server.stop_answering();
            thread::sleep(Duration::from_millis(2500));
            server.resume();
            thread::sleep(Duration::from_millis(500));
        }
    });
    for report in reports {
        assert!(report.unknown > 0, "it was silent for too long: {report:#?}");
        assert!(report.executed > report.acknowledged, "late, but they were: {report:#?}");
    }
}

#[test]
fn a_server_restarts() {
    on_a_server(Version::V6_2, |server| {
        // It ends in its own way, not in the middle of a command.
        let _ = server.query(&["SHUTDOWN"]);
        server.restart();
    });
}
