//! Nodes that fail while others work: nothing is lost, nothing overtakes, and nobody waits for them.

use super::scripted::{LONG, Script};
use super::*;
use crate::error::{ConnectionError, ConnectionErrorKind};

fn full_map() -> Option<Arc<SlotMap>> {
    Some(Arc::new(map(&shards(&[5460, 10922, 16383]), &node(1))))
}

#[test]
fn the_owner_is_asked_again_when_the_node_that_takes_over_is_gone() {
    let mut script = Script::new(vec![Never::new(&["foo"], 1)], false);
    script.sends(3, &["NEVER foo 1"]);
    script.answers(3, "-ASK 12182 n2:2\r\n");
    script.breaks(2);
    script.call.take_map(full_map());
    script.passes(LONG);
    script.sends(3, &["NEVER foo 1"]);
    script.answers(3, ":1\r\n");
    assert_eq!(script.results(), ["1"]);
}

#[test]
fn a_node_out_of_reach_keeps_nobody_waiting() {
    let keys = std::iter::repeat_n("foo", 2000).chain(["hello"]);
    let mut script = Script::new(keys.map(|key| Never::new(&[key], 1)).collect(), false);
    for _ in 0..20 {
        script.breaks(3);
        script.call.take_map(full_map());
        script.passes(LONG);
        script.call.fill();
    }
    script.sends(1, &["NEVER hello 1"]);
}

#[test]
fn a_node_that_is_cut_off_is_the_last_to_be_asked_for_the_map() {
    let keys = ["foo", "hello"].map(|key| Never::new(&[key], 1));
    let mut script = Script::new(keys.to_vec(), false);
    script.sends(3, &["NEVER foo 1"]);
    script.answers(3, "-CLUSTERDOWN The cluster is down\r\n");
    assert!(script.call.wants_map());
    assert_eq!(script.call.lost(), [node(3)]);
    script.sends(1, &["NEVER hello 1"]);
    script.answers(1, ":1\r\n");
    assert_eq!(script.call.lost(), [node(3)]);
}

#[test]
fn a_slot_is_asked_of_one_node_only_when_nobody_tells_the_map() {
    // One for node 1; 500 of one slot of node 3; then the others on one key of node 3.
    let count = 2_500;
    let key = |n| {
        if n == 0 {
            "hello"
        } else if n < 501 {
            "key"
        } else {
            "foo"
        }
    };
    let mut script = Script::new((0..count).map(|n| Never::new(&[key(n)], n)).collect(), false);
    script.breaks(3);
    script.call.take_map(full_map());
    script.passes(LONG);
    (0..4).for_each(|_| script.call.fill());
    // The second connection takes a chunk and a half.
    let lane = script.lane(3);
    let mut exchange = script.call.exchange(lane);
    let length = exchange.outgoing().len();
    exchange.sent(length);
    let half = exchange.outgoing().len() / 2;
    exchange.sent(half);
    script.breaks(1);
    script.call.take_map(None);
    script.passes(LONG);
    if script.has_lane(2) {
        let sent = script.take(2);
        assert!(!sent.iter().any(|command| command.contains(" foo ")), "{sent:?}");
    }
    script.breaks(3);
    script.call.abandon(broken());
    assert_eq!(script.call.finish().len(), count as usize);
}

#[test]
fn after_a_silence_no_later_write_on_the_key_is_sent() {
    // The node may still execute what it was sent, and it must stay the last on its key.
    for resend in [false, true] {
        let operations = [("foo", 1), ("foo", 2), ("{foo}", 3)].map(|(key, n)| Safe::new(&[key], n));
        let mut script = Script::new(operations.to_vec(), resend);
        let lane = script.lane(3);
        let mut exchange = script.call.exchange(lane);
        let length = exchange.outgoing().len();
        exchange.sent(length / 3);
        let silence = ConnectionError::new(ConnectionErrorKind::Timeout, "silence");
        script.call.interrupted(lane, silence);
        script.passes(LONG);
        script.call.take_map(full_map());
        script.passes(LONG);
        script.sends(3, &["SAFE {foo} 3"]);
        script.answers(3, ":3\r\n");
        assert_eq!(script.results(), ["unknown", "not sent", "3"]);
    }
}

#[test]
fn what_may_have_run_is_not_called_not_sent() {
    let operations = (0..1_200).map(|n| Safe::new(&["foo"], n)).collect();
    let mut script = Script::new(operations, true);
    assert_eq!(script.take(3).len(), 1_200);
    script.breaks(3);
    script.call.take_map(full_map());
    script.passes(LONG);
    // One chunk goes out again, and then nothing is heard.
    let lane = script.lane(3);
    let mut exchange = script.call.exchange(lane);
    let length = exchange.outgoing().len();
    exchange.sent(length);
    let silence = ConnectionError::new(ConnectionErrorKind::Timeout, "silence");
    script.call.interrupted(lane, silence);
    script.passes(LONG);
    script.call.take_map(full_map());
    script.passes(LONG);
    script.sends(3, &[]);
    assert!(script.results().iter().all(|result| result == "unknown"));
}
