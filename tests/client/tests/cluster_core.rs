//! The rules of a call on a cluster, without any connection: scripted replies, and a simulated cluster in
//! which everything happens at every moment.

// The runtime's own source, where it is hand-written; the generated client carries a copy.
#[path = "../../../templates/rust/runtime"]
#[allow(dead_code, unused_imports)]
mod runtime {
    mod batch;
    mod bytes;
    mod cluster;
    mod config;
    mod connect;
    mod deadline;
    mod entries;
    mod error;
    mod operation;
    mod pipeline;
    mod resp;
    mod response;

    #[path = "../../../tests/client/tests/core/mod.rs"]
    mod tests;
}
