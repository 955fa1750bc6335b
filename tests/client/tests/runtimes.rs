//! One async client on several runtimes, one after another and at once.

use std::sync::Arc;

use redis_servers::{Cluster, Server, Version};
use sigma_redis::{Client, Config, Incrby};
use tokio::runtime::{Builder, Runtime};

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// The client of a server, made on a runtime that has ended.
fn client(config: Config) -> Client {
    runtime().block_on(Client::connect(config)).unwrap()
}

fn configs() -> [(Server, Config); 2] {
    let plain = Server::start(Version::Debian);
    let config = Config::new(&plain.url()).unwrap();
    let tls = Server::builder(Version::Debian).tls().start();
    let trusting = Config::new(&tls.tls_url()).unwrap().certificate_authority(tls.ca().pem());
    [(plain, config), (tls, trusting)]
}

#[test]
fn the_runtimes_of_tests_end_and_the_client_goes_on() {
    for (server, config) in configs() {
        let client = client(config.max_connections(4));
        for expected in 1..=20 {
            let counted = runtime().block_on(async { client.incrby([Incrby::new("n", 1)]).await.one() });
            assert_eq!(counted.unwrap(), expected);
        }
        // Those of runtimes that have ended do not pile up.
        server.until_connections(1..=1);
    }
}

#[test]
fn several_runtimes_at_once() {
    const RUNTIMES: usize = 8;
    const CALLS: usize = 200;
    for (server, config) in configs() {
        let client = Arc::new(client(config.max_connections(4)));
        std::thread::scope(|scope| {
            for _ in 0..RUNTIMES {
                scope.spawn(|| {
                    // Each runtime ends after a few calls, in the middle of those of others.
                    for _ in 0..CALLS / 10 {
                        runtime().block_on(async {
                            for _ in 0..10 {
                                client.incrby([Incrby::new("n", 1)]).await.all().unwrap();
                            }
                        });
                    }
                });
            }
        });
        assert_eq!(server.cli(&["GET", "n"]), (RUNTIMES * CALLS).to_string());
        server.until_connections(0..=4);
    }
}

#[test]
fn a_runtime_that_nobody_drives_holds_up_no_other() {
    let (server, idle, busy) = (Server::start(Version::Debian), runtime(), runtime());
    let client = idle.block_on(Client::connect(server.url())).unwrap();
    idle.block_on(async { client.incrby([Incrby::new("n", 1)]).await.all() }).unwrap();
    // The connection's runtime is there, and nobody waits for its sockets.
    busy.block_on(async { client.incrby([Incrby::new("n", 1)]).await.all() }).unwrap();
    idle.block_on(async { client.incrby([Incrby::new("n", 1)]).await.all() }).unwrap();
    assert_eq!(server.cli(&["GET", "n"]), "3");
    server.until_connections(1..=1);
}

#[test]
fn on_a_cluster_too() {
    let cluster = Cluster::start(Version::Debian);
    let client = client(Config::from_urls(cluster.urls()).unwrap());
    for expected in 1..=10 {
        let keys = (0..20).map(|key| Incrby::new(key, 1));
        let counted = runtime().block_on(async { client.incrby(keys).await.all() }).unwrap();
        assert_eq!(counted, [expected; 20]);
    }
}

#[cfg(unix)]
#[test]
fn on_a_unix_socket_too() {
    let server = Server::start(Version::Debian);
    let client = client(Config::new(&server.unix_url()).unwrap());
    for expected in 1..=5 {
        let counted = runtime().block_on(async { client.incrby([Incrby::new("n", 1)]).await.one() });
        assert_eq!(counted.unwrap(), expected);
    }
}
