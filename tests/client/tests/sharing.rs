//! Many callers share one client, and some of them give up in the middle: no answer is lost, and none
//! comes to another caller.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use client_tests::AnyClient;
use redis_servers::{Cluster, FakeServer, Script, Server, Version};
use sigma_redis::{Client, Config, Set};

const CALLERS: usize = 64;

/// For how long: some seconds, or SOAK.
fn duration() -> Duration {
    let soak = std::env::var("SOAK").ok().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(soak.unwrap_or(3))
}

/// The keys of one round of a caller, and the value of each, which carries its key.
fn pairs(caller: usize, round: usize) -> Vec<(String, String)> {
    let size = [1, 3, 40, 400][round % 4];
    (0..size)
        .map(|n| format!("{caller}:{n}"))
        .map(|key| (key.clone(), format!("{key} in round {round}")))
        .collect()
}

#[tokio::test]
async fn those_who_wait_for_a_connection_learn_that_the_client_was_quit() {
    let server = Server::start(Version::Debian);
    let client = Client::connect(Config::new(&server.url()).unwrap().max_connections(1)).await.unwrap();
    server.stop_answering();
    let calls = [client.clone(), client.clone()]
        .map(|client| tokio::spawn(async move { client.get(["key"]).await.one() }));
    tokio::time::sleep(Duration::from_millis(100)).await;
    client.quit().await;
    server.resume();
    let [first, second] = calls;
    assert_eq!(first.await.unwrap().unwrap(), None);
    let error = second.await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "not sent: the client was closed with quit");
}

#[tokio::test]
async fn a_call_that_is_not_polled_keeps_nobody_waiting() {
    // The slots are down until the second question for `b`, and who asks for the map meets silence.
    let asked = AtomicUsize::new(0);
    let script = Script::healthy().in_cluster().replying(move |words| match &words[1][..] {
        b"b" if asked.fetch_add(1, Relaxed) > 0 => b"$1\r\nx\r\n".to_vec(),
        _ => b"-CLUSTERDOWN The cluster is down\r\n".to_vec(),
    });
    let server = FakeServer::start([script.clone(), Script::mute(), script]);
    let client = Client::connect(server.url()).await.unwrap();
    let mut first = std::pin::pin!(client.get(["a"]));
    tokio::time::timeout(Duration::from_millis(300), &mut first).await.unwrap_err();
    let other = client.within(Duration::from_secs(4));
    assert_eq!(other.get(["b"]).await.one().unwrap().unwrap(), "x");
}

/// A node is down, and nobody takes over: the others are not flooded with questions whether somebody has.
#[test]
fn callers_in_the_same_trouble_ask_together() {
    let mut cluster = Cluster::start_with(Version::Debian, |node| node.config("cluster-node-timeout 60000"));
    let asked = |node: &Server| -> usize {
        let stats = node.cli(&["INFO", "commandstats"]);
        let calls =
            stats.split("cmdstat_cluster|slots:calls=").nth(1).and_then(|text| text.split(',').next());
        calls.map_or(0, |calls| calls.parse().unwrap())
    };
    let clients = AnyClient::both(&Config::from_urls(cluster.urls()).unwrap());
    cluster.node(0).kill();
    for client in clients {
        let before: usize = cluster.nodes()[1..].iter().map(asked).sum();
        std::thread::scope(|scope| {
            for caller in 0..CALLERS {
                let client = client.within(Duration::from_secs(2));
                scope.spawn(move || {
                    let response = client.get((0..100).map(|n| format!("{caller}:{n}")));
                    assert!(response.success() > 0 && response.failed() > 0, "{response:?}");
                });
            }
        });
        let after: usize = cluster.nodes()[1..].iter().map(asked).sum();
        assert!(after - before < CALLERS, "they asked {} times", after - before);
    }
}

/// Sets and gets, until the time is over.
fn callers_from_threads(url: &str, blocking: bool) {
    let client = AnyClient::new(&Config::new(url).unwrap(), blocking);
    let end = Instant::now() + duration();
    std::thread::scope(|scope| {
        for caller in 0..CALLERS {
            let client = &client;
            scope.spawn(move || {
                for round in (0..).take_while(|_| Instant::now() < end) {
                    let pairs = pairs(caller, round);
                    let set = client.set(pairs.iter().map(|(key, value)| Set::new(key, value)));
                    assert_eq!(set.success(), pairs.len(), "{:?}", set.all().err());
                    let values = client.get(pairs.iter().map(|(key, _)| key)).all().unwrap();
                    for (value, (_, expected)) in values.iter().zip(&pairs) {
                        assert_eq!(value.as_ref().unwrap(), expected);
                    }
                }
            });
        }
    });
}

#[test]
fn on_a_single_server() {
    let server = Server::start(Version::Debian);
    [false, true].into_iter().for_each(|blocking| callers_from_threads(&server.url(), blocking));
}

#[test]
fn on_a_cluster() {
    let cluster = Cluster::start(Version::Debian);
    [false, true].into_iter().for_each(|blocking| callers_from_threads(&cluster.nodes()[0].url(), blocking));
}

/// Tasks read what is theirs; every other call is dropped at some moment.
async fn tasks_that_give_up(url: String) {
    let client = Client::connect(url).await.unwrap();
    let values: Vec<_> =
        (0..2_000).map(|n| Set::new(format!("key:{n}"), format!("value of key:{n}"))).collect();
    client.set(values).await.all().unwrap();
    let (finished, dropped) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let end = Instant::now() + duration();
    let tasks: Vec<_> = (0..CALLERS)
        .map(|caller| {
            let (client, finished, dropped) = (client.clone(), finished.clone(), dropped.clone());
            tokio::spawn(async move {
                for round in (0..).take_while(|_| Instant::now() < end) {
                    let keys: Vec<_> = (0..100)
                        .map(|n| format!("key:{}", (caller * 31 + round * 7 + n * 17) % 2_000))
                        .collect();
                    let patience = if round % 2 == 0 {
                        Duration::from_micros(200 * (round as u64 % 20))
                    } else {
                        Duration::from_secs(60)
                    };
                    let Ok(values) = tokio::time::timeout(patience, client.get(&keys)).await else {
                        dropped.fetch_add(1, Relaxed);
                        continue;
                    };
                    for (key, value) in keys.iter().zip(values.all().unwrap()) {
                        assert_eq!(value.unwrap(), format!("value of {key}"));
                    }
                    finished.fetch_add(1, Relaxed);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert!(finished.load(Relaxed) > 0 && dropped.load(Relaxed) > 0);
    // All connections that calls held are free again.
    let calls = (0..CALLERS)
        .map(|_| client.clone())
        .map(|client| tokio::spawn(async move { client.get(["key:1"]).await.one() }));
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap().unwrap().unwrap(), "value of key:1");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_are_dropped_on_a_single_server() {
    let server = Server::start(Version::Debian);
    tasks_that_give_up(server.url()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_are_dropped_on_a_cluster() {
    let cluster = Cluster::start(Version::Debian);
    tasks_that_give_up(cluster.nodes()[0].url()).await;
}
