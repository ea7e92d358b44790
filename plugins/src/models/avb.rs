//! Adversarial variational Bayes.

use asivae::prelude::*;

use crate::losses::rec;

intro_model! {
    /// Adversarial variational Bayes: a posterior that is only sampled from, and a scorer in the place of its KL divergence.
    ///
    /// Mescheder et al., *Adversarial Variational Bayes* (ICML 2017), eq. (3.3) and algorithm 1: at its best, `critic(x, z)` is
    /// `ln q(z|x) − ln p(z)`.
    pub Avb("avb") { beta_rec = 1 in 0.. }

    networks { encoder: x, noise -> z, decoder: z -> x, critic: x, z -> scalar }

    critic minimizes softplus(-critic(x, z(x))) + softplus(critic(x, z_p));
    encoder + decoder minimizes beta_rec * rec(x) + critic(x, z(x));
}
