//! What a build script calls.

use std::path::{Path, PathBuf};

use crate::catalogue::{self, Builtin, Source};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::error::Result;
use crate::output::{self, Mode, Output};
use crate::targets::rust::{self, Connection};

/// The folder in `OUT_DIR` that [`include_client!`](crate::include_client) reads.
const FOLDER: &str = "sigma_gen_client";

/// Generates the Rust client in a build script; made by [`rust()`](crate::rust).
#[derive(Clone, Debug, Default)]
#[must_use = "nothing is generated before `compile` or `compile_builtin`"]
pub struct Rust {
    operations: Vec<String>,
    connection: Connection,
    out_dir: Option<PathBuf>,
}

impl Rust {
    /// Generates only the operations with these names. Without it, all of the catalogue.
    pub fn operations(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.operations = names.into_iter().map(Into::into).collect();
        self
    }

    /// What the operations run over. Without it, connections of the client's own.
    pub fn connection(mut self, connection: Connection) -> Self {
        self.connection = connection;
        self
    }

    /// Writes to this folder instead of `OUT_DIR`.
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(folder.into());
        self
    }

    /// Generates the client of a catalogue; the path is relative to the package's folder.
    ///
    /// # Errors
    /// With every mistake in the catalogue; or when the files cannot be written.
    pub fn compile(self, catalogue: impl AsRef<Path>) -> Result {
        println!("cargo::rerun-if-changed={}", catalogue.as_ref().display());
        self.generate(&Source::read(catalogue)?)
    }

    /// Generates the client of a catalogue that comes with sigma-gen.
    ///
    /// # Errors
    /// When it lacks an operation that is asked for, or the files cannot be written.
    pub fn compile_builtin(self, builtin: Builtin) -> Result {
        // Cargo would run the script again whenever any file of the package changes.
        println!("cargo::rerun-if-changed=build.rs");
        self.generate(&builtin.source())
    }

    fn generate(self, source: &Source) -> Result {
        let mut catalogue = catalogue::load(source)?;
        if !self.operations.is_empty() {
            catalogue = catalogue.select(&self.operations)?;
        }
        let options =
            rust::Options { layout: rust::Layout::Module, connection: self.connection, ..Default::default() };
        let files = rust::generate(&catalogue, &options).of_package(&catalogue.service.package);
        let out_dir = self.out_dir.or_else(|| std::env::var_os("OUT_DIR").map(PathBuf::from));
        let folder = out_dir.ok_or_else(no_out_dir)?.join(FOLDER);
        // Nobody else has anything in there.
        let force = true;
        output::apply(&[Output::Folder { folder, files }], Mode::Write, force)?;
        Ok(())
    }
}

fn no_out_dir() -> Diagnostics {
    let mut problem = Diagnostic::new(Code::NoOutDir, "the environment variable OUT_DIR is not set");
    problem.help("call this in a build script, or name a folder with `out_dir`");
    Diagnostics::general(vec![problem])
}

/// Includes the client that the build script generated: `mod client { sigma_gen::include_client!(); }`.
///
/// It saves typing, but needs sigma-gen as a dependency besides the build-dependency. Without it:
/// `include!(concat!(env!("OUT_DIR"), "/sigma_gen_client/mod.rs"));`
#[macro_export]
macro_rules! include_client {
    () => {
        include!(concat!(env!("OUT_DIR"), "/sigma_gen_client/mod.rs"));
    };
}
