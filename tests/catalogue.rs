//! What people see when they load a catalogue: the model, or every mistake in it.

use std::fs;
use std::path::Path;

use sigma_gen::catalogue::{Source, load};

/// Every folder in tests/mistakes has an `input.yaml` and what loading it says, as `stderr`.
/// `UPDATE_EXPECT=1` writes the latter anew.
#[test]
fn mistakes_are_told_as_expected() {
    let mut cases: Vec<_> =
        fs::read_dir("tests/mistakes").unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() > 20, "the cases are not there");
    let mut wrong = Vec::new();
    for case in cases {
        let text = fs::read_to_string(case.join("input.yaml")).unwrap();
        let source = Source { path_shown: "input.yaml".to_owned(), text };
        let told = load(&source).expect_err(&case.to_string_lossy()).text(false);
        let expected_at = case.join("stderr");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&expected_at, &told).unwrap();
        } else if fs::read_to_string(&expected_at).unwrap_or_default() != told {
            wrong.push(format!("{}:\n{told}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "not as expected (UPDATE_EXPECT=1 accepts):\n{}", wrong.join("\n"));
}

#[test]
fn the_builtin_catalogue_loads() {
    let catalogue = load(&Source::builtin()).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert!(catalogue.operations().any(|operation| operation.name == "get"));
    let committed = Source::read(Path::new("operations.yaml")).unwrap();
    assert_eq!(load(&committed).unwrap(), catalogue);
}
