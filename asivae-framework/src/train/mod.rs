//! Training.

/// Where a value that is not finite came from.
#[derive(Debug)]
pub struct NotFinite;
impl std::fmt::Display for NotFinite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not finite")
    }
}
