//! What a call gives when the server or the connection fails in the middle.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use client_tests::{AnyClient, both_flavours};
use redis_servers::{FakeServer, Fault, Proxy, Script, Server, Version, until};
use sigma_redis::{Append, Config, ConnectionErrorKind, Error, Get, Incrby, Response, Sadd, Set, Sismember};

fn config(url: &str) -> Config {
    Config::new(url).unwrap()
}

/// What became of each operation: answered, not sent, or unknown.
fn outcomes<T>(response: &Response<T>) -> String {
    let outcome = |(_, result): (_, &Result<T, Error>)| match result {
        Ok(_) => 'A',
        Err(Error::NotSent(_)) => 'n',
        Err(Error::OutcomeUnknown(_)) => '?',
        Err(_) => 'e',
    };
    response.iter().map(outcome).collect()
}

fn kind<T>(result: &Result<T, Error>) -> ConnectionErrorKind {
    match result {
        Err(Error::NotSent(cause) | Error::OutcomeUnknown(cause)) => cause.kind(),
        _ => panic!("no connection error"),
    }
}

fn increments(count: i64) -> impl Iterator<Item = Incrby> + Send {
    (0..count).map(|n| Incrby::new(n, 1))
}

both_flavours! {
    fn operations_that_were_answered_keep_their_answers() {
        for fault in [Fault::Close, Fault::Send(b"!?".to_vec()), Fault::SendAndClose(b":".to_vec())] {
            let fake = FakeServer::start([Script::answering(3, fault), Script::healthy()]);
            let client = wait!(Client::connect(fake.url())).unwrap();
            let response = wait!(client.incrby(increments(5)));
            assert_eq!(outcomes(&response), "AAA??");
            assert_eq!((response.success(), response.failed()), (3, 2));
            fake.wait_for(5);
            assert_eq!(fake.count("INCRBY"), 5, "nothing was sent again");
        }
    }

    fn what_was_never_sent_says_so() {
        let fake = FakeServer::start([Script::answering(10, Fault::Close)]);
        let client = wait!(Client::connect(fake.url())).unwrap();
        let response = wait!(client.incrby(increments(100_000)));
        assert_eq!((response.success(), response.failed()), (10, 99_990));
        let outcomes = outcomes(&response);
        let unknown = outcomes.matches('?').count();
        let expected = format!("{}{}{}", "A".repeat(10), "?".repeat(unknown), "n".repeat(99_990 - unknown));
        assert_eq!(outcomes, expected, "answered, then unknown, then not sent");
        assert!(unknown < 99_990, "no more than a window of operations is under way");
    }

    fn the_limit_that_was_reached_is_told() {
        for (operation, call, text) in [
            (200, 300, "waiting for the server took longer than 200ms"),
            (300, 200, "the call took longer than 200ms"),
        ] {
            let fake = FakeServer::start([Script::answering(0, Fault::Silence)]);
            let config = config(&fake.url()).operation_timeout(Duration::from_millis(operation));
            let client = wait!(Client::connect(config)).unwrap().within(Duration::from_millis(call));
            let error = wait!(client.incrby(increments(1))).one().unwrap_err().to_string();
            assert!(error.ends_with(text), "{error}");
        }
    }

    fn reads_are_sent_again() {
        let fake = FakeServer::start([Script::answering(3, Fault::Close), Script::healthy()]);
        let client = wait!(Client::connect(fake.url())).unwrap();
        let response = wait!(client.get(0..5));
        assert_eq!(outcomes(&response), "AAAAA");
        fake.wait_for(5 + 2);
        assert_eq!(fake.count("GET"), 5 + 2, "only what was not answered is asked again");
    }

    fn reads_are_not_sent_again_for_ever() {
        let fake = FakeServer::start([Script::answering(0, Fault::Close)]);
        let client = wait!(Client::connect(fake.url())).unwrap();
        let response = wait!(client.get(["a"]));
        assert_eq!(outcomes(&response), "?");
        assert_eq!(kind(&response["a"]), ConnectionErrorKind::Broken);
        assert!(fake.count("GET") <= 3);
    }

    fn safe_writes_are_sent_again_only_on_request() {
        for (resend, expected, sent) in [(false, "A??", 3), (true, "AAA", 5)] {
            let fake = FakeServer::start([Script::answering(1, Fault::Close), Script::healthy()]);
            let client = wait!(Client::connect(config(&fake.url()).resend_safe_writes(resend))).unwrap();
            let response = wait!(client.set((0..3).map(|n| Set::new(n, n))));
            assert_eq!(outcomes(&response), expected);
            fake.wait_for(sent);
            assert_eq!(fake.count("SET"), sent);
        }
    }

    fn unsafe_writes_are_never_sent_again() {
        let fake = FakeServer::start([Script::answering(1, Fault::Close), Script::healthy()]);
        let client = wait!(Client::connect(config(&fake.url()).resend_safe_writes(true))).unwrap();
        let response = wait!(client.append((0..3).map(|n| Append::new(n, "x"))));
        assert_eq!(outcomes(&response), "A??");
        fake.wait_for(3);
        assert_eq!(fake.count("APPEND"), 3);
    }

    fn a_write_that_could_not_be_repeated_is_not_called_unsent() {
        // The connection breaks after the write, and the server is gone when it should be repeated.
        let fake = FakeServer::start([Script::answering(0, Fault::Close), Script::mute()]);
        let config = config(&fake.url()).resend_safe_writes(true).connect_timeout(Duration::from_millis(100));
        let client = wait!(Client::connect(config)).unwrap();
        let response = wait!(client.set([Set::new("a", "1")]));
        assert_eq!(outcomes(&response), "?");
    }

    fn each_value_keeps_its_answer() {
        let fake = FakeServer::start([Script::answering(2, Fault::Silence), Script::answering(0, Fault::Silence)]);
        let config = config(&fake.url()).operation_timeout(Duration::from_millis(500));
        let client = wait!(Client::connect(config)).unwrap();
        let response = wait!(client.sismember([Sismember::new("s", ["a", "b", "c"])]));
        assert_eq!(outcomes(response["s"].as_ref().unwrap()), "AA?");
        assert_eq!((response.success(), response.failed()), (2, 1));
    }

    fn a_server_that_falls_silent_is_not_waited_for() {
        let fake = FakeServer::start([Script::answering(2, Fault::Silence), Script::healthy()]);
        let client = wait!(Client::connect(config(&fake.url()).operation_timeout(Duration::from_secs(1)))).unwrap();
        let response = wait!(client.get(0..4));
        // On a new connection; the one with the late answers is not used again.
        assert_eq!(outcomes(&response), "AAAA");
        assert_eq!(fake.connections(), 2);
        fake.wait_for(4 + 2);
        assert_eq!(fake.count("GET"), 4 + 2, "only what was not answered is asked again");
    }

    fn a_server_that_stays_silent_is_asked_twice() {
        let fake = FakeServer::start([Script::answering(0, Fault::Silence)]);
        let client = wait!(Client::connect(config(&fake.url()).operation_timeout(Duration::from_millis(150)))).unwrap();
        let response = wait!(client.get(0..2));
        assert_eq!(outcomes(&response), "??");
        assert_eq!(kind(&response["1"]), ConnectionErrorKind::Timeout);
        let text = response["1"].as_ref().unwrap_err().to_string();
        assert_eq!(text, "sent, but the outcome is unknown: waiting for the server took longer than 150ms");
        assert_eq!(fake.count("GET"), 2 * 2);
    }

    fn writes_are_not_sent_again_after_a_silence() {
        let fake = FakeServer::start([Script::answering(0, Fault::Silence)]);
        let config = config(&fake.url()).operation_timeout(Duration::from_millis(150)).resend_safe_writes(true);
        let client = wait!(Client::connect(config)).unwrap();
        // What the silent connection still delivers may overwrite what came later.
        assert_eq!(outcomes(&wait!(client.set([Set::new("a", "1")]))), "?");
        assert_eq!(fake.count("SET"), 1);
    }

    fn a_server_that_drips_is_not_waited_for_either() {
        let fake = FakeServer::start([Script::healthy().byte_by_byte().replying(|_| vec![b'+'; 1 << 20])]);
        let client = wait!(Client::connect(fake.url())).unwrap();
        let response = wait!(client.within(Duration::from_millis(300)).get(["a"]));
        assert_eq!(outcomes(&response), "?");
        let text = response["a"].as_ref().unwrap_err().to_string();
        assert_eq!(text, "sent, but the outcome is unknown: the call took longer than 300ms");
    }

    fn a_server_that_stops_reading_is_not_waited_for() {
        let fake = FakeServer::start([Script::answering(1, Fault::StopReading)]);
        let client = wait!(Client::connect(config(&fake.url()).operation_timeout(Duration::from_secs(2)))).unwrap();
        let large = "x".repeat(1 << 20);
        let response = wait!(client.set((0..64).map(|n| Set::new(n, &large))));
        let outcomes = outcomes(&response);
        assert!(outcomes.starts_with("A?") && outcomes.ends_with('n'), "{outcomes}");
    }

    fn replies_in_single_bytes_are_replies() {
        let fake = FakeServer::start([Script::healthy().byte_by_byte()]);
        let client = wait!(Client::connect(fake.url())).unwrap();
        let values = wait!(client.get(0..20));
        assert!(values.iter().all(|(_, value)| value.as_ref().unwrap().as_ref().unwrap() == "value"));
    }

    fn a_reply_of_the_wrong_type_is_its_operations_own_error() {
        let script = Script::healthy().replying(|words| match &words[1][..] {
            b"b" => b"*2\r\n:1\r\n$-1\r\n".to_vec(),
            _ => b"$5\r\nvalue\r\n".to_vec(),
        });
        let fake = FakeServer::start([script]);
        let client = wait!(Client::connect(fake.url())).unwrap();
        let values = wait!(client.get(["a", "b", "c"]));
        assert_eq!(outcomes(&values), "AeA");
        let text = values["b"].as_ref().unwrap_err().to_string();
        assert_eq!(text, "get[1]: the server answered an array of 2 items, which this operation never answers");
    }

    fn more_replies_than_operations_end_the_connection() {
        let fake = FakeServer::start([Script::healthy().replying(|_| b":1\r\n:2\r\n".to_vec()), Script::healthy()]);
        let client = wait!(Client::connect(fake.url())).unwrap();
        assert!(matches!(wait!(client.strlen(["a"])).one(), Ok(1)));
        // The second answer must not become the answer of another operation.
        assert!(matches!(wait!(client.strlen(["b"])).one(), Ok(1)));
        assert_eq!(fake.connections(), 2);
    }

    fn a_server_restart_needs_no_new_client() {
        let mut server = Server::start(Version::Debian);
        let client = wait!(Client::connect(server.url())).unwrap();
        wait!(client.set([Set::new("key", "1")])).one().unwrap();
        server.restart();
        wait!(client.set([Set::new("key", "2")])).one().unwrap();
        assert_eq!(wait!(client.get(["key"])).one().unwrap().unwrap(), "2");
    }

    fn a_stopped_server_is_not_waited_for() {
        let server = Server::start(Version::Debian);
        let client = wait!(Client::connect(config(&server.url()).operation_timeout(Duration::from_secs(1)))).unwrap();
        server.stop_answering();
        let response = wait!(client.incrby(increments(3)));
        assert_eq!(outcomes(&response), "???");
        server.resume();
        assert_eq!(outcomes(&wait!(client.get(["key"]))), "A");
    }

    fn a_server_killed_in_mid_batch_leaves_every_operation_with_an_outcome() {
        let mut server = Server::start(Version::Debian);
        let client = wait!(Client::connect(server.url())).unwrap();
        let count = 400_000;
        // So that it happens in the middle.
        let killed = std::thread::spawn(move || {
            let mut asking = server.connect();
            while asking.cli(&["DBSIZE"]).parse::<usize>().unwrap() < count / 3 {}
            server.kill();
        });
        let response = wait!(client.sadd((0..count).map(|n| Sadd::new(n, ["member"]))));
        killed.join().unwrap();
        assert_eq!(response.len(), count);
        let outcomes = outcomes(&response);
        let (answered, rest) = outcomes.split_at(response.success());
        // At most a window of them was executed and not answered.
        assert!(answered.bytes().all(|outcome| outcome == b'A') && answered.len() > count / 4, "{}", answered.len());
        let unknown = rest.bytes().take_while(|&outcome| outcome == b'?').count();
        assert!(rest.bytes().skip(unknown).all(|outcome| outcome == b'n'));
        assert!(unknown <= 8_000, "{unknown} were under way");
        assert_eq!(response.failed(), rest.len());
    }

    fn waiting_for_a_connection_has_a_limit() {
        let fake = FakeServer::start([Script::answering(0, Fault::Silence)]);
        let config = config(&fake.url()).max_connections(1).operation_timeout(Duration::from_secs(3));
        let client = wait!(Client::connect(config)).unwrap();
        let other = client.clone();
        let hanging = std::thread::spawn(move || {
            // Either flavour may be used here: it only has to hold the connection.
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move { let _ = wait!(other.get(["a"])); });
        });
        fake.wait_for(1);
        let response = wait!(client.within(Duration::from_millis(200)).get(["b"]));
        let text = response["b"].as_ref().unwrap_err().to_string();
        assert_eq!(text, "not sent: the call took longer than 200ms");
        drop(fake);
        hanging.join().unwrap();
    }
}

