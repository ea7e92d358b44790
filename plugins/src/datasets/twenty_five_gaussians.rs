//! Twenty-five Gaussians on a grid.

use asivae::prelude::*;

use crate::datasets::Mixture;

/// Twenty-five Gaussians on a 5 × 5 grid with step 2 and σ 0.05, divided by 2.828 and doubled.
///
/// `x = 2 ((i, j) · 2 + 0.05 ε) / 2.828`, i and j uniform in −2…2, ε ~ N(0, I)
///
/// Gulrajani et al., *Improved Training of Wasserstein GANs* (2017), released code; the doubling is that of the other sets of the Soft-IntroVAE
/// experiments. The histogram metrics look at `[−4, 4]²`.
#[intro_dataset(name = "25-gaussians")]
pub fn twenty_five_gaussians() -> Mixture {
    let scale = 2.0 / 2.828;
    let grid = || (-2..=2).map(move |i| 2.0 * f64::from(i) * scale);
    let centres = grid().flat_map(|a| grid().map(move |b| [a, b])).collect();
    Mixture::new("25-gaussians", centres, 0.05 * scale, 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_has_its_corners_at_two_root_two() {
        let modes = twenty_five_gaussians().modes().expect("it has modes");
        assert_eq!(modes.centres.len(), 25);
        assert!((modes.centres[24][0] - 8.0_f64.sqrt()).abs() < 1e-3 && modes.centres[12] == [0.0, 0.0]);
    }
}
