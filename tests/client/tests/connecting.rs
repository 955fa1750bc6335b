//! Making connections: addresses, TLS, users, tokens, and everything that prevents one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use client_tests::both_flavours;
use redis_servers::{Ca, FakeServer, Fault, Script, Server, Version};
use sigma_redis::{Config, ConnectionError, ConnectionErrorKind, Credentials, Error, Set};

fn config(url: &str) -> Config {
    Config::new(url).unwrap()
}

/// The error's kind, and its text for the assertion.
fn said<T>(result: Result<T, ConnectionError>) -> (ConnectionErrorKind, String) {
    match result {
        Ok(_) => panic!("there is a connection"),
        Err(error) => (error.kind(), error.to_string()),
    }
}

fn credentials(user: &str, password: &str) -> Credentials {
    Credentials::new(user, password)
}

both_flavours! {
    fn tls_needs_a_certificate_of_a_trusted_authority() {
        let server = Server::builder(Version::Debian).tls().start();
        let trusting = config(&server.tls_url()).certificate_authority(server.ca().pem());
        let client = wait!(Client::connect(trusting)).unwrap();
        let large = vec![b'x'; 3 << 20];
        wait!(client.set([Set::new("key", &large[..])])).one().unwrap();
        assert_eq!(wait!(client.get(["key"])).one().unwrap().unwrap(), &large[..]);

        let other = config(&server.tls_url()).certificate_authority(Ca::new().pem());
        let (kind, text) = said(wait!(Client::connect(other)));
        assert_eq!(kind, ConnectionErrorKind::Connect);
        assert!(text.contains("TLS with") && text.contains("`Config::certificate_authority`"), "{text}");

        let nonsense = config(&server.tls_url()).certificate_authority("no PEM");
        let (kind, text) = said(wait!(Client::connect(nonsense)));
        assert_eq!(kind, ConnectionErrorKind::Configuration);
        assert!(text.contains("the certificate authority: no PEM certificate"), "{text}");
    }

    fn tls_through_a_tunnel_has_another_name_than_its_address() {
        let server = Server::builder(Version::Debian).tls().certificate_for("cache.example.com").start();
        let config = config(&format!("rediss://127.0.0.1:{}", server.tls_port())).certificate_authority(server.ca().pem());
        let (kind, text) = said(wait!(Client::connect(config.clone())));
        assert_eq!(kind, ConnectionErrorKind::Connect);
        assert!(text.contains("the certificate is for another name") && text.contains("`Config::tls_server_name`"), "{text}");

        let client = wait!(Client::connect(config.clone().tls_server_name("cache.example.com"))).unwrap();
        wait!(client.set([Set::new("key", "value")])).one().unwrap();

        let (_, text) = said(wait!(Client::connect(config.clone().tls_server_name("other.example.com"))));
        assert!(text.contains("the certificate is for another name"), "{text}");
        let (kind, text) = said(wait!(Client::connect(config.tls_server_name("no name"))));
        assert_eq!(kind, ConnectionErrorKind::Configuration);
        assert!(text.contains("`no name`"), "{text}");
    }

    fn tls_where_none_is_spoken_says_so() {
        let server = Server::start(Version::Debian);
        let url = format!("rediss://127.0.0.1:{}", server.port());
        let tls = config(&url).certificate_authority(Ca::new().pem()).connect_timeout(Duration::from_millis(500));
        let (_, text) = said(wait!(Client::connect(tls)));
        assert!(text.contains("does the server speak plain redis://?"), "{text}");
    }

    fn no_tls_where_it_is_expected_says_so() {
        let server = Server::builder(Version::Debian).tls().start();
        let url = format!("redis://127.0.0.1:{}", server.tls_port());
        let plain = config(&url).connect_timeout(Duration::from_millis(500));
        let (_, text) = said(wait!(Client::connect(plain)));
        assert!(text.contains("does the server expect TLS, rediss://?"), "{text}");
    }

    fn users_passwords_and_databases() {
        let server = Server::builder(Version::Debian).user("app", "p@ss/word", "~* +@all").start();
        for query in ["", "?protocol=resp3"] {
            let url = format!("redis://app:p%40ss%2Fword@127.0.0.1:{}/3{query}", server.port());
            let client = wait!(Client::connect(url)).unwrap();
            wait!(client.set([Set::new("key", "in database 3")])).one().unwrap();
            assert_eq!(wait!(client.get(["key"])).one().unwrap().unwrap(), "in database 3");

            let wrong = format!("redis://app:wrong@127.0.0.1:{}{query}", server.port());
            let (kind, text) = said(wait!(Client::connect(wrong)));
            assert_eq!(kind, ConnectionErrorKind::Refused);
            assert!(text.contains("WRONGPASS") && !text.contains("wrong@"), "{text}");
        }
        for path in ["?db=3", "/3?db=3", "/?db=3", "/3/?db=3&protocol=resp3"] {
            let url = format!("redis://app:p@ss%2Fword@127.0.0.1:{}{path}", server.port());
            let client = wait!(Client::connect(url)).unwrap();
            assert_eq!(wait!(client.get(["key"])).one().unwrap().unwrap(), "in database 3");
        }
        let url = format!("redis://app:p%40ss%2Fword@127.0.0.1:{}/99", server.port());
        let (kind, text) = said(wait!(Client::connect(url)));
        assert_eq!(kind, ConnectionErrorKind::Refused);
        assert!(text.contains("refused SELECT"), "{text}");
    }

    fn a_password_with_everything_in_it() {
        let server = Server::builder(Version::Debian).user("app", "#/?%:@[é]&=+", "~* +@all").start();
        for password in ["%23%2F%3F%25%3A%40%5B%C3%A9%5D%26%3D%2B", "%23%2f%3f%25:@[é]&=+"] {
            let url = format!("redis://app:{password}@127.0.0.1:{}", server.port());
            wait!(wait!(Client::connect(url)).unwrap().set([Set::new("key", "value")])).one().unwrap();
        }
    }

    fn an_operation_without_permission_fails_alone() {
        let server = Server::builder(Version::Debian).user("reader", "secret", "~public:* +get").start();
        let config = config(&server.url()).credentials(credentials("reader", "secret"));
        let client = wait!(Client::connect(config)).unwrap();
        let values = wait!(client.get(["public:a", "private:b"]));
        assert_eq!((values.success(), values.failed()), (1, 1));
        assert!(matches!(&values["private:b"], Err(Error::Server(error)) if error.code == "NOPERM"));
        let refused = wait!(client.set([Set::new("public:a", "x")])).one().unwrap_err();
        assert!(refused.to_string().contains("NOPERM"), "{refused}");
    }

    fn a_password_for_the_default_user() {
        let server = Server::builder(Version::V6_2).password("secret").start();
        for query in ["", "?protocol=resp3"] {
            let url = format!("redis://:secret@127.0.0.1:{}{query}", server.port());
            wait!(wait!(Client::connect(url)).unwrap().set([Set::new("key", "value")])).one().unwrap();
        }
        for query in ["", "?protocol=resp3"] {
            let without = format!("redis://127.0.0.1:{}{query}", server.port());
            for config in [config(&without), config(&without).cluster(false), config(&without).cluster(true)] {
                let (kind, text) = said(wait!(Client::connect(config)));
                assert_eq!(kind, ConnectionErrorKind::Refused);
                assert!(text.contains("NOAUTH") && text.contains("`Config::credentials`"), "{text}");
            }
        }
    }

    fn what_a_server_answers_before_it_hangs_up_is_told() {
        for (answer, parameters) in [
            ("DENIED Redis is running in protected mode because it is", ""),
            ("DENIED Redis is running in protected mode because it is", "?protocol=resp3"),
            ("ERR max number of clients reached", ""),
            ("ERR this proxy has no server today", ""),
        ] {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let url = format!("redis://{}{parameters}", listener.local_addr().unwrap());
            let greeting = format!("-{answer}\r\n");
            let server = std::thread::spawn(move || {
                use std::io::Write;
                for stream in listener.incoming().take(20) {
                    stream.unwrap().write_all(greeting.as_bytes()).unwrap();
                }
            });
            for attempt in 0..20 {
                let config = match attempt % 2 {
                    1 if !answer.contains("proxy") => config(&url).cluster(false),
                    _ => config(&url),
                };
                let (kind, text) = said(wait!(Client::connect(config)));
                assert_eq!(kind, ConnectionErrorKind::Refused, "{text}");
                assert!(text.contains(answer) && !text.contains("TLS"), "{text}");
            }
            server.join().unwrap();
        }
    }

    fn the_credentials_hook_is_asked_on_every_connect() {
        let mut server = Server::builder(Version::Debian).user("app", "token-0", "~* +@all").start();
        let asked = Arc::new(AtomicUsize::new(0));
        let config = config(&server.url()).credentials_hook({
            let asked = asked.clone();
            move || {
                asked.fetch_add(1, Ordering::Relaxed);
                Ok::<_, std::convert::Infallible>(credentials("app", "token-0"))
            }
        });
        let client = wait!(Client::connect(config)).unwrap();
        wait!(client.set([Set::new("key", "value")])).one().unwrap();
        assert_eq!(asked.load(Ordering::Relaxed), 1, "a call on an open connection asks nobody");
        server.restart();
        wait!(client.set([Set::new("key", "value")])).one().unwrap();
        assert_eq!(asked.load(Ordering::Relaxed), 2);
    }

    fn a_credentials_hook_that_fails_or_hangs_ends_the_call() {
        let server = Server::start(Version::Debian);
        let failing = config(&server.url()).credentials_hook(|| Err::<Credentials, _>("the vault is closed"));
        let (kind, text) = said(wait!(Client::connect(failing)));
        assert_eq!(kind, ConnectionErrorKind::Credentials);
        assert_eq!(text, "the credentials hook failed: the vault is closed");

        let panicking = config(&server.url()).credentials_hook(|| -> Result<_, std::convert::Infallible> { panic!("no") });
        let (kind, text) = said(wait!(Client::connect(panicking)));
        assert_eq!(kind, ConnectionErrorKind::Credentials);
        assert!(text.starts_with("the credentials hook failed: ") && text.contains("panicked"), "{text}");

        // It hangs until this test is over.
        let (over, hang) = std::sync::mpsc::channel::<()>();
        let hang = std::sync::Mutex::new(hang);
        let hanging = config(&server.url()).connect_timeout(Duration::from_millis(100)).credentials_hook(move || {
            let _ = hang.lock().unwrap().recv();
            Ok::<_, std::convert::Infallible>(credentials("a", "b"))
        });
        let (kind, text) = said(wait!(Client::connect(hanging)));
        assert_eq!(kind, ConnectionErrorKind::Timeout);
        assert_eq!(text, "the credentials hook took longer than 100ms");
        drop(over);
    }

    fn a_server_that_is_down() {
        let mut server = Server::start(Version::Debian);
        server.kill();
        let (kind, text) = said(wait!(Client::connect(server.url())));
        assert_eq!(kind, ConnectionErrorKind::Connect);
        assert!(text.starts_with(&format!("cannot connect to 127.0.0.1:{}", server.port())), "{text}");

        let (kind, text) = said(wait!(Client::connect("redis+unix:///nowhere/redis.sock")));
        assert_eq!(kind, ConnectionErrorKind::Connect);
        assert!(text.starts_with("cannot connect to /nowhere/redis.sock"), "{text}");

        let (kind, _) = said(wait!(Client::connect("redis://no-such-host.invalid")));
        assert_eq!(kind, ConnectionErrorKind::Connect);
    }

    fn a_server_that_does_not_answer() {
        // Nobody accepts, so nobody reads or answers; the system completes the connection.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        for scheme in ["redis", "rediss"] {
            let config = config(&format!("{scheme}://{}", listener.local_addr().unwrap())).certificate_authority(Ca::new().pem());
            let (kind, text) = said(wait!(Client::connect(config.connect_timeout(Duration::from_millis(200)))));
            assert_eq!(kind, ConnectionErrorKind::Timeout);
            assert!(text.contains("200ms"), "{text}");
        }
    }

    fn a_full_server_says_so() {
        let server = Server::builder(Version::Debian).config("maxclients 3").start();
        let first = wait!(Client::connect(server.url())).unwrap();
        // The connection that saw it start may still count.
        let mut others = Vec::new();
        let refused = loop {
            match wait!(Client::connect(server.url())) {
                Ok(client) if others.len() < 3 => others.push(client),
                other => break other,
            }
        };
        let (_, text) = said(refused);
        assert!(text.contains("max number of clients"), "{text}");
        wait!(first.set([Set::new("key", "value")])).one().unwrap();
    }

    fn something_that_is_no_redis_server() {
        for greeting in [&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], b"\x15\x03\x03\x00\x02\x02", b"*9999999999\r\n"] {
            let reply = greeting.to_vec();
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let url = format!("redis://{}", listener.local_addr().unwrap());
            let server = std::thread::spawn(move || {
                use std::io::{Read, Write};
                let (mut stream, _) = listener.accept().unwrap();
                let _ = stream.read(&mut [0; 1024]);
                let _ = stream.write_all(&reply);
            });
            let config = config(&url).connect_timeout(Duration::from_secs(2));
            let (_, text) = said(wait!(Client::connect(config)));
            assert!(text.contains("does not answer like a Redis server"), "{text}");
            server.join().unwrap();
        }
    }

    fn a_client_that_was_closed() {
        let server = Server::start(Version::Debian);
        let client = wait!(Client::connect(server.url())).unwrap();
        let clone = client.clone();
        wait!(client.quit());
        let error = wait!(clone.get(["key"])).one().unwrap_err();
        assert_eq!(error.to_string(), "not sent: the client was closed with quit");
    }

    fn an_idle_connection_that_the_server_closed_is_replaced() {
        // The first connection ends right after its only answer.
        let fake = FakeServer::start([Script::answering(1, Fault::Close), Script::healthy()]);
        let client = wait!(Client::connect(fake.url())).unwrap();
        wait!(client.set([Set::new("a", "1")])).one().unwrap();
        wait!(client.set([Set::new("b", "2")])).one().unwrap_err();
        wait!(client.set([Set::new("c", "3")])).one().unwrap();
        assert_eq!(fake.connections(), 2);
    }
}

