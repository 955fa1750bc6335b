//! What generated code asks of this crate besides its types.

/// Items for the async client: there with the feature `async` only.
#[cfg(feature = "async")]
#[doc(hidden)]
#[macro_export]
macro_rules! with_async {
    ($($item:item)*) => { $($item)* };
}

/// Items for the async client: there with the feature `async` only.
#[cfg(not(feature = "async"))]
#[doc(hidden)]
#[macro_export]
macro_rules! with_async {
    ($($item:item)*) => {};
}

/// Items for the blocking client: there with the feature `blocking` only.
#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! with_blocking {
    ($($item:item)*) => { $($item)* };
}

/// Items for the blocking client: there with the feature `blocking` only.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! with_blocking {
    ($($item:item)*) => {};
}

/// Checks that generated code and this crate fit together: those of one minor version do.
#[doc(hidden)]
#[macro_export]
macro_rules! generated_for {
    ("0.1") => {};
    ($version:literal) => {
        compile_error!(concat!(
            "sigma-gen ",
            $version,
            " generated this code, and it does not fit the sigma-redis-runtime here, which is of \
             version 0.1: depend on the same version of both, and generate it again"
        ));
    };
}

#[test]
fn the_version_that_is_expected_is_this_one() {
    let source = include_str!("generated.rs");
    let version = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));
    assert!(
        source.contains(&format!("(\"{version}\") => {{}};"))
            && source.contains(&format!("version {version}:"))
    );
}
