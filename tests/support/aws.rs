//! AWS on this machine: a server that deploys stacks, and the real `aws` command.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::folder::Folder;

/// How long the server may take until it listens.
const START_LIMIT: Duration = Duration::from_secs(120);

/// The folder with the `aws` command, in the environment that `tests/run` makes.
fn tools() -> PathBuf {
    std::fs::canonicalize(super::python::folder()).unwrap()
}

/// A server that deploys stacks; it ends when it is dropped.
pub struct Aws {
    child: Child,
    port: u16,
}

impl Aws {
    pub fn start() -> Self {
        for _ in 0..5 {
            // A free port may be taken again before the server has it.
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let child = Command::new(tools().join("python"))
                .args(["tests/cloudformation/server.py", &port.to_string(), "127.0.0.1"])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut aws = Self { child, port };
            let start = Instant::now();
            while start.elapsed() < START_LIMIT && aws.child.try_wait().unwrap().is_none() {
                if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                    return aws;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        panic!("moto does not start: see tests/cloudformation/server.py");
    }

    /// Gives a command this server, and the `aws` command.
    pub fn environment(&self, command: &mut Command) {
        let path = std::env::join_paths(
            std::iter::once(tools())
                .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
        );
        command
            .env("PATH", path.unwrap())
            .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", self.port))
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_DEFAULT_REGION", "us-east-1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_CONFIG_FILE", "/dev/null")
            .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    }

    /// Runs a command of `aws`, and gives what it prints.
    pub fn run(&self, folder: &Folder, arguments: &str) -> String {
        let mut command = Command::new(tools().join("aws"));
        self.environment(&mut command);
        let output = command.args(arguments.split_whitespace()).current_dir(&folder.0).output().unwrap();
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a line of a shell in a folder, where it finds `sigma-gen` and `aws`.
    pub fn shell(&self, folder: &Folder, line: &str) {
        let mut command = Command::new("sh");
        self.environment(&mut command);
        let program = Path::new(env!("CARGO_BIN_EXE_sigma-gen")).parent().unwrap();
        let path = command.get_envs().find(|(name, _)| *name == "PATH").unwrap().1.unwrap().to_owned();
        let path = std::iter::once(program.to_owned()).chain(std::env::split_paths(&path));
        command.env("PATH", std::env::join_paths(path).unwrap());
        let output = command.args(["-c", line]).current_dir(&folder.0).output().unwrap();
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Runs `sigma-gen`, which may ask `aws`.
    pub fn sigma_gen(&self, folder: &Folder, arguments: &str) -> String {
        let mut command = folder.command(arguments);
        self.environment(&mut command);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Deploys a spec as a stack of its own, and writes the outputs into `NAME.json`.
    pub fn deploy(&self, folder: &Folder, name: &str) {
        folder.succeeds(&format!("cluster template {name}.yaml -o {name}.template.yaml"));
        let how = "--capabilities CAPABILITY_IAM --output json";
        self.run(folder, &format!("cloudformation create-stack --stack-name {name} --template-body file://{name}.template.yaml {how}"));
        let stack =
            self.run(folder, &format!("cloudformation describe-stacks --stack-name {name} --output json"));
        assert!(stack.contains("\"CREATE_COMPLETE\""), "{stack}");
        folder.write(&format!("{name}.json"), &stack);
    }
}

impl Drop for Aws {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
