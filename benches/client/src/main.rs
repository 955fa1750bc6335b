//! Prints how fast the generated client is beside what else there is: RESP written by hand, the redis
//! crate's pipelines and fred, on one server and on a cluster of three masters.
//!
//! All contenders run in every round, each time in another order. The table has the median time of the one
//! written by hand that checks nothing, and for each other the median of its rounds' speeds, as parts of that
//! one's; and the CPU time for an operation.

mod contenders;
mod raw;
mod shapes;

use std::time::{Duration, Instant};

use contenders::{Async, Blocking, Contender, Fred, OverRedis, RedisAsync, RedisBlocking, RedisCluster};
use raw::Raw;
use redis_servers::{Cluster, Server, Version};
use rustix::time::{ClockId, clock_gettime};

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Set,
    Get,
    Incrby,
    Sadd,
}

/// What is measured: keys such as `key:123` with values of 5 bytes, and long ones, of 24 and 100 bytes.
const OPERATIONS: [(&str, Operation, bool); 6] = [
    ("SET", Operation::Set, false),
    ("GET", Operation::Get, false),
    ("INCRBY", Operation::Incrby, false),
    ("SADD", Operation::Sadd, false),
    ("SET, long", Operation::Set, true),
    ("GET, long", Operation::Get, true),
];

/// The keys of a call, and the value that is set or added.
pub struct Data {
    pub keys: Vec<String>,
    pub value: String,
}

impl Data {
    fn new(size: usize, long: bool) -> Self {
        let key = |n| if long { format!("benchmark:key:{n:010}") } else { format!("key:{n}") };
        Self {
            keys: (0..size).map(key).collect(),
            value: if long { "x".repeat(100) } else { "value".into() },
        }
    }
}

const SIZES: [usize; 5] = [1, 10, 100, 1_000, 10_000];

fn main() {
    // How many seconds each line may take, about.
    let budget = std::env::args().nth(1).and_then(|seconds| seconds.parse().ok()).unwrap_or(1.0);
    let budget = Duration::from_secs_f64(budget);

    let server = Server::start(Version::Debian);
    let url = server.url();
    let contenders: Vec<(&str, Box<dyn Contender>)> = vec![
        ("by hand", Box::new(Raw::single(server.port()))),
        ("by hand, with results", Box::new(Raw::single(server.port()).with_results())),
        ("blocking", Box::new(Blocking::new(&url))),
        ("async", Box::new(Async::new(&url))),
        ("over redis", Box::new(OverRedis::new(&url))),
        ("redis blocking", Box::new(RedisBlocking::new(&url))),
        ("redis async", Box::new(RedisAsync::new(&url))),
        ("fred", Box::new(Fred::new(&url))),
    ];
    println!("One server:\n");
    table(contenders, budget, || assert_eq!(server.cli(&["FLUSHALL"]), "OK"));
    server_benchmark(&server);
    shapes::table(&server, budget);

    // Without what the tests need for a node's restart.
    let cluster = Cluster::start_with(Version::Debian, |node| node.config("appendonly no"));
    let url = cluster.nodes()[0].url();
    let ports = [0, 1, 2].map(|node| cluster.nodes()[node].port());
    let contenders: Vec<(&str, Box<dyn Contender>)> = vec![
        ("by hand", Box::new(Raw::cluster(ports))),
        ("by hand, with results", Box::new(Raw::cluster(ports).with_results())),
        ("blocking", Box::new(Blocking::new(&url))),
        ("async", Box::new(Async::new(&url))),
        ("redis blocking", Box::new(RedisCluster::new(&url))),
        ("fred", Box::new(Fred::new(&url.replacen("redis", "redis-cluster", 1)))),
    ];
    println!("\nA cluster of three masters, by hand with a connection to each:\n");
    table(contenders, budget, || {
        cluster.nodes()[..3].iter().for_each(|node| assert_eq!(node.cli(&["FLUSHALL"]), "OK"));
    });
}

/// Measures the contenders and prints the table. `clear` empties the servers.
fn table(mut contenders: Vec<(&str, Box<dyn Contender>)>, budget: Duration, clear: impl Fn()) {
    let names: Vec<_> = contenders.iter().map(|(name, _)| *name).collect();
    println!("| operation | batch | {} |", names.join(" | "));
    println!("| --- | ---: | {} |", vec!["---:"; names.len()].join(" | "));
    for (name, operation, long) in OPERATIONS {
        for size in SIZES {
            clear();
            let data = Data::new(size, long);
            if operation == Operation::Get {
                contenders[0].1.run(Operation::Set, &data);
            }
            contenders.iter_mut().for_each(|(_, contender)| contender.run(operation, &data));
            let (mut times, mut cpu) =
                (vec![Vec::new(); contenders.len()], vec![Vec::new(); contenders.len()]);
            let mut order: Vec<_> = (0..contenders.len()).collect();
            let start = Instant::now();
            while times[0].len() < 11 || start.elapsed() < budget {
                // Who comes after whom would matter: what a client still does in the background, and what it
                // leaves in the caches.
                fastrand::shuffle(&mut order);
                for &place in &order {
                    let contender = &mut contenders[place].1;
                    let (start, start_cpu) = (Instant::now(), cpu_time());
                    contender.run(operation, &data);
                    times[place].push(start.elapsed().as_secs_f64());
                    cpu[place].push((cpu_time() - start_cpu) / size as f64);
                }
            }
            let by_hand = times[0].clone();
            let cells = times.iter().zip(cpu).enumerate().map(|(place, (times, cpu))| {
                let cpu = median(cpu) * 1e9;
                if place == 0 {
                    return format!("{:.0} µs ({cpu:.0} ns)", median(times.clone()) * 1e6);
                }
                let speed = median(by_hand.iter().zip(times).map(|(by_hand, time)| by_hand / time).collect());
                format!("{speed:.2} ({cpu:.0} ns)")
            });
            let cells: Vec<_> = cells.collect();
            println!("| {name} | {size} | {} |", cells.join(" | "));
        }
    }
}

/// What Redis' own program reaches; it counts replies and checks nothing. It runs for itself, because it
/// measures itself.
fn server_benchmark(server: &Server) {
    let port = server.port().to_string();
    println!("\nredis-benchmark -c 1, microseconds for a batch:\n");
    println!("| batch | SET | GET | INCR | SADD |");
    println!("| ---: | ---: | ---: | ---: | ---: |");
    for size in SIZES {
        let (batch, count) = (size.to_string(), (size * 20).clamp(20_000, 1_000_000).to_string());
        let words = ["-p", &port, "-c", "1", "-P", &batch, "-n", &count, "-r", "1000", "--csv"];
        let output = std::process::Command::new("redis-benchmark")
            .args(words)
            .args(["-t", "set,get,incr,sadd"])
            .output();
        let output = match output {
            Ok(output) => String::from_utf8_lossy(&output.stdout).into_owned(),
            Err(error) => return println!("{error}"),
        };
        // Such as "SET","50000.00","0.018", ...: the operation, and requests per second.
        let rates =
            output.lines().filter_map(|line| line.split(',').nth(1)?.trim_matches('"').parse::<f64>().ok());
        let cells: Vec<_> = rates.map(|rate| format!("{:.0}", size as f64 / rate * 1e6)).collect();
        println!("| {size} | {} |", cells.join(" | "));
    }
}

/// The CPU time of this process, with all of its threads, in seconds.
fn cpu_time() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
