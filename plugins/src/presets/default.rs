//! What holds for every model where no other preset says more.

use asivae::prelude::*;

/// The network of the 2-D experiments: four hidden layers of 256 (Daniel & Tamar, *Soft-IntroVAE*, CVPR 2021).
#[intro_preset(model = "*", data = "*")]
pub fn every_model() -> Settings {
    Settings::new().set("networks.*", "mlp(hidden = 256, layers = 4)")
}
