//! A client on a real cluster: how it finds out, where operations go, and what it says of those that can
//! go nowhere.

use std::time::Duration;

use client_tests::{AnyClient, both_flavours};
use redis_servers::{Cluster, FakeServer, Fault, Script, Server, Version};
use sigma_redis::{Config, ConnectionErrorKind, Error, Incrby, Rename, Set};

/// Sets and reads many keys, which lie on all nodes.
macro_rules! use_it {
    ($client:expr, $wait:ident) => {
        let keys: Vec<String> = (0..5_000).map(|n| format!("key:{n}")).collect();
        let set = $wait!($client.set(keys.iter().map(|key| Set::new(key, format!("value of {key}")))));
        assert_eq!((set.success(), set.failed()), (5_000, 0), "{:?}", set.iter().find(|(_, r)| r.is_err()));
        let values = $wait!($client.get(&keys));
        for (key, (named, value)) in keys.iter().zip(&values) {
            assert_eq!(named, key);
            assert_eq!(value.as_ref().unwrap().as_ref().unwrap(), &format!("value of {key}"));
        }
    };
}

both_flavours! {
    fn a_cluster_is_found_out_on_every_version_with_both_protocols() {
        for version in Version::all() {
            let cluster = Cluster::start(version);
            for query in ["", "?protocol=resp3"] {
                let client = wait!(Client::connect(format!("{}{query}", cluster.nodes()[0].url()))).unwrap();
                use_it!(client, wait);
                wait!(client.quit());
                let error = wait!(client.get(["key"])).one().unwrap_err();
                assert_eq!(error.to_string(), "not sent: the client was closed with quit");
            }
        }
    }

    fn any_seed_will_do() {
        let mut cluster = Cluster::start(Version::Debian);
        let mut urls = vec![Server::start(Version::Debian).url()];
        urls.extend(cluster.urls());
        // The first is gone already, and the second is a node that is down.
        cluster.node(3).kill();
        urls.swap(1, 4);
        let client = wait!(Client::connect(&urls[..])).unwrap();
        use_it!(client, wait);

        // The first is there, and cannot tell the map.
        let single = Server::start(Version::Debian);
        let config = Config::from_urls([&single.url(), &urls[2]]).unwrap().cluster(true);
        let client = wait!(Client::connect(config)).unwrap();
        use_it!(client, wait);

        let error = wait!(Client::connect(&["redis://127.0.0.1:1", "redis://127.0.0.1:2"][..])).unwrap_err().to_string();
        assert!(error.contains("to 127.0.0.1:1: ") && error.contains("; cannot connect to 127.0.0.1:2: "), "{error}");

        // A replica is as good a start as a master.
        let client = wait!(Client::connect(cluster.nodes()[4].url())).unwrap();
        use_it!(client, wait);
    }

    fn with_tls_nodes_are_known_by_their_names() {
        // As ElastiCache does: the certificate has a name in it, and the map has addresses and names.
        let cluster = Cluster::start_with_tls(Version::Debian);
        for (node, preferred) in [(0, "ip"), (1, "hostname"), (2, "unknown-endpoint")] {
            assert_eq!(cluster.nodes()[node].cli(&["CONFIG", "SET", "cluster-preferred-endpoint-type", preferred]), "OK");
            let server = &cluster.nodes()[node];
            let config = Config::new(&server.tls_url()).unwrap().certificate_authority(server.ca().pem());
            let client = wait!(Client::connect(config)).unwrap();
            use_it!(client, wait);
            cluster.move_slots([0, 1, 2], 0, 1);
            use_it!(client, wait);
            cluster.move_slots([0, 1, 2], 1, 0);
            use_it!(client, wait);
        }
    }

    fn what_is_told_is_not_asked() {
        let cluster = Cluster::start(Version::Debian);
        let config = |server: &Server, cluster| Config::new(&server.url()).unwrap().cluster(cluster);
        let client = wait!(Client::connect(config(&cluster.nodes()[0], true))).unwrap();
        use_it!(client, wait);

        // As a single server, a node answers for its own slots only.
        let client = wait!(Client::connect(config(&cluster.nodes()[0], false))).unwrap();
        let set = wait!(client.set((0..100).map(|n| Set::new(n, n))));
        assert!(set.success() > 0 && set.failed() > 0);
        assert!(set.iter().all(|(_, r)| matches!(r, Ok(()) | Err(Error::Server(_)))));

        let server = Server::start(Version::Debian);
        let error = wait!(Client::connect(config(&server, true))).unwrap_err();
        assert_eq!(error.kind(), ConnectionErrorKind::Refused);
        assert!(error.to_string().contains("cluster support disabled"), "{error}");
    }

    fn a_user_who_may_not_ask_for_the_map_needs_none() {
        let user = |builder: redis_servers::Builder| builder.user("app", "secret", "~* +@all -cluster -info");
        let cluster = Cluster::start_with(Version::Debian, user);
        let client = wait!(Client::connect(cluster.nodes()[0].url())).unwrap();
        use_it!(client, wait);
    }

    fn keys_in_different_slots_fail_alone_and_unsent() {
        let cluster = Cluster::start(Version::Debian);
        let client = wait!(Client::connect(cluster.nodes()[0].url())).unwrap();
        wait!(client.set([Set::new("{user:1}name", "Ada"), Set::new("foo", "1")])).all().unwrap();
        let response = wait!(client.rename([
            Rename::new("{user:1}name", "{user:1}first name"),
            Rename::new("foo", "bar"),
        ]));
        assert_eq!((response.success(), response.failed()), (1, 1));
        let error = response["foo"].as_ref().unwrap_err();
        assert!(matches!(error, Error::CrossSlot(_)) && error.not_executed());
        assert_eq!(
            error.to_string(),
            "rename[1]: the keys `foo` and `bar` lie in different hash slots of the cluster, so no node can run \
             this. Keys with the same text in braces lie in the same slot: `{tag}foo` and `{tag}bar`"
        );
    }

    fn one_silent_node_does_not_keep_the_others_waiting() {
        let cluster = Cluster::start_with(Version::Debian, |node| node.config("cluster-node-timeout 60000"));
        let client = wait!(Client::connect(cluster.nodes()[0].url())).unwrap();
        let warm = wait!(client.get((0..100).map(|n| format!("key:{n}"))));
        assert_eq!(warm.success(), 100);
        cluster.nodes()[2].stop_answering();
        let limit = Duration::from_secs(4);
        let count = 6_000;
        let response = wait!(client.within(limit).incrby((0..count).map(|n| Incrby::new(format!("key:{n}"), 1))));
        // Two thirds of the slots are the others', and all of their operations are answered.
        assert!((count * 6 / 10..count * 7 / 10).contains(&response.success()), "{}", response.success());
        for (_, result) in &response {
            assert!(matches!(result, Ok(1) | Err(Error::OutcomeUnknown(_) | Error::NotSent(_))), "{result:?}");
        }
        cluster.nodes()[2].resume();
        let response = wait!(client.get((0..100).map(|n| format!("key:{n}"))));
        assert_eq!(response.success(), 100);
    }

    fn operations_on_one_key_run_in_order() {
        let cluster = Cluster::start(Version::Debian);
        let client = wait!(Client::connect(cluster.nodes()[0].url())).unwrap();
        let response = wait!(client.incrby((0..30_000).map(|n| Incrby::new(format!("counter:{}", n % 3), 1))));
        for (n, (_, count)) in response.iter().enumerate() {
            assert_eq!(*count.as_ref().unwrap(), n as i64 / 3 + 1);
        }
    }
}

