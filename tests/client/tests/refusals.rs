//! What a single server refuses for reasons of its own: memory, its role, its state, its limits.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use client_tests::{AnyClient, both_flavours};
use redis_servers::{FakeServer, Proxy, Script, Server, Version, until};
use sigma_redis::{Append, Config, Credentials, Error, Incrby, Response, Set};

/// The code of the server's error.
fn code<T>(result: &Result<T, Error>) -> &str {
    match result {
        Err(Error::Server(error)) => &error.code,
        Err(error) => panic!("{error}"),
        Ok(_) => "OK",
    }
}

/// What became of each operation: answered, refused, not sent, or unknown.
fn outcomes<T>(response: &Response<T>) -> String {
    let outcome = |(_, result): (_, &Result<T, Error>)| match result {
        Ok(_) => 'A',
        Err(Error::Server(_)) => 'e',
        Err(Error::NotSent(_)) => 'n',
        Err(Error::OutcomeUnknown(_)) => '?',
        Err(error) => panic!("{error}"),
    };
    response.iter().map(outcome).collect()
}

both_flavours! {
    fn a_server_without_memory_refuses_writes_and_answers_reads() {
        let server = Server::builder(Version::Debian).config("maxmemory-policy noeviction").start();
        let client = wait!(Client::connect(server.url())).unwrap();
        wait!(client.set([Set::new("key", "1")])).one().unwrap();
        server.cli(&["CONFIG", "SET", "maxmemory", "1"]);
        let response = wait!(client.incrby([Incrby::new("key", 1), Incrby::new("key", 1)]));
        assert!(response.iter().all(|(_, result)| code(result) == "OOM"), "{response:?}");
        assert!(response["key"].as_ref().unwrap_err().not_executed());
        assert_eq!(wait!(client.get(["key"])).one().unwrap().unwrap(), "1");
        server.cli(&["CONFIG", "SET", "maxmemory", "0"]);
        assert_eq!(wait!(client.incrby([Incrby::new("key", 1)])).one().unwrap(), 2);
    }

    fn a_replica_refuses_writes_and_answers_reads() {
        let (master, replica) = (Server::start(Version::V8), Server::start(Version::V8));
        master.cli(&["SET", "key", "1"]);
        replica.cli(&["REPLICAOF", "127.0.0.1", &master.port().to_string()]);
        until("the replica is in step", || replica.cli(&["GET", "key"]) == "1");
        let client = wait!(Client::connect(replica.url())).unwrap();
        let response = wait!(client.set([Set::new("key", "2")]));
        assert_eq!(code(&response["key"]), "READONLY");
        assert_eq!(wait!(client.get(["key"])).one().unwrap().unwrap(), "1");
    }

    fn after_a_failover_the_next_call_reaches_the_new_primary() {
        let (old, new) = (Server::start(Version::Debian), Server::start(Version::Debian));
        let proxy = Proxy::start(old.port());
        let client = wait!(Client::connect(format!("redis://127.0.0.1:{}", proxy.port()))).unwrap();
        wait!(client.set([Set::new("key", "1")])).one().unwrap();
        old.cli(&["REPLICAOF", "127.0.0.1", &new.port().to_string()]);
        proxy.lead_to(new.port());
        let refused = wait!(client.set([Set::new("key", "2")])).one();
        assert_eq!(code(&refused), "READONLY");
        assert!(refused.unwrap_err().not_executed());
        wait!(client.set([Set::new("key", "3")])).one().unwrap();
        assert_eq!(new.cli(&["GET", "key"]), "3");
    }

    fn a_server_that_loads_its_data_says_so_and_then_works() {
        for version in [Version::Debian, Version::V8] {
            // Every key takes two milliseconds to load, and clients are served after every few.
            let slow = ["key-load-delay 2000", "loading-process-events-interval-bytes 1024"];
            let mut server = slow.into_iter().fold(Server::builder(version), |builder, line| builder.config(line)).start();
            let client = wait!(Client::connect(server.url())).unwrap();
            wait!(client.set((0..500).map(|n| Set::new(n, "x".repeat(100))))).all().unwrap();
            assert_eq!(server.cli(&["SAVE"]), "OK");
            server.restart_loading();
            // A new client may connect, too.
            let second = wait!(Client::connect(server.url())).unwrap();
            let mut refused = 0;
            while code(&wait!(client.incrby([Incrby::new("counter", 1)]))["counter"]) == "LOADING" {
                refused += 1;
                std::thread::sleep(Duration::from_millis(20));
            }
            assert!(refused > 0, "Redis {version} was never loading");
            assert_eq!(wait!(second.get(["counter"])).one().unwrap().unwrap(), "1");
        }
    }

    fn a_value_beyond_the_servers_limit_fails_alone() {
        let server = Server::builder(Version::Debian).config("proto-max-bulk-len 1mb").start();
        let client = wait!(Client::connect(server.url())).unwrap();
        let large = "x".repeat(2 << 20);
        let response = wait!(client.append([Append::new("a", "1"), Append::new("b", &large), Append::new("c", "1")]));
        // The server says why and hangs up. What it said may be lost with the connection.
        let outcomes = outcomes(&response);
        assert!(["A", "?"].contains(&&outcomes[..1]) && ["e", "?"].contains(&&outcomes[1..2]), "{outcomes}");
        assert_eq!(wait!(client.get(["a", "b"])).all().unwrap(), [Some("1".into()), None]);
    }

    fn a_query_beyond_the_servers_buffer_ends_with_the_connection() {
        let server = Server::builder(Version::Debian).config("client-query-buffer-limit 1mb").start();
        let client = wait!(Client::connect(server.url())).unwrap();
        let large = "x".repeat(16 << 20);
        let response = wait!(client.append([Append::new("a", "1"), Append::new("b", &large)]));
        assert_eq!(outcomes(&response), "A?");
        assert_eq!(wait!(client.get(["a", "b"])).all().unwrap(), [Some("1".into()), None]);
    }

    fn answers_beyond_the_servers_buffer_end_with_the_connection() {
        let server = Server::builder(Version::Debian).config("client-output-buffer-limit normal 1mb 0 0").start();
        let config = Config::new(&server.url()).unwrap().operation_timeout(Duration::from_secs(20));
        let client = wait!(Client::connect(config)).unwrap();
        wait!(client.set([Set::new("key", "x".repeat(4 << 20))])).one().unwrap();
        let response = wait!(client.get(["key"; 50]));
        assert_eq!(response.len(), 50);
        assert!(outcomes(&response).contains('?'), "{}", outcomes(&response));
        assert_eq!(wait!(client.get(["nothing"])).one().unwrap(), None);
    }

    fn a_password_that_changes_is_asked_for_on_the_next_connection() {
        let server = Server::builder(Version::Debian).password("secret").start();
        let password = Arc::new(Mutex::new("secret"));
        let hook = {
            let password = password.clone();
            move || {
                let password = password.lock().unwrap().to_string();
                Ok::<_, std::convert::Infallible>(Credentials::password(password))
            }
        };
        let config = Config::new(&server.url()).unwrap();
        // One knows the old password, and the other asks which it is.
        let old = wait!(Client::connect(config.clone())).unwrap();
        let asking = wait!(Client::connect(config.credentials_hook(hook))).unwrap();
        let mut admin = server.connect();
        assert_eq!(admin.cli(&["ACL", "SETUSER", "default", ">other", "<secret"]), "OK");
        // Connections that are open go on.
        for client in [&old, &asking] {
            wait!(client.set([Set::new("key", "1")])).one().unwrap();
        }

        // It closes all but the one that asks for it.
        assert_eq!(admin.cli(&["CLIENT", "KILL", "TYPE", "normal"]), "2");
        for client in [&old, &asking] {
            let error = wait!(client.set([Set::new("key", "2")])).one().unwrap_err();
            assert!(error.not_executed() && error.to_string().contains("refused AUTH: WRONGPASS"), "{error}");
        }
        *password.lock().unwrap() = "other";
        wait!(asking.set([Set::new("key", "3")])).one().unwrap();
        let error = wait!(old.get(["key"])).one().unwrap_err();
        assert!(error.to_string().contains("refused AUTH: WRONGPASS"), "{error}");
        assert_eq!(admin.cli(&["GET", "key"]), "3");
    }
}

