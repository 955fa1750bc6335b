//! Every example in every way to call it, over both protocols.
//!
//! `REDIS_URL` names a server, and `CLUSTER_URLS` the masters of a cluster, whose data may be deleted.

use examples::{AnyClient, AsyncConnection};
use redis_client::*;
use tokio::runtime::Runtime;

#[path = "examples.rs"]
#[allow(dead_code)]
mod examples;

fn run(first: &str, masters: &str, without: &[&str]) {
    for query in ["", "?protocol=resp3"] {
        let (url, runtime) = (format!("{first}{query}"), Runtime::new().unwrap());
        let client = runtime.block_on(Client::connect(&url)).unwrap();
        examples::run_without(without, AnyClient::Async(&client, &runtime), masters);
        examples::run_without(without, AnyClient::Blocking(&blocking::Client::connect(&url).unwrap()), masters);
    }
}

#[test]
fn every_example_on_a_server() {
    let server = std::env::var("REDIS_URL").unwrap();
    run(&server, &server, &[]);
    for query in ["", "?protocol=resp3"] {
        let runtime = Runtime::new().unwrap();
        let mut client = redis::Client::open(format!("{server}{query}")).unwrap();
        examples::run(AnyClient::OverRedis(&mut client), &server);
        let mut connection = runtime.block_on(client.get_multiplexed_async_connection()).unwrap();
        examples::run(AnyClient::OverRedisAsync(AsyncConnection(&mut connection), &runtime), &server);
    }
}

#[test]
fn every_example_on_a_cluster() {
    let masters = std::env::var("CLUSTER_URLS").unwrap();
    // A loop that is to be slow runs on every node, so that the log of each has it.
    run(masters.split(',').next().unwrap(), &masters, &["slowlog_get"]);
}
