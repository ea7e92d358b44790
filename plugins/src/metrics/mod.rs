//! Metrics: figures of merit of points and posteriors, each with its unit and direction.

#[path = "."]
mod file {
    pub(super) mod active_units;
    pub(super) mod classes_covered;
    pub(super) mod compat_jsd;
    pub(super) mod compat_kl;
    pub(super) mod coverage;
    pub(super) mod density;
    pub(super) mod elbo_gaussian;
    pub(super) mod elbo_gaussian_bits;
    pub(super) mod fd;
    pub(super) mod fid;
    mod frechet;
    pub(super) mod high_quality;
    mod histogram;
    pub(super) mod iwae_gaussian;
    pub(super) mod jsd_nats;
    pub(super) mod kid;
    pub(super) mod kl_fake;
    pub(super) mod kl_gap;
    pub(super) mod kl_nats;
    pub(super) mod kl_real;
    mod likelihood;
    pub(super) mod linear_probe;
    mod manifold;
    pub(super) mod modes_covered;
    pub(super) mod modes_within;
    pub(super) mod mse;
    pub(super) mod mutual_information;
    mod neighbours;
    pub(super) mod precision;
    pub(super) mod psnr;
    pub(super) mod rec_from_mu;
    pub(super) mod recall;
    pub(super) mod ssim;
    pub(super) mod ssim_w7;
}

pub use file::active_units::active_units;
pub use file::classes_covered::classes_covered;
pub use file::compat_jsd::compat_jsd;
pub use file::compat_kl::compat_kl;
pub use file::coverage::coverage;
pub use file::density::density;
pub use file::elbo_gaussian::elbo_gaussian;
pub use file::elbo_gaussian_bits::elbo_gaussian_bits;
pub use file::fd::fd;
pub use file::fid::fid;
pub use file::high_quality::high_quality;
pub use file::iwae_gaussian::iwae_gaussian;
pub use file::jsd_nats::jsd_nats;
pub use file::kid::kid;
pub use file::kl_fake::kl_fake;
pub use file::kl_gap::kl_gap;
pub use file::kl_nats::kl_nats;
pub use file::kl_real::kl_real;
pub use file::linear_probe::linear_probe;
pub use file::modes_covered::modes_covered;
pub use file::modes_within::modes_within;
pub use file::mse::mse;
pub use file::mutual_information::mutual_information;
pub use file::precision::precision;
pub use file::psnr::psnr;
pub use file::rec_from_mu::rec_from_mu;
pub use file::recall::recall;
pub use file::ssim::ssim;
pub use file::ssim_w7::ssim_w7;
