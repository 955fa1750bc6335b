//! Operations over the connections of the redis crate: each kind of them, and what is known after a connection broke.

#[path = "../../../generated/rust/tests/examples.rs"]
#[rustfmt::skip] // It keeps the format of the generator.
mod generated;

use std::collections::BTreeMap;

use generated::{AnyClient, AsyncConnection};
use redis::aio::ConnectionLike;
use redis::cluster::ClusterClient;
use redis_servers::{Cluster, FakeServer, Fault, Script, Server, Version};
use redis_test::{MockCmd, MockRedisConnection};
use sigma_redis::over_redis::{get, incrby, sadd, set, sismember};
use sigma_redis::runtime::over_redis::Call;
use sigma_redis::runtime::{Arguments, Frame, Operation, Reply, Resend};
use sigma_redis::{Bytes, Error, Incrby, Response, Sadd, Set, Sismember};
use tokio::runtime::Runtime;

/// The URL of a server for both protocols.
fn urls(server: &Server) -> [String; 2] {
    ["", "/?protocol=resp3"].map(|query| format!("{}{query}", server.url()))
}

fn client(url: &str) -> redis::Client {
    redis::Client::open(url).unwrap()
}

fn run_async(connection: &mut (dyn ConnectionLike + Send), runtime: &Runtime, raw: &str) {
    generated::run(AnyClient::OverRedisAsync(AsyncConnection(connection), runtime), raw);
}

#[test]
fn every_example_over_blocking_connections() {
    for version in Version::all() {
        let server = Server::start(version);
        for url in urls(&server) {
            let mut connection = client(&url).get_connection().unwrap();
            generated::run(AnyClient::OverRedis(&mut connection), &server.url());
        }
        // A client is a connection, too.
        generated::run(AnyClient::OverRedis(&mut client(&server.url())), &server.url());
    }
}

#[test]
fn every_example_over_async_connections() {
    let server = Server::start(Version::V8);
    let runtime = Runtime::new().unwrap();
    for url in urls(&server) {
        let client = client(&url);
        let mut multiplexed = runtime.block_on(client.get_multiplexed_async_connection()).unwrap();
        run_async(&mut multiplexed, &runtime, &server.url());
        let mut manager = runtime.block_on(client.get_connection_manager()).unwrap();
        run_async(&mut manager, &runtime, &server.url());

        let of_deadpool = deadpool_redis::Config::from_url(url.as_str());
        let pool = of_deadpool.create_pool(Some(deadpool_redis::Runtime::Tokio1)).unwrap();
        run_async(&mut runtime.block_on(pool.get()).unwrap(), &runtime, &server.url());

        let manager = bb8_redis::RedisConnectionManager::new(url.as_str()).unwrap();
        let pool = runtime.block_on(bb8_redis::bb8::Pool::builder().build(manager)).unwrap();
        run_async(&mut *runtime.block_on(pool.get()).unwrap(), &runtime, &server.url());
    }
}

#[test]
fn every_example_over_a_cluster() {
    let cluster = Cluster::start(Version::Debian);
    let masters = cluster.urls()[..3].join(",");
    let client = ClusterClient::builder(cluster.urls()).retries(0).build().unwrap();
    generated::run(AnyClient::OverRedis(&mut client.get_connection().unwrap()), &masters);
    let runtime = Runtime::new().unwrap();
    let mut connection = runtime.block_on(client.get_async_connection()).unwrap();
    run_async(&mut connection, &runtime, &masters);
    runtime.block_on(async {
        // Keys of all slots in one call: its results are in the order asked.
        let keys: Vec<_> = (0..500).map(|n| format!("key:{n}")).collect();
        let operations = keys.iter().map(|key| Set::new(key.as_str(), key.as_str()));
        set(operations).query_async(&mut connection).await.all().unwrap();
        let values = get(keys.iter().map(String::as_str)).query_async(&mut connection).await;
        let values: Vec<_> =
            values.all().unwrap().into_iter().map(|value| value.unwrap().to_string()).collect();
        assert_eq!(values, keys);
    });
}

/// What became of the operations, and how many of each.
fn outcomes<T>(response: &Response<T>) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for (_, result) in response {
        let outcome = match result {
            Ok(_) => "answered",
            Err(Error::Server(_)) => "refused",
            Err(Error::Parameter(_)) => "bad",
            Err(Error::NotSent(_)) => "not sent",
            Err(Error::OutcomeUnknown(_)) => "unknown",
            Err(error) => panic!("{error}"),
        };
        *counts.entry(outcome).or_default() += 1;
    }
    counts
}

#[test]
fn an_operation_that_fails_touches_no_other() {
    let server = Server::start(Version::Debian);
    for url in urls(&server) {
        let mut connection = client(&url).get_connection().unwrap();
        set([Set::new("text", "x")]).query(&mut connection).one().unwrap();
        let none: [&str; 0] = [];
        let added = sadd([
            Sadd::new("s", ["a"]),
            Sadd::new("text", ["a"]),
            Sadd::new("s", none),
            Sadd::new("t", ["b"]),
        ]);
        let added = added.query(&mut connection);
        assert_eq!(outcomes(&added), [("answered", 2), ("bad", 1), ("refused", 1)].into());
        let error = added["text"].as_ref().unwrap_err();
        assert!(
            matches!(error, Error::Server(error) if error.code == "WRONGTYPE" && error.index == 1),
            "{error}"
        );
        let found = sismember([Sismember::new("t", ["a", "b"]), Sismember::new("text", ["a"])])
            .query(&mut connection);
        let each = found["t"].as_ref().unwrap();
        assert!(matches!((&each["a"], &each["b"]), (Ok(false), Ok(true))), "{each:?}");
        assert_eq!((found.success(), found.failed()), (2, 1));
        server.cli(&["FLUSHALL"]);
    }
}

