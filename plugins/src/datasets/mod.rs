//! Data sets: densities in the plane, drawn anew for every batch, and small images.

#[path = "."]
mod file {
    pub(super) mod checkerboard;
    pub(super) mod digits;
    pub(super) mod eight_gaussians;
    pub(super) mod mixture;
    pub(super) mod rings;
    pub(super) mod twenty_five_gaussians;
    pub(super) mod two_spirals;
}

pub use file::checkerboard::{Checkerboard, checkerboard};
pub use file::digits::{Digits, digits};
pub use file::eight_gaussians::eight_gaussians;
pub use file::mixture::Mixture;
pub use file::rings::{Rings, rings};
pub use file::twenty_five_gaussians::twenty_five_gaussians;
pub use file::two_spirals::{TwoSpirals, two_spirals};
