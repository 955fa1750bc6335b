//! Every operation of the catalogue on a server that fails in the middle: how often it ran, and what its
//! caller is told. On a single server and on a cluster, in both flavours.

#[path = "../../../generated/rust/tests/examples.rs"]
#[rustfmt::skip] // It keeps the format of the generator.
mod generated;

/// Commands of every shape.
mod shapes {
    use std::time::Duration;

    use super::generated::Visit;
    use client_tests::shapes::*;

    include!(concat!(env!("OUT_DIR"), "/every_operation.rs"));
}

use std::time::Duration;

use client_tests::AnyClient;
use generated::{Visit, every_operation};
use redis_servers::{Cluster, FakeServer, Fault, Script, Server, Version};
use sigma_redis::runtime::{Operation, Resend};
use sigma_redis::{Config, Error};

/// How many operations a call has; the first is answered in any case.
const COUNT: usize = 4;

/// What a server does with the second operation of a call.
#[derive(Clone, Copy)]
struct Trouble {
    script: fn(reply: &'static str) -> Script,
    /// Whether the operations after the first have answers all the same.
    answers: bool,
    /// Whether reads have answers from the next connection.
    reads: bool,
    /// Whether the server is silent, so that it may still execute what it was sent.
    silent: bool,
    /// Whether the first answer may be lost, too, and the commands after the second.
    loses: bool,
}

impl Trouble {
    const fn new(script: fn(&'static str) -> Script, answers: bool, reads: bool) -> Self {
        Self { script, answers, reads, silent: false, loses: false }
    }
}

/// The server may have taken a command so often, when it may be sent again at all.
const MOST: usize = 3;

/// Answers with the reply of a successful operation.
fn successful(script: Script, reply: &'static str) -> Script {
    script.replying(move |_| reply.as_bytes().to_vec())
}

fn failing(reply: &'static str, fault: Fault) -> Script {
    successful(Script::answering(1, fault), reply)
}

fn half(reply: &str) -> Vec<u8> {
    reply.as_bytes()[..reply.len() / 2].to_vec()
}

/// A test of every operation in one kind of trouble.
struct Check {
    trouble: Trouble,
    in_cluster: bool,
    blocking: bool,
    /// Whether the user lets writes be sent again that may run twice.
    opted_in: bool,
    checked: usize,
}

impl Visit for Check {
    fn operation<O: Operation>(&mut self, make: fn(&str) -> O, reply: &'static str) {
        // The fake server takes it for the greeting of a client.
        if O::COMMAND == ["PING"] {
            return;
        }
        let mark = |script: Script| if self.in_cluster { script.in_cluster() } else { script };
        let healthy = mark(successful(Script::healthy(), reply));
        let fake = FakeServer::start([mark((self.trouble.script)(reply)), healthy]);
        let limit = Duration::from_secs(120);
        let config = Config::new(&fake.url()).unwrap().operation_timeout(Duration::from_millis(500));
        let config = config.call_timeout(limit).resend_safe_writes(self.opted_in);
        let client = AnyClient::new(&config, self.blocking);
        let words: Vec<_> = (0..COUNT).map(|n| format!("{{tag}}{n}")).collect();
        let response = client.call(words.iter().map(|word| make(word)));
        let Check { in_cluster, blocking, opted_in, .. } = *self;
        let what =
            format!("{}, in a cluster: {in_cluster}, blocking: {blocking}, opted in: {opted_in}", O::NAME);
        assert_eq!(response.len(), COUNT, "{what}");

        let Trouble { answers, reads, silent, loses, .. } = self.trouble;
        let again = match make("").resend() {
            Resend::Always => reads,
            Resend::OnRequest => opted_in && reads && !silent,
            Resend::Never => false,
        };
        let answers = answers || again;
        for (n, (_, result)) in response.into_iter().enumerate() {
            match result.map(drop) {
                Ok(()) if n == 0 || answers => {}
                Err(Error::OutcomeUnknown(_)) if (n > 0 || loses) && !answers => {}
                other => panic!("{what}, operation {n}: {other:?}"),
            }
        }
        // What the server received it may have run.
        let received = if loses { fake.received() } else { fake.wait_for(COUNT) };
        let ran = |word: &str| {
            let is_its = |words: &Vec<Vec<u8>>| words.iter().any(|other| other.starts_with(word.as_bytes()));
            received.iter().filter(|received| is_its(&received.words)).count()
        };
        // One without parameters looks like all others.
        let (words, times) =
            if ran("{tag}") > 0 { (words, 1) } else { (vec![O::COMMAND[0].to_owned()], COUNT) };
        for word in &words {
            let (ran, most) = (ran(word), if again { MOST * times } else { times });
            assert!((ran >= times || loses) && ran <= most, "{what}: {word} ran {ran} times");
        }
        // The client works on.
        let again = client.call([make("{tag}again")]);
        assert_eq!(again.success(), 1, "{what}");
        self.checked += 1;
    }
}

fn check(trouble: Trouble) {
    std::thread::scope(|scope| {
        for case in 0..8 {
            let [in_cluster, blocking, opted_in] = [1, 2, 4].map(|bit| case & bit != 0);
            scope.spawn(move || {
                let mut check = Check { trouble, in_cluster, blocking, opted_in, checked: 0 };
                every_operation(&mut check);
                shapes::every_operation(&mut check);
                assert!(check.checked > 0);
            });
        }
    });
}

#[test]
fn the_server_executes_and_closes() {
    let script = |reply| failing(reply, Fault::Close);
    check(Trouble::new(script, false, true));
}

#[test]
fn the_server_executes_and_resets_the_connection() {
    let script = |reply| failing(reply, Fault::Reset);
    check(Trouble { loses: true, ..Trouble::new(script, false, true) });
}

#[test]
fn the_server_executes_and_falls_silent() {
    let script = |reply| failing(reply, Fault::Silence);
    check(Trouble { silent: true, ..Trouble::new(script, false, true) });
}

#[test]
fn half_a_reply_and_the_end() {
    let script = |reply| failing(reply, Fault::SendAndClose(half(reply)));
    check(Trouble::new(script, false, true));
}

#[test]
fn half_a_reply_and_silence() {
    let script = |reply| failing(reply, Fault::Send(half(reply)));
    check(Trouble { silent: true, ..Trouble::new(script, false, true) });
}

#[test]
fn garbage() {
    let script = |reply| failing(reply, Fault::Send(b"HTTP/1.1 500\r\n\r\n".to_vec()));
    check(Trouble::new(script, false, false));
}

#[test]
fn slow_bytes() {
    let script = |reply| successful(Script::healthy().byte_by_byte(), reply);
    check(Trouble::new(script, true, true));
}

#[test]
fn unexpected_pushes() {
    fn script(reply: &'static str) -> Script {
        const PUSH: &str = ">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n";
        Script::healthy().replying(move |_| format!("{PUSH}{reply}{PUSH}").into_bytes())
    }
    check(Trouble::new(script, true, true));
}

/// Runs every operation on a single server and on a cluster.
struct OnACluster {
    single: AnyClient,
    cluster: AnyClient,
    /// How many operations have several keys.
    several: usize,
}

impl Visit for OnACluster {
    fn operation<O: Operation>(&mut self, make: fn(&str) -> O, _: &'static str) {
        let tagged = || (0..30).map(|n| make(&format!("{{{n}}}")));
        let outcomes = |client: &AnyClient| -> Vec<_> {
            let response = client.call(tagged());
            response
                .into_iter()
                .map(|(key, result)| (key, result.map(drop).map_err(|e| e.to_string())))
                .collect()
        };
        assert_eq!(outcomes(&self.cluster), outcomes(&self.single), "{}", O::NAME);
        // Without the tag, its keys lie in different slots when it has several.
        let failed = self.cluster.call((0..30).map(|n| make(&n.to_string()))).all().err();
        match failed {
            Some(Error::CrossSlot(error)) => {
                assert_ne!(error.keys[0], error.keys[1]);
                self.several += 1;
            }
            // An operation may have good reasons to fail where nothing is stored.
            Some(Error::Server(error)) => assert!(!error.message.contains("slot"), "{}", error.message),
            None => {}
            Some(error) => panic!("{}: {error}", O::NAME),
        }
    }
}

#[test]
fn every_operation_runs_on_a_cluster_as_on_a_single_server() {
    let (single, cluster) = (Server::start(Version::Debian), Cluster::start(Version::Debian));
    for blocking in [false, true] {
        single.cli(&["FLUSHALL"]);
        cluster.nodes()[..3].iter().for_each(|node| assert_eq!(node.cli(&["FLUSHALL"]), "OK"));
        let client = |url: &str| AnyClient::new(&Config::new(url).unwrap(), blocking);
        let mut visit = OnACluster {
            single: client(&single.url()),
            cluster: client(&cluster.nodes()[0].url()),
            several: 0,
        };
        every_operation(&mut visit);
        shapes::every_operation(&mut visit);
        assert!(visit.several > 0);
    }
}
