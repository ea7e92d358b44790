//! Ramps that begin again.

use asivae::prelude::*;

/// Shape of a ramp from 0 to 1.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ramp {
    /// `u`
    Linear,
    /// `1 / (1 + exp(6 − 12 u))`, which begins at 0.0025 and ends at 0.9975
    Sigmoid,
    /// `½ − ½ cos(π u)`
    Cosine,
}

/// `cycles` times from 0 to 1: each cycle rises over its first `ratio` and stays at 1 for the rest.
///
/// `ramp(τ / ratio)` where `τ < ratio`, 1 elsewhere; `τ = (cycles · progress) mod 1`. The run ends at 1.
///
/// Fu et al., *Cyclical Annealing Schedule* (NAACL 2019), eq. (6), (7): M = 4 cycles, R = 0.5, the defaults; the shapes are those of their code.
#[intro_schedule]
pub fn cyclical(
    progress: f64,
    #[param(default = 4, min = 1)] cycles: usize,
    #[param(default = 0.5, min = 0.0, max = 1.0)] ratio: f64,
    #[param(default = linear)] ramp: Ramp,
) -> f64 {
    let tau = (cycles as f64 * progress).fract();
    if tau >= ratio || progress >= 1.0 {
        return 1.0;
    }
    let u = tau / ratio;
    match ramp {
        Ramp::Linear => u,
        Ramp::Sigmoid => 1.0 / (1.0 + (6.0 - 12.0 * u).exp()),
        Ramp::Cosine => 0.5 - 0.5 * (std::f64::consts::PI * u).cos(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rises_holds_and_begins_again() {
        let at = |progress| cyclical(progress, 2, 0.5, Ramp::Linear);
        assert_eq!(
            [at(0.0), at(0.125), at(0.25), at(0.45), at(0.5), at(0.625), at(1.0)],
            [0.0, 0.5, 1.0, 1.0, 0.0, 0.5, 1.0]
        );
    }

    #[test]
    fn every_shape_passes_one_half_in_its_middle() {
        for ramp in [Ramp::Linear, Ramp::Sigmoid, Ramp::Cosine] {
            assert!((cyclical(0.0625, 4, 0.5, ramp) - 0.5).abs() < 1e-12);
        }
    }
}
