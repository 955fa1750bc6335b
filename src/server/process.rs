//! Processes: which one it is, and how it ends.

use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

/// How long a server has to end by itself.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often to look whether it has.
const GLANCE: Duration = Duration::from_millis(5);

/// When a process was started, in whatever form the system tells: with its number it is that process and no later one. `None`
/// when it has ended.
#[cfg(target_os = "linux")]
pub(super) fn started(pid: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name before it, in parentheses, may have anything in it.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    // One that has ended stays until whoever started it has looked.
    fields.next().filter(|&state| state != "Z" && state != "X")?;
    fields.nth(18).map(str::to_owned)
}

/// The same, where there is no /proc.
#[cfg(not(target_os = "linux"))]
pub(super) fn started(pid: u32) -> Option<String> {
    let output = std::process::Command::new("ps").args(["-o", "lstart=", "-p", &pid.to_string()]).output();
    let time = String::from_utf8(output.ok()?.stdout).ok()?.split_whitespace().collect::<Vec<_>>().join("-");
    (!time.is_empty()).then_some(time)
}

/// Ends all of a process group: kindly first, and for certain after a while. `has_ended` looks whether it has.
pub(super) fn end(group: u32, mut has_ended: impl FnMut() -> bool) {
    let Some(pid) = i32::try_from(group).ok().and_then(Pid::from_raw) else { return };
    for signal in [Signal::TERM, Signal::KILL] {
        // What has ended already cannot be told to.
        let _ = kill_process_group(pid, signal);
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if has_ended() {
                return;
            }
            std::thread::sleep(GLANCE);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    use super::*;

    #[test]
    fn a_process_that_does_not_listen_is_ended_all_the_same() {
        let mut child = Command::new("sh")
            .args(["-c", "trap '' TERM; echo ready; while :; do sleep 1; done"])
            .stdout(std::process::Stdio::piped())
            .process_group(0)
            .spawn()
            .unwrap();
        let mut ready = [0; 5];
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut ready).unwrap();
        let pid = child.id();
        assert!(started(pid).is_some());
        let start = Instant::now();
        end(pid, || started(pid).is_none());
        assert!(start.elapsed() >= PATIENCE);
        assert_eq!(started(pid), None);
        child.wait().unwrap();
    }
}
