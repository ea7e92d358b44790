//! Loss terms: plain functions of views, one value per sample, or one for the whole batch where they say so.

#[path = "."]
mod file {
    pub(super) mod as_distance;
    pub(super) mod elbo;
    pub(super) mod feature_rec;
    pub(super) mod free_bits;
    pub(super) mod gradient_penalty;
    pub(super) mod hinge_kl;
    pub(super) mod kl;
    pub(super) mod log_mixture;
    pub(super) mod log_q;
    pub(super) mod log_vamp;
    mod mixtures;
    pub(super) mod mmd;
    pub(super) mod rec;
    pub(super) mod redecoded;
    pub(super) mod soft_exp_elbo;
    pub(super) mod total_correlation;
}

pub use file::as_distance::{Kernel, Normalize, Reduce, as_distance};
pub use file::elbo::elbo;
pub use file::feature_rec::feature_rec;
pub use file::free_bits::free_bits;
pub use file::gradient_penalty::gradient_penalty;
pub use file::hinge_kl::hinge_kl;
pub use file::kl::kl;
pub use file::log_mixture::log_mixture;
pub use file::log_q::log_q;
pub use file::log_vamp::log_vamp;
pub use file::mmd::mmd;
pub use file::rec::{Distance, rec};
pub use file::redecoded::redecoded;
pub use file::soft_exp_elbo::soft_exp_elbo;
pub use file::total_correlation::total_correlation;
