//! What the compiler says about code that uses the client.

#![deny(unfulfilled_lint_expectations)]
// That it compiles is the test.
#![allow(dead_code)]

use std::collections::HashSet;
use std::future::Future;

use sigma_redis::{Bytes, Client, Error, Expire, Sadd, Set, Sismember, blocking};

/// An operation that failed is not passed over in silence.
#[expect(unused_must_use, reason = "the response is dropped")]
async fn a_dropped_response_is_a_warning(client: Client) {
    client.set([Set::new("key", "value")]).await;
}

#[expect(unused_must_use, reason = "the response is dropped")]
fn a_dropped_response_is_a_warning_without_async(client: blocking::Client) {
    client.set([Set::new("key", "value")]);
}

#[expect(unused_must_use, reason = "nobody waits for it")]
fn a_call_without_await_is_a_warning(client: Client) {
    client.set([Set::new("key", "value")]);
}

#[deny(warnings)]
async fn a_response_that_is_looked_at_is_no_warning(client: Client) -> Result<(), Error> {
    client.set([Set::new("key", "value")]).await.all()?;
    if client.set([Set::new("key", "value")]).await.failed() > 0 {
        return Ok(());
    }
    for (_, result) in client.set([Set::new("key", "value")]).await {
        result?;
    }
    Ok(())
}

/// A handler as web frameworks and Lambda's runtime take it.
fn route<F: Future<Output = Result<(), Error>> + Send + 'static>(
    _: impl Fn(Client, Vec<String>) -> F + Send + 'static,
) {
}

/// The future of a call can be spawned, whatever its operations are made from.
fn calls_in_handlers() {
    // Borrowed, by a closure.
    route(async |client: Client, keys: Vec<String>| {
        let set = keys.iter().map(|key| Set::new(key.as_str(), "1"));
        client.set(set).await.all()?;
        client.set(keys.iter().map(|key| Set::new(key.as_str(), "1"))).await.all()?;
        client.get(keys.iter().map(|key| key.as_str())).await.all()?;
        client.get(keys.iter().filter(|key| !key.is_empty()).map(|key| format!("user:{key}"))).await.all()?;
        client.sadd([Sadd::new("set", keys.iter().map(|key| key.as_str()))]).await.all()?;
        let asked = keys.iter().map(|key| Sismember::new(key.as_str(), keys.iter().map(|key| key.as_str())));
        for (_, each) in client.sismember(asked).await {
            each?.all()?;
        }
        let minute = std::time::Duration::from_secs(60);
        client.expire(keys.iter().map(|key| Expire::new(key.as_str(), minute))).await.all()?;
        Ok(())
    });
    // Vectors, arrays, slices, and other collections.
    route(async |client: Client, keys: Vec<String>| {
        client.get(&keys).await.all()?;
        client.get(keys.as_slice()).await.all()?;
        client.get(&keys[1..]).await.all()?;
        client.get([keys[0].as_str(), "b"]).await.all()?;
        client.get(vec![Bytes::from("a")]).await.all()?;
        client.get(keys.iter().collect::<HashSet<_>>()).await.all()?;
        client.get(keys.chunks(2).flatten()).await.all()?;
        client.get(keys.into_iter().rev()).await.all()?;
        Ok(())
    });
    // What is not `Send` itself.
    route(async |client: Client, keys: Vec<String>| {
        let call = {
            let shared = std::rc::Rc::new(keys);
            client.get(shared.iter().map(|key| key.as_str()))
        };
        call.await.all()?;
        Ok(())
    });
}

/// One URL, or several in whatever holds them.
fn connecting(url: String, urls: Vec<String>) {
    let _ = blocking::Client::connect(url.as_str());
    let _ = blocking::Client::connect(&url);
    let _ = blocking::Client::connect(url.clone());
    let _ = blocking::Client::connect(["redis://a", "redis://b"]);
    let _ = blocking::Client::connect(&["redis://a", "redis://b"]);
    let _ = blocking::Client::connect(&urls);
    let _ = blocking::Client::connect(&urls[..]);
    let _ = blocking::Client::connect(vec!["redis://a"]);
    let _ = blocking::Client::connect(urls.clone());
    drop(Client::connect(&urls));
    drop(Client::connect(urls));
}

#[tokio::test]
async fn a_call_is_spawned_with_what_it_borrows() {
    let server = redis_servers::Server::start(redis_servers::Version::Debian);
    let client = Client::connect(server.url()).await.unwrap();
    let keys: Vec<String> = (0..3).map(|n| format!("key:{n}")).collect();
    let call =
        tokio::spawn(async move { client.set(keys.iter().map(|key| Set::new(key.as_str(), "1"))).await });
    assert_eq!(call.await.unwrap().success(), 3);
    assert_eq!(server.cli(&["EXISTS", "key:0", "key:1", "key:2"]), "3");
}
