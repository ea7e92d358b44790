//! Data sets of points.

mod mixture;

// The inline module keeps the names of files and of plugins apart: both live among types.
#[path = "."]
mod file {
    use super::mixture;

    pub(super) mod checkerboard;
    pub(super) mod eight_gaussians;
    pub(super) mod rings;
    pub(super) mod twenty_five_gaussians;
    pub(super) mod two_spirals;
}

pub use file::checkerboard::{Checkerboard, checkerboard};
pub use file::eight_gaussians::{EightGaussians, eight_gaussians};
pub use file::rings::{Rings, rings};
pub use file::twenty_five_gaussians::{TwentyFiveGaussians, twenty_five_gaussians};
pub use file::two_spirals::{TwoSpirals, two_spirals};
