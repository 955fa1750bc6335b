//! Scripted replies, and what the call does with them, beyond `histories`.

use std::time::Instant;

use super::*;
use crate::error::Error;
use crate::response::Response;

/// A call on three nodes, `n1` to `n3`, with a third of the slots each.
pub struct Script<O: Operation<Reply = i64>> {
    pub call: Call<O, std::vec::IntoIter<O>>,
    now: Instant,
}

impl<O: Operation<Reply = i64>> Script<O> {
    pub fn new(operations: Vec<O>, resend_safe: bool) -> Self {
        let map = Arc::new(map(&shards(&[5460, 10922, 16383]), &node(1)));
        let mut call = Call::new(operations.into_iter(), map, limits(resend_safe));
        call.fill();
        Self { call, now: Instant::now() }
    }

    pub fn lane(&self, number: usize) -> usize {
        let lane = (0..self.call.lanes()).find(|&lane| *self.call.address(lane) == node(number));
        lane.unwrap_or_else(|| panic!("there is no lane for node {number}"))
    }

    /// What a node is sent now.
    #[track_caller]
    pub fn sends(&mut self, number: usize, expected: &[&str]) {
        let sent = self.take(number);
        assert!(
            sent == expected,
            "sent are {:?}, not {expected:?}",
            sent.iter().take(20).collect::<Vec<_>>()
        );
    }

    pub fn take(&mut self, number: usize) -> Vec<String> {
        let mut sent = Vec::new();
        loop {
            self.call.advance(self.now);
            self.call.fill();
            let lane = self.lane(number);
            let mut lane = self.call.exchange(lane);
            let (commands, length) = commands(lane.outgoing());
            assert_eq!(length, lane.outgoing().len());
            lane.sent(length);
            if commands.is_empty() {
                return sent;
            }
            sent.extend(commands);
        }
    }

    pub fn has_lane(&self, number: usize) -> bool {
        (0..self.call.lanes()).any(|lane| *self.call.address(lane) == node(number))
    }

    pub fn answers(&mut self, number: usize, replies: &str) {
        let lane = self.lane(number);
        self.call.exchange(lane).receive(&mut received(replies.as_bytes())).unwrap();
        self.call.advance(self.now);
    }

    pub fn breaks(&mut self, number: usize) {
        self.call.interrupted(self.lane(number), broken());
        self.call.advance(self.now);
    }

    pub fn passes(&mut self, time: Duration) {
        self.now += time;
        self.call.advance(self.now);
    }

    /// As [`Script::passes`]; nothing came meanwhile. Gives the nodes that were silent for too long.
    pub fn passes_in_silence(&mut self, time: Duration) -> Vec<usize> {
        self.now += time;
        let mut silent = Vec::new();
        self.call.end_silences(self.now, |lane| {
            silent.push(lane);
            true
        });
        self.call.advance(self.now);
        silent.into_iter().map(|lane| self.call.address(lane).port().unwrap().into()).collect()
    }

    #[track_caller]
    pub fn results(self) -> Vec<String> {
        assert!(self.call.is_done());
        shown(self.call.finish())
    }
}

fn shown(response: Response<i64>) -> Vec<String> {
    let shown = |(_, result)| match result {
        Ok(number) => format!("{number}"),
        Err(Error::Server(error)) => error.message,
        Err(Error::NotSent(_)) => "not sent".into(),
        Err(Error::OutcomeUnknown(_)) => "unknown".into(),
        Err(error) => error.to_string(),
    };
    response.into_iter().map(shown).collect()
}

pub const LONG: Duration = Duration::from_secs(1);