/// A call on a cluster that never takes an operation ends at its limit, says why, and asks seldom meanwhile.
fn is_refused_until_the_limit(nodes: &[&FakeServer], code: &str) {
    for blocking in [false, true] {
        let config = Config::from_urls(nodes.iter().map(|node| node.url())).unwrap();
        let client = AnyClient::new(&config, blocking).within(Duration::from_secs(2));
        let received = || nodes.iter().map(|node| node.received().len()).sum::<usize>();
        let (before, start) = (received(), Instant::now());
        let response = client.incrby(increments(1));
        assert!(start.elapsed() >= Duration::from_secs(2), "{:?}", start.elapsed());
        let error = response.one().unwrap_err();
        assert!(matches!(&error, Error::Server(error) if error.code == code), "{error}");
        let asked = received() - before;
        assert!((3..60).contains(&asked), "blocking: {blocking}, it was sent {asked} times");
    }
}

#[test]
fn a_cluster_that_stays_down_is_asked_until_the_limit() {
    let down = Script::healthy().in_cluster().replying(|_| b"-CLUSTERDOWN The cluster is down\r\n".to_vec());
    is_refused_until_the_limit(&[&FakeServer::start([down])], "CLUSTERDOWN");
}

#[test]
fn nodes_that_send_an_operation_to_each_other_are_asked_until_the_limit() {
    let nodes = nodes_that_send_to_each_other(usize::MAX);
    is_refused_until_the_limit(&[&nodes[0], &nodes[1]], "MOVED");
    assert!(nodes.iter().all(|node| node.count("INCRBY") > 2), "both are asked");
}

