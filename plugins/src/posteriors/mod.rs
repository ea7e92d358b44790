//! Posteriors: what makes a latent of what a network gives.

#[path = "."]
mod file {
    pub(super) mod gaussian;
}

pub use file::gaussian::gaussian;