#[test]
fn answers_come_to_their_operations() {
    let keys = ["hello", "foo", "bar", "user", "foo"];
    let mut script = Script::new(keys.map(|key| Never::new(&[key], 1)).to_vec(), false);
    script.sends(3, &["NEVER foo 1", "NEVER foo 1"]);
    script.sends(1, &["NEVER hello 1", "NEVER bar 1"]);
    script.sends(2, &["NEVER user 1"]);
    script.answers(3, ":2\r\n:5\r\n");
    script.answers(1, ":1\r\n");
    assert!(!script.call.is_done());
    script.answers(1, ":3\r\n");
    script.answers(2, "-ERR own error\r\n");
    assert_eq!(script.results(), ["1", "2", "3", "ERR own error", "5"]);
}

#[test]
fn what_moved_is_sent_to_its_new_node_and_nothing_else_is() {
    let mut script = Script::new(["foo", "hello", "key"].map(|key| Never::new(&[key], 1)).to_vec(), false);
    script.sends(3, &["NEVER foo 1", "NEVER key 1"]);
    script.sends(1, &["NEVER hello 1"]);
    script.answers(3, "-MOVED 12182 n2:2\r\n:3\r\n");
    script.sends(3, &[]);
    script.sends(2, &["NEVER foo 1"]);
    assert_eq!(script.call.moved, [(12182, node(2))]);
    script.answers(2, ":1\r\n");
    script.answers(1, ":2\r\n");
    assert_eq!(script.results(), ["1", "2", "3"]);
}

#[test]
fn a_node_may_be_new_and_may_leave_out_its_own_host() {
    let mut script = Script::new(vec![Never::new(&["foo"], 1)], false);
    script.sends(3, &["NEVER foo 1"]);
    script.answers(3, "-MOVED 12182 n4:4\r\n");
    script.sends(4, &["NEVER foo 1"]);
    script.answers(4, "-MOVED 12182 :3\r\n");
    let beside = Arc::new(Address::Tcp { host: "n4".into(), port: 3, tls: false });
    assert_eq!(script.call.moved.last(), Some(&(12182, beside)));
}

#[test]
fn asking_comes_right_before_each_operation_and_does_not_change_the_map() {
    let mut script = Script::new(["foo", "foo", "{foo}2"].map(|key| Never::new(&[key], 1)).to_vec(), false);
    script.sends(3, &["NEVER foo 1", "NEVER foo 1", "NEVER {foo}2 1"]);
    script.answers(3, "-ASK 12182 n2:2\r\n-ASK 12182 n2:2\r\n:3\r\n");
    assert!(script.call.moved.is_empty());
    script.sends(2, &["ASKING", "NEVER foo 1", "ASKING", "NEVER foo 1"]);
    script.answers(2, "+OK\r\n:1\r\n+OK\r\n:2\r\n");
    assert_eq!(script.results(), ["1", "2", "3"]);
}

#[test]
fn only_operations_on_the_same_keys_wait_for_each_other_at_two_nodes() {
    let operations = [&["foo", "{foo}2"][..], &["{foo}3"], &["{foo}2"]];
    let mut script = Script::new(operations.map(|keys| Never::new(keys, 1)).to_vec(), false);
    script.sends(3, &["NEVER foo {foo}2 1", "NEVER {foo}3 1", "NEVER {foo}2 1"]);
    script.answers(3, "-TRYAGAIN later\r\n-ASK 12182 n2:2\r\n-ASK 12182 n2:2\r\n");
    script.passes(LONG);
    script.sends(3, &["NEVER foo {foo}2 1"]);
    script.sends(2, &["ASKING", "NEVER {foo}3 1"]);
    script.answers(2, "+OK\r\n:2\r\n");
    script.answers(3, "-TRYAGAIN later\r\n");
    script.passes(LONG);
    script.sends(3, &["NEVER foo {foo}2 1"]);
    script.answers(3, ":1\r\n");
    script.sends(2, &["ASKING", "NEVER {foo}2 1"]);
    script.answers(2, "+OK\r\n:3\r\n");
    assert_eq!(script.results(), ["1", "2", "3"]);
}

