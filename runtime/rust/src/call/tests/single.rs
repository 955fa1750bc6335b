//! A simulated single server whose connections break, or fall silent, at every moment: what `simulated`
//! checks of a cluster, for calls that have one connection at a time.

use std::collections::HashMap;

use super::simulated::Random;
use super::*;
use crate::call::Batch;
use crate::error::Error;

/// What ran on each key, in order.
type Ran = HashMap<String, Vec<i64>>;

/// The server runs commands that came, and answers them.
fn process(ran: &mut Ran, to: &mut Vec<u8>, count: usize) -> Vec<u8> {
    let mut replies = String::new();
    for command in take_commands(to, count) {
        let words: Vec<_> = command.split(' ').collect();
        ran.entry(words[1].into()).or_default().push(words[2].parse().unwrap());
        replies += &format!(":{}\r\n", words[2]);
    }
    replies.into_bytes()
}

/// Runs a call of so many operations through a random history.
fn simulate<O: Operation<Reply = i64>>(seed: u64, make: fn(&[&str], i64) -> O, resend_safe: bool) {
    let mut random = Random(seed * 2 + 1);
    // Without a key its parameters are bad.
    let keys: Vec<&[&str]> =
        (0..1 + random.below(60)).map(|_| [&["a"][..], &["b"], &["c"], &[]][random.below(4)]).collect();
    let operations: Vec<_> = keys.iter().zip(0..).map(|(keys, number)| make(keys, number)).collect();
    let repeats: Vec<_> = operations.iter().map(|operation| repeats(operation, resend_safe)).collect();
    let mut batch = Batch::new(operations.into_iter(), resend_safe);
    let (mut ran, mut to, mut back) = (Ran::new(), Vec::new(), Vec::new());
    let mut incoming = Incoming::new(usize::MAX);
    let mut breaks = 0;
    let mut steps = 0;
    while !batch.is_done() {
        steps += 1;
        assert!(steps < 100_000, "seed {seed} does not end");
        match random.below(40) {
            0..13 => {
                let outgoing = batch.outgoing();
                let count = if outgoing.is_empty() { 0 } else { 1 + random.below(outgoing.len()) };
                to.extend_from_slice(&outgoing[..count]);
                batch.sent(count);
            }
            13..26 => back.extend(process(&mut ran, &mut to, 1 + random.below(5))),
            26..39 => {
                for piece in back.drain(..random.below(back.len() + 1)).collect::<Vec<_>>().chunks(7) {
                    incoming.space()[..piece.len()].copy_from_slice(piece);
                    incoming.received(piece.len());
                    batch.receive(&mut incoming).unwrap();
                }
            }
            _ if breaks > 10 => {}
            _ => {
                breaks += 1;
                let (error, late) =
                    if random.one_in(3) { (silence(), true) } else { (broken(), random.one_in(2)) };
                // What was delivered may run all the same.
                if late {
                    process(&mut ran, &mut to, usize::MAX);
                }
                (to, back, incoming) = (Vec::new(), Vec::new(), Incoming::new(usize::MAX));
                batch.interrupted(error);
            }
        }
    }
    let response = batch.finish();
    assert_eq!(response.len(), keys.len(), "seed {seed}");
    for (((keys, number), repeats), (_, result)) in keys.iter().zip(0..).zip(&repeats).zip(&response) {
        let ran = keys.first().and_then(|key| ran.get(*key));
        let ran = ran.map_or(0, |ran| ran.iter().filter(|ran| **ran == number).count());
        let what = format!("seed {seed}: {} {keys:?} {number} ran {ran} times: {result:?}", O::NAME);
        match result {
            Ok(reply) => assert!(*reply == number && ran >= 1, "{what}"),
            Err(Error::OutcomeUnknown(_)) => assert!(breaks > 0, "{what}"),
            Err(Error::NotSent(_)) => assert!(ran == 0 && !keys.is_empty(), "{what}"),
            Err(Error::Parameter(_)) => assert!(keys.is_empty(), "{what}"),
            Err(_) => panic!("{what}"),
        }
        assert!(ran <= 1 || *repeats && ran <= 1 + breaks, "{what}");
    }
    if !repeats.contains(&true) {
        for (key, ran) in &ran {
            assert!(ran.is_sorted(), "seed {seed}: {} on {key} ran as {ran:?}", O::NAME);
        }
    }
}

#[test]
fn whatever_happens_every_result_is_true() {
    for seed in 1..=4 * seeds() {
        simulate(seed, Never::new, true);
        simulate(seed, Safe::new, false);
        simulate(seed, Safe::new, true);
        simulate(seed, Mixed::new, true);
        simulate(seed, Read::new, false);
    }
}
