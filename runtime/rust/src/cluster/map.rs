//! Which node has which slots.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::Arc;

use super::slots::SLOTS;
use crate::bytes::Bytes;
use crate::config::Address;
use crate::operation::{Arguments, NodeSet, Operation, Reply, Resend};
use crate::resp::Frame;

/// The nodes of a cluster, and which of them has each slot, as far as it is known.
#[derive(Clone)]
pub struct SlotMap {
    nodes: Vec<Node>,
    /// For each slot the position of its node; `NOBODY` when it is not known.
    owners: Vec<u16>,
    /// Which node is asked for slots without a known owner; it answers whose they are.
    guide: usize,
}

#[derive(Clone)]
struct Node {
    address: Arc<Address>,
    /// Under which other hosts nodes speak of it.
    aliases: Vec<String>,
}

const NOBODY: u16 = u16::MAX;

/// The most nodes of a map. Redis recommends at most a thousand, and ElastiCache has at most 500; whoever tells of more
/// makes them up, and going through them would take the time of all calls.
const MOST_NODES: usize = 4_096;

impl SlotMap {
    /// A map without owners: the nodes will say whose the slots are.
    pub fn unknown(nodes: impl IntoIterator<Item = Arc<Address>>) -> Self {
        let nodes = nodes.into_iter().map(|address| Node { address, aliases: Vec::new() }).collect();
        Self { nodes, owners: vec![NOBODY; SLOTS], guide: 0 }
    }

    /// The map that a node gave; the node has the address `asked`.
    pub fn new(shards: &Shards, asked: &Arc<Address>) -> Self {
        let mut map = Self::unknown([]);
        let mut known = HashMap::new();
        for shard in &shards.0 {
            let mut nodes = shard.nodes.iter();
            let Some(master) = nodes.next() else { continue };
            let owner = map.add(master, asked, &mut known) as u16;
            map.owners[usize::from(shard.first)..=usize::from(shard.last)].fill(owner);
            // Replicas are not read from, but they know the map too.
            for replica in nodes {
                map.add(replica, asked, &mut known);
            }
        }
        if map.nodes.is_empty() { Self::unknown([asked.clone()]) } else { map }
    }

    /// The position of the node that has a slot, or of one that knows who has.
    #[inline]
    pub fn owner(&self, slot: u16) -> usize {
        match self.owners[usize::from(slot)] {
            NOBODY => self.guide,
            owner => usize::from(owner),
        }
    }

    /// Whether the owner of any slot is known. A node that was reset answers, and knows of none.
    pub fn knows_owners(&self) -> bool {
        self.owners.iter().any(|&owner| owner != NOBODY)
    }

    /// How many nodes there are; at least one.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The address of the node at a position.
    pub fn address(&self, node: usize) -> &Arc<Address> {
        &self.nodes[node].address
    }

    /// The addresses of all nodes.
    pub fn addresses(&self) -> impl Iterator<Item = &Arc<Address>> {
        self.nodes.iter().map(|node| &node.address)
    }

    /// The addresses of all nodes, and whether each belongs to a set. Where no node told of masters, all are taken for some.
    pub fn nodes(&self, set: NodeSet) -> Vec<(Arc<Address>, bool)> {
        let mut is_meant = vec![set == NodeSet::All || !self.knows_owners(); self.nodes.len()];
        for &owner in self.owners.iter().filter(|&&owner| owner != NOBODY) {
            is_meant[usize::from(owner)] = true;
        }
        self.addresses().cloned().zip(is_meant).collect()
    }

    /// The address of a node that `asked` speaks of as `host:port`.
    pub fn named(&self, host: &str, port: u16, asked: &Address) -> Arc<Address> {
        let host = if says_nothing(host) { asked.host() } else { host };
        let known = self.nodes.iter().find(|node| {
            node.address.port() == Some(port)
                && (node.address.host() == host || node.aliases.iter().any(|alias| alias == host))
        });
        match known {
            Some(node) => node.address.clone(),
            None => Arc::new(asked.beside(host, port)),
        }
    }

    /// Gives a slot to the node with this address.
    pub fn assign(&mut self, slot: u16, address: &Arc<Address>) {
        if self.nodes.len() >= MOST_NODES {
            return;
        }
        let node = self.nodes.iter().position(|node| node.address == *address).unwrap_or_else(|| {
            self.nodes.push(Node { address: address.clone(), aliases: Vec::new() });
            self.nodes.len() - 1
        });
        self.owners[usize::from(slot)] = node as u16;
    }

    /// Forgets what the node with this address has, so that another one is asked whose it is now.
    pub fn forget(&mut self, address: &Address) {
        let Some(node) = self.nodes.iter().position(|node| *node.address == *address) else { return };
        for owner in self.owners.iter_mut().filter(|owner| usize::from(**owner) == node) {
            *owner = NOBODY;
        }
        if self.guide == node {
            self.guide = (self.guide + 1) % self.nodes.len();
        }
    }

