//! Models: objectives and moves. Where a paper and its code differ, both stand here, under names that say which is which.

#[path = "."]
mod file {
    pub(super) mod adversarial_ae;
    pub(super) mod ali;
    pub(super) mod as_introvae;
    pub(super) mod as_introvae_released;
    pub(super) mod avb;
    pub(super) mod capacity_vae;
    pub(super) mod conditional_vae;
    pub(super) mod free_bits_vae;
    pub(super) mod info_vae;
    pub(super) mod introvae;
    pub(super) mod introvae_lu2022;
    pub(super) mod s_introvae;
    pub(super) mod s_introvae_printed;
    pub(super) mod vae;
    pub(super) mod wae_mmd;
    pub(super) mod wgan;
    pub(super) mod wgan_gp;
}

pub use file::adversarial_ae::AdversarialAe;
pub use file::ali::Ali;
pub use file::as_introvae::AsIntroVae;
pub use file::as_introvae_released::AsIntroVaeReleased;
pub use file::avb::Avb;
pub use file::capacity_vae::CapacityVae;
pub use file::conditional_vae::ConditionalVae;
pub use file::free_bits_vae::FreeBitsVae;
pub use file::info_vae::InfoVae;
pub use file::introvae::IntroVae;
pub use file::introvae_lu2022::IntroVaeLu2022;
pub use file::s_introvae::SIntroVae;
pub use file::s_introvae_printed::SIntroVaePrinted;
pub use file::vae::Vae;
pub use file::wae_mmd::WaeMmd;
pub use file::wgan::Wgan;
pub use file::wgan_gp::WganGp;
