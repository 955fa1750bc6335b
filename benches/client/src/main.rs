//! Prints how long the generated client takes beside the redis crate's pipelines and a raw socket.
//!
//! All contenders run in every round; the table has the medians in microseconds, and the median of the
//! rounds' ratios to the raw socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use redis_servers::{Server, Version};
use sigma_redis::{Client, Set, blocking};
use tokio::runtime::{Builder, Runtime};

const SIZES: [usize; 4] = [1, 100, 1_000, 10_000];

/// One way to run GET or SET on many keys.
trait Contender {
    fn get(&mut self, keys: &[String]);
    fn set(&mut self, keys: &[String]);
}

struct Async(Runtime, Client);
struct Blocking(blocking::Client);
struct RedisAsync(Runtime, redis::aio::MultiplexedConnection);
struct RedisBlocking(redis::Connection);
struct Raw(BufReader<TcpStream>);

impl Contender for Async {
    fn get(&mut self, keys: &[String]) {
        assert_eq!(self.0.block_on(self.1.get(keys)).success(), keys.len());
    }

    fn set(&mut self, keys: &[String]) {
        let sets = keys.iter().map(|key| Set::new(key, "value"));
        assert_eq!(self.0.block_on(self.1.set(sets)).success(), keys.len());
    }
}

impl Contender for Blocking {
    fn get(&mut self, keys: &[String]) {
        assert_eq!(self.0.get(keys).success(), keys.len());
    }

    fn set(&mut self, keys: &[String]) {
        assert_eq!(self.0.set(keys.iter().map(|key| Set::new(key, "value"))).success(), keys.len());
    }
}

/// GETs as one pipeline of the redis crate.
fn gets(keys: &[String]) -> redis::Pipeline {
    let mut pipeline = redis::pipe();
    for key in keys {
        pipeline.cmd("GET").arg(key);
    }
    pipeline
}

/// SETs as one pipeline of the redis crate.
fn sets(keys: &[String]) -> redis::Pipeline {
    let mut pipeline = redis::pipe();
    for key in keys {
        pipeline.cmd("SET").arg(key).arg("value");
    }
    pipeline
}

impl Contender for RedisAsync {
    fn get(&mut self, keys: &[String]) {
        let values: Vec<Option<Vec<u8>>> = self.0.block_on(gets(keys).query_async(&mut self.1)).unwrap();
        assert_eq!(values.len(), keys.len());
    }

    fn set(&mut self, keys: &[String]) {
        let answers: Vec<String> = self.0.block_on(sets(keys).query_async(&mut self.1)).unwrap();
        assert_eq!(answers.len(), keys.len());
    }
}

impl Contender for RedisBlocking {
    fn get(&mut self, keys: &[String]) {
        let values: Vec<Option<Vec<u8>>> = gets(keys).query(&mut self.0).unwrap();
        assert_eq!(values.len(), keys.len());
    }

    fn set(&mut self, keys: &[String]) {
        let answers: Vec<String> = sets(keys).query(&mut self.0).unwrap();
        assert_eq!(answers.len(), keys.len());
    }
}

/// What somebody writes by hand who checks nothing.
impl Contender for Raw {
    fn get(&mut self, keys: &[String]) {
        let mut bytes = Vec::new();
        for key in keys {
            write!(bytes, "*2\r\n$3\r\nGET\r\n${}\r\n{key}\r\n", key.len()).unwrap();
        }
        self.0.get_mut().write_all(&bytes).unwrap();
        let (mut line, mut values) = (String::new(), Vec::with_capacity(keys.len()));
        for _ in keys {
            line.clear();
            self.0.read_line(&mut line).unwrap();
            let mut value = vec![0; line[1..].trim_end().parse::<usize>().unwrap() + 2];
            self.0.read_exact(&mut value).unwrap();
            values.push(value);
        }
    }

    fn set(&mut self, keys: &[String]) {
        let mut bytes = Vec::new();
        for key in keys {
            write!(bytes, "*3\r\n$3\r\nSET\r\n${}\r\n{key}\r\n$5\r\nvalue\r\n", key.len()).unwrap();
        }
        self.0.get_mut().write_all(&bytes).unwrap();
        let mut line = String::new();
        for _ in keys {
            line.clear();
            self.0.read_line(&mut line).unwrap();
        }
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let server = Server::start(Version::V7_0);
    let url = server.url();
    let runtime = || Builder::new_current_thread().enable_all().build().unwrap();
    let (ours, theirs) = (runtime(), runtime());
    let client = ours.block_on(Client::connect(&url)).unwrap();
    let crate_client = redis::Client::open(url.as_str()).unwrap();
    let connection = theirs.block_on(crate_client.get_multiplexed_async_connection()).unwrap();
    let socket = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    socket.set_nodelay(true).unwrap();
    let mut contenders: [(&str, Box<dyn Contender>); 5] = [
        ("raw socket", Box::new(Raw(BufReader::new(socket)))),
        ("async", Box::new(Async(ours, client))),
        ("blocking", Box::new(Blocking(blocking::Client::connect(&url).unwrap()))),
        ("redis async", Box::new(RedisAsync(theirs, connection))),
        ("redis blocking", Box::new(RedisBlocking(crate_client.get_connection().unwrap()))),
    ];

    println!("| operation | keys | {} |", contenders.each_ref().map(|(name, _)| *name).join(" | "));
    println!("| --- | ---: | {} |", ["---:"; 5].join(" | "));
    for (operation, is_set) in [("SET", true), ("GET", false)] {
        for size in SIZES {
            let keys: Vec<String> = (0..size).map(|number| format!("key:{number}")).collect();
            let rounds = (200_000 / size).clamp(21, 2_000);
            let mut times = [const { Vec::new() }; 5];
            for _ in 0..rounds {
                for ((_, contender), times) in contenders.iter_mut().zip(&mut times) {
                    let start = Instant::now();
                    if is_set {
                        contender.set(&keys)
                    } else {
                        contender.get(&keys)
                    }
                    times.push(start.elapsed().as_secs_f64() * 1e6);
                }
            }
            let raw = times[0].clone();
            let cells = times.map(|times| {
                let ratio = median(times.iter().zip(&raw).map(|(time, raw)| time / raw).collect());
                format!("{:.0} ({ratio:.2})", median(times))
            });
            println!("| {operation} | {size} | {} |", cells.join(" | "));
        }
    }
}
