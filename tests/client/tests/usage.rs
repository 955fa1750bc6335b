//! The client as its users write it.

use std::collections::HashSet;
use std::time::Duration;

use client_tests::{both_flavours, patient};
use redis_servers::{Server, Version};
use sigma_redis::{Bytes, Error, Expire, Incrby, Rename, Sadd, Set, Setex, Sismember, TypeReply};

#[tokio::test]
async fn the_async_client_reads_like_this() -> Result<(), Box<dyn std::error::Error>> {
    use sigma_redis::Client;
    let server = Server::start(Version::Debian);
    let url = server.url();

    let client = Client::connect(&url).await?;
    client.set([Set::new("key1", "one"), Set::new("key2", "two")]).await.all()?;
    let values = client.get(["key1", "key2"]).await;
    assert_eq!((values.success(), values.failed()), (2, 0));
    match &values["key1"] {
        Ok(value) => assert_eq!(value.as_ref().expect("was set"), "one"),
        Err(error) => panic!("{error}"),
    }
    let mut keys = Vec::new();
    for (key, result) in &values {
        assert!(result.is_ok());
        keys.push(key.to_string());
    }
    assert_eq!(keys, ["key1", "key2"]);
    client.set([Set::new("my_key", "test_value")]).await.all()?;
    client.rename([Rename::new("my_key", "new_key")]).await.one()?;
    client.setex([Setex::new("k", "v", Duration::from_secs(60))]).await.all()?;
    client.sadd([Sadd::new("colours", ["red", "green"])]).await.all()?;
    let kinds = client.r#type(["k"]).await;
    assert_eq!(kinds.one()?, TypeReply::String);
    client.quit().await;
    Ok(())
}

#[test]
fn the_blocking_client_reads_like_this() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::start(Version::Debian);
    let url = server.url();

    let client = sigma_redis::blocking::Client::connect(url)?;
    client.set([Set::new("key1", "one"), Set::new("key2", "two")]).all()?;
    let values = client.get(["key1", "key2"]);
    assert_eq!((values.success(), values.failed()), (2, 0));
    match &values["key1"] {
        Ok(value) => assert_eq!(value.as_ref().expect("was set"), "one"),
        Err(error) => panic!("{error}"),
    }
    for (_, result) in &values {
        assert!(result.is_ok());
    }
    client.rename([Rename::new("key1", "new_key")]).one()?;
    client.setex([Setex::new("k", "v", Duration::from_secs(60))]).all()?;
    client.sadd([Sadd::new("colours", ["red", "green"])]).all()?;
    assert_eq!(client.r#type(["k"]).one()?, TypeReply::String);
    client.quit();
    Ok(())
}

