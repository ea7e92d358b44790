//! Models: objectives and who plays them.

mod as_introvae;
mod as_introvae_released;
mod introvae;
mod introvae_lu2022;
mod s_introvae;
mod s_introvae_printed;
mod vae;

pub use as_introvae::AsIntroVae;
pub use as_introvae_released::AsIntroVaeReleased;
pub use introvae::IntroVae;
pub use introvae_lu2022::IntroVaeLu2022;
pub use s_introvae::SIntroVae;
pub use s_introvae_printed::SIntroVaePrinted;
pub use vae::Vae;