/// Two nodes, each of which says so many times that the other has all slots.
fn nodes_that_send_to_each_other(times: usize) -> [FakeServer; 2] {
    // Each is told the other's port as soon as that is known.
    let ports = [0, 1].map(|_| Arc::new(AtomicU16::new(0)));
    let nodes = [1, 0].map(|other| {
        let (other, asked) = (ports[other].clone(), AtomicUsize::new(0));
        FakeServer::start([Script::healthy().in_cluster().replying(move |_| {
            if asked.fetch_add(1, Relaxed) >= times {
                return b":1\r\n".to_vec();
            }
            format!("-MOVED 13907 127.0.0.1:{}\r\n", other.load(Relaxed)).into_bytes()
        })])
    });
    for (port, node) in ports.iter().zip(&nodes) {
        port.store(node.port(), Relaxed);
    }
    nodes
}

#[test]
fn nodes_that_send_an_operation_to_each_other_for_a_while_keep_it_no_longer() {
    // Longer than the client tries it again at once.
    for blocking in [false, true] {
        let nodes = nodes_that_send_to_each_other(4);
        let client = AnyClient::new(&config(&nodes[0].url()), blocking).within(Duration::from_secs(300));
        let start = Instant::now();
        client.incrby(increments(1)).one().unwrap();
        assert!(start.elapsed() < Duration::from_secs(150), "blocking: {blocking}, {:?}", start.elapsed());
    }
}

