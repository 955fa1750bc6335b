//! A cluster of real servers, and what may happen to it.

use std::collections::BTreeSet;
use std::sync::Arc;

use redis::Value;

use crate::{Builder, Ca, Connection, Server, Version, until};

/// Six servers on 127.0.0.1: the first three have the slots, a third each, and each of the others follows
/// one of them. What a node acknowledged survives its end; only a failover may lose it.
pub struct Cluster {
    nodes: Vec<Server>,
    ids: Vec<String>,
}

/// How many masters there are, and how many replicas.
const MASTERS: usize = 3;

/// How many slots there are.
const SLOTS: usize = 16_384;

impl Cluster {
    /// Starts a cluster and waits until it is healthy.
    pub fn start(version: Version) -> Self {
        Self::start_with(version, |builder| builder)
    }

    /// Starts a cluster whose nodes speak TLS with each other and with clients, with certificates for
    /// `localhost` only, and announce addresses and that name.
    pub fn start_with_tls(version: Version) -> Self {
        let ca = Arc::new(Ca::new());
        Self::start_with(version, |builder| {
            let lines = ["tls-cluster yes", "tls-replication yes", "cluster-announce-hostname localhost"];
            lines.into_iter().fold(builder.tls_of(&ca), Builder::config)
        })
    }

    /// Starts a cluster whose nodes have more options. A node that is silent for two seconds has failed,
    /// unless an option says otherwise.
    pub fn start_with(version: Version, options: impl Fn(Builder) -> Builder) -> Self {
        let node = |_| {
            let builder = [
                "cluster-node-timeout 2000",
                // What is acknowledged is written before, so it survives SIGKILL.
                "appendonly yes",
                "appendfsync no",
                // Otherwise a replica may not take over.
                "repl-diskless-sync yes",
                "repl-diskless-sync-delay 0",
                "cluster-replica-validity-factor 0",
            ];
            let builder = builder.into_iter().fold(Server::builder(version).cluster(), Builder::config);
            options(builder).start()
        };
        let nodes: Vec<_> = (0..2 * MASTERS).map(node).collect();
        let ids = nodes.iter().map(|node| node.cli(&["CLUSTER", "MYID"])).collect();
        let cluster = Self { nodes, ids };
        cluster.form();
        cluster.wait_until_healthy();
        cluster
    }

    /// Gives the masters their slots, introduces everybody, and gives the replicas their masters.
    fn form(&self) {
        let share = SLOTS.div_ceil(MASTERS);
        for (number, node) in self.nodes.iter().enumerate() {
            let mut admin = node.connect();
            expect_ok(&mut admin, &["CLUSTER", "SET-CONFIG-EPOCH", &(number + 1).to_string()]);
            if number < MASTERS {
                let slots = (number * share..SLOTS.min((number + 1) * share)).map(|slot| slot.to_string());
                let words: Vec<_> =
                    ["CLUSTER", "ADDSLOTS"].map(str::to_owned).into_iter().chain(slots).collect();
                expect_ok(&mut admin, &words);
            }
            if number > 0 {
                expect_ok(
                    &mut admin,
                    &["CLUSTER", "MEET", "127.0.0.1", &self.nodes[0].node_port().to_string()],
                );
            }
        }
        for (number, node) in self.nodes.iter().enumerate().skip(MASTERS) {
            let master = &self.ids[number - MASTERS];
            until("a replica knows its master", || node.cli(&["CLUSTER", "REPLICATE", master]) == "OK");
        }
    }

    /// The nodes; the first three were the masters in the beginning.
    pub fn nodes(&self) -> &[Server] {
        &self.nodes
    }

    /// A node, to kill or restart it.
    pub fn node(&mut self, number: usize) -> &mut Server {
        &mut self.nodes[number]
    }

    /// The URLs of all nodes.
    pub fn urls(&self) -> Vec<String> {
        self.nodes.iter().map(Server::url).collect()
    }

    /// A node's identifier in the cluster.
    pub fn id(&self, number: usize) -> &str {
        &self.ids[number]
    }

    /// The numbers of the nodes that are masters now, by their own account.
    pub fn masters(&self) -> Vec<usize> {
        let masters = (0..self.nodes.len()).filter(|&number| {
            self.nodes[number].is_running()
                && self.nodes[number].cli(&["INFO", "replication"]).contains("role:master")
        });
        masters.collect()
    }

    /// The number of the node that has a slot, by its own account.
    ///
    /// # Panics
    /// When none has it.
    pub fn owner(&self, slot: u16) -> usize {
        let mut owners = self.masters().into_iter().filter(|&number| {
            let nodes = self.nodes[number].cli(&["CLUSTER", "NODES"]);
            let own = nodes.lines().find(|line| line.contains("myself")).unwrap_or_default();
            own.split(' ').skip(8).any(|range| has(range, slot))
        });
        owners.next().unwrap_or_else(|| panic!("nobody has slot {slot}"))
    }

