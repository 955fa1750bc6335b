//! Calls of every shape, as their user writes them.
//!
//! `REDIS_URL` names a server, and `CLUSTER_URLS` the masters of a cluster, whose data may be deleted.

use std::collections::HashMap;
use std::time::{Duration, UNIX_EPOCH};

use examples::{AnyClient, AsyncConnection};
use redis_commands::*;
use tokio::runtime::Runtime;

#[path = "examples.rs"]
#[allow(dead_code)]
mod examples;

fn server() -> String {
    std::env::var("REDIS_URL").unwrap()
}

fn cluster() -> String {
    std::env::var("CLUSTER_URLS").unwrap()
}

#[test]
fn every_way_to_use_them() {
    let runtime = Runtime::new().unwrap();
    every_example_on_a_server(&runtime);
    every_example_on_a_cluster(&runtime);
    runtime.block_on(async {
        replies_depend_on_what_is_given().await;
        results_without_a_key_have_their_position().await;
        what_is_wrong_is_told_and_not_sent().await;
        keys_are_found_wherever_they_stand().await;
    });
}

fn every_example_on_a_server(runtime: &Runtime) {
    for query in ["", "?protocol=resp3"] {
        let url = server() + query;
        let client = runtime.block_on(Client::connect(&url)).unwrap();
        examples::run(AnyClient::Async(&client, runtime), &server());
        examples::run(AnyClient::Blocking(&blocking::Client::connect(&url).unwrap()), &server());
        let mut client = redis::Client::open(url.as_str()).unwrap();
        examples::run(AnyClient::OverRedis(&mut client), &server());
        let mut connection = runtime.block_on(client.get_multiplexed_async_connection()).unwrap();
        examples::run(AnyClient::OverRedisAsync(AsyncConnection(&mut connection), runtime), &server());
    }
}

fn every_example_on_a_cluster(runtime: &Runtime) {
    let masters = cluster();
    let first = masters.split(',').next().unwrap();
    for query in ["", "?protocol=resp3"] {
        let url = format!("{first}{query}");
        let client = runtime.block_on(Client::connect(&url)).unwrap();
        examples::run(AnyClient::Async(&client, runtime), &masters);
        examples::run(AnyClient::Blocking(&blocking::Client::connect(&url).unwrap()), &masters);
    }
}

async fn replies_depend_on_what_is_given() {
    let client = Client::connect(&server()).await.unwrap();
    let () = client.set([Set::new("lock", "me").ex(Duration::from_secs(60))]).await.one().unwrap();
    let taken: Option<()> = client.set([Set::new("lock", "you").nx()]).await.one().unwrap();
    assert_eq!(taken, None);
    // In whatever order they are given, the first case that fits decides.
    let both = [Set::new("lock", "you").xx().get(), Set::new("lock", "him").get().xx()];
    let before: Vec<Option<Bytes>> = client.set(both).await.all().unwrap();
    assert_eq!(before, [Some("me".into()), Some("you".into())]);

    let added: i64 = client.zadd([Zadd::new("z", [(1.0, "a"), (2.5, "b")]).gt().ch()]).await.one().unwrap();
    assert_eq!(added, 2);
    let score: Option<f64> = client.zadd([Zadd::new("z", [(0.5, "b")]).incr()]).await.one().unwrap();
    assert_eq!(score, Some(3.0));
    let all: Vec<Bytes> = client.zrange([Zrange::new("z", 0, -1)]).await.one().unwrap();
    assert_eq!(all, ["a", "b"]);
    let best = Zrange::new("z", "+inf", "(1").byscore().rev().limit((0, 1)).withscores();
    let best: Vec<ScoredMember> = client.zrange([best]).await.one().unwrap();
    assert_eq!((&best[0].member, best[0].score), (&Bytes::from("b"), 3.0));

    let fields = HashMap::from([("name", "Ada"), ("age", "36")]);
    assert_eq!(client.hset([Hset::new("user", fields)]).await.one().unwrap(), 2);
    let user: Map<Bytes> = client.hgetall(["user"]).await.one().unwrap();
    assert_eq!((&user["name"], user.len()), (&Bytes::from("Ada"), 2));
    let id = client.xadd([Xadd::new("s", [("a", "1"), ("a", "2")])]).await.one().unwrap().unwrap();
    let entries: Vec<StreamEntry> = client.xrange([Xrange::new("s").count(5)]).await.one().unwrap();
    assert_eq!(entries[0].id, id);
    let fields = entries[0].fields.as_ref().unwrap();
    assert_eq!(fields.iter().map(|(_, value)| value.to_string_lossy()).collect::<Vec<_>>(), ["1", "2"]);
    let groups: Vec<GroupInfo> = client.xinfo_groups(["s"]).await.one().unwrap();
    assert!(groups.is_empty());
    let sent = [Eval::new("redis.call('XGROUP', 'CREATE', KEYS[1], 'g', '0') return KEYS[1]").keys(["s"])];
    assert_eq!(client.eval(sent).await.one().unwrap(), Value::Bytes("s".into()));
    let groups: Vec<GroupInfo> = client.xinfo_groups(["s"]).await.one().unwrap();
    assert_eq!((&groups[0].name, &groups[0].last_delivered_id), (&Bytes::from("g"), &Bytes::from("0-0")));

    let step = [BitfieldStep::overflow(BitfieldStepOverflow::Fail), BitfieldStep::incrby(("u2", 0, 5))];
    assert_eq!(client.bitfield([Bitfield::new("b", step)]).await.one().unwrap(), [None]);
    let twice = client.eval([Eval::new("return redis.call('RPUSH', KEYS[1], 2, 1)").keys(["numbers"])]).await;
    assert_eq!(twice.one().unwrap(), Value::Integer(2));
    let sorted = client.sort([Sort::new("numbers").get(["#", "nothing_*"])]).await.one().unwrap();
    assert_eq!(sorted, [Some("1".into()), None, Some("2".into()), None]);
    let stored: i64 = client.sort([Sort::new("nothing").store("copy")]).await.one().unwrap();
    assert_eq!(stored, 0);
}