/// What a frozen function or a forgetful router leaves: a pool of connections on which nothing comes any more.
fn with_silent_connections(check: impl Fn(&AnyClient, &Proxy)) {
    let single = Server::start(Version::Debian);
    let node = Server::builder(Version::Debian).config("cluster-enabled yes").start();
    node.cli(&["CLUSTER", "ADDSLOTSRANGE", "0", "16383"]);
    until("it works", || node.cli(&["CLUSTER", "INFO"]).contains("cluster_state:ok"));
    for (server, blocking) in [(&single, false), (&single, true), (&node, false), (&node, true)] {
        let proxy = Proxy::start(server.port());
        // A single server does not mind.
        server.cli(&["CONFIG", "SET", "cluster-announce-port", &proxy.port().to_string()]);
        let config =
            config(&format!("redis://127.0.0.1:{}", proxy.port())).operation_timeout(Duration::from_secs(1));
        let client = AnyClient::new(&config, blocking);
        proxy.set_delay(Duration::from_millis(50));
        while proxy.connections() < 6 {
            std::thread::scope(|scope| {
                for _ in 0..6 {
                    scope.spawn(|| client.get(["key"]).one().unwrap());
                }
            });
        }
        proxy.set_delay(Duration::ZERO);
        proxy.silence_connections();
        check(&client, &proxy);
    }
}