#[test]
fn urls_that_are_none() {
    for (url, text) in [
        ("", "not a Redis URL such as redis://127.0.0.1:6379"),
        ("http://127.0.0.1", "not a Redis URL"),
        ("redis://host:port", "not a Redis URL"),
        ("redis://127.0.0.1/abc", "not a Redis URL"),
        ("redis://127.0.0.1/3?db=4", "the URL names two databases: /3 and db=4"),
        ("redis://127.0.0.1/0?db=4", "the URL names two databases: /0 and db=4"),
        ("redis://127.0.0.1?db=3&db=4", "the URL has two values for `db`"),
        ("redis://127.0.0.1?db=secret", "the URL's parameter `db` is the number of a database"),
        (
            "redis://127.0.0.1?database=3",
            "the unknown parameter `database`; did you mean `db`? (known: `db`, `protocol`)",
        ),
        ("redis://127.0.0.1?Protocol=3", "did you mean `protocol`?"),
        ("redis://127.0.0.1?tls=true", "the unknown parameter `tls` (known: `db`, `protocol`)"),
        ("redis+unix:///redis.sock?password=secret", "did you mean `pass`?"),
        ("redis://127.0.0.1/3#4", "nothing after a `#`"),
        ("redis://:se#cret@127.0.0.1", "in the URL's user or password, write `#` as %23"),
        ("redis://app:secret/secret@127.0.0.1:6379/3", "in the URL's user or password, write `/` as %2F"),
        ("rediss://app:secret?@127.0.0.1", "in the URL's user or password, write `?` as %3F"),
        ("redis://app:100%secret@127.0.0.1", "in the URL's user or password, write `%` as %25"),
        ("redis://app:secret%@127.0.0.1", "in the URL's user or password, write `%` as %25"),
        ("redis://app:secret%é@127.0.0.1", "in the URL's user or password, write `%` as %25"),
        ("redis://app:secret\n@127.0.0.1", "the end of a line as %0A"),
        ("redis://secret-user@127.0.0.1", "a user without a password"),
        ("rediss://127.0.0.1#insecure", "TLS without checking certificates is not supported"),
    ] {
        let error = Config::new(url).unwrap_err();
        assert_eq!(error.kind(), ConnectionErrorKind::Configuration);
        assert!(error.to_string().contains(text), "{url}: {error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

#[test]
fn secrets_are_not_shown() {
    let config = config("redis://user:secret@127.0.0.1").client_certificate("pem", "secret");
    assert!(!format!("{config:?}").contains("secret"), "{config:?}");
    assert!(!format!("{:?}", credentials("user", "secret")).contains("secret"));
}

#[cfg(unix)]
both_flavours! {
    fn a_server_that_hangs_up_at_once_is_no_connection() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("redis.sock");
        let listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
        // Now and then the server is gone before the first byte is written.
        const ATTEMPTS: usize = 100;
        let server = std::thread::spawn(move || {
            for stream in listener.incoming().take(2 * ATTEMPTS) {
                drop(stream);
            }
        });
        for _ in 0..ATTEMPTS {
            let (kind, _) = said(wait!(Client::connect(format!("redis+unix://{}", path.display()))));
            assert_eq!(kind, ConnectionErrorKind::Connect);
        }
        server.join().unwrap();
    }
}
