//! Writes the npm package of a catalogue: `cargo run --example js -- FOLDER [CATALOGUE]`.
use sigma_gen::{
    catalogue::{Source, load},
    target::js,
};
use std::path::Path;
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("no folder")?;
    let source = match args.next() {
        None => Source::builtin(),
        Some(p) => Source { text: std::fs::read_to_string(&p)?, path_shown: p },
    };
    let catalogue = load(&source).map_err(|e| e.to_string())?;
    for (path, text) in js::generate(&catalogue, &js::Options::default())?.iter() {
        let path = Path::new(&folder).join(path);
        std::fs::create_dir_all(path.parent().unwrap())?;
        std::fs::write(path, text)?;
    }
    Ok(())
}
