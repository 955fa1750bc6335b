//! Runs a command against each Redis version: `redis-servers cargo test ...`.
//!
//! The command finds an empty server at `REDIS_URL`, and its version in `REDIS_VERSION`. It runs for all
//! versions, also after a failure; the exit code is 1 when it failed for any.

use std::{
    env,
    process::{Command, ExitCode},
};

use redis_servers::{Server, Version};

fn main() -> ExitCode {
    let words: Vec<_> = env::args_os().skip(1).collect();
    let Some((program, args)) = words.split_first() else {
        eprintln!("usage: redis-servers COMMAND [ARGUMENT]...");
        return ExitCode::from(2);
    };
    let mut failed = false;
    for version in Version::all() {
        let server = Server::start(version);
        println!("-- Redis {version}");
        let status = Command::new(program)
            .args(args)
            .env("REDIS_URL", server.url())
            .env("REDIS_VERSION", version.to_string())
            .status();
        match status {
            Ok(status) => failed |= !status.success(),
            Err(error) => {
                eprintln!("{}: {error}", program.display());
                failed = true;
            }
        }
    }
    ExitCode::from(u8::from(failed))
}
