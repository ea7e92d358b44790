//! Data sets: densities in the plane, drawn anew for every batch; images that are published; files of one's own.

#[path = "."]
mod file {
    pub(super) mod checkerboard;
    pub(super) mod cifar10;
    pub(super) mod csv;
    pub(super) mod digits;
    pub(super) mod eight_gaussians;
    pub(super) mod fashion_mnist;
    pub(super) mod folder;
    pub(super) mod mixture;
    pub(super) mod mnist;
    pub(super) mod npy;
    pub(super) mod parquet;
    pub(super) mod points;
    mod published;
    pub(super) mod rings;
    pub(super) mod svhn;
    pub(super) mod twenty_five_gaussians;
    pub(super) mod two_spirals;
}

pub use file::checkerboard::{Checkerboard, checkerboard};
pub use file::cifar10::cifar10;
pub use file::csv::csv;
pub use file::digits::{Digits, digits};
pub use file::eight_gaussians::eight_gaussians;
pub use file::fashion_mnist::fashion_mnist;
pub use file::folder::{Color, Crop, folder};
pub use file::mixture::Mixture;
pub use file::mnist::mnist;
pub use file::npy::{Layout, npy};
pub use file::parquet::parquet;
pub use file::rings::{Rings, rings};
pub use file::svhn::svhn;
pub use file::twenty_five_gaussians::twenty_five_gaussians;
pub use file::two_spirals::{TwoSpirals, two_spirals};