async fn results_without_a_key_have_their_position() {
    let client = Client::connect(&server()).await.unwrap();
    let response = client.mget([Mget::new(["lock"]), Mget::new(["nothing", "lock"])]).await;
    assert_eq!(response["0"].as_ref().unwrap(), &[Some(Bytes::from("him"))]);
    assert_eq!(response["1"].as_ref().unwrap().len(), 2);
    assert_eq!(response.iter().map(|(key, _)| key.to_string()).collect::<Vec<_>>(), ["0", "1"]);
    assert!(matches!(client.ping([Ping::new()]).await.one(), Ok(PingReply::Pong)));
    assert_eq!(client.ping([Ping::new().message("hello")]).await.one().unwrap(), "hello");
}

async fn what_is_wrong_is_told_and_not_sent() {
    let client = Client::connect(&server()).await.unwrap();
    let told = |error: Error| error.to_string();
    let mut all = Vec::new();
    all.push(told(client.zadd([Zadd::new("z", [(f64::NAN, "a")])]).await.one().unwrap_err()));
    all.push(told(client.zadd([Zadd::new("z", Vec::<ZaddMember>::new())]).await.one().unwrap_err()));
    all.push(told(client.zrange([Zrange::new("z", 0, 1).limit((0, 1))]).await.one().unwrap_err()));
    let withvalues = Hrandfield::new("user").withvalues();
    all.push(told(client.hrandfield([withvalues]).await.one().unwrap_err()));
    all.push(told(client.set([Set::new("k", "v").px(Duration::from_micros(1))]).await.one().unwrap_err()));
    let early = UNIX_EPOCH - Duration::from_secs(1);
    all.push(told(client.set([Set::new("k", "v").exat(early)]).await.one().unwrap_err()));
    let half = UNIX_EPOCH + Duration::from_millis(1_500);
    all.push(told(client.set([Set::new("k", "v").exat(half)]).await.one().unwrap_err()));
    let trim = XaddTrim::new(XaddTrimStrategy::Maxlen, 5).limit(3);
    all.push(told(client.xadd([Xadd::new("s", [("a", "1")]).trim(trim)]).await.one().unwrap_err()));
    let expected = [
        "zadd[0]: parameter `members.score` takes a number, not NaN",
        "zadd[0]: parameter `members` takes one to 1,000,000 values, not none",
        "zrange[0]: parameter `limit` takes `by` beside it, not nothing",
        "hrandfield[0]: parameter `withvalues` takes `count` beside it, not nothing",
        "set[0]: parameter `px` takes a whole number of milliseconds from 1, not 1µs",
        "set[0]: parameter `exat` takes a whole second from 1970 on, not",
        "set[0]: parameter `exat` takes a whole second from 1970 on, not",
        "xadd[0]: parameter `trim.limit` takes `trim.operator` beside it, not nothing",
    ];
    for (told, expected) in all.iter().zip(expected) {
        assert!(told.starts_with(expected), "{told}");
    }
    assert_eq!(all.len(), expected.len());
}

async fn keys_are_found_wherever_they_stand() {
    let masters = cluster();
    let client = Client::connect(masters.split(',').next().unwrap()).await.unwrap();
    let pairs = [("a{1}", "x"), ("b{1}", "y")];
    client.mset([Mset::new(pairs)]).await.one().unwrap();
    // One set is in one slot and runs; the other one alone is refused.
    let response = client.mset([Mset::new([("a", "x"), ("b", "y")]), Mset::new([("a{1}", "z")])]).await;
    assert!(matches!(response["0"], Err(Error::CrossSlot(_))));
    assert!(response["1"].is_ok());
    let sum = [Zunionstore::new("c{1}", ["z{1}"]), Zunionstore::new("c", ["z{1}"])];
    let response = client.zunionstore(sum).await;
    assert!(response["c{1}"].is_ok() && matches!(response["c"], Err(Error::CrossSlot(_))));
    let response = client.eval([Eval::new("return 1"), Eval::new("return 2").keys(["a", "b"])]).await;
    assert_eq!(response["0"].as_ref().unwrap(), &Value::Integer(1));
    assert!(matches!(response["1"], Err(Error::CrossSlot(_))));
    let streams = [XreadgroupStream::new("s{1}"), XreadgroupStream::new("t{1}").id("0")];
    let error = client.xreadgroup([Xreadgroup::new("g", "c", streams)]).await.one().unwrap_err();
    assert!(error.to_string().contains("NOGROUP"), "{error}");
}
