//! Operations that wait: how long a node may be silent, and what becomes of those whose master is none any more.

use super::scripted::Script;
use super::*;
use crate::call::Batch;
use crate::error::Error;

/// An operation on a key that waits for so many seconds.
#[derive(Clone)]
struct Wait(&'static str, u64);

impl Operation for Wait {
    type Reply = i64;
    const NAME: &'static str = "wait";
    const COMMAND: &'static [&'static str] = &["WAIT"];
    const RESEND: Resend = Resend::Never;

    fn into_key(self, _: usize) -> Bytes {
        Bytes::from(self.0)
    }

    fn wait(&self) -> Duration {
        Duration::from_secs(self.1)
    }

    fn arguments(&self, to: &mut impl Arguments) {
        to.key("key", &Bytes::from(self.0));
    }
}

/// How long a node may be silent in any case.
const SILENCE: Duration = Duration::from_secs(5);
const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_node_may_be_silent_as_long_as_the_operation_waits_that_it_answers_next() {
    let mut script = Script::new(vec![Wait("foo", 10), Wait("foo", 20), Wait("foo", 0)], false);
    script.sends(3, &["WAIT foo", "WAIT foo", "WAIT foo"]);
    script.passes(Duration::ZERO);
    assert!(script.passes_in_silence(10 * SECOND + SILENCE - SECOND).is_empty());
    script.answers(3, ":1\r\n");
    assert!(script.passes_in_silence(20 * SECOND + SILENCE - SECOND).is_empty());
    script.answers(3, ":2\r\n");
    assert!(script.passes_in_silence(SILENCE - SECOND).is_empty());
    assert_eq!(script.passes_in_silence(SECOND), [3]);
    assert_eq!(script.results(), ["1", "2", "unknown"]);
}

#[test]
fn the_error_of_a_silent_node_tells_how_long_it_was_waited_for() {
    let mut script = Script::new(vec![Wait("foo", 10)], false);
    script.sends(3, &["WAIT foo"]);
    script.passes(Duration::ZERO);
    assert_eq!(script.passes_in_silence(10 * SECOND + SILENCE), [3]);
    let error = script.call.finish().one().unwrap_err();
    assert_eq!(
        error.to_string(),
        "sent, but the outcome is unknown: waiting for the server took longer than 15s"
    );
}

#[test]
fn a_wait_on_one_node_gives_no_other_node_more_time() {
    let mut script = Script::new(vec![Wait("foo", 10), Wait("hello", 0)], false);
    script.sends(3, &["WAIT foo"]);
    script.sends(1, &["WAIT hello"]);
    script.passes(Duration::ZERO);
    assert_eq!(script.passes_in_silence(SILENCE), [1]);
    assert_eq!(script.passes_in_silence(10 * SECOND), [3]);
}

#[test]
fn a_call_may_take_as_long_as_all_of_its_operations_wait() {
    let operations = [Wait("foo", 10), Wait("hello", 20), Wait("foo", 0)];
    let script = Script::new(operations.to_vec(), false);
    assert_eq!(script.call.total_wait(), 30 * SECOND);
    let mut batch = Batch::new(operations.into_iter(), false);
    assert_eq!(batch.total_wait(), Duration::ZERO);
    let length = batch.outgoing().len();
    batch.sent(length);
    assert_eq!((batch.next_wait(), batch.total_wait()), (10 * SECOND, 30 * SECOND));
    batch.receive(&mut received(b":1\r\n")).unwrap();
    assert_eq!((batch.next_wait(), batch.total_wait()), (20 * SECOND, 30 * SECOND));
    // No time is too long.
    let mut batch = Batch::new([Wait("a", u64::MAX), Wait("a", u64::MAX)].into_iter(), false);
    batch.outgoing();
    assert_eq!(batch.total_wait(), Duration::MAX);
}

#[test]
fn a_wait_that_a_change_of_roles_ended_is_sent_again_and_one_that_an_operator_ended_is_not() {
    let mut script = Script::new(vec![Wait("foo", 10), Wait("hello", 10)], false);
    script.sends(3, &["WAIT foo"]);
    script.sends(1, &["WAIT hello"]);
    let forced =
        "-UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)\r\n";
    script.answers(3, forced);
    script.answers(1, "-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n");
    assert!(script.call.wants_map());
    script.call.take_map(Some(Arc::new(map(&shards(&[5460, 16383]), &node(1)))));
    script.passes(SECOND);
    script.sends(2, &["WAIT foo"]);
    script.answers(2, ":1\r\n");
    assert_eq!(script.results(), ["1", "UNBLOCKED client unblocked via CLIENT UNBLOCK"]);
}

#[test]
fn a_single_server_that_became_a_replica_is_not_used_again() {
    let mut batch = Batch::new([Wait("a", 10)].into_iter(), false);
    let length = batch.outgoing().len();
    batch.sent(length);
    batch.receive(&mut received(b"-UNBLOCKED force unblock from blocking operation\r\n")).unwrap();
    assert!(batch.met_replica());
    assert!(matches!(batch.finish().one(), Err(Error::Server(_))));
}
