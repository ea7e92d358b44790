//! Which gradients flow in a move: one table, keyed on the roles of who plays.
//!
//! It follows the released Soft-IntroVAE code (Daniel & Tamar 2021). What is not named here flows as the graph has it: networks that
//! do not play are frozen, gradients pass through them to their inputs.

use super::network::Role;

/// Where gradients are cut in a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GradientRules {
    /// `xr`, `xg` and declared sources are cut where a network reads them again.
    pub reread_detached: bool,
    /// The latent is cut where it is decoded, and the `z` of `x` drawn by an earlier move of the step is used.
    pub latent_detached: bool,
    /// What a reconstruction is compared with.
    pub target: TargetRule,
}

/// What a reconstruction is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetRule {
    /// The source with its history: the released encoder step lets gradients into the target `xr`.
    Attached,
    /// The source as data.
    Detached,
}

impl GradientRules {
    /// The rules for those who play.
    pub fn of(players: &[Role]) -> GradientRules {
        match players {
            [Role::Posterior] => {
                GradientRules { reread_detached: true, latent_detached: false, target: TargetRule::Attached }
            }
            [Role::Generator] => {
                GradientRules { reread_detached: false, latent_detached: true, target: TargetRule::Detached }
            }
            [Role::Scorer] => {
                GradientRules { reread_detached: true, latent_detached: false, target: TargetRule::Detached }
            }
            _ => GradientRules { reread_detached: false, latent_detached: false, target: TargetRule::Detached },
        }
    }
}
