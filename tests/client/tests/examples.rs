//! Every example of the catalogue, on every Redis version, protocol and kind of connection.

#[path = "../../../generated/rust/tests/examples.rs"]
#[rustfmt::skip] // It keeps the format of the generator.
mod generated;

use redis_servers::{Cluster, Server, Version};
use sigma_redis::{Client, Config, blocking};

async fn run(config: Config, raw: &str) {
    generated::asynchronous(&Client::connect(config.clone()).await.unwrap(), raw).await;
    generated::blocking(&blocking::Client::connect(config).unwrap(), raw);
}

#[tokio::test]
async fn on_every_version_with_both_protocols() {
    for version in Version::all() {
        let server = Server::start(version);
        run(Config::new(&server.url()).unwrap(), &server.url()).await;
        run(Config::new(&format!("{}?protocol=resp3", server.url())).unwrap(), &server.url()).await;
    }
}

#[tokio::test]
async fn over_tls() {
    let server = Server::builder(Version::Debian).tls().start();
    run(Config::new(&server.tls_url()).unwrap().certificate_authority(server.ca().pem()), &server.url())
        .await;
}

#[tokio::test]
async fn over_a_unix_socket() {
    let server = Server::start(Version::Debian);
    run(Config::new(&server.unix_url()).unwrap(), &server.url()).await;
}

#[tokio::test]
async fn on_a_cluster() {
    for version in Version::all() {
        let cluster = Cluster::start(version);
        let masters = cluster.urls()[..3].join(",");
        for query in ["", "?protocol=resp3"] {
            let config = Config::new(&format!("{}{query}", cluster.nodes()[0].url())).unwrap();
            let client = Client::connect(config.clone()).await.unwrap();
            generated::asynchronous_on_a_cluster(&client, &masters).await;
            generated::blocking_on_a_cluster(&blocking::Client::connect(config).unwrap(), &masters);
        }
    }
}