    /// The position of a node; `known` are those of the nodes so far.
    fn add(&mut self, endpoint: &Endpoint, asked: &Address, known: &mut HashMap<Address, usize>) -> usize {
        let mut hosts = [&endpoint.host, &endpoint.hostname, &endpoint.ip].map(Option::as_deref);
        // A certificate has names in it, rarely addresses.
        if asked.is_tls() && hosts[1].is_some() && hosts[0].is_some_and(|host| host.parse::<IpAddr>().is_ok())
        {
            hosts.swap(0, 1);
        }
        let host = hosts[0].unwrap_or(asked.host());
        let address = asked.beside(host, endpoint.port);
        *known.entry(address).or_insert_with_key(|address| {
            let aliases = hosts.into_iter().flatten().map(str::to_owned).collect();
            self.nodes.push(Node { address: Arc::new(address.clone()), aliases });
            self.nodes.len() - 1
        })
    }
}

/// Whether a node speaks of another without knowing its host: then it is the host that was asked.
fn says_nothing(host: &str) -> bool {
    host.is_empty() || host == "?"
}

/// What a node answers to `CLUSTER SLOTS`.
pub struct Shards(Vec<Shard>);

struct Shard {
    first: u16,
    last: u16,
    /// The master, and then its replicas.
    nodes: Vec<Endpoint>,
}

#[derive(PartialEq, Eq, Hash)]
struct Endpoint {
    host: Option<String>,
    port: u16,
    hostname: Option<String>,
    ip: Option<String>,
}

impl Reply for Shards {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        let Frame::Array(shards) = frame else { return None };
        if shards.len() > SLOTS {
            return None;
        }
        let shards = Self(shards.iter().map(Shard::read).collect::<Option<_>>()?);
        shards.is_possible().then_some(shards)
    }
}

impl Shards {
    /// Whether each slot has one owner at most, and there are not too many nodes.
    fn is_possible(&self) -> bool {
        let mut ranges: Vec<_> = self.0.iter().map(|shard| (shard.first, shard.last)).collect();
        ranges.sort_unstable();
        let nodes: HashSet<_> = self.0.iter().flat_map(|shard| &shard.nodes).collect();
        ranges.is_sorted_by(|(_, last), (first, _)| last < first) && nodes.len() <= MOST_NODES
    }
}

impl Shard {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        let Frame::Array(parts) = frame else { return None };
        let [Frame::Integer(first), Frame::Integer(last), nodes @ ..] = &parts[..] else { return None };
        let (first, last) = (u16::try_from(*first).ok()?, u16::try_from(*last).ok()?);
        let nodes = nodes.iter().map(Endpoint::read).collect::<Option<_>>()?;
        (first <= last && usize::from(last) < SLOTS).then_some(Self { first, last, nodes })
    }
}

impl Endpoint {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        let Frame::Array(parts) = frame else { return None };
        let [host, Frame::Integer(port), more @ ..] = &parts[..] else { return None };
        let mut endpoint =
            Self { host: text(host), port: u16::try_from(*port).ok()?, hostname: None, ip: None };
        // After the node's identifier, from Redis 7.0 on: names and values in turn.
        if let Some(Frame::Array(metadata)) = more.get(1) {
            for pair in metadata.chunks_exact(2) {
                match &text(&pair[0]).unwrap_or_default()[..] {
                    "hostname" => endpoint.hostname = text(&pair[1]),
                    "ip" => endpoint.ip = text(&pair[1]),
                    _ => {}
                }
            }
        }
        // It is not the host that was asked: the node has no name among those that are preferred.
        if matches!(host, Frame::Bulk(b"?")) {
            endpoint.host = endpoint.ip.clone().or_else(|| endpoint.hostname.clone());
        }
        Some(endpoint)
    }
}

/// A host that says something.
fn text(frame: &Frame<'_>) -> Option<String> {
    match frame {
        Frame::Bulk(bytes) | Frame::Simple(bytes) => {
            let text = std::str::from_utf8(bytes).ok()?;
            (!says_nothing(text)).then(|| text.to_owned())
        }
        _ => None,
    }
}

/// The question for the map.
pub struct AskShards;

impl Operation for AskShards {
    type Reply = Shards;
    const NAME: &'static str = "connect";
    const COMMAND: &'static [&'static str] = &["CLUSTER", "SLOTS"];
    const RESEND: Resend = Resend::Always;

    fn into_key(self, _: usize) -> Bytes {
        Bytes::default()
    }

    fn arguments(&self, _: &mut impl Arguments) {}
}