both_flavours! {
    fn keys_and_values_are_any_bytes() {
        let server = Server::start(Version::Debian);
        let client = wait!(Client::connect(server.url())).unwrap();
        let all: Vec<u8> = (0..=255).collect();
        let large = vec![b'\r'; 1 << 20];
        wait!(client.set([Set::new(&all[..], &all[..]), Set::new("large", &large[..]), Set::new("", "")]))
            .all()
            .unwrap();
        let values = wait!(client.get([Bytes::from(&all[..]), "large".into(), "".into()]));
        assert_eq!(values[&all].as_ref().unwrap().as_ref().unwrap(), &all[..]);
        assert_eq!(values["large"].as_ref().unwrap().as_ref().unwrap(), &large[..]);
        assert_eq!(values[""].as_ref().unwrap().as_ref().unwrap(), "");
    }

    fn bad_parameters_fail_alone_and_before_sending() {
        let server = Server::start(Version::Debian);
        let client = wait!(Client::connect(server.url())).unwrap();
        let response = wait!(client.setex([
            Setex::new("a", "1", Duration::from_secs(1)),
            Setex::new("b", "2", Duration::ZERO),
            Setex::new("c", "3", Duration::from_millis(1500)),
            Setex::new("d", "4", Duration::from_secs(4)),
        ]));
        assert_eq!((response.success(), response.failed()), (2, 2));
        let message = |key: &str| response[key].as_ref().unwrap_err().to_string();
        assert_eq!(
            message("b"),
            "setex[1]: parameter `seconds` takes a whole number of seconds from 1, not 0ns"
        );
        assert_eq!(
            message("c"),
            "setex[2]: parameter `seconds` takes a whole number of seconds from 1, not 1.5s"
        );
        assert!(response["c"].as_ref().unwrap_err().not_executed());
        assert_eq!(server.cli(&["EXISTS", "a", "b", "c", "d"]), "2");

        let response = wait!(client.sadd([Sadd::new("empty", [] as [&str; 0]), Sadd::new("full", ["x"])]));
        assert_eq!((response.success(), response.failed()), (1, 1));
        assert!(matches!(&response["empty"], Err(Error::Parameter(error)) if error.parameter == "values"));
    }

    fn only_bad_parameters_need_no_server() {
        let mut server = Server::start(Version::Debian);
        let client = wait!(Client::connect(server.url())).unwrap();
        server.kill();
        let response = wait!(client.expire((0..5_000).map(|key| Expire::new(key, Duration::ZERO))));
        assert_eq!((response.success(), response.failed()), (0, 5_000));
        assert!(response.iter().all(|(_, result)| matches!(result, Err(Error::Parameter(_)))));
    }

    fn an_error_of_the_server_is_its_operations_own() {
        let server = Server::start(Version::Debian);
        let client = wait!(Client::connect(server.url())).unwrap();
        server.cli(&["SADD", "colours", "red"]);
        let response = wait!(client.incrby([Incrby::new("n", 2), Incrby::new("colours", 1), Incrby::new("n", 3)]));
        assert_eq!((response.success(), response.failed()), (2, 1));
        let Err(Error::Server(error)) = &response["colours"] else { panic!("{response:?}") };
        assert_eq!((error.operation, error.index, error.code.as_str()), ("incrby", 1, "WRONGTYPE"));
        assert!(matches!(response["n"], Ok(5)), "the later of two results stands under the key");
        let all: Vec<_> = response.iter().map(|(_, result)| result.as_ref().ok().copied()).collect();
        assert_eq!(all, [Some(2), None, Some(5)]);
    }

    fn each_value_has_its_own_result() {
        let server = Server::start(Version::Debian);
        let client = wait!(Client::connect(server.url())).unwrap();
        server.cli(&["SADD", "colours", "red"]);
        server.cli(&["SET", "text", "red"]);
        let response = wait!(client.sismember([
            Sismember::new("colours", ["red", "blue", "red"]),
            Sismember::new("none", [] as [&str; 0]),
            Sismember::new("text", ["red"]),
        ]));
        assert_eq!((response.success(), response.failed(), response.len()), (3, 2, 3));
        let colours = response["colours"].as_ref().unwrap();
        assert!(matches!((&colours["red"], &colours["blue"]), (Ok(true), Ok(false))));
        assert_eq!((colours.success(), colours.failed()), (3, 0));
        let error = response["none"].as_ref().unwrap_err();
        assert_eq!(error.to_string(), "sismember[1]: parameter `values` takes one to 1,000,000 values, not none");
        let text = response["text"].as_ref().unwrap();
        assert!(matches!(&text["red"], Err(Error::Server(error)) if error.index == 2));
    }

    fn a_call_without_operations_has_an_empty_response() {
        let server = Server::start(Version::Debian);
        let client = wait!(Client::connect(server.url())).unwrap();
        let response = wait!(client.get([] as [&str; 0]));
        assert!(response.is_empty());
        assert_eq!((response.success(), response.failed()), (0, 0));
        assert!(response.get("key").is_none());
        assert!(matches!(response.one(), Err(Error::NotOne(0))));
        let two = wait!(client.get(["a", "b"])).one().unwrap_err();
        assert!(matches!(two, Error::NotOne(2)) && !two.not_executed(), "both have run");
    }

    fn a_million_keys_are_one_call() {
        let server = Server::start(Version::Debian);
        let client = wait!(Client::connect(patient(&server.url()))).unwrap();
        let count = 1_000_000;
        let set = wait!(client.set((0..count).map(|n| Set::new(n, n))));
        assert_eq!((set.success(), set.failed()), (count as usize, 0));
        let values = wait!(client.get(0..count));
        assert_eq!(values.success(), count as usize);
        for (key, value) in &values {
            assert_eq!(value.as_ref().unwrap().as_ref(), Some(key));
        }
        assert_eq!(values["999999"].as_ref().unwrap().as_ref().unwrap(), "999999");
    }

    fn a_value_that_redis_cannot_hold_is_a_bad_parameter() {
        let server = Server::start(Version::Debian);
        let client = wait!(Client::connect(patient(&server.url()))).unwrap();
        let huge = vec![0_u8; 512 * 1024 * 1024 + 1];
        let response = wait!(client.set([Set::new("huge", huge), Set::new("key", "value")]));
        let error = response["huge"].as_ref().unwrap_err();
        assert!(matches!(error, Error::Parameter(_)), "{error}");
        assert!(error.to_string().ends_with("takes at most 512 MiB, not 536870913 bytes"), "{error}");
        assert!(response["key"].is_ok());
    }

    fn a_set_of_a_million_members_arrives_whole() {
        let server = Server::start(Version::Debian);
        let client = wait!(Client::connect(patient(&server.url()))).unwrap();
        let added = wait!(client.sadd([Sadd::new("numbers", 0..1_000_000)])).one().unwrap();
        assert_eq!(added, 1_000_000);
        let members = wait!(client.smembers(["numbers"])).one().unwrap();
        assert_eq!(members.into_iter().collect::<HashSet<_>>().len(), 1_000_000);
        let refused = wait!(client.sadd([Sadd::new("numbers", 0..1_000_001)])).one().unwrap_err();
        assert!(refused.to_string().contains("1000001 values"), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tasks_share_a_client() {
    let server = Server::start(Version::Debian);
    let config = sigma_redis::Config::new(&server.url()).unwrap().max_connections(4);
    let client = sigma_redis::Client::connect(config).await.unwrap();
    let tasks: Vec<_> = (0..200)
        .map(|task| {
            let client = client.clone();
            tokio::spawn(async move {
                client.set([Set::new(task, task * 2)]).await.one().unwrap();
                let value = client.get([task]).await.one().unwrap().unwrap();
                assert_eq!(value, (task * 2).to_string());
                client.incrby([Incrby::new("count", 1)]).await.one().unwrap();
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(server.cli(&["GET", "count"]), "200");
    server.until_connections(0..=4);
}

#[test]
fn many_threads_share_a_client() {
    let server = Server::start(Version::Debian);
    let config = sigma_redis::Config::new(&server.url()).unwrap().max_connections(4);
    let client = sigma_redis::blocking::Client::connect(config).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..20 {
            let client = client.clone();
            scope.spawn(move || {
                for _ in 0..50 {
                    client.incrby([Incrby::new("count", 1)]).one().unwrap();
                }
            });
        }
    });
    assert_eq!(server.cli(&["GET", "count"]), "1000");
    server.until_connections(0..=4);
}

#[tokio::test]
async fn a_call_that_is_dropped_leaves_nothing_behind() {
    let server = Server::start(Version::Debian);
    let client = sigma_redis::Client::connect(server.url()).await.unwrap();
    for _ in 0..50 {
        let call = client.get((0..20_000).map(|n| format!("long:{n}")));
        let _ = tokio::time::timeout(Duration::from_millis(1), call).await;
        client.set([Set::new("key", "value")]).await.one().unwrap();
        assert_eq!(client.get(["key"]).await.one().unwrap().unwrap(), "value");
    }
}
