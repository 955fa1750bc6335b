//! The harness does what the tests that use it rely on.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use redis::{Client, Connection, TlsCertificates, cmd};
use redis_servers::{Ca, Cluster, FakeServer, Fault, Proxy, Script, Server, Version, until};

fn connect(url: &str) -> Connection {
    let connection = Client::open(url).unwrap().get_connection_with_timeout(Duration::from_secs(5)).unwrap();
    connection.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    connection
}

#[test]
fn every_version_starts_and_ends() {
    for version in Version::all() {
        let server = Server::start(version);
        let info = server.cli(&["INFO", "server"]);
        // Which version Debian has is Debian's to say.
        if version != Version::Debian {
            assert!(info.contains(&format!("redis_version:{version}.")), "{info}");
        }
        assert_eq!(server.cli(&["CONFIG", "GET", "save"]), "save\n");
        assert!(!server.cli(&["MODULE", "LIST"]).contains("graph"), "{version}");
        for url in [server.url(), server.unix_url()] {
            let pong: String = cmd("PING").query(&mut connect(&url)).unwrap();
            assert_eq!(pong, "PONG");
        }
        let (port, socket) = (server.port(), server.socket());
        drop(server);
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
        assert!(!socket.exists());
    }
}

#[test]
fn replies_are_text() {
    let server = Server::start(Version::Debian);
    assert_eq!(server.cli(&["GET", "missing"]), "(nil)");
    assert_eq!(server.cli(&["SADD", "s", "a"]), "1");
    assert_eq!(server.cli(&["SMEMBERS", "s"]), "a");
    assert_eq!(
        server.cli(&["GET", "s"]),
        "WRONGTYPE Operation against a key holding the wrong kind of value"
    );
}

#[test]
fn passwords_and_users_are_asked_for() {
    for version in Version::all() {
        let server =
            Server::builder(version).password("open").user("reader", "sesame", "~* +get +acl|whoami").start();
        assert_eq!(server.cli(&["SET", "k", "v"]), "OK");
        for url in [server.url(), server.unix_url()] {
            let mut connection = connect(&url);
            let name: String = cmd("ACL").arg("WHOAMI").query(&mut connection).unwrap();
            assert_eq!(name, "reader");
            assert!(cmd("SET").arg("k").arg("w").query::<()>(&mut connection).is_err());
        }
        let mut stranger = connect(&format!("redis://127.0.0.1:{}", server.port()));
        assert!(cmd("GET").arg("k").query::<String>(&mut stranger).is_err());
    }
}

#[test]
fn tls_is_trusted_through_its_own_authority_only() {
    rustls::crypto::ring::default_provider().install_default().unwrap();
    let server = Server::builder(Version::Debian).tls().password("open").start();
    let connect = |url: &str, ca: &Ca| {
        let certificates = TlsCertificates { client_tls: None, root_cert: Some(ca.pem().into_bytes()) };
        Client::build_with_tls(url, certificates).unwrap().get_connection_with_timeout(Duration::from_secs(5))
    };
    for host in ["localhost", "127.0.0.1"] {
        let url = server.tls_url().replace("localhost", host);
        let pong: String = cmd("PING").query(&mut connect(&url, server.ca()).unwrap()).unwrap();
        assert_eq!(pong, "PONG");
    }
    assert!(connect(&server.tls_url(), &Ca::new()).is_err());
}

#[test]
fn a_restarted_server_is_empty_and_where_it_was() {
    let mut server = Server::start(Version::V8);
    let url = server.url();
    server.cli(&["SET", "k", "v"]);
    server.kill();
    assert!(Client::open(&*url).unwrap().get_connection().is_err());
    server.restart();
    assert_eq!(server.url(), url);
    assert_eq!(server.cli(&["GET", "k"]), "(nil)");
    server.restart();
    assert_eq!(server.cli(&["PING"]), "PONG");
}

#[test]
fn a_stopped_server_accepts_and_is_silent_until_it_goes_on() {
    let server = Server::start(Version::Debian);
    let mut connection = connect(&server.url());
    server.stop_answering();
    let error = cmd("PING").query::<String>(&mut connection).unwrap_err();
    assert!(error.is_timeout(), "{error}");
    server.resume();
    assert_eq!(server.cli(&["PING"]), "PONG");
}