/// A node that was removed from its cluster and reset answers, and knows nothing.
#[test]
fn a_node_without_slots_is_no_guide() {
    let reset = Server::builder(Version::Debian).config("cluster-enabled yes").start();
    let cluster = Cluster::start(Version::Debian);
    let config = Config::from_urls([reset.url(), cluster.nodes()[1].url()]).unwrap();
    for client in AnyClient::both(&config) {
        let response = client.incrby(["foo", "bar", "hello"].map(|key| Incrby::new(key, 1)));
        assert_eq!(response.success(), 3, "{response:?}");
    }
}

/// A node that is cut off tells for ever who had the slots before.
#[test]
fn another_node_is_asked_each_time() {
    let mut gone = Server::start(Version::Debian);
    let cut_off = FakeServer::start([Script::healthy().in_cluster_of(gone.port())]);
    gone.kill();
    let cluster = Cluster::start(Version::Debian);
    let config = Config::from_urls([cut_off.url(), cluster.nodes()[1].url()]).unwrap();
    for client in AnyClient::both(&config) {
        let response = client.within(Duration::from_secs(5)).get(["foo", "bar", "hello"]);
        assert_eq!(response.success(), 3, "{response:?}");
    }
}

/// What one node refuses goes to another, however long the rest of its answers takes.
#[test]
fn a_node_that_refuses_and_falls_silent_holds_nothing_up() {
    for blocking in [false, true] {
        let other = FakeServer::start([Script::healthy().in_cluster()]);
        let moved = format!("-MOVED 15495 127.0.0.1:{}\r\n", other.port());
        let script = Script::answering(1, Fault::Silence).in_cluster();
        let silent = FakeServer::start([script.replying(move |_| moved.clone().into_bytes())]);
        let config = Config::new(&silent.url()).unwrap().operation_timeout(Duration::from_secs(3));
        let client = AnyClient::new(&config, blocking).within(Duration::from_millis(1_500));
        let response = client.get(["a", "b"]);
        assert!(
            response["a"].is_ok() && matches!(response["b"], Err(Error::OutcomeUnknown(_))),
            "{response:?}"
        );
    }
}
