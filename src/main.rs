//! The command line of sigma-gen.

fn main() {}
