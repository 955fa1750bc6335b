//! Every example of the catalogue, on every Redis version, protocol and kind of connection.

#[path = "../../../generated/rust/tests/examples.rs"]
#[rustfmt::skip] // It keeps the format of the generator.
mod generated;

use generated::AnyClient;
use redis_servers::{Cluster, Server, Version};
use sigma_redis::{Client, Config, blocking};
use tokio::runtime::Runtime;

fn run(config: Config, raw: &str) {
    let runtime = Runtime::new().unwrap();
    let client = runtime.block_on(Client::connect(config.clone())).unwrap();
    generated::run(AnyClient::Async(&client, &runtime), raw);
    generated::run(AnyClient::Blocking(&blocking::Client::connect(config).unwrap()), raw);
}

#[test]
fn on_every_version_with_both_protocols() {
    for version in Version::all() {
        let server = Server::start(version);
        run(Config::new(&server.url()).unwrap(), &server.url());
        run(Config::new(&format!("{}?protocol=resp3", server.url())).unwrap(), &server.url());
    }
}

#[test]
fn over_tls() {
    let server = Server::builder(Version::Debian).tls().start();
    run(Config::new(&server.tls_url()).unwrap().certificate_authority(server.ca().pem()), &server.url());
}

#[test]
fn over_a_unix_socket() {
    let server = Server::start(Version::Debian);
    run(Config::new(&server.unix_url()).unwrap(), &server.url());
}

#[test]
fn on_a_cluster() {
    for version in Version::all() {
        let cluster = Cluster::start(version);
        let masters = cluster.urls()[..3].join(",");
        for query in ["", "?protocol=resp3"] {
            run(Config::new(&format!("{}{query}", cluster.nodes()[0].url())).unwrap(), &masters);
        }
    }
}
