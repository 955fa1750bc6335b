//! Operations that run on several nodes of a cluster.

use std::sync::Arc;

use super::arguments::{OutOfRange, check};
use super::{Answers, Arguments, Operation, Reply, Resend};
use crate::bytes::Bytes;
use crate::config::Address;
use crate::error::{ConnectionError, Error};
use crate::resp::Frame;
use crate::response::{Each, Response};

/// An operation without a key that runs on several nodes of a cluster, or on the only server.
pub trait OperationOnNodes: Send + Sync + 'static {
    /// What each node answers.
    type Reply: Reply;
    /// The operation's name, for errors.
    const NAME: &'static str;
    /// The command's words that go before the arguments.
    const COMMAND: &'static [&'static str];
    /// Whether it may be sent again.
    const RESEND: Resend;
    /// The nodes.
    const NODES: NodeSet;

    /// The address of the only one of them that is asked, `host:port`; `None` for all.
    fn node(&self) -> Option<&Bytes> {
        None
    }

    /// Whether it may be sent again, where that depends on its parameters.
    fn resend(&self) -> Resend {
        Self::RESEND
    }

    /// Reads a node's reply, which is no error; `None` when it is not of its type.
    fn read(&self, frame: &Frame<'_>) -> Option<Self::Reply> {
        Self::Reply::read(frame)
    }

    /// Shows the arguments, in the order in which they go on the wire.
    fn arguments(&self, to: &mut impl Arguments);
}

/// One whose nodes' answers become one.
pub trait CombinedOperation: OperationOnNodes {
    /// What the nodes' answers come to.
    ///
    /// # Errors
    /// That of a node, where its answer is needed.
    fn combine(answers: Answers<Self::Reply>) -> Result<Self::Reply, Error>;
}

/// Several nodes of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeSet {
    /// Every master.
    Shards,
    /// Every node: masters and replicas.
    All,
}

/// As many nodes are named in an error; a cluster may have hundreds.
const NAMED: usize = 10;

/// One call on several nodes.
pub(crate) struct Spread<O> {
    /// The addresses of the nodes, and whether each is asked without being named.
    nodes: Vec<(Bytes, bool)>,
    /// Each operation, and why it does not run.
    operations: Vec<(OnNode<O>, Option<Error>)>,
}

impl<O: OperationOnNodes> Spread<O> {
    /// A call of operations on the nodes with these addresses, or on none because of an error. With each goes whether it
    /// is asked also by those that do not name it.
    pub fn new(
        operations: impl Iterator<Item = O>,
        nodes: Result<Vec<(Arc<Address>, bool)>, ConnectionError>,
    ) -> Self {
        let (nodes, closed): (Vec<_>, _) = match nodes {
            Ok(nodes) => {
                let named =
                    |(node, is_asked): &(Arc<Address>, bool)| (Bytes::from(node.to_string()), *is_asked);
                (nodes.iter().map(named).collect(), None)
            }
            Err(error) => (Vec::new(), Some(Error::from(error))),
        };
        let checked = |(index, operation): (usize, O)| {
            let operation = OnNode(Arc::new(operation));
            let wrong = check(&operation, index).or_else(|| closed.clone());
            let wrong = wrong.or_else(|| stranger(&*operation.0, &nodes, index));
            (operation, wrong)
        };
        let operations = operations.enumerate().map(checked).collect();
        Self { nodes, operations }
    }

    /// What one of the nodes runs, by its position.
    pub fn operations(&self, node: usize) -> impl Iterator<Item = OnNode<O>> {
        let meant = self
            .operations
            .iter()
            .filter(move |(operation, wrong)| wrong.is_none() && self.runs(operation, node));
        meant.map(|(operation, _)| OnNode(operation.0.clone()))
    }

    /// Whether one of the nodes runs anything.
    pub fn asks(&self, node: usize) -> bool {
        self.operations(node).next().is_some()
    }

