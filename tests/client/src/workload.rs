//! Many callers of one client, and what must hold of their counters and values whatever happens to the
//! servers meanwhile.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use sigma_redis::{Error, Incrby, Set};

use crate::AnyClient;

/// How many counters there are, and as many values that never change.
const KEYS: usize = 3_000;

/// How many operations a call has.
const BATCH: usize = 400;

/// What a loaded machine may take beyond the deadline.
const SLACK: Duration = Duration::from_secs(10);

/// Callers that increment counters and read values, until they are told to stop.
pub struct Workload {
    counters: Vec<Counter>,
    stop: AtomicBool,
    calls: AtomicUsize,
    slowest: Mutex<Duration>,
    /// The errors there were, and how often.
    errors: Mutex<BTreeMap<String, usize>>,
}

#[derive(Default)]
struct Counter {
    acknowledged: AtomicUsize,
    unknown: AtomicUsize,
}

/// What became of the operations.
#[derive(Debug)]
pub struct Report {
    pub calls: usize,
    pub acknowledged: usize,
    pub unknown: usize,
    /// Increments that were acknowledged and are not there.
    pub lost: usize,
    pub slowest: Duration,
    pub errors: BTreeMap<String, usize>,
}

impl Workload {
    /// Runs callers while the function does what it does to the servers, and a second longer; then checks
    /// the counters.
    ///
    /// # Panics
    /// When a counter is higher than it can be, a value belongs to another key, a call outlasts its
    /// deadline, or the client does not work afterwards.
    pub fn run(client: &AnyClient, callers: usize, deadline: Duration, trouble: impl FnOnce()) -> Report {
        let workload = Self {
            counters: (0..KEYS).map(|_| Counter::default()).collect(),
            stop: AtomicBool::new(false),
            calls: AtomicUsize::new(0),
            slowest: Mutex::default(),
            errors: Mutex::default(),
        };
        let prepared =
            client.set((0..KEYS).map(|n| Set::new(key("value", n), format!("of {}", key("value", n)))));
        assert_eq!(prepared.failed(), 0, "{prepared:?}");
        let client = client.within(deadline);
        thread::scope(|scope| {
            let callers: Vec<_> = (0..callers)
                .map(|caller| {
                    let (workload, client) = (&workload, &client);
                    scope.spawn(move || workload.call(client, caller, deadline))
                })
                .collect();
            // Even when the trouble panics, the callers have to end.
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(trouble));
            if outcome.is_ok() {
                thread::sleep(Duration::from_secs(1));
            }
            workload.stop.store(true, Relaxed);
            for caller in callers {
                if let Err(panic) = caller.join() {
                    std::panic::resume_unwind(panic);
                }
            }
            if let Err(panic) = outcome {
                std::panic::resume_unwind(panic);
            }
        });
        workload.check(&client)
    }

    fn call(&self, client: &AnyClient, caller: usize, deadline: Duration) {
        let mut start = caller * 7919;
        while !self.stop.load(Relaxed) {
            start += 1;
            // A stride that has no factor in common with the number of keys meets each of them.
            let numbers: Vec<_> = (0..BATCH).map(|n| (start + n * 17) % KEYS).collect();
            let began = Instant::now();
            let counts = client.incrby(numbers.iter().map(|&n| Incrby::new(key("counter", n), 1)));
            let took = began.elapsed();
            assert_eq!(counts.len(), BATCH);
            for (&n, (_, result)) in numbers.iter().zip(&counts) {
                match result {
                    Ok(_) => self.counters[n].acknowledged.fetch_add(1, Relaxed),
                    Err(error) if !error.not_executed() => self.counters[n].unknown.fetch_add(1, Relaxed),
                    Err(_) => 0,
                };
            }
            let errors = counts.into_iter().filter_map(|(_, result)| result.err());
            errors.for_each(|error| self.note(&error));

            let began_reading = Instant::now();
            let values = client.get(numbers.iter().map(|&n| key("value", n)));
            let took = took.max(began_reading.elapsed());
            for (&n, (_, value)) in numbers.iter().zip(&values) {
                match value {
                    Ok(value) => {
                        // After a failover a value may be missing; that of another key never comes.
                        if let Some(value) = value {
                            assert_eq!(value, &format!("of {}", key("value", n)));
                        }
                    }
                    Err(error) => self.note(error),
                }
            }
            assert!(took < deadline + SLACK, "a call took {took:?}");
            self.calls.fetch_add(2, Relaxed);
            let mut slowest = self.slowest.lock().unwrap_or_else(PoisonError::into_inner);
            *slowest = took.max(*slowest);
        }
    }

    fn note(&self, error: &Error) {
        let text = error.to_string();
        // Without the operation's position and the ports.
        let text: String = text.chars().filter(|char| !char.is_ascii_digit()).collect();
        *self.errors.lock().unwrap_or_else(PoisonError::into_inner).entry(text).or_default() += 1;
    }

    fn check(self, client: &AnyClient) -> Report {
        let sum = |count: fn(&Counter) -> &AtomicUsize| {
            self.counters.iter().map(|counter| count(counter).load(Relaxed)).sum()
        };
        let mut report = Report {
            calls: self.calls.load(Relaxed),
            acknowledged: sum(|counter| &counter.acknowledged),
            unknown: sum(|counter| &counter.unknown),
            lost: 0,
            slowest: self.slowest.into_inner().unwrap_or_else(PoisonError::into_inner),
            errors: self.errors.into_inner().unwrap_or_else(PoisonError::into_inner),
        };
        let counts = client.get((0..KEYS).map(|n| key("counter", n)));
        assert_eq!(counts.failed(), 0, "the client works again: {report:#?} {:?}", counts.all().err());
        for (counter, (key, count)) in self.counters.iter().zip(counts) {
            let count = count.ok().flatten().map_or(0, |count| count.to_str().unwrap().parse().unwrap());
            let acknowledged = counter.acknowledged.load(Relaxed);
            let possible = acknowledged + counter.unknown.load(Relaxed);
            assert!(count <= possible, "{key} is {count}, but {possible} is possible: {report:#?}");
            report.lost += acknowledged.saturating_sub(count);
        }
        assert!(report.acknowledged > 0, "{report:#?}");
        println!("{report:#?}");
        report
    }
}

fn key(kind: &str, n: usize) -> String {
    format!("{kind}:{n}")
}
