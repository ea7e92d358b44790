//! A Gaussian mixture fitted on the latents of data.

use asivae::prelude::*;
use asivae::random::{RngCore, normal};
use asivae::{Error, Result};
use linfa::traits::Fit;
use linfa::{DatasetBase, ParamGuard};
use linfa_clustering::GaussianMixtureModel;
use linfa_linalg::cholesky::Cholesky;
use ndarray::Array2;
use rand_xoshiro::Xoshiro256Plus;
use rand_xoshiro::rand_core::SeedableRng;

use crate::rows::{choose, host};

/// Latents of a mixture of Gaussians with full covariances, fitted on latents of data by expectation maximisation: where they lie, whatever
/// the prior is.
///
/// `z ~ Σ_k π_k N(m_k, S_k)`
///
/// Ghosh et al., *From Variational to Deterministic Autoencoders* (ICLR 2020), section 4, who have 10 components.
///
/// Data of all classes are fitted together, whatever class is sampled. A hundred components take some seconds.
///
/// Shapes: `z` `[encoded, latent]` → `[n, latent]`.
#[intro_sampler]
pub fn gmm(
    n: usize,
    z: Tensor<2>,
    rng: &mut Rng,
    device: &Device,
    #[param(default = 10, min = 1, max = 200)] components: usize,
) -> Result<Tensor<2>> {
    let wrong = |what: String| Error::setting("sampler", format!("no mixture of {components} can be fitted: {what}"));
    let [encoded, latent] = z.dims();
    let values = host(z).into_iter().map(f64::from).collect();
    let records = Array2::from_shape_vec((encoded, latent), values).map_err(|e| wrong(e.to_string()))?;
    let params = GaussianMixtureModel::params_with_rng(components, Xoshiro256Plus::seed_from_u64(rng.next_u64()))
        .reg_covariance(1e-6)
        .max_n_iterations(200)
        .check()
        .map_err(|e| wrong(e.to_string()))?;
    let fitted = params.fit(&DatasetBase::from(records)).map_err(|e| wrong(e.to_string()))?;
    let roots: Result<Vec<Array2<f64>>> =
        fitted.covariances().outer_iter().map(|s| s.to_owned().cholesky().map_err(|e| wrong(e.to_string()))).collect();
    let (roots, means) = (roots?, fitted.means());
    let chosen = choose(fitted.weights().as_slice().unwrap_or_default(), n, rng);
    let noise = host(normal(rng, [n, latent], device));
    let mut drawn = Vec::with_capacity(n * latent);
    for (k, noise) in chosen.into_iter().zip(noise.chunks_exact(latent)) {
        for d in 0..latent {
            let spread: f64 = (0..=d).map(|e| roots[k][[d, e]] * f64::from(noise[e])).sum();
            drawn.push((means[[k, d]] + spread) as f32);
        }
    }
    Ok(Tensor::<1>::from_data(drawn.as_slice(), device).reshape([n, latent]))
}

#[test]
fn two_clouds_are_drawn_where_they_lie() {
    let device = Device::default();
    let mut rng = asivae::random::rng(3, 0, "test");
    let cloud = |rng: &mut Rng, at: f64| normal(rng, [400, 2], &device) * 0.1 + at;
    let z = Tensor::cat(vec![cloud(&mut rng, -2.0), cloud(&mut rng, 3.0)], 0);
    let drawn = gmm(1000, z, &mut rng, &device, 2).map(host).unwrap_or_default();
    let low = drawn.iter().filter(|v| (**v + 2.0).abs() < 0.5).count();
    let high = drawn.iter().filter(|v| (**v - 3.0).abs() < 0.5).count();
    assert_eq!(low + high, 2000);
    assert!((850..1150).contains(&low), "{low} of 2000");
}
