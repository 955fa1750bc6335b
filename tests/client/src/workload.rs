//! Many callers of one client, and what must hold of their counters and values whatever happens to the
//! servers meanwhile.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
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

/// What a caller waits between its calls.
const PAUSE: Duration = Duration::from_millis(5);

/// What a loaded machine may take beyond the deadline.
const SLACK: Duration = Duration::from_secs(10);

/// Callers that increment counters and read values, until they are told to stop.
pub struct Workload {
    /// Which client's it is.
    number: usize,
    client: AnyClient,
    /// How long a call may take.
    deadline: Duration,
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
    /// Lets callers of each client run while the function does what it does to the servers, and a second
    /// longer; then checks their counters. Each client has keys of its own.
    ///
    /// # Panics
    /// When a counter is higher than it can be, a value belongs to another key, a call outlasts its
    /// deadline, or a client does not work afterwards.
    pub fn run(
        clients: &[AnyClient],
        callers: usize,
        deadline: Duration,
        trouble: impl FnOnce(),
    ) -> Vec<Report> {
        let workloads: Vec<_> =
            clients.iter().enumerate().map(|(n, client)| Self::new(n, client, deadline)).collect();
        thread::scope(|scope| {
            let callers: Vec<_> = workloads
                .iter()
                .flat_map(|workload| (0..callers).map(move |caller| (workload, caller)))
                .map(|(workload, caller)| scope.spawn(move || workload.call(caller)))
                .collect();
            // Even when the trouble panics, the callers have to end.
            let outcome = catch_unwind(AssertUnwindSafe(trouble));
            if outcome.is_ok() {
                thread::sleep(Duration::from_secs(1));
            }
            workloads.iter().for_each(|workload| workload.stop.store(true, Relaxed));
            for outcome in callers.into_iter().map(|caller| caller.join()).chain([outcome]) {
                if let Err(panic) = outcome {
                    resume_unwind(panic);
                }
            }
        });
        workloads.into_iter().map(Self::check).collect()
    }

    fn new(number: usize, client: &AnyClient, deadline: Duration) -> Self {
        let workload = Self {
            number,
            client: client.within(deadline),
            deadline,
            counters: (0..KEYS).map(|_| Counter::default()).collect(),
            stop: AtomicBool::new(false),
            calls: AtomicUsize::new(0),
            slowest: Mutex::default(),
            errors: Mutex::default(),
        };
        let values =
            (0..KEYS).map(|n| workload.key("value", n)).map(|key| Set::new(&key, format!("of {key}")));
        let prepared = client.set(values);
        assert_eq!(prepared.failed(), 0, "{:?}", prepared.all().err());
        workload
    }

    fn call(&self, caller: usize) {
        let Self { client, deadline, .. } = self;
        let mut start = caller * 7919;
        while !self.stop.load(Relaxed) {
            start += 1;
            // A stride that has no factor in common with the number of keys meets each of them.
            let numbers: Vec<_> = (0..BATCH).map(|n| (start + n * 17) % KEYS).collect();
            let began = Instant::now();
            let counts = client.incrby(numbers.iter().map(|&n| Incrby::new(self.key("counter", n), 1)));
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
            let values = client.get(numbers.iter().map(|&n| self.key("value", n)));
            let took = took.max(began_reading.elapsed());
            for (&n, (_, value)) in numbers.iter().zip(&values) {
                match value {
                    Ok(value) => {
                        // After a failover a value may be missing; that of another key never comes.
                        if let Some(value) = value {
                            assert_eq!(value, &format!("of {}", self.key("value", n)));
                        }
                    }
                    Err(error) => self.note(error),
                }
            }
            assert!(took < *deadline + SLACK, "a call took {took:?}");
            self.calls.fetch_add(2, Relaxed);
            // The machine has other things to do, such as moving slots.
            thread::sleep(PAUSE);
            let mut slowest = self.slowest.lock().unwrap_or_else(PoisonError::into_inner);
            *slowest = took.max(*slowest);
        }
    }

    fn key(&self, kind: &str, n: usize) -> String {
        format!("{kind}:{}:{n}", self.number)
    }

    fn note(&self, error: &Error) {
        let text = error.to_string();
        // Without the operation's position and the ports.
        let text: String = text.chars().filter(|char| !char.is_ascii_digit()).collect();
        *self.errors.lock().unwrap_or_else(PoisonError::into_inner).entry(text).or_default() += 1;
    }

    fn check(self) -> Report {
        let sum = |count: fn(&Counter) -> &AtomicUsize| {
            self.counters.iter().map(|counter| count(counter).load(Relaxed)).sum()
        };
        let mut report = Report {
            calls: self.calls.load(Relaxed),
            acknowledged: sum(|counter| &counter.acknowledged),
            unknown: sum(|counter| &counter.unknown),
            lost: 0,
            slowest: *self.slowest.lock().unwrap_or_else(PoisonError::into_inner),
            errors: self.errors.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        };
        let counts = self.client.get((0..KEYS).map(|n| self.key("counter", n)));
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
