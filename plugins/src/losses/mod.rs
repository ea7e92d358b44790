//! Loss terms.
mod as_distance;
mod kl;
mod rec;
pub use as_distance::as_distance;
pub use kl::kl;
pub use rec::{Distance, rec};