#[tokio::test]
async fn without_a_server_nothing_was_sent() {
    let mut server = Server::start(Version::Debian);
    let url = server.url();
    let mut manager = client(&url).get_connection_manager().await.unwrap();
    server.kill();
    let response = incrby([Incrby::new("n", 1), Incrby::new("m", 1)]).query(&mut client(&url));
    assert_eq!(outcomes(&response), [("not sent", 2)].into());
    // A connection that broke before says the same as one that breaks in the middle.
    let response = incrby([Incrby::new("n", 1)]).query_async(&mut manager).await;
    assert_eq!(outcomes(&response), [("unknown", 1)].into());
    // A wrong login.
    let server = Server::builder(Version::Debian).user("app", "secret", "~* +@all").start();
    let url = format!("redis://app:wrong@127.0.0.1:{}", server.port());
    assert_eq!(outcomes(&incrby([Incrby::new("n", 1)]).query(&mut client(&url))), [("not sent", 1)].into());
}

/// INCRBY, or a command that ends the connection.
struct Step(Bytes, Option<i64>);

impl Operation for Step {
    type Reply = Anything;
    const NAME: &'static str = "step";
    const COMMAND: &'static [&'static str] = &[];
    const RESEND: Resend = Resend::Never;

    fn into_key(self, _: usize) -> Bytes {
        self.0
    }

    fn arguments(&self, to: &mut impl Arguments) {
        let words: Vec<Bytes> = match self.1 {
            None => ["INCRBY".into(), self.0.clone(), "1".into()].into(),
            Some(id) => ["CLIENT", "KILL", "ID", &id.to_string(), "SKIPME", "no"].map(Bytes::from).into(),
        };
        to.list("words", &words);
    }
}

struct Anything;

impl Reply for Anything {
    fn read(_: &Frame<'_>) -> Option<Self> {
        Some(Self)
    }
}

/// So many increments, one of which ends the connection with this number.
fn steps(count: usize, id: i64) -> impl Iterator<Item = Step> {
    (0..count).map(move |n| Step(format!("n{n}").into(), (n == 5).then_some(id)))
}

#[test]
fn a_connection_that_is_killed_in_the_middle() {
    let server = Server::start(Version::Debian);
    let expected = || [("not sent", 15_000), ("unknown", 10_000)].into();
    let mut connection = client(&server.url()).get_connection().unwrap();
    let id = redis::cmd("CLIENT").arg("ID").query(&mut connection).unwrap();
    assert_eq!(outcomes(&Call::new(steps(25_000, id)).query(&mut connection)), expected());
    // At most what is called unknown was executed.
    assert!(server.cli(&["DBSIZE"]).parse::<usize>().unwrap() <= 10_000);

    let runtime = Runtime::new().unwrap();
    runtime.block_on(async {
        let config = redis::AsyncConnectionConfig::new().set_response_timeout(None);
        let client = client(&server.url());
        let mut connection = client.get_multiplexed_async_connection_with_config(&config).await.unwrap();
        let id = redis::cmd("CLIENT").arg("ID").query_async(&mut connection).await.unwrap();
        let response = Call::new(steps(25_000, id)).query_async(&mut connection).await;
        assert_eq!(outcomes(&response), expected());
    });
}

#[test]
fn a_reply_that_never_comes_is_told_as_unknown() {
    let fake = FakeServer::start([Script::answering(0, Fault::Silence)]);
    let mut connection = client(&fake.url()).get_connection().unwrap();
    connection.set_read_timeout(Some(std::time::Duration::from_millis(200))).unwrap();
    assert_eq!(outcomes(&incrby([Incrby::new("n", 1)]).query(&mut connection)), [("unknown", 1)].into());
}

#[test]
fn a_call_without_operations_sends_nothing() {
    let mut connection = MockRedisConnection::new(Vec::<MockCmd>::new());
    assert!(incrby(Vec::new()).query(&mut connection).is_empty());
}

#[test]
fn a_mock_stands_for_a_server() {
    let mut pipeline = redis::pipe();
    pipeline.cmd("GET").arg("k").cmd("GET").arg("l");
    let mut connection = MockRedisConnection::new(vec![MockCmd::with_values(pipeline, Ok(vec!["v", "w"]))]);
    let values = get(["k", "l"]).query(&mut connection).all().unwrap();
    assert_eq!(values, [Some(Bytes::from("v")), Some(Bytes::from("w"))]);
}

#[tokio::test]
async fn a_call_can_be_spawned() {
    let server = Server::start(Version::Debian);
    let mut connection = client(&server.url()).get_multiplexed_async_connection().await.unwrap();
    let keys = ["a".to_owned()];
    let call = tokio::spawn(async move {
        let response = get(keys.iter().map(String::as_str)).query_async(&mut connection).await;
        response.success()
    });
    assert_eq!(call.await.unwrap(), 1);
}
