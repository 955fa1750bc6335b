//! Commands with more than plain parameters and replies: the blocking client beside the redis crate's pipeline, which
//! gives what the client gives, a result for each operation.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use redis::{Connection, Pipeline};
use redis_servers::Server;

use super::median;

mod client {
    include!(concat!(env!("OUT_DIR"), "/sigma_gen_client/mod.rs"));
}

use client::blocking::Client;
use client::{Bytes, Hset, Lrange, Mget, Zadd};

/// How many operations a call has.
const SIZES: [usize; 3] = [1, 100, 1_000];

/// One command: what both do with so many operations.
struct Row {
    name: &'static str,
    ours: fn(&Client, usize),
    theirs: fn(&mut Connection, usize),
}

const ROWS: [Row; 5] = [
    Row {
        name: "HSET of 10 fields",
        ours: |client, size| {
            let sets = (0..size).map(|n| Hset::new(format!("h:{n}"), fields()));
            client.hset(sets).all().unwrap();
        },
        theirs: |connection, size| {
            let _: Vec<i64> = piped(connection, size, |pipe, n| {
                let command = pipe.cmd("HSET").arg(format!("h:{n}"));
                fields().fold(command, |command, (field, value)| command.arg(field).arg(value));
            });
        },
    },
    Row {
        name: "HGETALL of 10 fields",
        ours: |client, size| {
            client.hgetall((0..size).map(|n| format!("h:{n}"))).all().unwrap();
        },
        theirs: |connection, size| {
            let _: Vec<HashMap<Vec<u8>, Vec<u8>>> = piped(connection, size, |pipe, n| {
                pipe.cmd("HGETALL").arg(format!("h:{n}"));
            });
        },
    },
    Row {
        name: "MGET of 100 keys",
        ours: |client, size| {
            client.mget((0..size).map(|_| Mget::new(keys()))).all().unwrap();
        },
        theirs: |connection, size| {
            let _: Vec<Vec<Option<Vec<u8>>>> = piped(connection, size, |pipe, _| {
                keys().fold(pipe.cmd("MGET"), |command, key| command.arg(key));
            });
        },
    },
    Row {
        name: "ZADD GT CH of 10 members",
        ours: |client, size| {
            let sets = (0..size).map(|n| Zadd::new(format!("z:{n}"), members()).gt().ch());
            client.zadd(sets).all().unwrap();
        },
        theirs: |connection, size| {
            let _: Vec<i64> = piped(connection, size, |pipe, n| {
                let command = pipe.cmd("ZADD").arg(format!("z:{n}")).arg("GT").arg("CH");
                members().fold(command, |command, (score, member)| command.arg(score).arg(member));
            });
        },
    },
    Row {
        name: "LRANGE of 10 elements",
        ours: |client, size| {
            let all: Vec<Vec<Bytes>> =
                client.lrange((0..size).map(|_| Lrange::new("list").start(0).stop(9))).all().unwrap();
            assert_eq!(all.len(), size);
        },
        theirs: |connection, size| {
            let _: Vec<Vec<Vec<u8>>> = piped(connection, size, |pipe, _| {
                pipe.cmd("LRANGE").arg("list").arg(0).arg(9);
            });
        },
    },
];

fn fields() -> impl Iterator<Item = (String, &'static str)> {
    (0..10).map(|n| (format!("field:{n}"), "value"))
}

fn keys() -> impl Iterator<Item = String> {
    (0..100).map(|n| format!("key:{n}"))
}

fn members() -> impl Iterator<Item = (f64, String)> {
    (0..10).map(|n| (f64::from(n) + 0.5, format!("member:{n}")))
}

fn piped<T: redis::FromRedisValue>(
    connection: &mut Connection,
    size: usize,
    add: impl Fn(&mut Pipeline, usize),
) -> T {
    let mut pipe = Pipeline::new();
    (0..size).for_each(|n| add(&mut pipe, n));
    pipe.query(connection).unwrap()
}

/// Prints the table.
pub fn table(server: &Server, budget: Duration) {
    let client = Client::connect(server.url()).unwrap();
    let mut connection = redis::Client::open(server.url()).unwrap().get_connection().unwrap();
    assert_eq!(server.cli(&["FLUSHALL"]), "OK");
    let elements: Vec<_> = (0..20).map(|n| format!("element:{n}")).collect();
    let words: Vec<_> = ["RPUSH", "list"].into_iter().chain(elements.iter().map(String::as_str)).collect();
    server.cli(&words);
    println!("\nOther shapes, the blocking client and the redis crate's pipeline:\n");
    println!("| operation | batch | redis blocking | blocking |");
    println!("| --- | ---: | ---: | ---: |");
    for Row { name, ours, theirs } in &ROWS {
        for size in SIZES {
            let (mut their_times, mut ratios) = (Vec::new(), Vec::new());
            ours(&client, size);
            theirs(&mut connection, size);
            let start = Instant::now();
            while their_times.len() < 11 || start.elapsed() < budget {
                let time = |run: &mut dyn FnMut()| {
                    let start = Instant::now();
                    run();
                    start.elapsed().as_secs_f64()
                };
                let ours_first = fastrand::bool();
                let mut mine = if ours_first { time(&mut || ours(&client, size)) } else { 0.0 };
                let other = time(&mut || theirs(&mut connection, size));
                if !ours_first {
                    mine = time(&mut || ours(&client, size));
                }
                their_times.push(other);
                ratios.push(other / mine);
            }
            println!("| {name} | {size} | {:.0} µs | {:.2} |", median(their_times) * 1e6, median(ratios));
        }
    }
}
