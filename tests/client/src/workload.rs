//! Many callers of one client, and what must hold of their counters and values whatever happens to the
//! servers meanwhile.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use sigma_redis::{ConnectionErrorKind, Error, Incrby, Set};

use crate::AnyClient;

/// How many counters there are, and as many values that never change.
const KEYS: usize = 3_000;

/// How far apart the counters begin, so that the count of another one is never taken for the right one.
const APART: i64 = 1_000_000;

/// How many operations a call has.
const BATCH: usize = 400;

/// What a caller waits between its calls.
const PAUSE: Duration = Duration::from_millis(5);

/// What a loaded machine may take beyond the deadline.
const SLACK: Duration = Duration::from_secs(3);

/// What a server may answer in trouble: on a cluster the last thing that was said until the call's deadline.
const REFUSALS: [&str; 7] = ["ASK", "CLUSTERDOWN", "LOADING", "MASTERDOWN", "MOVED", "READONLY", "TRYAGAIN"];

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
    /// How many increments were asked for.
    asked: AtomicUsize,
    acknowledged: AtomicUsize,
    unknown: AtomicUsize,
}

/// What became of the operations.
#[derive(Debug)]
pub struct Report {
    pub calls: usize,
    pub acknowledged: usize,
    pub unknown: usize,
    /// What the counters say.
    pub executed: usize,
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
    /// When a counter is higher than it can be or belongs to another key, a value does or is gone, an
    /// operation fails for a reason that trouble does not explain, a call outlasts its deadline, or a client
    /// does not work afterwards.
    pub fn run(
        clients: &[AnyClient],
        callers: usize,
        deadline: Duration,
        trouble: impl FnOnce(),
    ) -> Vec<Report> {
        let workloads: Vec<_> =
            clients.iter().enumerate().map(|(n, client)| Self::new(n, client, deadline)).collect();
        // What was prepared is on the replicas then, so that no failover takes it away.
        thread::sleep(Duration::from_secs(1));
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

    /// How often trouble happens: once, or for SOAK seconds.
    pub fn rounds() -> impl Iterator<Item = usize> {
        let soak = std::env::var("SOAK").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(0);
        let end = Instant::now() + Duration::from_secs(soak);
        (0..).take_while(move |&round| round == 0 || Instant::now() < end)
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
        let counters = (0..KEYS).map(|n| Set::new(workload.key("counter", n), workload.base(n).to_string()));
        let prepared = client.set(values.chain(counters));
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
            for &n in &numbers {
                self.counters[n].asked.fetch_add(1, Relaxed);
            }
            let began = Instant::now();
            let counts = client.incrby(numbers.iter().map(|&n| Incrby::new(self.key("counter", n), 1)));
            let took = began.elapsed();
            assert_eq!(counts.len(), BATCH);
            for (&n, (_, result)) in numbers.iter().zip(&counts) {
                let counter = &self.counters[n];
                match result {
                    Ok(count) => {
                        let possible = 1..=counter.asked.load(Relaxed) as i64;
                        let count = count - self.base(n);
                        assert!(possible.contains(&count), "counter {n} is {count}, and not in {possible:?}");
                        counter.acknowledged.fetch_add(1, Relaxed)
                    }
                    Err(error) if !error.not_executed() => counter.unknown.fetch_add(1, Relaxed),
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
                        let key = self.key("value", n);
                        let value = value.as_ref().unwrap_or_else(|| panic!("{key} is gone"));
                        assert_eq!(value, &format!("of {key}"));
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

    /// Where a counter begins, which is another place for each of all clients.
    fn base(&self, n: usize) -> i64 {
        (self.number * KEYS + n + 1) as i64 * APART
    }

    fn note(&self, error: &Error) {
        assert!(is_of_trouble(error), "{error:?}");
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
            executed: 0,
            lost: 0,
            slowest: *self.slowest.lock().unwrap_or_else(PoisonError::into_inner),
            errors: self.errors.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        };
        let counts = self.client.get((0..KEYS).map(|n| self.key("counter", n)));
        assert_eq!(counts.failed(), 0, "the client works again: {report:#?} {:?}", counts.all().err());
        for (n, (counter, (key, count))) in self.counters.iter().zip(counts).enumerate() {
            let count = count.unwrap().unwrap_or_else(|| panic!("{key} is gone: {report:#?}"));
            let count = count.to_str().unwrap().parse::<i64>().unwrap() - self.base(n);
            let count = usize::try_from(count).unwrap_or_else(|_| panic!("{key} is {count}: {report:#?}"));
            let acknowledged = counter.acknowledged.load(Relaxed);
            let possible = acknowledged + counter.unknown.load(Relaxed);
            assert!(count <= possible, "{key} is {count}, but {possible} is possible: {report:#?}");
            report.executed += count;
            report.lost += acknowledged.saturating_sub(count);
        }
        assert!(report.acknowledged > 0, "{report:#?}");
        println!("{report:#?}");
        report
    }
}

/// Whether servers that end, hang or change their roles explain an error.
fn is_of_trouble(error: &Error) -> bool {
    use ConnectionErrorKind::{Broken, Connect, Timeout};
    match error {
        Error::NotSent(cause) | Error::OutcomeUnknown(cause) => {
            matches!(cause.kind(), Broken | Connect | Timeout)
        }
        Error::Server(error) => REFUSALS.contains(&&error.code[..]),
        _ => false,
    }
}
