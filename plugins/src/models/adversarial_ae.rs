//! Adversarial autoencoder.

use asivae::prelude::*;

use crate::losses::rec;

intro_model! {
    /// Adversarial autoencoder: a scorer of latents alone, which the encoder has to please, in the place of the KL divergence.
    ///
    /// Makhzani et al., *Adversarial Autoencoders* (2015), section 2: two phases on each batch, reconstruction and regularisation; with its
    /// Gaussian posterior. Both losses of the second phase are the logistic ones that do not saturate.
    pub AdversarialAe("adversarial-ae") { beta_rec = 1 in 0.. }

    networks { encoder: x -> mu, logvar, decoder: z -> x, critic: z -> scalar }

    encoder + decoder minimizes beta_rec * rec(x);
    critic minimizes softplus(-critic(z_p)) + softplus(critic(z(x)));
    regularize: encoder minimizes softplus(-critic(z(x)));
}
