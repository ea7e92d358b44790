//! Settings.

use ivae::prelude::*;

/// Small enough for a test.
#[intro_preset(model = "critic-vae", data = "half-moons")]
pub fn critic_vae_half_moons() -> Settings {
    Settings::new().set("train.steps", 30).set("train.batch", 32).set("networks.*", "residual(width = 8)")
}
