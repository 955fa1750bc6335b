//! `sigma-gen verify`: catalogues against what real servers tell of their commands.

use indexmap::IndexMap;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use redis_servers::{Server, Version};
use sigma_gen::catalogue::model::Example;
use sigma_gen::catalogue::{Builtin, Source, load};
use sigma_gen::diagnostic::Code;
use sigma_gen::verify::{Options, verify};
use sigma_redis_runtime::Client;

use crate::run::block_on;
use crate::support::calls::set_of;
use crate::support::folder::Folder;

const EVERY_SHAPE: &str = include_str!("../cases/any/operations.yaml");

/// A folder with the catalogue of all shapes, changed.
fn changed(from: &str, to: &str) -> Folder {
    assert!(EVERY_SHAPE.contains(from), "{from}");
    let folder = Folder::new();
    folder.write("operations.yaml", &EVERY_SHAPE.replacen(from, to, 1));
    folder
}

#[test]
fn what_comes_with_it_and_what_is_drafted_is_as_every_server_tells() {
    for version in Version::all() {
        let server = Server::start(version);
        let folder = Folder::new();
        let told = folder.run(&format!("verify --builtin --server {}", server.url()));
        assert_eq!(told.code, Some(0), "{told:?}");
        assert!(
            // This one says that SETEX should not be used any more.
            told.stdout.starts_with(match version {
                Version::V8 => "operations.yaml (built in): 23 of 24 operations are as Redis ",
                _ => "operations.yaml (built in): 24 operations are as Redis ",
            }),
            "{told:?}"
        );
        assert_eq!(told.stdout.contains("Redis 7.0 does"), version == Version::V6_2, "{told:?}");

        folder.succeeds("init");
        folder.succeeds(&format!("import --all --from {} --into operations.yaml", server.url()));
        let told = folder.run(&format!("verify --server {}", server.url()));
        assert_eq!(told.code, Some(0), "{version:?}: {}", told.stderr);
        assert!(!told.stderr.contains("SG108"), "{version:?}: {}", told.stderr);
        // Nothing ran: the commands that empty the database are among them.
        assert_eq!(server.cli(&["DBSIZE"]), "0");
    }
}

#[test]
fn the_commands_of_redis_are_as_every_server_tells_and_their_examples_run() {
    for version in Version::all() {
        let server = Server::start(version);
        for (command, outcome) in [("verify", "operations are as Redis "), ("test", "as expected on Redis ")]
        {
            let told = Folder::new().run(&format!("{command} --builtin=redis --server {}", server.url()));
            assert_eq!(told.code, Some(0), "{version:?}: {told:?}");
            assert!(told.stdout.contains(outcome), "{version:?}: {told:?}");
        }
    }
}

#[test]
fn what_a_server_tells_otherwise_is_an_error_at_its_place() {
    let server = Server::start(Version::V8);
    for (from, to, message, place, help) in [
        ("command: HSET", "command: HSETT", "has no command `HSETT`", "HSETT\n", "did you mean `HSET`?"),
        (
            "command: HSET",
            "command: XGROUP",
            "`XGROUP` alone is no command",
            "XGROUP\n",
            "name one of its subcommands: `XGROUP",
        ),
        (
            "command: HGETALL",
            "command: INCR",
            "`INCR` changes data, and the catalogue says that it reads",
            "access: read\n",
            "write `access: write`",
        ),
        (
            "{ name: value, label: Value, type: any, description: Its new value. }\n          - { name: condition",
            "{ name: value, label: Value, type: any, optional: true, description: Its new value. }\n          - { name: condition",
            "a call of `SET` has 3 words or more, and here it may have 2",
            "params:\n",
            "`sigma-gen import SET`",
        ),
        (
            "- { name: store, label: Store, token: STORE, type: key",
            "- { name: store, label: Store, token: STORE, type: string",
            "and by the parameters of type `key`",
            "params:\n",
            "a cluster finds the node of an operation by its keys",
        ),
    ] {
        let folder = changed(from, to);
        let told = folder.run(&format!("verify --server {}", server.url()));
        assert_eq!(told.code, Some(1), "{to}: {told:?}");
        assert!(told.stderr.contains("error[SG037]"), "{to}: {told:?}");
        for part in [message, place, help] {
            assert!(told.stderr.contains(part), "{part}\n{}", told.stderr);
        }
    }
}

