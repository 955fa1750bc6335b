//! The folder of a running server, and what is left of one whose program was killed.

use std::collections::hash_map::RandomState;
use std::fs::{self, DirBuilder};
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use super::process;

/// What the names of these folders begin with.
const PREFIX: &str = "sigma-gen-server-";
/// Says whose the server is.
const OWNER: &str = "owner";

/// A temporary folder that nobody else may look into; it is removed when it is dropped.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub fn new() -> io::Result<Self> {
        let base = std::env::temp_dir().canonicalize()?;
        loop {
            let path = base.join(format!("{PREFIX}{:016x}", RandomState::new().build_hasher().finish()));
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Self(path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Notes who started a server, so that the next start can end it if that program was killed.
    pub fn note(&self, server: u32) -> io::Result<()> {
        let line = |pid| format!("{pid} {}\n", process::started(pid).unwrap_or_default());
        let new = self.0.join("owner.new");
        fs::write(&new, line(std::process::id()) + &line(server))?;
        fs::rename(new, self.0.join(OWNER))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // It is temporary: there is nobody to tell.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Ends the servers of this user whose programs have ended without doing so, and removes their folders.
pub(super) fn end_orphans() {
    let entries = fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX)) {
        end_orphan(&entry.path());
    }
}

fn end_orphan(path: &Path) {
    // Who else may write into the folder could name any process.
    let is_ours = fs::symlink_metadata(path).is_ok_and(|about| {
        about.is_dir() && about.mode() & 0o077 == 0 && about.uid() == rustix::process::geteuid().as_raw()
    });
    // Without its owner it has just been made.
    let Some(owner) =
        Some(path.join(OWNER)).filter(|_| is_ours).and_then(|path| fs::read_to_string(path).ok())
    else {
        return;
    };
    let processes = owner.lines().filter_map(|line| {
        let (pid, started) = line.split_once(' ')?;
        Some((pid.parse().ok()?, started.to_owned()))
    });
    let [(owner, owner_started), (server, server_started)] = &processes.collect::<Vec<(u32, String)>>()[..]
    else {
        return;
    };
    if process::started(*owner).as_ref() == Some(owner_started) {
        return;
    }
    let has_ended = || process::started(*server).as_ref() != Some(server_started);
    if !has_ended() && is_in(*server, path) {
        process::end(*server, has_ended);
    }
    drop(Folder(path.to_owned()));
}

/// Whether a process works in a folder, as far as the system tells.
fn is_in(pid: u32, folder: &Path) -> bool {
    !cfg!(target_os = "linux")
        || fs::read_link(format!("/proc/{pid}/cwd"))
            .ok()
            .zip(folder.canonicalize().ok())
            .is_some_and(|(cwd, folder)| cwd == folder)
}
