//! A simulated cluster in which slots move, nodes refuse, connections break, nodes fall silent and calls
//! run out of time at every moment: whatever happens, no operation runs more often or in another order than
//! it may, and each result is true.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::time::{Duration, Instant};

use super::*;
use crate::error::Error;

/// Random numbers, the same for the same seed.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }

    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

const NODES: usize = 4;

/// The keys: on three slots, several to each.
const KEYS: [&str; 9] = ["{a}1", "{a}2", "{a}3", "{b}1", "{b}2", "{b}3", "{c}1", "{c}2", "{c}3"];

/// The slot of a key, as a name.
fn slot_name(key: &str) -> char {
    key.chars().nth(1).expect("a tag")
}

/// `{a}` lies in slot 15495, `{b}` in 3300 and `{c}` in 7365.
fn slot_number(name: char) -> u16 {
    match name {
        'a' => 15495,
        'b' => 3300,
        _ => 7365,
    }
}

/// One slot of the cluster.
struct Slot {
    owner: usize,
    /// To whom it is being moved.
    target: Option<usize>,
    /// Which keys are there already.
    moved: HashSet<String>,
}

struct Cluster {
    slots: BTreeMap<char, Slot>,
    /// What each key's operations were, in the order in which they ran.
    ran: HashMap<String, Vec<i64>>,
    /// A node that refuses everything with this error.
    refusing: Option<(usize, &'static str)>,
}

/// The connection of a lane: the bytes on their way there, and the replies on their way back.
struct Wire {
    to: Vec<u8>,
    back: VecDeque<u8>,
    asking: bool,
    incoming: Incoming,
}

impl Wire {
    fn new() -> Self {
        Self { to: Vec::new(), back: VecDeque::new(), asking: false, incoming: Incoming::new(usize::MAX) }
    }
}

impl Cluster {
    /// What a node answers to a command, which may run by it.
    fn answer(&mut self, node: usize, words: &str, asking: bool) -> String {
        if let Some((refusing, error)) = self.refusing
            && refusing == node
        {
            return format!("-{error}\r\n");
        }
        let words: Vec<_> = words.split(' ').collect();
        let (keys, number) = (&words[1..words.len() - 1], words[words.len() - 1].parse().unwrap());
        let name = slot_name(keys[0]);
        let slot = &self.slots[&name];
        let at = |node: usize| format!("{} n{node}:{node}\r\n", slot_number(name));
        let moved = keys.iter().filter(|key| slot.moved.contains(**key)).count();
        if slot.owner == node {
            if let Some(target) = slot.target {
                if moved == keys.len() {
                    return format!("-ASK {}", at(target));
                }
                if moved > 0 {
                    return "-TRYAGAIN Multiple keys request during rehashing of slot\r\n".into();
                }
            }
        } else if slot.target == Some(node) && asking {
            if moved < keys.len() && keys.len() > 1 {
                return "-TRYAGAIN Multiple keys request during rehashing of slot\r\n".into();
            }
        } else {
            return format!("-MOVED {}", at(slot.owner));
        }
        // A single key that is asked for at the target is there from then on.
        if slot.owner != node {
            self.slots.get_mut(&name).unwrap().moved.insert(keys[0].into());
        }
        for key in keys {
            self.ran.entry((*key).into()).or_default().push(number);
        }
        format!(":{number}\r\n")
    }

    /// The answer to `CLUSTER SLOTS`.
    fn map(&self) -> SlotMap {
        let mut slots: Vec<_> =
            self.slots.iter().map(|(&name, slot)| (slot_number(name), slot.owner)).collect();
        slots.sort();
        let mut map = map(&shards(&[16383]), &node(1));
        for (slot, owner) in slots {
            map.assign(slot, &node(owner));
        }
        map
    }

    /// All moves end, and every node works.
    fn come_to_rest(&mut self) {
        self.refusing = None;
        for slot in self.slots.values_mut() {
            if let Some(target) = slot.target.take() {
                slot.owner = target;
                slot.moved.clear();
            }
        }
    }