#[test]
fn what_may_be_meant_so_is_a_warning() {
    let server = Server::start(Version::V8);
    for (from, to, parts) in [
        (
            "command: HSET\n        since: 2.0.0",
            "command: HSET\n        since: 3.0.0",
            &["the server has `HSET` since 2.0.0, and the catalogue says 3.0.0", "write `since: 2.0.0`"][..],
        ),
        (
            "words: [NX, XX], optional: true, description: Sets it",
            "words: [NX, XXX], optional: true, description: Sets it",
            &["does not know the word `XXX` of `SET`", "did you mean `XX`?", "name: condition"],
        ),
        (
            "token: EXAT, type: unix_seconds, since: 6.2.0",
            "token: EXAT, type: unix_seconds, since: 7.0.0",
            &[
                "the server has `EXAT` of `SET` since 6.2.0, and the catalogue says 7.0.0",
                "write `since: 6.2.0`",
                "name: exat",
            ],
        ),
        ("command: KEYS", "command: KEYS", &["warning[SG109]: `KEYS` is one of @dangerous"]),
        ("command: KEYS", "command: KEYS", &["in a cluster `SCRIPT EXISTS` is for every master"]),
    ] {
        let folder = changed(from, to);
        let told = folder.run(&format!("verify --server {}", server.url()));
        assert_eq!(told.code, Some(0), "{to}: {told:?}");
        for part in parts {
            assert!(told.stderr.contains(part), "{part}\n{}", told.stderr);
        }
    }
    let told = Folder::new().run(&format!("verify --builtin --server {}", server.url())).stderr;
    assert!(
        told.contains("`SETEX` should not be used any more since 2.6.12: use SET with the EX argument"),
        "{told}"
    );
}

#[test]
fn more_is_told_when_asked_for() {
    let server = Server::start(Version::V8);
    let told =
        Folder::new().run(&format!("verify --builtin --operations set --all --server {}", server.url()));
    assert!(told.stderr.contains("`SET` can take more: NX, XX"), "{told:?}");

    server.cli(&["ACL", "SETUSER", "reader", "on", "nopass", "~*", "+@read"]);
    let command = "verify --builtin --operations get,set --user reader --server";
    let told = Folder::new().fails(&format!("{command} {}", server.url())).stderr;
    assert!(told.contains("`reader` may not run `SET "), "{told}");
    assert!(!told.contains("may not run `GET"), "{told}");
    let told =
        Folder::new().fails(&format!("verify --builtin --user nobody --server {}", server.url())).stderr;
    assert!(told.contains("refuses: ERR User 'nobody' not found"), "{told}");
}

#[test]
fn a_newer_catalogue_is_no_mistake_of_an_older_server() {
    let server = Server::start(Version::V6_2);
    let told = changed("", "").run(&format!("verify --server {}", server.url()));
    assert_eq!(told.code, Some(0), "{told:?}");
    let told = changed("since: 1.0.0", "since: 9.0.0").run(&format!("verify --server {}", server.url()));
    assert_eq!(told.code, Some(0), "{told:?}");
}

#[test]
fn a_server_that_cannot_be_asked_is_told() {
    let told = Folder::new().fails("verify --builtin --server redis://127.0.0.1:1").stderr;
    assert!(told.contains("error[SG035]: cannot connect to `redis://127.0.0.1:1`"), "{told}");
    let server = Server::builder(Version::V8).password("secret").start();
    let url = format!("redis://127.0.0.1:{}", server.port());
    let told = Folder::new().fails(&format!("verify --builtin --server {url}")).stderr;
    assert!(told.contains("SIGMA_REDIS_PASSWORD"), "{told}");
    let folder = Folder::new();
    let with = |password: &str| {
        let mut command = folder.command(&format!("verify --builtin --server {url}"));
        command.env("SIGMA_REDIS_PASSWORD", password).output().unwrap()
    };
    assert!(with("secret").status.success());
    // As CI gives a secret that is not set.
    let told = String::from_utf8(with("").stderr).unwrap();
    assert!(told.contains("asks for a password"), "{told}");
    let told = Folder::new()
        .fails(&format!("verify --builtin --server redis://:wrong@127.0.0.1:{}", server.port()))
        .stderr;
    assert!(
        told.contains("WRONGPASS") && told.contains("check the user, the password and the database"),
        "{told}"
    );
}

/// `SEED` repeats it, and `CALLS` says how many of each operation there are.
#[test]
fn the_keys_of_random_calls_are_those_that_the_server_finds() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let seed = number("SEED").unwrap_or_else(|| u64::from(std::process::id()));
    println!("SEED={seed}");
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed.to_le_bytes(); 4].concat());
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    let mut catalogue = load(&Builtin::Redis.source()).unwrap();
    let calls = number("CALLS").unwrap_or(30);
    for operation in catalogue.groups.iter_mut().flat_map(|group| &mut group.operations) {
        let sets = set_of(operation);
        let example = |number: u64| Example {
            title: format!("call {number}"),
            given: Vec::new(),
            call: vec![sets.new_tree(&mut runner).unwrap().current()],
            results: IndexMap::new(),
            after: Vec::new(),
        };
        operation.examples = (0..calls).map(example).collect();
    }
    let source = Source { path_shown: "random.yaml".to_owned(), text: String::new() };
    for version in Version::all() {
        let server = Server::start(version);
        let verified = block_on(async {
            let client = Client::connect(&server.url()).await.unwrap();
            verify(&client, &catalogue, &source, &Options::default()).await.unwrap()
        });
        let differences =
            verified.diagnostics.iter().filter(|difference| difference.code == Code::ServerDiffers);
        let told: Vec<_> = differences.map(|difference| difference.message.as_str()).collect();
        assert!(
            told.is_empty(),
            "{version:?}: {} of {} lines:\n{}",
            told.len(),
            verified.lines,
            told.join("\n")
        );
        assert!(verified.lines as u64 > 100 * calls, "{version:?}: {} lines only", verified.lines);
    }
}
