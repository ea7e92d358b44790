//! One plugin of each kind, one per file, and games made of them.

pub mod bars;
pub mod brightness;
pub mod critic_vae;
pub mod duel;
pub mod half_moons;
pub mod hinge_logits;
pub mod jittered;
pub mod laplace;
pub mod laplace_vae;
pub mod lattice;
pub mod mean_error;
pub mod patience;
pub mod preset;
pub mod residual;
pub mod rotated;
pub mod sample_kl;
