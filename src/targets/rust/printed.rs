//! All that the files have of each operation. None depends on another, and they are nearly all of the work: so they are
//! printed on all cores.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::examples;
use super::methods::{Flavour, method};
use super::{Connection, Layout, Options, functions, operations};
use crate::catalogue::Catalogue;
use crate::catalogue::model::Operation;

/// What the files have of one operation. What the options do not ask for is empty.
pub(super) struct Printed<'a> {
    pub operation: &'a Operation,
    /// The types of its parameters and replies.
    pub types: String,
    /// The method of the async client.
    pub asynchronous: String,
    /// The method of the blocking client.
    pub blocking: String,
    /// The function over the redis crate.
    pub function: String,
    /// The test that runs its examples.
    pub test: String,
}

impl<'a> Printed<'a> {
    fn new(operation: &'a Operation, options: &Options, catalogue: &Catalogue) -> Self {
        let &Options { layout, connection, .. } = options;
        let method = |flavour| match connection {
            Connection::Own => method(operation, flavour, layout, catalogue),
            Connection::Redis => String::new(),
        };
        let has_function = options.has_functions() && !operation.needs_own_client();
        Self {
            operation,
            types: operations::items(operation, connection, catalogue),
            asynchronous: method(Flavour::Async),
            blocking: method(Flavour::Blocking),
            function: if has_function {
                functions::function(operation, options, catalogue)
            } else {
                String::new()
            },
            test: match layout {
                Layout::Crate => examples::test(operation, catalogue),
                Layout::Module => String::new(),
            },
        }
    }
}

/// Prints every operation of the catalogue, in its order.
pub(super) fn all<'a>(catalogue: &'a Catalogue, options: &Options) -> Vec<Printed<'a>> {
    /// Fewer are printed before a thread of their own has started.
    const ENOUGH: usize = 8;
    let operations: Vec<_> = catalogue.operations().collect();
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(operations.len() / ENOUGH);
    // Some take a hundred times as long as others: who is free takes the next.
    let next = AtomicUsize::new(0);
    let print = || {
        let one = || {
            let index = next.fetch_add(1, Ordering::Relaxed);
            operations.get(index).map(|operation| (index, Printed::new(operation, options, catalogue)))
        };
        std::iter::from_fn(one).collect::<Vec<_>>()
    };
    let mut printed = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(print)).collect();
        let mut printed = print();
        printed.extend(others.into_iter().flat_map(|other| other.join().expect("printing does not panic")));
        printed
    });
    printed.sort_unstable_by_key(|&(index, _)| index);
    printed.into_iter().map(|(_, printed)| printed).collect()
}
