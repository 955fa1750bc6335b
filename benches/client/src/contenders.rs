//! The clients that are compared, each as its users write it.

use fred::interfaces::{ClientLike, KeysInterface, SetsInterface};
use sigma_redis::over_redis::{get, incrby, sadd, set};
use sigma_redis::{Client, Incrby, Sadd, Set, blocking};
use tokio::runtime::{Builder, Runtime};

use crate::{Data, Operation};

/// One way to run an operation on many keys.
pub trait Contender {
    fn run(&mut self, operation: Operation, data: &Data);
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

pub struct Blocking(blocking::Client);

impl Blocking {
    pub fn new(url: &str) -> Self {
        Self(blocking::Client::connect(url).unwrap())
    }
}

impl Contender for Blocking {
    fn run(&mut self, operation: Operation, data: &Data) {
        let Data { keys, value } = data;
        let client = &self.0;
        let succeeded = match operation {
            Operation::Get => client.get(keys).success(),
            Operation::Set => client.set(keys.iter().map(|key| Set::new(key, value))).success(),
            Operation::Incrby => client.incrby(keys.iter().map(|key| Incrby::new(key, 1))).success(),
            Operation::Sadd => client.sadd(keys.iter().map(|key| Sadd::new(key, [value]))).success(),
        };
        assert_eq!(succeeded, keys.len());
    }
}

pub struct Async(Runtime, Client);

impl Async {
    pub fn new(url: &str) -> Self {
        let runtime = runtime();
        let client = runtime.block_on(Client::connect(url)).unwrap();
        Self(runtime, client)
    }
}

impl Contender for Async {
    fn run(&mut self, operation: Operation, data: &Data) {
        let Data { keys, value } = data;
        let client = &self.1;
        let succeeded = self.0.block_on(async {
            match operation {
                Operation::Get => client.get(keys).await.success(),
                Operation::Set => client.set(keys.iter().map(|key| Set::new(key, value))).await.success(),
                Operation::Incrby => {
                    client.incrby(keys.iter().map(|key| Incrby::new(key, 1))).await.success()
                }
                Operation::Sadd => {
                    client.sadd(keys.iter().map(|key| Sadd::new(key, [value]))).await.success()
                }
            }
        });
        assert_eq!(succeeded, keys.len());
    }
}

/// A command of the redis crate.
fn command(operation: Operation, key: &str, value: &str) -> redis::Cmd {
    let mut command = redis::Cmd::new();
    match operation {
        Operation::Get => command.arg("GET").arg(key),
        Operation::Set => command.arg("SET").arg(key).arg(value),
        Operation::Incrby => command.arg("INCRBY").arg(key).arg(1),
        Operation::Sadd => command.arg("SADD").arg(key).arg(value),
    };
    command
}

/// The answers' types are those that a user would name.
macro_rules! query {
    ($operation:ident, $data:ident, $new:expr, |$pipeline:ident| $query:expr) => {{
        let mut $pipeline = $new;
        for key in &$data.keys {
            $pipeline.add_command(command($operation, key, &$data.value));
        }
        let count = match $operation {
            Operation::Get => {
                let values: Vec<Option<Vec<u8>>> = $query.unwrap();
                values.len()
            }
            Operation::Set => {
                let answers: Vec<String> = $query.unwrap();
                answers.len()
            }
            Operation::Incrby | Operation::Sadd => {
                let numbers: Vec<i64> = $query.unwrap();
                numbers.len()
            }
        };
        assert_eq!(count, $data.keys.len());
    }};
}

pub struct RedisBlocking(redis::Connection);

impl RedisBlocking {
    pub fn new(url: &str) -> Self {
        Self(redis::Client::open(url).unwrap().get_connection().unwrap())
    }
}

impl Contender for RedisBlocking {
    fn run(&mut self, operation: Operation, data: &Data) {
        query!(operation, data, redis::pipe(), |pipeline| pipeline.query(&mut self.0));
    }
}

/// Generated operations over the redis crate's connection.
pub struct OverRedis(redis::Connection);

impl OverRedis {
    pub fn new(url: &str) -> Self {
        Self(redis::Client::open(url).unwrap().get_connection().unwrap())
    }
}

impl Contender for OverRedis {
    fn run(&mut self, operation: Operation, data: &Data) {
        let Data { keys, value } = data;
        let connection = &mut self.0;
        let succeeded = match operation {
            Operation::Get => get(keys).query(connection).success(),
            Operation::Set => set(keys.iter().map(|key| Set::new(key, value))).query(connection).success(),
            Operation::Incrby => {
                incrby(keys.iter().map(|key| Incrby::new(key, 1))).query(connection).success()
            }
            Operation::Sadd => {
                sadd(keys.iter().map(|key| Sadd::new(key, [value]))).query(connection).success()
            }
        };
        assert_eq!(succeeded, keys.len());
    }
}

pub struct RedisAsync(Runtime, redis::aio::MultiplexedConnection);

impl RedisAsync {
    pub fn new(url: &str) -> Self {
        let runtime = runtime();
        let client = redis::Client::open(url).unwrap();
        let connection = runtime.block_on(client.get_multiplexed_async_connection()).unwrap();
        Self(runtime, connection)
    }
}

impl Contender for RedisAsync {
    fn run(&mut self, operation: Operation, data: &Data) {
        query!(operation, data, redis::pipe(), |pipeline| self.0.block_on(pipeline.query_async(&mut self.1)));
    }
}

pub struct RedisCluster(redis::cluster::ClusterConnection);

impl RedisCluster {
    pub fn new(url: &str) -> Self {
        let client = redis::cluster::ClusterClient::new([url]).unwrap();
        Self(client.get_connection().unwrap())
    }
}

impl Contender for RedisCluster {
    fn run(&mut self, operation: Operation, data: &Data) {
        query!(operation, data, redis::cluster::cluster_pipe(), |pipeline| pipeline.query(&mut self.0));
    }
}

pub struct Fred(Runtime, fred::clients::Client);

impl Fred {
    /// The scheme `redis-cluster` stands for a cluster.
    pub fn new(url: &str) -> Self {
        let runtime = runtime();
        let client = fred::types::Builder::from_config(fred::types::config::Config::from_url(url).unwrap());
        let client = client.build().unwrap();
        runtime.block_on(client.init()).unwrap();
        Self(runtime, client)
    }
}

impl Contender for Fred {
    fn run(&mut self, operation: Operation, data: &Data) {
        let Data { keys, value } = data;
        let count = self.0.block_on(async {
            let pipeline = self.1.pipeline();
            for key in keys {
                match operation {
                    Operation::Get => pipeline.get::<(), _>(key.as_str()).await.unwrap(),
                    Operation::Set => {
                        pipeline
                            .set::<(), _, _>(key.as_str(), value.as_str(), None, None, false)
                            .await
                            .unwrap();
                    }
                    Operation::Incrby => pipeline.incr_by::<(), _>(key.as_str(), 1).await.unwrap(),
                    Operation::Sadd => pipeline.sadd::<(), _, _>(key.as_str(), value.as_str()).await.unwrap(),
                }
            }
            let values: Vec<fred::types::Value> = pipeline.all().await.unwrap();
            values.len()
        });
        assert_eq!(count, keys.len());
    }
}
