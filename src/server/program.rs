//! Which program the embedded server is.
#![cfg_attr(not(unix), allow(dead_code))]

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::StartError;

/// The variable that names the program.
const VARIABLE: &str = "SIGMA_REDIS_SERVER";

/// What these programs are called.
const NAMES: [&str; 2] = ["valkey-server", "redis-server"];

/// What to do without one.
pub(super) const INSTEAD: &str = "use a server that runs, such as redis://127.0.0.1:6379; Docker has one: `docker run --rm \
                                  --publish 127.0.0.1:6379:6379 valkey/valkey`";

/// The program that was named, or else that of the variable, or else what `PATH` has.
pub(super) fn find(named: Option<&Path>) -> Result<PathBuf, StartError> {
    let of_variable = std::env::var_os(VARIABLE).filter(|path| !path.is_empty());
    choose(named, of_variable, std::env::var_os("PATH"))
}

fn choose(
    named: Option<&Path>,
    of_variable: Option<OsString>,
    path: Option<OsString>,
) -> Result<PathBuf, StartError> {
    if let Some(program) = named.map(Path::to_owned).or(of_variable.map(PathBuf::from)) {
        return Ok(program);
    }
    let folders: Vec<_> = path.iter().flat_map(std::env::split_paths).collect();
    let programs = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    programs.into_iter().find(|program| is_executable(program)).ok_or_else(|| StartError {
        message: "there is no valkey-server or redis-server in PATH".to_owned(),
        help: format!(
            "install one, with `apt install redis-server` or `brew install valkey`, say where it is with {VARIABLE}, or \
             {INSTEAD}"
        ),
    })
}

fn is_executable(program: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        program.metadata().is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
    }
    #[cfg(not(unix))]
    program.is_file()
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_is_named_goes_before_what_is_found() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let path = || Some(std::env::join_paths([first.path(), second.path()]).unwrap());
        let missing = choose(None, None, path()).unwrap_err();
        assert_eq!(missing.message, "there is no valkey-server or redis-server in PATH");
        for how in
            ["apt install", "brew install", "docker run", "a server that runs, such as redis://", VARIABLE]
        {
            assert!(missing.help.contains(how), "{missing}");
        }
        let write = |folder: &Path, name: &str, mode| {
            let file = folder.join(name);
            fs::write(&file, "").unwrap();
            fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
            file
        };
        let redis = write(first.path(), "redis-server", 0o755);
        write(first.path(), "valkey-server", 0o644);
        assert_eq!(choose(None, None, path()), Ok(redis));
        let valkey = write(second.path(), "valkey-server", 0o755);
        assert_eq!(choose(None, None, path()), Ok(valkey));
        assert_eq!(choose(None, Some("/a".into()), path()), Ok("/a".into()));
        assert_eq!(choose(Some(Path::new("/b")), Some("/a".into()), path()), Ok("/b".into()));
    }
}
