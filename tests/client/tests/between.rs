//! What stands between a client and its servers: proxies, address translation, and what must not be reached.

use client_tests::both_flavours;
use redis_servers::{Cluster, FakeServer, Proxy, Script, Server, Twemproxy, Version};
use sigma_redis::{Config, ConnectionErrorKind, Credentials, Error, Incrby};

fn config(url: &str) -> Config {
    Config::new(url).unwrap()
}

/// So many keys in all slots.
fn keys(count: i64) -> impl Iterator<Item = Incrby> + Send {
    (0..count).map(|n| Incrby::new(format!("key:{n}"), 1))
}

/// A cluster whose nodes announce a name that leads nowhere, as that of a private network does outside of it, and a
/// way to each of them.
fn hidden_cluster() -> (Cluster, Vec<Proxy>) {
    let lines = ["cluster-announce-hostname node.invalid", "cluster-preferred-endpoint-type hostname"];
    let cluster = Cluster::start_with(Version::Debian, |node| {
        lines.into_iter().fold(node, redis_servers::Builder::config)
    });
    let proxies = cluster.nodes().iter().map(|node| Proxy::start(node.port())).collect();
    (cluster, proxies)
}

both_flavours! {
    fn twemproxy_is_connected_to_though_it_knows_few_commands() {
        let servers = [Server::start(Version::Debian), Server::start(Version::Debian)];
        let proxy = Twemproxy::start(&[servers[0].port(), servers[1].port()]);
        for config in [config(&proxy.url()), config(&proxy.url()).cluster(false)] {
            let client = wait!(Client::connect(config)).unwrap();
            assert_eq!(wait!(client.incrby(keys(100))).success(), 100);
            // Further connections are made in the same way.
            assert_eq!(wait!(client.clone().incrby(keys(100))).success(), 100);
        }
        let sizes = servers.each_ref().map(|server| server.cli(&["DBSIZE"]).parse::<u32>().unwrap());
        assert_eq!(sizes[0] + sizes[1], 100, "{sizes:?}");
    }

    fn a_proxy_is_asked_only_once_what_it_is() {
        // It closes the connection at the first command that it does not know.
        let fake = FakeServer::start([Script::closing(), Script::healthy()]);
        let client = wait!(Client::connect(config(&fake.url()))).unwrap();
        assert_eq!(wait!(client.incrby(keys(1))).success(), 1);
        assert_eq!(fake.connections(), 2);
    }

    fn a_server_that_closes_whatever_it_is_sent_is_asked_twice() {
        let fake = FakeServer::start([Script::closing()]);
        let error = wait!(Client::connect(config(&fake.url()))).unwrap_err();
        assert_eq!(error.kind(), ConnectionErrorKind::Connect);
        assert!(error.to_string().contains("does the server expect TLS"), "{error}");
        assert_eq!(fake.connections(), 2);
        // Nothing else can be said to it in these cases.
        for config in [config(&fake.url()).cluster(true), config(&format!("{}?protocol=resp3", fake.url()))] {
            let before = fake.connections();
            wait!(Client::connect(config)).unwrap_err();
            assert_eq!(fake.connections(), before + 1);
        }
    }

    fn nodes_are_reached_where_the_map_says() {
        let (cluster, proxies) = hidden_cluster();
        let url = format!("redis://127.0.0.1:{}", proxies[0].port());
        let ports: Vec<_> =
            cluster.nodes().iter().zip(&proxies).map(|(node, proxy)| (node.port(), proxy.port())).collect();
        let mapped = config(&url).node_address_map(move |host, port| {
            let (_, proxy) = ports.iter().find(|(node, _)| host == "node.invalid" && *node == port)?;
            Some(("127.0.0.1".into(), *proxy))
        });
        // Who is in the map need not be in the list.
        for config in [mapped.clone(), mapped.node_hosts(["elsewhere.invalid"])] {
            let client = wait!(Client::connect(config)).unwrap();
            assert_eq!(wait!(client.incrby(keys(200))).success(), 200);
            // Redirections name nodes, too.
            cluster.move_slots([12_182], 2, 0);
            assert_eq!(wait!(client.get(["foo"])).success(), 1);
            cluster.move_slots([12_182], 0, 2);
        }
        let lost = wait!(wait!(Client::connect(&url[..])).unwrap().within(std::time::Duration::from_secs(1)).get(["foo"]));
        assert_eq!(lost.failed(), 1);
    }

    fn a_host_that_is_not_listed_is_sent_nothing() {
        let stranger = FakeServer::start([Script::healthy().in_cluster()]);
        let port = stranger.port();
        let node = FakeServer::start([Script::healthy().in_cluster().replying(move |words| match &words[1][..] {
            b"foo" => format!("-MOVED 12182 localhost:{port}\r\n").into_bytes(),
            _ => b":1\r\n".to_vec(),
        })]);
        for (hosts, is_allowed) in [(&["host.invalid", ".localhost"][..], false), (&["LOCALHOST"], true), (&[], false)] {
            let before = stranger.connections();
            let client = wait!(Client::connect(config(&node.url()).node_hosts(hosts))).unwrap();
            let response = wait!(client.strlen(["foo", "bar"]));
            assert!(matches!(response["bar"], Ok(1)), "{response:?}");
            assert_eq!(stranger.connections() > before, is_allowed);
            let Err(error) = &response["foo"] else {
                assert!(is_allowed);
                continue;
            };
            let text = format!("not sent: a server named the node localhost:{port}, whose host is not in `Config::node_hosts`");
            assert!(matches!(error, Error::NotSent(_)) && error.to_string() == text, "{error}");
        }
    }

    fn a_dot_stands_for_a_domain() {
        for (host, is_allowed) in [
            ("a.cache.invalid", true),
            ("A.b.CACHE.invalid", true),
            ("cache.invalid", false),
            ("xcache.invalid", false),
            ("a.cache.invalid.org", false),
            ("10.0.0.2", false),
        ] {
            let moved = format!("-MOVED 12182 {host}:1\r\n").into_bytes();
            let node = FakeServer::start([Script::healthy().in_cluster().replying(move |_| moved.clone())]);
            let config = config(&node.url()).node_hosts([".cache.invalid", "10.0.0.1"]);
            let client = wait!(Client::connect(config)).unwrap().within(std::time::Duration::from_secs(1));
            let error = wait!(client.strlen(["foo"])).one().unwrap_err().to_string();
            assert_eq!(error.contains("`Config::node_hosts`"), !is_allowed, "{host}: {error}");
        }
    }

    fn a_token_is_not_sent_without_tls() {
        let fake = FakeServer::start([Script::healthy()]);
        let token = || Ok::<_, std::convert::Infallible>(Credentials::new("app", "token").over_tls_only());
        for config in [config(&fake.url()).credentials(token().unwrap()), config(&fake.url()).credentials_hook(token)] {
            let error = wait!(Client::connect(config)).unwrap_err();
            assert_eq!(error.kind(), ConnectionErrorKind::Configuration);
            assert!(error.to_string().contains("connect with rediss://"), "{error}");
        }
        assert!(fake.received().is_empty());
    }

    fn a_larger_reply_than_allowed_ends_the_connection() {
        let value = b"$2000000\r\n".to_vec();
        let fake = FakeServer::start([Script::healthy().replying(move |_| [&value[..], &[b'x'; 1000]].concat())]);
        let client = wait!(Client::connect(config(&fake.url()).max_reply_size(1_000_000))).unwrap();
        let error = wait!(client.get(["key"])).one().unwrap_err().to_string();
        assert!(error.contains("a reply has more than 1000000 bytes; `Config::max_reply_size`"), "{error}");
    }
}
