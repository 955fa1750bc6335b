//! Operations that are made at run time, and what a server answers to them.

use std::sync::Arc;
use std::time::Duration;

use sigma_redis_runtime::{
    Arguments, Bytes, Client, Each, Error, Frame, NodeSet, Operation, OperationOnNodes, Reply, Resend,
};

use super::words::Word;

/// A command with its words.
#[derive(Debug)]
pub(super) struct Command {
    pub words: Vec<Word>,
    /// How long the server may wait before it answers.
    pub wait: Duration,
    /// The address of the only node that it is for, of those on which it could run.
    pub node: Option<Bytes>,
}

impl Command {
    /// All words are arguments to the runtime, which knows commands of generated code only as constants.
    fn show(&self, to: &mut impl Arguments) {
        for Word { bytes, is_key } in &self.words {
            if *is_key { to.key("", bytes) } else { to.one("", bytes) }
        }
    }
}

/// Where commands run that do not run on a single node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum On {
    Shards,
    AllNodes,
}

/// What a command was answered.
pub(super) enum Answered {
    One(Result<Raw, Error>),
    /// By each node, under its address.
    Nodes(Vec<(Bytes, Result<Raw, Error>)>),
}

/// Runs commands as one call, and gives what each was answered, in their order. Only reads may be sent again.
pub(super) async fn send(
    client: &Client,
    commands: &[Arc<Command>],
    on: Option<On>,
    is_read: bool,
) -> Vec<Answered> {
    match (on, is_read) {
        (None, true) => one::<true>(client, commands).await,
        (None, false) => one::<false>(client, commands).await,
        (Some(On::Shards), true) => nodes::<true, false>(client, commands).await,
        (Some(On::Shards), false) => nodes::<false, false>(client, commands).await,
        (Some(On::AllNodes), true) => nodes::<true, true>(client, commands).await,
        (Some(On::AllNodes), false) => nodes::<false, true>(client, commands).await,
    }
}

async fn one<const READ: bool>(client: &Client, commands: &[Arc<Command>]) -> Vec<Answered> {
    let response = client.call(commands.iter().cloned().map(Dynamic::<READ>)).await;
    response.into_iter().map(|(_, result)| Answered::One(result)).collect()
}

async fn nodes<const READ: bool, const ALL: bool>(
    client: &Client,
    commands: &[Arc<Command>],
) -> Vec<Answered> {
    let response = client.call_on_nodes(commands.iter().cloned().map(OnNodes::<READ, ALL>)).await;
    let answered = |each: Result<Each<Raw>, Error>| match each {
        Ok(each) => Answered::Nodes(each.into_iter().collect()),
        Err(error) => Answered::One(Err(error)),
    };
    response.into_iter().map(|(_, each)| answered(each)).collect()
}

const fn resend(is_read: bool) -> Resend {
    if is_read { Resend::Always } else { Resend::Never }
}

/// A command on one node. Its name is not needed: errors are told by whoever made it.
struct Dynamic<const READ: bool>(Arc<Command>);

impl<const READ: bool> Operation for Dynamic<READ> {
    type Reply = Raw;
    const NAME: &'static str = "";
    const COMMAND: &'static [&'static str] = &[];
    const RESEND: Resend = resend(READ);

    fn into_key(self, index: usize) -> Bytes {
        Bytes::from(index)
    }

    fn wait(&self) -> Duration {
        self.0.wait
    }

    fn arguments(&self, to: &mut impl Arguments) {
        self.0.show(to);
    }
}

/// A command on every master, or on `ALL` nodes.
struct OnNodes<const READ: bool, const ALL: bool>(Arc<Command>);

impl<const READ: bool, const ALL: bool> OperationOnNodes for OnNodes<READ, ALL> {
    type Reply = Raw;
    const NAME: &'static str = "";
    const COMMAND: &'static [&'static str] = &[];
    const RESEND: Resend = resend(READ);
    const NODES: NodeSet = if ALL { NodeSet::All } else { NodeSet::Shards };

    fn node(&self) -> Option<&Bytes> {
        self.0.node.as_ref()
    }

    fn arguments(&self, to: &mut impl Arguments) {
        self.0.show(to);
    }
}

/// A reply that is no error, as it came: which type it should have is known only later, when those of several nodes have
/// become one.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Raw {
    Nil,
    Bool(bool),
    Integer(i64),
    /// A status, or a number of RESP 3.
    Simple(String),
    Bulk(Bytes),
    List(Vec<Raw>),
    /// An error inside of a list.
    Error(String),
}

impl Reply for Raw {
    fn read(frame: &Frame<'_>) -> Option<Self> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Some(match frame {
            Frame::Nil => Self::Nil,
            Frame::Boolean(value) => Self::Bool(*value),
            Frame::Integer(number) => Self::Integer(*number),
            Frame::Double(number) => Self::Bulk(Bytes::from(*number)),
            Frame::Simple(bytes) => Self::Simple(text(bytes)),
            Frame::Bulk(bytes) => Self::Bulk(Bytes::from(*bytes)),
            Frame::Array(frames) => Self::List(frames.iter().map(Self::read).collect::<Option<_>>()?),
            Frame::Error(bytes) => Self::Error(text(bytes)),
            Frame::Push(_) => return None,
        })
    }
}
