//! Feature extractors: what metrics compare images by.

#[path = "."]
mod file {
    pub(super) mod classifier;
    pub(super) mod inception;
    pub(super) mod random;
}

pub(crate) use file::classifier::best;
pub use file::classifier::classifier;
pub use file::inception::inception;
pub use file::random::random;
