//! Commands that a call cannot run, and why.

use super::super::model::Operation;
use crate::diagnostic::{Code, Report, Span, quoted};

/// Why a command is refused.
struct Refused {
    commands: &'static [&'static str],
    reason: &'static str,
    instead: &'static str,
}

/// Calls share connections, and every command has one reply. What does not fit that is listed here.
const REFUSED: &[Refused] = &[
    Refused {
        commands: &["SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE"],
        reason: "it changes what comes over the connection",
        instead: "subscribe with a client made for that; PUBLISH, SPUBLISH and PUBSUB can be described",
    },
    Refused {
        commands: &["MONITOR", "SYNC", "PSYNC", "REPLCONF", "CLIENT REPLY"],
        reason: "it changes what comes over the connection",
        instead: "run it over a connection of its own, for example with redis-cli",
    },
    Refused {
        commands: &["AUTH", "HELLO", "SELECT", "QUIT", "RESET", "CLIENT SETNAME", "CLIENT SETINFO"],
        reason: "it changes the state of a connection, which belongs to the client",
        instead: "use the client's configuration: the URL has the user, the password and the database",
    },
    Refused {
        commands: &["ASKING", "READONLY", "READWRITE"],
        reason: "it changes the state of a connection, which belongs to the client",
        instead: "remove the operation: on a cluster the client finds the right node itself",
    },
    Refused {
        commands: &[
            "CLIENT TRACKING",
            "CLIENT CACHING",
            "CLIENT TRACKINGINFO",
            "CLIENT GETREDIR",
            "CLIENT NO-EVICT",
            "CLIENT NO-TOUCH",
            "SCRIPT DEBUG",
        ],
        reason: "it changes the state of a connection, which belongs to the client",
        instead: "run it over a connection of its own, for example with redis-cli",
    },
    Refused {
        commands: &["MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH"],
        reason: "it needs one connection for several calls",
        instead: "use a script (EVAL) for what has to happen at once",
    },
    Refused {
        commands: &["WAIT", "WAITAOF"],
        reason: "it is about what was written over the same connection",
        instead: "write and wait over a connection of your own",
    },
    Refused {
        commands: &["DEBUG", "PFDEBUG", "PFSELFTEST", "RESTORE-ASKING"],
        reason: "it is for the server's own tests",
        instead: "remove the operation",
    },
    Refused {
        commands: &["SHUTDOWN"],
        reason: "its answer is a closed connection",
        instead: "stop the server where it runs",
    },
];

/// Why a call cannot run a command, and what to do instead.
pub(crate) fn refused(command: &str) -> Option<(&'static str, &'static str)> {
    let command = command.to_ascii_uppercase();
    let is_it = |refused: &&str| {
        command.strip_prefix(refused).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let found = REFUSED.iter().find(|refused| refused.commands.iter().any(is_it));
    found.map(|Refused { reason, instead, .. }| (*reason, *instead))
}

/// Reports a command that a call cannot run.
pub(super) fn check(operation: &Operation, at: Span, report: &mut Report) {
    if let Some((reason, instead)) = refused(&operation.command) {
        let message = format!("{} cannot be an operation: {reason}", quoted(&operation.command));
        report.add(Code::RefusedCommand, at, message).help(instead);
    }
}
