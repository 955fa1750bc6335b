//! `sigma-gen panel`: a server for one browser.

mod guard;
mod runs;
mod servers;
mod spec;
mod start;
mod support;
