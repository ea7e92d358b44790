//! AS-IntroVAE.

use asivae::prelude::*;

use crate::losses::{as_distance, kl, rec};
use crate::maps::squash;
use crate::schedules::linear_ramp;

intro_model! {
    /// AS-IntroVAE, the paper's text: for fakes, KL gives way to a distance between the posteriors of reconstructions and generated samples,
    /// which fades while training goes on.
    ///
    /// Lu et al., *AS-IntroVAE* (ACML 2022), eq. (5)–(9), with the weights of section 5.1. Deviations from print, each needed: eq. (9) has `+c · KL`
    /// inside `exp(α · …)`, the opposite of what can work; its sums over the fakes are means here, as in both released codes; `gamma` stands before the
    /// reconstruction alone (the same at `gamma = 1`). The distance reads squashed statistics, as in the code, and the kernel is the definition under
    /// eq. (7); for others `--set 'distance=as_distance(squash(xr), squash(xg), kernel = product)'`. The code differs more:
    /// [`as-introvae-released`](crate::models::AsIntroVaeReleased). With c = 1 and the same weights this is [`s-introvae`](crate::models::SIntroVae).
    pub AsIntroVae("as-introvae") {
        alpha = 2.0 in 1e-6.., gamma = 1.0 in 0.., beta_rec = 1.0 in 0.., beta_kl = 0.5 in 0.., beta_neg = 0.5 in 0..,
        beta_rec_fake = 0.5 in 0.., beta_kl_fake = beta_neg in 0..
    }

    let c = linear_ramp(rate = 5.0);
    let distance = as_distance(squash(xr), squash(xg));
    let div(s) = c * kl(s) + (1 - c) * distance;

    encoder minimizes
        scale * (beta_rec * rec(x) + beta_kl * kl(x))
        + 1 / alpha * mean[s in {xr, xg}] exp(-alpha * scale * (beta_rec_fake * rec(s) + beta_neg * div(s)));
    decoder minimizes
        scale * (beta_rec * rec(x) + mean[s in {xr, xg}] (beta_kl_fake * div(s) + gamma * beta_rec_fake * rec(s)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use asivae::Trainer;

    use crate::datasets::twenty_five_gaussians;
    use crate::models::SIntroVae;

    /// Points of a short run, on data without a preset.
    fn points(model: impl asivae::ModelSource, settings: &[(&str, f64)]) -> Vec<[f64; 2]> {
        let start = Trainer::new(model, twenty_five_gaussians()).steps(3).batch(8);
        let small =
            start.set("networks.encoder", "mlp(hidden = 8)").and_then(|t| t.set("networks.decoder", "mlp(hidden = 8)"));
        let trainer = settings.iter().fold(small, |trainer, (key, value)| trainer?.set(key, value));
        trainer.and_then(Trainer::run).and_then(|run| run.points(16, 1)).expect("a run of three steps")
    }

    #[test]
    fn with_the_weights_of_soft_introvae_and_c_at_1_it_is_soft_introvae() {
        let weights = [
            ("beta_kl", 0.3),
            ("beta_rec", 0.2),
            ("beta_neg", 0.9),
            ("beta_rec_fake", 0.2),
            ("beta_kl_fake", 0.3),
            ("gamma", 1e-8),
        ];
        let soft = points(SIntroVae::default(), &weights);
        assert_eq!(points(AsIntroVae::default(), &[&weights[..], &[("c", 1.0)]].concat()), soft);
        assert_ne!(points(AsIntroVae::default(), &[&weights[..], &[("c", 0.5)]].concat()), soft);
    }
}
