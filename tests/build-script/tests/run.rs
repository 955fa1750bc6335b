//! The example runs against a real server.

use std::process::Command;

use redis_servers::{Server, Version};

#[test]
fn the_client_made_by_the_build_script_works() {
    let server = Server::start(Version::Debian);
    let output = Command::new(env!("CARGO_BIN_EXE_build-script-example")).arg(server.url()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "hello, all 2\n");
}