/// What a fake server sends for three `GET`s in one write, until it closes or is silent.
fn three_gets(server: &FakeServer) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    stream.write_all("*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n".repeat(3).as_bytes()).unwrap();
    let mut text = Vec::new();
    let end = match stream.read_to_end(&mut text) {
        Ok(_) => "closed",
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => "reset",
        Err(_) => "open",
    };
    format!("{}{end}", String::from_utf8(text).unwrap().replace("\r\n", " "))
}

#[test]
fn faults_happen_after_the_answers_and_every_command_is_remembered() {
    for (fault, expected) in [
        (Fault::Silence, "$5 value open"),
        (Fault::Close, "$5 value closed"),
        (Fault::Send(b"$5\r\nval".to_vec()), "$5 value $5 valopen"),
        (Fault::SendAndClose(b"what?".to_vec()), "$5 value what?closed"),
    ] {
        let server = FakeServer::start([Script::answering(1, fault).byte_by_byte()]);
        assert_eq!(three_gets(&server), expected);
        assert_eq!(server.wait_for(3)[2].words, [b"GET", b"key"]);
        assert_eq!((server.connections(), server.count("get"), server.count("set")), (1, 3, 0));
    }
    let server = FakeServer::start([Script::answering(0, Fault::Reset)]);
    assert_eq!(three_gets(&server), "reset");
    let server = FakeServer::start([Script::answering(1, Fault::StopReading)]);
    assert_eq!(three_gets(&server), "$5 value open");
    assert_eq!(server.received().len(), 2);
}

#[test]
fn connections_follow_their_own_scripts() {
    let server = FakeServer::start([Script::answering(0, Fault::Close), Script::healthy()]);
    assert_eq!(three_gets(&server), "closed");
    assert_eq!(three_gets(&server), "$5 value $5 value $5 value open");
    let connections: Vec<_> = server.received().iter().map(|received| received.connection).collect();
    assert_eq!(connections, [0, 0, 0, 1, 1, 1]);
}

#[test]
fn clients_are_greeted_unless_the_server_is_mute() {
    let server = FakeServer::start([Script::healthy().replying(|_| b"$2\r\nhi\r\n".to_vec())]);
    for protocol in ["", "?protocol=resp3"] {
        let url = format!("redis://user:password@127.0.0.1:{}/2{protocol}", server.port());
        let reply: String = cmd("GET").arg("key").query(&mut connect(&url)).unwrap();
        assert_eq!(reply, "hi");
    }
    assert_eq!(server.received().len(), 2);

    let server = FakeServer::start([Script::mute()]);
    let client = Client::open(server.url()).unwrap();
    assert!(client.get_connection_with_timeout(Duration::from_millis(100)).is_err());
    assert_eq!((server.connections(), server.received().len()), (1, 0));
}

#[test]
fn a_cluster_of_every_version_comes_together_and_moves_slots() {
    for version in Version::all() {
        let cluster = Cluster::start(version);
        assert_eq!(cluster.masters(), [0, 1, 2]);
        // `foo` lies in slot 12182.
        assert_eq!(cluster.owner(12182), 2);
        assert_eq!(cluster.nodes()[2].cli(&["SET", "foo", "bar"]), "OK");
        cluster.move_slots([12182], 2, 0);
        assert_eq!(cluster.owner(12182), 0);
        assert_eq!(cluster.nodes()[0].cli(&["GET", "foo"]), "bar");
        assert!(cluster.nodes()[2].cli(&["GET", "foo"]).starts_with("MOVED 12182 127.0.0.1:"));
    }
}

#[test]
fn a_cluster_outlives_its_nodes() {
    let mut cluster = Cluster::start(Version::Debian);
    assert_eq!(cluster.nodes()[2].cli(&["SET", "foo", "bar"]), "OK");
    cluster.node(2).restart();
    cluster.wait_until_healthy();
    let owner = cluster.owner(12182);
    assert_eq!(cluster.nodes()[owner].cli(&["GET", "foo"]), "bar");
    cluster.node(owner).kill();
    let replica = if owner == 2 { 5 } else { 2 };
    until("the replica takes over", || cluster.masters().contains(&replica));
    cluster.node(owner).restart();
    cluster.wait_until_healthy();
    assert_eq!(cluster.owner(12182), replica);
}

#[test]
fn a_proxy_delays_and_breaks() {
    let server = Server::start(Version::Debian);
    let proxy = Proxy::start(server.port());
    let mut connection = connect(&format!("redis://127.0.0.1:{}", proxy.port()));
    assert_eq!(cmd("PING").query::<String>(&mut connection).unwrap(), "PONG");
    proxy.break_connections();
    assert!(cmd("PING").query::<String>(&mut connection).is_err());
}
