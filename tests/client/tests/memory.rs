//! How much memory a large call takes. The only test of its process.

#![cfg(target_os = "linux")]

use redis_servers::{Server, Version};
use sigma_redis::{Set, blocking};

/// The most memory that this process ever had, in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

#[test]
fn a_million_operations_take_little_more_than_their_results() {
    let server = Server::start(Version::Debian);
    let client = blocking::Client::connect(client_tests::patient(&server.url())).unwrap();
    let before = peak();
    let count = 1_000_000;
    let set = client.set((0..count).map(|n| Set::new(n, n)));
    assert_eq!(set.success(), count as usize);
    drop(set);
    let values = client.get(0..count);
    assert_eq!(values.success(), count as usize);
    let bytes = (peak() - before) / count as usize;
    assert!(bytes < 150, "{bytes} bytes for each operation");
}