#[test]
fn later_operations_wait_while_an_earlier_one_on_their_slot_is_on_its_way() {
    // More than a window of operations on one slot, so that some are not sent when the first is refused.
    let count = 9_000;
    let mut script = Script::new((0..count).map(|n| Never::new(&["foo"], n)).collect(), false);
    let is = |sent: Vec<String>, numbers: std::ops::Range<i64>| {
        let (first, count) = (sent.first().cloned(), sent.len());
        let same = sent.into_iter().eq(numbers.clone().map(|n| format!("NEVER foo {n}")));
        assert!(same, "{count} are sent from {first:?} on, not {numbers:?}");
    };
    let sent = script.take(3);
    let window = sent.len();
    assert!(window < 9_000);
    is(sent, 0..window as i64);
    // All that is under way is refused; nothing new is sent before that is known.
    script.answers(3, &"-MOVED 12182 n2:2\r\n".repeat(window - 1));
    is(script.take(3), 0..0);
    script.answers(3, "-MOVED 12182 n2:2\r\n");
    let mut sent = Vec::new();
    while sent.len() < 9_000 {
        let more = script.take(2);
        assert!(!more.is_empty());
        script.answers(2, &":1\r\n".repeat(more.len()));
        sent.extend(more);
    }
    is(sent, 0..9_000);
    assert_eq!(script.results().len(), 9_000);
}

#[test]
fn what_may_soon_be_possible_is_tried_again_after_a_pause() {
    for error in [
        "TRYAGAIN Multiple keys",
        "LOADING Redis is loading",
        "CLUSTERDOWN Hash slot not served",
        "MASTERDOWN Link with MASTER is down",
        "READONLY You can't write",
    ] {
        let mut script = Script::new(vec![Never::new(&["foo"], 1)], false);
        for _ in 0..10 {
            script.sends(3, &["NEVER foo 1"]);
            script.answers(3, &format!("-{error}\r\n"));
            script.sends(3, &[]);
            if script.call.wants_map() {
                script.passes(LONG);
                script.sends(3, &[]);
                script.call.take_map(None);
                // Without a map any node will say whose the slot is.
                script.call.take_map(Some(Arc::new(map(&shards(&[5460, 10922, 16383]), &node(1)))));
            }
            script.passes(LONG);
        }
        script.sends(3, &["NEVER foo 1"]);
        script.answers(3, ":1\r\n");
        assert_eq!(script.results(), ["1"]);
    }
}

#[test]
fn refused_for_ever_keeps_the_servers_error() {
    let mut script = Script::new(["foo", "hello"].map(|key| Never::new(&[key], 1)).to_vec(), false);
    script.sends(3, &["NEVER foo 1"]);
    script.answers(3, "-TRYAGAIN later\r\n");
    script.call.abandon(broken());
    assert_eq!(script.results(), ["TRYAGAIN later", "not sent"]);
}

#[test]
fn after_a_break_only_what_was_not_sent_is_sent_to_the_new_node() {
    let reads = || KEYS.into_iter().zip(0..).map(|(key, number)| Read::new(&[key], number)).collect();
    let writes = || KEYS.into_iter().zip(0..).map(|(key, number)| Never::new(&[key], number)).collect();
    let safe = || KEYS.into_iter().zip(0..).map(|(key, number)| Safe::new(&[key], number)).collect();
    for resend_safe in [false, true] {
        check_break(Script::<Read>::new(reads(), resend_safe), "READ", true);
        check_break(Script::<Never>::new(writes(), resend_safe), "NEVER", false);
        check_break(Script::<Safe>::new(safe(), resend_safe), "SAFE", resend_safe);
    }
}

/// Of one slot, and equally long.
const KEYS: [&str; 4] = ["{a}1", "{a}1", "{a}1", "{a}2"];

