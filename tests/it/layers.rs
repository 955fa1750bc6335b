//! The top-level modules of the library, in layers: each uses only those below it.

use std::fs;
use std::path::Path;

/// From the lowest on. The map in CONTRIBUTING.md has them in this order.
const LAYERS: &[&str] = &[
    "diagnostic",
    "error",
    "document",
    "languages",
    "catalogue",
    "export",
    "render",
    "clusters",
    "calls",
    "targets",
    "changes",
    "engine",
    "output",
    "config",
    "build_script",
    "server",
    "run",
    "commands",
    "import",
    "verify",
    "panel",
    "cli",
];

/// The modules that source names after `crate::`.
fn named(source: &str) -> impl Iterator<Item = &str> {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split("crate::").skip(1)).flat_map(|rest| {
        let (grouped, rest) = rest.strip_prefix('{').map_or((false, rest), |rest| (true, rest));
        let rest = rest.split(['}', ';']).next().unwrap_or_default();
        let names: Vec<_> = if grouped { rest.split(',').collect() } else { vec![rest] };
        names.into_iter().map(|name| {
            let name = name.trim();
            name.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
        })
    })
}

fn check(layer: usize, path: &Path) {
    if path.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| check(layer, &entry.unwrap().path()));
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        for name in named(&fs::read_to_string(path).unwrap()) {
            let Some(other) = LAYERS.iter().position(|known| *known == name) else { continue };
            let (from, to) = (LAYERS[layer], LAYERS[other]);
            assert!(other <= layer, "{}: `{from}` must not use `{to}`, which is above it", path.display());
        }
    }
}

#[test]
fn no_module_uses_one_above_it() {
    let mut found = Vec::new();
    for entry in fs::read_dir("src").unwrap() {
        let path = entry.unwrap().path();
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if module == "lib" || module == "main" {
            continue;
        }
        let layer = LAYERS.iter().position(|layer| *layer == module);
        check(layer.unwrap_or_else(|| panic!("`{module}` has no layer")), &path);
        found.push(module);
    }
    assert_eq!(found.len(), LAYERS.len(), "{found:?}");
    let map = fs::read_to_string("CONTRIBUTING.md").unwrap();
    let places: Vec<_> = LAYERS
        .iter()
        .map(|layer| map.find(&format!("`src/{layer}")).unwrap_or_else(|| panic!("no `{layer}` in the map")))
        .collect();
    assert!(places.is_sorted(), "the map in CONTRIBUTING.md has another order");
}
