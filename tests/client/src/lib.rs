//! Writes a test once for both flavours of the client.

mod workload;

use std::sync::Arc;
use std::time::Duration;

use sigma_redis::runtime::{Client, CombinedOperation, Each, Operation, OperationOnNodes, blocking};
use sigma_redis::{Bytes, Config, Get, Incrby, Response, Set};
use tokio::runtime::Runtime;

pub use workload::{Report, Workload};

/// Commands of every shape, as `tests/cases/any` describes them.
pub mod shapes {
    include!(concat!(env!("OUT_DIR"), "/sigma_gen_client/mod.rs"));
}

/// The examples of the generated crate's README compile.
#[cfg(doctest)]
#[doc = include_str!("../../../generated/rust/README.md")]
struct Readme;

/// A configuration for what is large: on a busy machine it may take its time.
pub fn patient(url: &str) -> Config {
    let config = Config::new(url).expect("a URL");
    config.operation_timeout(Duration::from_secs(300)).call_timeout(Duration::from_secs(900))
}

/// A client of either flavour, called from threads.
#[derive(Clone)]
pub enum AnyClient {
    /// The async one, and the runtime that its calls run on.
    Async(Client, Arc<Runtime>),
    /// The blocking one.
    Blocking(blocking::Client),
}

impl AnyClient {
    /// A client of one flavour.
    pub fn new(config: &Config, blocking: bool) -> Self {
        if blocking {
            return Self::Blocking(blocking::Client::connect(config.clone()).unwrap());
        }
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let client = runtime.block_on(Client::connect(config.clone())).unwrap();
        Self::Async(client, Arc::new(runtime))
    }

    /// One client of each flavour.
    pub fn both(config: &Config) -> [Self; 2] {
        [false, true].map(|blocking| Self::new(config, blocking))
    }

    /// Runs operations as one batch.
    pub fn call<O: Operation>(&self, operations: impl IntoIterator<Item = O>) -> Response<O::Reply> {
        match self {
            Self::Async(client, runtime) => runtime.block_on(client.call(operations)),
            Self::Blocking(client) => client.call(operations),
        }
    }

    /// Runs operations on several nodes.
    pub fn call_on_nodes<O: OperationOnNodes>(
        &self,
        operations: impl IntoIterator<Item = O>,
    ) -> Response<Each<O::Reply>> {
        match self {
            Self::Async(client, runtime) => runtime.block_on(client.call_on_nodes(operations)),
            Self::Blocking(client) => client.call_on_nodes(operations),
        }
    }

    /// Runs operations on several nodes, whose answers become one.
    pub fn call_combined<O: CombinedOperation>(
        &self,
        operations: impl IntoIterator<Item = O>,
    ) -> Response<O::Reply> {
        match self {
            Self::Async(client, runtime) => runtime.block_on(client.call_combined(operations)),
            Self::Blocking(client) => client.call_combined(operations),
        }
    }

    /// Closes its connections.
    pub fn quit(&self) {
        match self {
            Self::Async(client, runtime) => runtime.block_on(client.quit()),
            Self::Blocking(client) => client.quit(),
        }
    }

    /// The same client with another limit for each whole call.
    pub fn within(&self, limit: Duration) -> Self {
        match self {
            Self::Async(client, runtime) => Self::Async(client.within(limit), runtime.clone()),
            Self::Blocking(client) => Self::Blocking(client.within(limit)),
        }
    }

    /// GET.
    pub fn get(&self, keys: impl IntoIterator<Item = impl Into<Bytes>>) -> Response<Option<Bytes>> {
        self.call(keys.into_iter().map(Get::new))
    }

    /// SET.
    pub fn set(&self, operations: impl IntoIterator<Item = Set>) -> Response<()> {
        self.call(operations)
    }

    /// INCRBY.
    pub fn incrby(&self, operations: impl IntoIterator<Item = Incrby>) -> Response<i64> {
        self.call(operations)
    }
}

/// Makes two tests of one body. In it `Client` is the client's type, and `wait!` awaits in the async
/// flavour and does nothing in the blocking one.
#[macro_export]
macro_rules! both_flavours {
    ($($(#[$attribute:meta])* fn $name:ident() $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$attribute])*
            #[tokio::test]
            async fn asynchronous() {
                use sigma_redis::Client;
                #[allow(unused_macros)]
                macro_rules! wait { ($call:expr) => { $call.await }; }
                $body
            }

            $(#[$attribute])*
            #[test]
            fn blocking() {
                use sigma_redis::blocking::Client;
                #[allow(unused_macros)]
                macro_rules! wait { ($call:expr) => { $call }; }
                $body
            }
        }
    )+};
}
