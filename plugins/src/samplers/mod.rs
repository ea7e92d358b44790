//! Samplers: what draws latents for a trained decoder.

#[path = "."]
mod file {
    pub(super) mod gmm;
    pub(super) mod mixture;
    pub(super) mod prior;
    pub(super) mod two_stage;
    pub(super) mod vamp;
}

pub use file::gmm::gmm;
pub use file::mixture::mixture;
pub use file::prior::prior;
pub use file::two_stage::two_stage;
pub use file::vamp::vamp;