    /// Something happens to the slots or the nodes.
    fn event(&mut self, random: &mut Random) {
        let name = ['a', 'b', 'c'][random.below(3)];
        let slot = self.slots.get_mut(&name).unwrap();
        match (random.below(4), slot.target) {
            (0, None) => {
                let target = 1 + random.below(NODES);
                slot.target = (target != slot.owner).then_some(target);
            }
            (1 | 2, Some(_)) => {
                let keys: Vec<_> = KEYS.into_iter().filter(|key| slot_name(key) == name).collect();
                slot.moved.insert(keys[random.below(keys.len())].into());
            }
            (3, Some(target)) => {
                slot.owner = target;
                slot.target = None;
                slot.moved.clear();
            }
            (2, None) if random.one_in(3) => {
                let errors = ["LOADING", "CLUSTERDOWN down", "READONLY", "MASTERDOWN", "TRYAGAIN"];
                let node = 1 + random.below(NODES);
                self.refusing = random.one_in(2).then(|| (node, errors[random.below(errors.len())]));
            }
            _ => {}
        }
    }
}

/// Runs a call of so many operations through a random history.
fn simulate<O: Operation<Reply = i64>>(seed: u64, make: fn(&[&str], i64) -> O, resend_safe: bool) {
    let mut random = Random(seed * 2 + 1);
    let slots = ['a', 'b', 'c'].map(|name| {
        let owner = 1 + random.below(NODES);
        (name, Slot { owner, target: None, moved: HashSet::new() })
    });
    let mut cluster = Cluster { slots: slots.into(), ran: HashMap::new(), refusing: None };
    let count = 1 + random.below(60);
    let operations: Vec<_> = (0..count)
        .map(|number| {
            let key = random.below(KEYS.len());
            // Some have two keys, of one slot.
            let other = key / 3 * 3 + random.below(3);
            let keys =
                if random.one_in(4) && other != key { vec![KEYS[key], KEYS[other]] } else { vec![KEYS[key]] };
            (keys, number as i64)
        })
        .collect();
    let mut now = Instant::now();
    let made: Vec<_> = operations.iter().map(|(keys, number)| make(keys, *number)).collect();
    let repeats: Vec<_> = made.iter().map(|operation| repeats(operation, resend_safe)).collect();
    let mut limits = limits(resend_safe);
    // In some histories nodes are often silent for too long.
    if random.one_in(3) {
        limits.operation_timeout = Duration::from_millis(100);
    }
    let mut call = Call::new(made.into_iter(), Arc::new(cluster.map()), limits);
    let mut wires: Vec<Wire> = Vec::new();
    let mut breaks = 0;
    let faulty = 400 + random.below(2_000);
    let out_of_time = random.one_in(4).then(|| random.below(faulty));
    // What was sent on connections that are lost; nodes may run it at any time.
    let mut late: Vec<(usize, Wire)> = Vec::new();
    for step in 0.. {
        assert!(step < 100_000, "seed {seed} does not end");
        call.advance(now);
        call.fill();
        if out_of_time == Some(step) {
            call.abandon(silence());
            breaks += 1;
        }
        if call.is_done() {
            break;
        }
        if random.one_in(20) && !late.is_empty() {
            let place = random.below(late.len());
            let (node, wire) = &mut late[place];
            process(&mut cluster, wire, *node, 1 + random.below(5));
        }
        wires.resize_with(call.lanes(), Wire::new);
        // After a while nothing goes wrong any more, so that the call must come to its end.
        let calm = step > faulty;
        if calm {
            cluster.come_to_rest();
        } else if random.one_in(3) {
            cluster.event(&mut random);
        }
        now += Duration::from_millis(random.below(if calm { 50 } else { 5 }) as u64);
        if call.wants_map() && random.one_in(3) {
            let known = (calm || random.one_in(2)).then(|| Arc::new(cluster.map()));
            call.take_map(known);
        }
        if !calm {
            let nodes: Vec<_> = (0..call.lanes()).map(|lane| call.address(lane).port().unwrap()).collect();
            call.end_silences(now, |lane| {
                breaks += 1;
                late.push((nodes[lane].into(), std::mem::replace(&mut wires[lane], Wire::new())));
                true
            });
        }
        let lane = random.below(wires.len());
        let node = call.address(lane).port().unwrap() as usize;
        let wire = &mut wires[lane];
        match random.below(if calm { 30 } else { 31 }) {
            0..10 => {
                let mut exchange = call.exchange(lane);
                let outgoing = exchange.outgoing();
                let count = if outgoing.is_empty() { 0 } else { 1 + random.below(outgoing.len()) };
                wire.to.extend_from_slice(&outgoing[..count]);
                exchange.sent(count);
            }
            10..20 => process(&mut cluster, wire, node, 1 + random.below(5)),
            20..30 => {
                let count = random.below(wire.back.len() + 1);
                let bytes: Vec<_> = wire.back.drain(..count).collect();
                for piece in bytes.chunks(7) {
                    wire.incoming.space()[..piece.len()].copy_from_slice(piece);
                    wire.incoming.received(piece.len());
                    call.exchange(lane).receive(&mut wire.incoming).unwrap();
                }
            }
            _ => {
                let wire = std::mem::replace(wire, Wire::new());
                breaks += 1;
                let error = if random.one_in(3) { silence() } else { broken() };
                // What was delivered may run before the call notices, or after that, or not; the answers are lost.
                match random.below(3) {
                    0 => process(&mut cluster, &mut { wire }, node, 1_000),
                    1 => late.push((node, wire)),
                    _ => {}
                }
                call.interrupted(lane, error);
            }
        }
    }
    // All that was delivered runs in the end.
    for (lane, wire) in wires.into_iter().enumerate() {
        late.push((call.address(lane).port().unwrap() as usize, wire));
    }
    for (node, mut wire) in late {
        process(&mut cluster, &mut wire, node, usize::MAX);
    }
    check::<O>(seed, &operations, &cluster, call.finish(), &repeats, breaks);
}

/// A node runs commands that came to it.
fn process(cluster: &mut Cluster, wire: &mut Wire, node: usize, count: usize) {
    for words in take_commands(&mut wire.to, count) {
        let reply = match &words[..] {
            "ASKING" => "+OK\r\n".into(),
            words => cluster.answer(node, words, wire.asking),
        };
        wire.asking = words == "ASKING";
        wire.back.extend(reply.into_bytes());
    }
}

fn check<O: Operation<Reply = i64>>(
    seed: u64,
    operations: &[(Vec<&str>, i64)],
    cluster: &Cluster,
    response: crate::response::Response<i64>,
    repeats: &[bool],
    breaks: usize,
) {
    assert_eq!(response.len(), operations.len(), "seed {seed}");
    for (((keys, number), repeats), (_, result)) in operations.iter().zip(repeats).zip(&response) {
        for key in keys {
            let ran = cluster.ran.get(*key).map_or(0, |ran| ran.iter().filter(|ran| *ran == number).count());
            let what = format!("seed {seed}: {} {keys:?} {number} ran {ran} times: {result:?}", O::NAME);
            match result {
                Ok(reply) => assert!(reply == number && ran >= 1, "{what}"),
                Err(Error::OutcomeUnknown(_)) => assert!(breaks > 0, "{what}"),
                Err(Error::Server(_) | Error::NotSent(_)) => assert_eq!(ran, 0, "{what}"),
                Err(_) => panic!("{what}"),
            }
            assert!(ran <= 1 || *repeats && ran <= 1 + breaks, "{what}");
        }
    }
    // Without repetitions, what ran on a key ran in the order of the call.
    if !repeats.contains(&true) {
        for (key, ran) in &cluster.ran {
            assert!(ran.is_sorted(), "seed {seed}: {} on {key} ran as {ran:?}", O::NAME);
        }
    }
}

#[test]
fn whatever_happens_every_result_is_true() {
    for seed in 1..=seeds() {
        simulate(seed, Never::new, true);
        simulate(seed, Safe::new, false);
        simulate(seed, Safe::new, true);
        simulate(seed, Mixed::new, true);
        simulate(seed, Read::new, false);
    }
}
