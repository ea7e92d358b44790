//! Maps: functions from views to the same views, applied to a source inside a term: `kl(squash(xr))`.

#[path = "."]
mod file {
    pub(super) mod squash;
}

pub use file::squash::squash;
