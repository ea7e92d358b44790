//! A model with a third network, which is moved three times a step.

use ivae::losses::{kl, rec};
use ivae::prelude::*;

use crate::hinge_logits::hinge_logits;
use crate::lattice::lattice;
use crate::patience::patience;
use crate::rotated::rotated;

intro_model! {
    /// A VAE whose decoder has to please a critic, less and less where its reconstructions stall.
    pub CriticVae("critic-vae") { beta = 0.1 in 0.., grid = 1e-3 in 1e-6.. }

    networks { encoder: x -> mu, logvar, decoder: z -> x, critic: x -> scalar }

    let weight = patience(rec(x), patience = 5);

    critic[3] minimizes hinge_logits(x, xg, critic);
    encoder minimizes rec(x) + beta * kl(rotated(x));
    decoder minimizes rec(x) - weight * critic(xg);

    critic obeys lattice(step = grid);
}