#[test]
fn connections_in_use_during_a_failover_are_given_up_too() {
    const READERS: usize = 4;
    for blocking in [false, true] {
        // Reads are answered when all of them are there, and the write was refused.
        let (reads, is_refused) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let replica = {
            let (reads, is_refused) = (reads.clone(), is_refused.clone());
            Script::healthy().replying(move |words| {
                if words[0] == b"SET" {
                    return b"-READONLY You can't write against a read only replica.\r\n".to_vec();
                }
                reads.fetch_add(1, Ordering::SeqCst);
                until("all reads are there", || {
                    is_refused.load(Ordering::SeqCst) && reads.load(Ordering::SeqCst) % READERS == 0
                });
                b"$-1\r\n".to_vec()
            })
        };
        let server = FakeServer::start([replica]);
        let client = AnyClient::new(&Config::new(&server.url()).unwrap(), blocking);
        let read = || client.get(["key"]).one().unwrap();
        std::thread::scope(|scope| {
            (0..READERS).for_each(|_| drop(scope.spawn(read)));
            until("all reads are there", || reads.load(Ordering::SeqCst) == READERS);
            assert_eq!(code(&client.set([Set::new("key", "1")]).one()), "READONLY");
            is_refused.store(true, Ordering::SeqCst);
        });
        let before = server.connections();
        std::thread::scope(|scope| (0..READERS).for_each(|_| drop(scope.spawn(read))));
        assert_eq!(server.connections() - before, READERS, "blocking: {blocking}");
    }
}