#[test]
fn one_read_is_late_when_all_connections_have_fallen_silent() {
    with_silent_connections(|client, proxy| {
        let before = proxy.connections();
        for _ in 0..3 {
            client.get(["key"]).one().unwrap();
        }
        // In a cluster one is for the question whether another node has taken over.
        assert!(proxy.connections() <= before + 2, "the others are not used any more");
    });
}

#[test]
fn one_write_is_late_when_all_connections_have_fallen_silent() {
    with_silent_connections(|client, _| {
        assert_eq!(outcomes(&client.incrby(increments(1))), "?");
        client.incrby(increments(1)).one().unwrap();
    });
}

#[test]
fn one_call_is_late_that_ends_before_the_silence_does() {
    with_silent_connections(|client, _| {
        assert_eq!(outcomes(&client.within(Duration::from_millis(200)).get(["key"])), "?");
        client.get(["key"]).one().unwrap();
    });
}

#[test]
fn one_call_is_late_that_its_caller_gives_up() {
    with_silent_connections(|client, proxy| {
        let AnyClient::Async(client, runtime) = client else { return };
        let before = proxy.connections();
        runtime.block_on(async {
            tokio::time::timeout(Duration::from_millis(200), client.call([Get::new("key")]))
                .await
                .unwrap_err();
            client.call([Get::new("key")]).await.one().unwrap();
        });
        assert_eq!(proxy.connections(), before + 1);
    });
}

/// A limit is for the server's silence, not for a large value that is on its way.
#[test]
fn a_slow_upload_may_take_longer_than_an_operation() {
    let server = Server::start(Version::Debian);
    let proxy = Proxy::start(server.port());
    proxy.set_delay(Duration::from_millis(4));
    for blocking in [false, true] {
        let config = Config::new(&format!("redis://127.0.0.1:{}", proxy.port())).unwrap();
        let client = AnyClient::new(&config.operation_timeout(Duration::from_secs(2)), blocking);
        let start = Instant::now();
        let value = "x".repeat(1 << 20);
        client.set((0..32).map(|n| Set::new(n, &value))).all().unwrap();
        assert!(start.elapsed() > Duration::from_secs(2), "it was not slow enough to tell");
    }
}
