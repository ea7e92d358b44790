//! A sampler.

use ivae::prelude::*;
use ivae::{Error, Result, random};

/// Latents of data, moved a little: `z_i + width · ε`.
///
/// Shapes: `z` `[encoded, latent]` → `[n, latent]`.
#[intro_sampler]
pub fn jittered(
    n: usize,
    z: Tensor<2>,
    rng: &mut Rng,
    device: &Device,
    #[param(default = 0.1, min = 0.0)] width: f64,
) -> Result<Tensor<2>> {
    let [encoded, latent] = z.dims();
    if encoded == 0 {
        return Err(Error::setting("sampler", "there are no latents to begin at"));
    }
    let taken: Vec<i64> = (0..n).map(|i| (i % encoded) as i64).collect();
    let taken = Tensor::<1, Int>::from_data(taken.as_slice(), device);
    Ok(z.select(0, taken) + random::normal(rng, [n, latent], device) * width)
}

#[test]
fn without_a_width_latents_stay_what_they_are() {
    let device = Device::default();
    let z = Tensor::<2>::from_data([[1.0, 2.0], [3.0, 4.0]], &device);
    let drawn = jittered(3, z, &mut random::rng(0, 0, "test"), &device, 0.0).map(|z| z.into_data().iter().collect());
    assert_eq!(drawn.unwrap_or_else(|_| Vec::<f32>::new()), [1.0, 2.0, 3.0, 4.0, 1.0, 2.0]);
}
