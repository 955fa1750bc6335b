//! Every example of the catalogue, run against a real server.
//!
//! The test needs a server whose data may be deleted:
//! `REDIS_URL=redis://127.0.0.1:6379 cargo test -- --ignored`.

#[allow(unused_imports)] // Which types the examples need depends on the catalogue.
use std::time::Duration;

use redis::{ConnectionLike, Value};
use sigma_redis::*;

const NO_SERVER: &str = "REDIS_URL names a server whose data may be deleted";

#[tokio::test]
#[ignore = "needs REDIS_URL: a server whose data may be deleted"]
async fn examples() {
    let url = std::env::var("REDIS_URL").expect(NO_SERVER);
    asynchronous(&Client::connect(&url).await.expect(NO_SERVER), &url).await;
    blocking(&blocking::Client::connect(&url).expect(NO_SERVER), &url);
    #[cfg(feature = "redis")]
    over_redis(&mut redis::Client::open(url.as_str()).expect(NO_SERVER), &url);
    #[cfg(feature = "redis-async")]
    {
        let client = redis::Client::open(url.as_str()).expect(NO_SERVER);
        let mut connection = client.get_multiplexed_async_connection().await.expect(NO_SERVER);
        over_redis_async(&mut connection, &url).await;
    }
}

/// The server, seen beside the client; or the masters of a cluster.
struct Server {
    masters: Vec<redis::Connection>,
    version: [u32; 3],
    /// What the keys of commands begin with, so that they lie in one slot.
    tag: &'static str,
}

/// What the server should answer to a command.
#[derive(Debug)]
#[allow(dead_code)] // As above.
enum Answer {
    Nil,
    Integer(i64),
    Text(&'static str),
    /// In any order.
    List(&'static [&'static str]),
}

impl Server {
    /// Connects to the server of a URL; or to several, with commas between their URLs.
    fn connect(urls: &str) -> Self {
        let connect = |url| redis::Client::open(url).and_then(|client| client.get_connection());
        let mut masters: Vec<_> = urls.split(',').map(|url| connect(url).expect(NO_SERVER)).collect();
        let about: String = redis::cmd("INFO").arg("server").query(&mut masters[0]).expect(NO_SERVER);
        let version = about.lines().find_map(|line| line.strip_prefix("redis_version:")).expect("a version");
        let mut numbers = version.split('.').map_while(|number| number.parse().ok());
        let version = [(); 3].map(|()| numbers.next().unwrap_or(0));
        Self { masters, version, tag: "" }
    }

    /// Whether it lacks what came with a version.
    #[allow(dead_code)] // As above.
    fn is_older_than(&self, version: [u32; 3]) -> bool {
        self.version < version
    }

    /// Every example begins on an empty database.
    fn clear(&mut self) {
        for connection in &mut self.masters {
            connection.req_command(&redis::cmd("FLUSHALL")).expect(NO_SERVER);
        }
    }

    /// Runs a command where its key is.
    #[track_caller]
    fn run(&mut self, words: &[&str]) -> Value {
        self.answer(words).unwrap_or_else(|error| panic!("{words:?}: {error}"))
    }

    fn answer(&mut self, words: &[&str]) -> redis::RedisResult<Value> {
        let mut command = redis::Cmd::new();
        command.arg(self.tagged(words));
        let mut answers = self
            .masters
            .iter_mut()
            .map(|connection| connection.req_command(&command).and_then(Value::extract_error));
        let elsewhere = |answer: &redis::RedisResult<Value>| {
            answer.as_ref().is_err_and(|error| error.code() == Some("MOVED"))
        };
        answers.find(|answer| !elsewhere(answer)).expect("a server that has the key")
    }

