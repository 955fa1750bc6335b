//! The `aws` command, which knows every way to log in to AWS.

use std::io::{ErrorKind, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use super::listing::{self, Listed};
use crate::catalogue::Source;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// How long the command may take for one page.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many pages are asked for: of a hundred clusters each.
const MOST_PAGES: usize = 100;

/// All clusters that the `aws` command lists, single nodes included; in this region, or in the one that the command
/// is configured for.
///
/// # Errors
/// When the command is missing, fails or takes too long; with what to install or configure.
pub fn list(region: Option<&str>) -> Result<Vec<Listed>, Diagnostics> {
    let mut clusters = pages(&["describe-replication-groups"], region)?;
    let nodes = ["--show-cache-node-info", "--show-cache-clusters-not-in-replication-groups"];
    clusters.extend(pages(&[&["describe-cache-clusters"], &nodes[..]].concat(), region)?);
    Ok(clusters)
}

fn pages(arguments: &[&str], region: Option<&str>) -> Result<Vec<Listed>, Diagnostics> {
    let shown = format!("aws elasticache {}", arguments[0]);
    let mut clusters = Vec::new();
    let mut marker: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let mut command = Command::new("aws");
        command.arg("elasticache").args(arguments).args(["--output", "json"]);
        command.args(region.into_iter().flat_map(|region| ["--region", region]));
        command.args(marker.iter().flat_map(|marker| ["--marker", marker.as_str()]));
        let text = run(command, &shown)?;
        let page = listing::read(&Source { path_shown: format!("output of `{shown}`"), text })?;
        clusters.extend(page.clusters);
        if page.marker.is_none() || page.marker == marker {
            return Ok(clusters);
        }
        marker = page.marker;
    }
    Err(problem(format!("`{shown}` never reached its last page"), "pass a listing with `--from-json`"))
}

/// Runs a command that prints text, and gives the text.
fn run(mut command: Command, shown: &str) -> Result<String, Diagnostics> {
    // Without a pager, which would wait for somebody.
    command.env("AWS_PAGER", "").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => problem(
            "the `aws` command was not found".to_owned(),
            "install the AWS CLI (https://aws.amazon.com/cli/), or use a listing that was made elsewhere",
        ),
        _ => problem(format!("cannot run `aws`: {error}"), "use a listing that was made elsewhere"),
    })?;
    let end = Instant::now() + PATIENCE;
    let (output, errors) = (collect(child.stdout.take()), collect(child.stderr.take()));
    let finished = wait(&mut child, end).and_then(|status| {
        let left = |end: Instant| end.saturating_duration_since(Instant::now()).max(Duration::from_secs(1));
        Some((status, output.recv_timeout(left(end)).ok()?, errors.recv_timeout(left(end)).ok()?))
    });
    let Some((status, output, errors)) = finished else {
        let _ = child.kill();
        let _ = child.wait();
        let message = format!("`{shown}` took longer than {} seconds", PATIENCE.as_secs());
        return Err(problem(message, "check the network, and whether the command works on its own"));
    };
    if !status.success() {
        let told: Vec<_> = errors.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let told = crate::diagnostic::safe(&told.join(" ").chars().take(400).collect::<String>());
        let message =
            if told.is_empty() { format!("`{shown}` failed") } else { format!("`{shown}` failed: {told}") };
        return Err(problem(message, remedy(&told)));
    }
    Ok(output)
}

/// What to do about a message of the `aws` command.
fn remedy(told: &str) -> &'static str {
    let has = |part: &str| told.contains(part);
    if has("Unable to locate credentials") || has("NoCredentials") {
        "run `aws configure`, or name a profile in AWS_PROFILE"
    } else if has("specify a region") {
        "name the region in AWS_DEFAULT_REGION, or run `aws configure`"
    } else if has("xpired") {
        "log in again, for example with `aws sso login`"
    } else if has("AccessDenied")
        || has("not authorized")
        || has("UnrecognizedClient")
        || has("InvalidClientTokenId")
    {
        "log in as somebody who may call elasticache:DescribeReplicationGroups and elasticache:DescribeCacheClusters"
    } else if has("Could not connect") {
        "check the region and the network"
    } else {
        "check whether the command works on its own"
    }
}

/// Waits for the end of a process until a moment; `None` when it has not ended by then.
fn wait(child: &mut Child, end: Instant) -> Option<ExitStatus> {
    while Instant::now() < end {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) => std::thread::sleep(Duration::from_millis(20)),
            Err(_) => return None,
        }
    }
    None
}

/// Reads all of a pipe on a thread of its own, so that the process never waits for its reader.
fn collect(pipe: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            // What was read before an error is what there is.
            let _ = pipe.take(Source::LARGEST).read_to_end(&mut bytes);
        }
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receiver
}

fn problem(message: String, help: &str) -> Diagnostics {
    let mut problem = Diagnostic::new(Code::AwsCommand, message);
    problem.help(help);
    Diagnostics::general(vec![problem])
}
