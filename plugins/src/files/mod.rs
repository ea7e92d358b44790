//! Files that data are in: formats, and how they are fetched.

pub(crate) mod cifar;
pub(crate) mod fetch;
mod http;
pub(crate) mod idx;
pub(crate) mod images;
pub(crate) mod mat;
pub(crate) mod npy;
#[cfg(test)]
pub(crate) mod scratch;
#[cfg(test)]
pub(crate) mod server;
pub(crate) mod table;
