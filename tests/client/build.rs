//! Generates a client for commands of every shape, and the function that shows all of its operations to a test.

use std::path::Path;

use sigma_gen::catalogue::{Source, load};
use sigma_gen::targets::rust::{Layout, Options, generate};

const CATALOGUE: &str = "../cases/any/operations.yaml";

fn main() -> sigma_gen::Result {
    sigma_gen::rust().compile(CATALOGUE)?;
    let text = std::fs::read_to_string(CATALOGUE).expect("the catalogue");
    let catalogue = load(&Source { path_shown: CATALOGUE.to_owned(), text })?;
    let files = generate(&catalogue, &Options { layout: Layout::Crate, ..Options::default() });
    let (_, examples) =
        files.iter().find(|(path, _)| path.ends_with("examples.rs")).expect("a crate has examples");
    let at = examples.find("/// Shows every operation to a visitor.").expect("the function for tests");
    let folder = std::env::var("OUT_DIR").expect("a build script has a folder");
    std::fs::write(Path::new(&folder).join("every_operation.rs"), &examples[at..]).expect("a file");
    Ok(())
}
