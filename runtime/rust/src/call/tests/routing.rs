//! Which node runs an operation.

use super::*;

#[test]
fn a_node_without_a_preferred_name_has_its_address() {
    let node = |ip: &str| {
        format!("*4\r\n$1\r\n?\r\n:6379\r\n$2\r\nid\r\n*2\r\n$2\r\nip\r\n${}\r\n{ip}\r\n", ip.len())
    };
    let (first, second) = (node("10.0.0.1"), node("10.0.0.2"));
    let answer = format!("*2\r\n*3\r\n:0\r\n:9000\r\n{first}*3\r\n:9001\r\n:16383\r\n{second}");
    let asked = Address::Tcp { host: "10.0.0.1".into(), port: 6379, tls: false };
    let map = map(answer.as_bytes(), &Arc::new(asked));
    let addresses: Vec<_> = map.addresses().map(ToString::to_string).collect();
    assert_eq!(addresses, ["10.0.0.1:6379", "10.0.0.2:6379"]);
}

#[test]
fn keys_in_different_slots_are_named_from_the_first_on() {
    let call = [Read::new(&["a", "b", "c"], 0)];
    let mut call = Call::new(call.into_iter(), Arc::new(map(&shards(&[16383]), &node(1))), limits(false));
    call.fill();
    let error = call.finish().one().unwrap_err().to_string();
    assert!(error.contains("`a`") && error.contains("`b`"), "{error}");
}

/// The lane that an operation on this key takes by a map.
fn destination(key: &str, map: SlotMap) -> Arc<Address> {
    let mut call = Call::new([Read::new(&[key], 0)].into_iter(), Arc::new(map), limits(false));
    call.fill();
    let lane = (0..call.lanes()).find(|&lane| call.wants_connection(lane)).expect("a lane");
    call.address(lane).clone()
}

#[test]
fn slots_are_those_of_the_specification() {
    for (key, slot) in [
        ("123456789", 0x31c3),
        ("foo", 12182),
        ("bar", 5061),
        ("hello", 866),
        ("", 0),
        ("{user1000}.following", 3443),
        ("{user1000}.followers", 3443),
        ("foo{}{bar}", 8363),
        ("foo{{bar}}zap", 4015),
        ("foo{bar}{zap}", 5061),
        ("foo{bar", 15278),
        // As Python's binascii.crc_hqx has it.
        ("benchmark:key:0000000001", 3506),
        ("ключ-14", 9093),
        ("{ключ}x", 10303),
        ("The quick brown fox jumps over the lazy dog", 12488),
    ] {
        // Only the slot itself is the second node's.
        let mine = if slot == 0 { shards(&[0, 16383]) } else { shards(&[slot - 1, slot, 16383]) };
        let expected = if slot == 0 { 1 } else { 2 };
        assert_eq!(destination(key, map(&mine, &node(9))), node(expected), "{key}");
    }
}

#[test]
fn a_node_that_does_not_know_its_host_is_the_one_that_was_asked() {
    for host in ["$-1\r\n", "$0\r\n\r\n", "$1\r\n?\r\n", "_\r\n"] {
        let answer = format!("*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n{host}:7\r\n");
        let expected = Address::Tcp { host: "n9".into(), port: 7, tls: false };
        assert_eq!(*destination("foo", map(answer.as_bytes(), &node(9))), expected);
    }
}

#[test]
fn with_tls_a_name_is_better_than_an_address() {
    let answer = "*1\r\n*3\r\n:0\r\n:16383\r\n*4\r\n$9\r\n10.0.0.10\r\n:6379\r\n$2\r\nid\r\n\
                  *2\r\n$8\r\nhostname\r\n$16\r\nnode.example.com\r\n";
    for (tls, host) in [(false, "10.0.0.10"), (true, "node.example.com")] {
        let asked = Arc::new(Address::Tcp { host: "seed".into(), port: 1, tls });
        let map = map(answer.as_bytes(), &asked);
        let expected = Address::Tcp { host: host.into(), port: 6379, tls };
        // However another node speaks of it, it is the same node.
        for name in ["10.0.0.10", "node.example.com"] {
            assert_eq!(*map.named(name, 6379, &asked), expected);
        }
        assert_eq!(*destination("foo", map), expected);
    }
}

#[test]
fn answers_that_are_no_map_are_none() {
    let shards = |count: usize, range: &str| {
        format!("*{count}\r\n") + &format!("*3\r\n{range}*2\r\n$1\r\nn\r\n:1\r\n").repeat(count)
    };
    let nodes = |count: usize| {
        let nodes: String = (0..count).map(|node| format!("*2\r\n$6\r\nn{node:05}\r\n:1\r\n")).collect();
        format!("*1\r\n*{}\r\n:0\r\n:1\r\n{nodes}", count + 2)
    };
    let is_map = |answer: &str| {
        let mut incoming = received(answer.as_bytes());
        let frame = incoming.next().unwrap().unwrap();
        <AskShards as Operation>::Reply::read(&frame).is_some()
    };
    for answer in ["*1\r\n:1\r\n", "*1\r\n*2\r\n:5\r\n:4\r\n", "*1\r\n*2\r\n:0\r\n:16384\r\n", "+OK\r\n"] {
        assert!(!is_map(answer), "{answer:?}");
    }
    assert!(is_map(&shards(1, ":0\r\n:16383\r\n")));
    assert!(!is_map(&shards(2, ":0\r\n:16383\r\n")), "each slot has one owner");
    assert!(!is_map(&shards(100_000, ":0\r\n:16383\r\n")), "there are not so many slots");
    assert!(is_map(&nodes(1_000)));
    assert!(!is_map(&nodes(100_000)), "no cluster has so many nodes");
}
