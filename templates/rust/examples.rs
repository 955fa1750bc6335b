//! Every example of the catalogue, run against a real server.
//!
//! The test needs a server whose data may be deleted:
//! `REDIS_URL=redis://127.0.0.1:6379 cargo test -- --ignored`.

#[allow(unused_imports)] // Which types the examples need depends on the catalogue.
use std::time::Duration;

use redis::{ConnectionLike, Value};
use sigma_redis::*;
use tokio::runtime::Runtime;

const NO_SERVER: &str = "REDIS_URL names a server whose data may be deleted";

/// What the keys of a call begin with that has several, so that they lie in one slot of a cluster.
const TAG: &str = "{tag}";

#[test]
#[ignore = "needs REDIS_URL: a server whose data may be deleted"]
fn examples() {
    let url = std::env::var("REDIS_URL").expect(NO_SERVER);
    let runtime = Runtime::new().expect("a runtime");
    let client = runtime.block_on(Client::connect(&url)).expect(NO_SERVER);
    run(AnyClient::Async(&client, &runtime), &url);
    run(AnyClient::Blocking(&blocking::Client::connect(&url).expect(NO_SERVER)), &url);
    #[cfg(feature = "redis")]
    run(AnyClient::OverRedis(&mut redis::Client::open(url.as_str()).expect(NO_SERVER)), &url);
    #[cfg(feature = "redis-async")]
    {
        let client = redis::Client::open(url.as_str()).expect(NO_SERVER);
        let mut connection = runtime.block_on(client.get_multiplexed_async_connection()).expect(NO_SERVER);
        run(AnyClient::OverRedisAsync(AsyncConnection(&mut connection), &runtime), &url);
    }
}

/// Runs every example, on a server or a cluster whose data is deleted; `raw` has its URL for the redis crate, or those of
/// its masters, with commas between them.
pub fn run(client: AnyClient<'_>, raw: &str) {
    run_without(&[], client, raw);
}

/// The same, without the examples of some operations.
pub fn run_without(names: &[&str], mut client: AnyClient<'_>, raw: &str) {
    let mut server = Server::connect(raw);
    for (_, examples_of) in EXAMPLES.iter().filter(|(name, _)| !names.contains(name)) {
        examples_of(&mut client, &mut server);
    }
}

/// An operation's name, and what runs its examples.
type Examples = (&'static str, fn(&mut AnyClient<'_>, &mut Server));

/// Each way to call an operation.
pub enum AnyClient<'a> {
    Async(&'a Client, &'a Runtime),
    Blocking(&'a blocking::Client),
    #[cfg(feature = "redis")]
    OverRedis(&'a mut dyn ConnectionLike),
    #[cfg(feature = "redis-async")]
    OverRedisAsync(AsyncConnection<'a>, &'a Runtime),
}

/// Calls an operation in the way at hand. All take a vector, so that the compiler makes no code of its own for each call.
#[allow(unused_macros)] // As above.
macro_rules! call {
    ($client:ident.$operation:ident($operations:expr)) => {{
        let operations = Vec::from($operations);
        match $client {
            AnyClient::Async(client, runtime) => runtime.block_on(client.$operation(operations)),
            AnyClient::Blocking(client) => client.$operation(operations),
            #[cfg(feature = "redis")]
            AnyClient::OverRedis(connection) => over_redis::$operation(operations).query(*connection),
            #[cfg(feature = "redis-async")]
            AnyClient::OverRedisAsync(connection, runtime) => {
                runtime.block_on(over_redis::$operation(operations).query_async(connection))
            }
        }
    }};
}

/// The same for an operation that waits or runs on several nodes: other connections than the client's own cannot do that.
#[allow(unused_macros)] // As above.
macro_rules! call_by_own_client {
    ($client:ident.$operation:ident($operations:expr)) => {{
        let operations = Vec::from($operations);
        match $client {
            AnyClient::Async(client, runtime) => runtime.block_on(client.$operation(operations)),
            AnyClient::Blocking(client) => client.$operation(operations),
            #[cfg(feature = "redis")]
            _ => return,
        }
    }};
}

/// Any async connection of the redis crate.
#[cfg(feature = "redis-async")]
pub struct AsyncConnection<'a>(pub &'a mut (dyn redis::aio::ConnectionLike + Send));

