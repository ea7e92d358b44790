//! What the macros say: one file per mistake, with the message word for word; and what they must not stumble over.
//!
//! `cargo test --test ui`. trybuild checks the files against the facade, in a target folder of its own; `TRYBUILD=overwrite` writes
//! the messages anew.

#![forbid(unsafe_code)]
#![deny(missing_docs, unreachable_pub)]

/// Cases that compile and run, as part of this test: trybuild would build Burn again to link them.
#[path = "ui/pass"]
mod pass {
    mod combinators;
    mod macro_made;
    mod places;
    mod raw_identifiers;
    mod renamed;
    mod same_name;
    mod sampler;
    mod shadowed_names;
}

#[test]
fn ui() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