    /// The nodes' responses as one, in which each operation has the result of each node under its address.
    pub fn each(self, responses: Vec<Response<O::Reply>>) -> Response<Each<O::Reply>> {
        let (mut success, mut failed) = (0, 0);
        let entries = self.joined(responses, |results| {
            let each = Each::new(results);
            (success, failed) = (success + each.success(), failed + each.failed());
            Ok(each)
        });
        failed += entries.iter().filter(|(_, result)| result.is_err()).count();
        Response::counted(entries, success, failed)
    }

    /// The nodes' responses as one, in which each operation has one result.
    pub fn combined(self, responses: Vec<Response<O::Reply>>) -> Response<O::Reply>
    where
        O: CombinedOperation,
    {
        Response::new(self.joined(responses, |results| {
            let answers = Answers::new(results.into_iter().map(|(_, result)| result));
            // Who has no nodes has no operations that were sent to them.
            O::combine(answers.ok_or(Error::NotOne(0))?)
        }))
    }

    /// What `join` makes of the nodes' results of each operation, under its position.
    fn joined<T>(
        self,
        responses: Vec<Response<O::Reply>>,
        mut join: impl FnMut(Vec<(Bytes, Result<O::Reply, Error>)>) -> Result<T, Error>,
    ) -> Vec<(Bytes, Result<T, Error>)> {
        let mut rest: Vec<_> =
            responses.into_iter().map(|response| response.into_entries().into_iter()).collect();
        let entry = |(index, (operation, wrong)): (usize, &(OnNode<O>, Option<Error>))| {
            let result = match wrong {
                Some(wrong) => Err(wrong.clone()),
                None => {
                    let nodes = self.nodes.iter().zip(&mut rest).enumerate();
                    let asked = nodes.filter(|(node, _)| self.runs(operation, *node));
                    let results = asked.filter_map(|(_, ((address, _), rest))| {
                        let (_, result) = rest.next()?;
                        Some((address.clone(), result.map_err(|error| error.at(index))))
                    });
                    join(results.collect())
                }
            };
            (Bytes::from(index), result)
        };
        self.operations.iter().enumerate().map(entry).collect()
    }

    fn runs(&self, operation: &OnNode<O>, node: usize) -> bool {
        let (address, is_asked) = &self.nodes[node];
        operation.0.node().map_or(*is_asked, |only| only == address)
    }
}

/// The error of an operation for a node that is none of the call's.
fn stranger<O: OperationOnNodes>(operation: &O, nodes: &[(Bytes, bool)], index: usize) -> Option<Error> {
    let node = operation.node().filter(|node| !nodes.iter().any(|(known, _)| known == *node))?;
    let mut all: Vec<_> = nodes.iter().take(NAMED).map(|(node, _)| node.to_string_lossy()).collect();
    if nodes.len() > NAMED {
        all.push(format!("and {} more", nodes.len() - NAMED).into());
    }
    let found = format!("{}; they are {}", node.to_string_lossy(), all.join(", "));
    Some(
        OutOfRange { parameter: "node", expected: "the address of one of the nodes", found }
            .at(O::NAME, index),
    )
}

/// An operation for one node.
pub(crate) struct OnNode<O>(Arc<O>);

impl<O: OperationOnNodes> Operation for OnNode<O> {
    type Reply = O::Reply;
    const NAME: &'static str = O::NAME;
    const COMMAND: &'static [&'static str] = O::COMMAND;
    const RESEND: Resend = O::RESEND;

    fn into_key(self, index: usize) -> Bytes {
        Bytes::from(index)
    }

    fn resend(&self) -> Resend {
        self.0.resend()
    }

    fn read(&self, frame: &Frame<'_>) -> Option<Self::Reply> {
        self.0.read(frame)
    }

    fn arguments(&self, to: &mut impl Arguments) {
        self.0.arguments(to);
    }
}