#[cfg(feature = "redis-async")]
impl redis::aio::ConnectionLike for AsyncConnection<'_> {
    fn req_packed_command<'a>(&'a mut self, command: &'a redis::Cmd) -> redis::RedisFuture<'a, Value> {
        self.0.req_packed_command(command)
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a redis::Pipeline,
        offset: usize,
        count: usize,
    ) -> redis::RedisFuture<'a, Vec<Value>> {
        self.0.req_packed_commands(pipeline, offset, count)
    }

    fn get_db(&self) -> i64 {
        self.0.get_db()
    }
}

/// The server, seen beside the client; or the masters of a cluster.
struct Server {
    masters: Vec<redis::Connection>,
    version: [u32; 3],
    /// Whether the keys of commands begin with the tag.
    tags_keys: bool,
}

/// What the server should answer to a command.
#[derive(Debug)]
#[allow(dead_code)] // As above.
enum Answer {
    Nil,
    Integer(i64),
    Text(&'static str),
    /// All that is in it and in the lists in it, in any order.
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
        Self { masters, version, tags_keys: false }
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
            connection.req_command(redis::cmd("SCRIPT").arg("FLUSH")).expect(NO_SERVER);
        }
        self.tags_keys = false;
    }

    /// The keys of this example have the tag.
    #[allow(dead_code)] // As above.
    fn tag_keys(&mut self) {
        self.tags_keys = true;
    }

    /// Runs a command where its key is; on every master if it has none.
    #[track_caller]
    fn run(&mut self, words: &[&str]) -> Value {
        self.answer(words).unwrap_or_else(|error| panic!("{words:?}: {error}"))
    }

    fn answer(&mut self, words: &[&str]) -> redis::RedisResult<Value> {
        let mut command = redis::Cmd::new();
        command.arg(self.tagged(words));
        let answers = self
            .masters
            .iter_mut()
            .map(|connection| connection.req_command(&command).and_then(Value::extract_error));
        // All are asked, because what has no key is for every one.
        let answers: Vec<_> = answers.collect();
        let elsewhere = |answer: &redis::RedisResult<Value>| {
            answer.as_ref().is_err_and(|error| error.code() == Some("MOVED"))
        };
        answers.into_iter().find(|answer| !elsewhere(answer)).expect("a server that has the key")
    }

    /// The words of a command, with the tag before its keys. Where they are, the server knows.
    fn tagged(&mut self, words: &[&str]) -> Vec<String> {
        let mut tagged: Vec<_> = words.iter().map(|&word| word.to_owned()).collect();
        if self.tags_keys {
            // An error says that there is none.
            let keys = redis::cmd("COMMAND").arg("GETKEYS").arg(words).query(&mut self.masters[0]);
            let keys: Vec<String> = keys.unwrap_or_default();
            for key in keys {
                let word = tagged.iter_mut().skip(1).find(|word| **word == key).expect("a word");
                word.insert_str(0, TAG);
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
            (Value::Array(_), Answer::List(expected)) => {
                let (mut items, mut expected) = (texts(&answer), expected.to_vec());
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

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        value => vec![text(value)],
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Nil => "null".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::BulkString(bytes) => String::from_utf8_lossy(bytes).replace(TAG, ""),
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

/// A reply as text, without the tags of keys in it.
fn shown(reply: &impl std::fmt::Debug) -> String {
    format!("{reply:?}").replace(TAG, "")
}

#[track_caller]
#[allow(dead_code)] // As above.
fn is<T: std::fmt::Debug>(result: &Result<T, Error>, expected: T) {
    shows(result, &format!("{expected:?}"));
}

/// The reply shows as this text.
#[track_caller]
#[allow(dead_code)] // As above.
fn shows<T: std::fmt::Debug>(result: &Result<T, Error>, expected: &str) {
    match result {
        Ok(reply) => assert_eq!(shown(reply), expected),
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
    let mut members: Vec<_> = result.as_ref().expect("a set").iter().map(shown).collect();
    members.sort();
    let mut expected: Vec<_> = expected.iter().map(|member| shown(&Bytes::from(*member))).collect();
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