    /// Waits until every node sees every other one and all slots, and every replica is in step.
    ///
    /// # Panics
    /// After two minutes.
    pub fn wait_until_healthy(&self) {
        until("the cluster is healthy", || self.nodes.iter().all(|node| self.is_healthy(node)));
    }

    fn is_healthy(&self, node: &Server) -> bool {
        let mut admin = node.connect();
        let info = admin.cli(&["CLUSTER", "INFO"]);
        let nodes = admin.cli(&["CLUSTER", "NODES"]);
        let replication = admin.cli(&["INFO", "replication"]);
        info.contains("cluster_state:ok")
            && info.contains(&format!("cluster_slots_ok:{SLOTS}"))
            && nodes.lines().count() == self.nodes.len()
            && nodes.lines().filter(|line| line.contains("slave")).count() == self.nodes.len() - MASTERS
            && nodes.lines().all(|line| line.contains(" connected") && !line.contains("fail"))
            && (replication.contains("role:master") || replication.contains("master_link_status:up"))
    }

    /// Whether all running nodes tell the same of who has which slots since when. A node that takes a slot before it has
    /// heard of the last move may take it at the same epoch, and loses it again when the two settle that.
    fn agrees(&self) -> bool {
        let mut told = self.nodes.iter().filter(|node| node.is_running()).map(|node| {
            let nodes = node.cli(&["CLUSTER", "NODES"]);
            let masters = nodes.lines().filter(|line| line.contains("master"));
            // The identifier, the epoch, and the slots.
            let masters = masters.map(|line| {
                let words: Vec<_> = line.split(' ').collect();
                (words[0].to_owned(), words[6].to_owned(), words[8..].join(" "))
            });
            masters.collect::<BTreeSet<_>>()
        });
        let Some(first) = told.next() else { return true };
        let epochs: BTreeSet<_> = first.iter().map(|(_, epoch, _)| epoch).collect();
        epochs.len() == first.len() && told.all(|other| other == first)
    }

    /// Moves slots with their keys from one master to another, live, as `redis-cli --cluster reshard`
    /// does.
    pub fn move_slots(&self, slots: impl IntoIterator<Item = u16>, from: usize, to: usize) {
        until("the nodes agree", || self.agrees());
        let mut others: Vec<_> = self.masters();
        others.retain(|&number| number != from && number != to);
        let (mut source, mut target) = (self.nodes[from].connect(), self.nodes[to].connect());
        let mut others: Vec<_> = others.into_iter().map(|number| self.nodes[number].connect()).collect();
        for slot in slots {
            self.begin_move(&mut source, &mut target, slot, from, to);
            while self.move_keys(&mut source, slot, to, 100) > 0 {}
            // The target first, so that at every moment somebody has it.
            for node in [&mut target, &mut source].into_iter().chain(&mut others) {
                expect_ok(node, &["CLUSTER", "SETSLOT", &slot.to_string(), "NODE", &self.ids[to]]);
            }
        }
    }

    /// Begins to move a slot: from now on the source answers `ASK` for keys that it does not have.
    pub fn begin_move(
        &self,
        source: &mut Connection,
        target: &mut Connection,
        slot: u16,
        from: usize,
        to: usize,
    ) {
        let slot = slot.to_string();
        expect_ok(target, &["CLUSTER", "SETSLOT", &slot, "IMPORTING", &self.ids[from]]);
        expect_ok(source, &["CLUSTER", "SETSLOT", &slot, "MIGRATING", &self.ids[to]]);
    }

    /// Moves some keys of a slot that is being moved; returns how many.
    pub fn move_keys(&self, source: &mut Connection, slot: u16, to: usize, count: usize) -> usize {
        let keys = source.query(&["CLUSTER", "GETKEYSINSLOT", &slot.to_string(), &count.to_string()]);
        let Ok(Value::Array(keys)) = keys else { panic!("keys of slot {slot}: {keys:?}") };
        if keys.is_empty() {
            return 0;
        }
        let port = self.nodes[to].node_port().to_string();
        let words = ["MIGRATE", "127.0.0.1", &port, "", "0", "5000", "KEYS"];
        let mut words: Vec<Vec<u8>> = words.iter().map(|word| word.as_bytes().to_vec()).collect();
        let count = keys.len();
        words.extend(keys.into_iter().map(|key| match key {
            Value::BulkString(key) => key,
            key => panic!("a key is {key:?}"),
        }));
        let answer = source.cli(&words);
        // A key may have been deleted meanwhile.
        assert!(answer == "OK" || answer == "NOKEY", "MIGRATE: {answer}");
        count
    }
}

/// Whether a range such as `5-10` has a slot.
fn has(range: &str, slot: u16) -> bool {
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    matches!((first.parse::<u16>(), last.parse::<u16>()), (Ok(first), Ok(last)) if (first..=last).contains(&slot))
}

fn expect_ok<W: AsRef<[u8]>>(node: &mut Connection, words: &[W]) {
    let answer = node.cli(words);
    let shown = |word: &W| String::from_utf8_lossy(word.as_ref()).into_owned();
    assert_eq!(answer, "OK", "{:?}", words.iter().take(5).map(shown).collect::<Vec<_>>());
}