    /// The words of a command, with the tag before its keys. Where they are, the server knows.
    fn tagged(&mut self, words: &[&str]) -> Vec<String> {
        let mut tagged: Vec<_> = words.iter().map(|&word| word.to_owned()).collect();
        if !self.tag.is_empty() {
            // An error says that there is none.
            let keys = redis::cmd("COMMAND").arg("GETKEYS").arg(words).query(&mut self.masters[0]);
            let keys: Vec<String> = keys.unwrap_or_default();
            for key in keys {
                let word = tagged.iter_mut().skip(1).find(|word| **word == key).expect("a word");
                word.insert_str(0, self.tag);
            }
        }
        tagged
    }

    /// Runs a command after the example's call, and checks its answer.
    #[track_caller]
    #[allow(dead_code)] // As above.
    fn after(&mut self, words: &[&str], expected: Answer) {
        let answer = match self.answer(words) {
            // No node of a cluster can look at keys of several slots.
            Err(error) if error.code() == Some("CROSSSLOT") => return,
            answer => answer.unwrap_or_else(|error| panic!("{words:?}: {error}")),
        };
        let same = match (&answer, &expected) {
            (Value::Nil, Answer::Nil) => true,
            (Value::Int(number), Answer::Integer(expected)) => number == expected,
            (Value::Array(items) | Value::Set(items), Answer::List(expected)) => {
                let mut items: Vec<_> = items.iter().map(text).collect();
                let mut expected = expected.to_vec();
                items.sort();
                expected.sort();
                items == expected
            }
            (value, Answer::Text(expected)) => text(value) == *expected,
            _ => false,
        };
        assert!(same, "{words:?} answers {answer:?}, not {expected:?}");
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::BulkString(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Value::SimpleString(text) => text.clone(),
        Value::Okay => "OK".to_owned(),
        other => format!("{other:?}"),
    }
}

/// Each operation that was asked for has an outcome.
#[track_caller]
fn asked<T>(response: &Response<T>, operations: usize) {
    assert_eq!(response.success() + response.failed(), operations);
}

#[track_caller]
#[allow(dead_code)] // As above.
fn is<T: PartialEq + std::fmt::Debug>(result: &Result<T, Error>, expected: T) {
    match result {
        Ok(reply) => assert_eq!(*reply, expected),
        Err(error) => panic!("{error}, not {expected:?}"),
    }
}

/// The reply shows as this text.
#[track_caller]
#[allow(dead_code)] // As above.
fn shows<T: std::fmt::Debug>(result: &Result<T, Error>, expected: &str) {
    match result {
        Ok(reply) => assert_eq!(format!("{reply:?}"), expected),
        Err(error) => panic!("{error}, not {expected}"),
    }
}

/// The result of one node at least is as expected.
#[track_caller]
#[allow(dead_code)] // As above.
fn on_a_node<T: std::fmt::Debug>(
    result: &Result<runtime::Each<T>, Error>,
    is_expected: fn(&Result<T, Error>) -> bool,
) {
    match result {
        Ok(nodes) => assert!(nodes.iter().any(|(_, result)| is_expected(result)), "{nodes:?}"),
        Err(error) => panic!("{error}"),
    }
}

/// The error's message contains this text.
#[track_caller]
#[allow(dead_code)] // As above.
fn is_error<T: std::fmt::Debug>(result: &Result<T, Error>, text: &str) {
    match result {
        Ok(reply) => panic!("{reply:?}, not an error with {text:?}"),
        Err(error) => assert!(error.to_string().contains(text), "{error}"),
    }
}

/// The reply has just these members, in any order.
#[track_caller]
#[allow(dead_code)] // As above.
fn has_members(result: &Result<Vec<Bytes>, Error>, expected: &[&str]) {
    let mut members = result.clone().expect("a set");
    members.sort();
    let mut expected: Vec<_> = expected.iter().map(|member| Bytes::from(*member)).collect();
    expected.sort();
    assert_eq!(members, expected);
}

/// Looks at every operation of the catalogue.
#[allow(dead_code)] // For tests of the client on servers that fail.
pub trait Visit {
    /// An operation: a function that makes one whose keys begin with a word, and the reply of a server
    /// where it succeeded.
    fn operation<O: runtime::Operation>(&mut self, make: fn(&str) -> O, reply: &'static str);
}