/// Four operations: the first is answered, the second sent, the others not, when the connection breaks and another
/// node has taken over.
fn check_break<O: Operation<Reply = i64>>(mut script: Script<O>, command: &str, resent: bool) {
    let lane = script.lane(3);
    let mut exchange = script.call.exchange(lane);
    let (commands, length) = commands(exchange.outgoing());
    assert_eq!(commands.len(), 4);
    exchange.sent(length / 4 * 2);
    script.answers(3, ":1\r\n");
    script.breaks(3);
    assert!(script.call.wants_map());
    assert_eq!(script.call.lost(), [node(3)]);
    script.passes(LONG);
    script.call.take_map(Some(Arc::new(map(&shards(&[5460, 16383]), &node(1)))));
    script.passes(LONG);
    let [second, third, fourth] = [1, 2, 3].map(|number| format!("{command} {} {number}", KEYS[number]));
    if resent {
        script.sends(2, &[&second, &third, &fourth]);
        script.answers(2, ":2\r\n:3\r\n:4\r\n");
        assert_eq!(script.results(), ["1", "2", "3", "4"]);
    } else {
        // Something in between may still deliver the second: the third would not be the last one on its key.
        script.sends(2, &[&fourth]);
        script.answers(2, ":4\r\n");
        assert_eq!(script.results(), ["1", "unknown", "not sent", "4"]);
    }
}

#[test]
fn reads_are_not_sent_again_for_ever() {
    let mut script = Script::new(vec![Read::new(&["foo"], 1)], false);
    for _ in 0..3 {
        script.sends(3, &["READ foo 1"]);
        script.breaks(3);
        if script.call.wants_map() {
            script.call.take_map(Some(Arc::new(map(&shards(&[5460, 10922, 16383]), &node(1)))));
        }
        script.passes(LONG);
    }
    assert_eq!(script.results(), ["unknown"]);
}

#[test]
fn what_was_never_sent_is_tried_until_the_end() {
    let mut script = Script::new(vec![Never::new(&["foo"], 1)], false);
    for _ in 0..100 {
        assert!(script.call.wants_connection(script.lane(3)));
        script.breaks(3);
        assert!(!script.call.wants_connection(script.lane(3)));
        script.call.take_map(Some(Arc::new(map(&shards(&[5460, 10922, 16383]), &node(1)))));
        script.passes(LONG);
    }
    script.call.abandon(broken());
    assert_eq!(script.results(), ["not sent"]);
}

#[test]
fn a_node_may_be_silent_for_so_long_while_it_has_to_answer() {
    let limit = limits(false).operation_timeout;
    let mut script = Script::new(["foo", "foo", "hello"].map(|key| Never::new(&[key], 1)).to_vec(), false);
    // Nothing was sent yet, so that nobody has to say anything.
    assert_eq!(script.call.timeout(), None);
    assert!(script.passes_in_silence(limit).is_empty());
    script.sends(1, &["NEVER hello 1"]);
    script.sends(3, &["NEVER foo 1", "NEVER foo 1"]);
    assert!(script.passes_in_silence(limit / 2).is_empty());
    script.answers(1, ":1\r\n");
    script.answers(3, ":1\r\n:");
    // What is left of an answer has its own time.
    assert!(script.passes_in_silence(limit * 2 / 3).is_empty());
    assert_eq!(script.call.timeout(), Some(script.now + limit - limit * 2 / 3));
    assert_eq!(script.passes_in_silence(limit / 2), [3]);
    assert_eq!(script.results(), ["1", "unknown", "1"]);
}

#[test]
fn replies_that_are_none_end_only_their_nodes_operations() {
    let mut script = Script::new(["foo", "foo", "hello"].map(|key| Never::new(&[key], 1)).to_vec(), false);
    script.sends(3, &["NEVER foo 1", "NEVER foo 1"]);
    script.sends(1, &["NEVER hello 1"]);
    let lane = script.lane(3);
    let error = script.call.exchange(lane).receive(&mut received(b":1\r\n?!\r\n")).unwrap_err();
    assert_eq!(error.kind(), ConnectionErrorKind::Protocol);
    script.call.interrupted(lane, error);
    script.answers(1, ">1\r\n:9\r\n:2\r\n>1\r\n");
    assert_eq!(script.results(), ["1", "unknown", "2"]);
}
