//! Features that nobody trained.

use std::collections::BTreeMap;

use asivae::Result;
use asivae::prelude::*;
use asivae::random::{normal, rng};
use burn::tensor::activation::leaky_relu;
use burn::tensor::module::{adaptive_avg_pool2d, conv2d};
use burn::tensor::ops::ConvOptions;

/// Features of a small convolutional network with fixed random weights, the same for every run: 16 channels on a grid of 2 × 2, 64 numbers.
///
/// Two 3 × 3 convolutions with stride 2, to 32 and 64 channels, one 1 × 1 to 16, leaky ReLU 0.2 behind each, averages over a grid of 2 × 2; weights
/// `N(0, 2 / inputs)`, no biases.
///
/// Naeem et al., *Reliable Fidelity and Diversity Metrics for Generative Models* (ICML 2020), section 4, take random embeddings where the data are far from
/// ImageNet. What is known of it: they see strokes, edges, brightness and where these lie, and little of what an image is of. A distance on them
/// ranks samples on the same data with the same number of samples; its size says nothing by itself, and it is no FID.
///
/// Shapes: `[n, C, H, W]` → `[n, 64]`.
#[intro_features]
pub fn random(image: [usize; 3], device: &Device) -> Result<Box<dyn Extractor>> {
    let layers = [(image[0], 32, 3), (32, 64, 3), (64, 16, 1)];
    let kernel = |(place, (inputs, outputs, side)): (usize, (usize, usize, usize))| {
        let fan_in = inputs * side * side;
        let mut rng = rng(0, 0, &format!("features/random/{place}"));
        let values = normal(&mut rng, [outputs, fan_in], device) * (2.0 / fan_in as f64).sqrt();
        values.reshape([outputs, inputs, side, side])
    };
    Ok(Box::new(Random { kernels: layers.into_iter().enumerate().map(kernel).collect() }))
}

struct Random {
    kernels: Vec<Tensor<4>>,
}

/// Side of the grid of averages.
const GRID: usize = 2;

impl Extractor for Random {
    fn features(&self, images: Tensor<4>) -> Tensor<2> {
        let seen = self.kernels.iter().fold(images * 2.0 - 1.0, |x, kernel| {
            let side = kernel.dims()[2];
            let stride = if side > 1 { 2 } else { 1 };
            let options = ConvOptions::new([stride; 2], [side / 2; 2], [1, 1], 1);
            leaky_relu(conv2d(x, kernel.clone(), None, options), 0.2)
        });
        adaptive_avg_pool2d(seen, [GRID, GRID]).flatten(1, 3)
    }

    fn protocol(&self) -> BTreeMap<String, String> {
        BTreeMap::from([("resize".to_owned(), "none".to_owned())])
    }
}

#[test]
fn they_are_the_same_for_every_run_and_tell_images_apart() {
    let device = Device::default();
    let made = || random([1, 8, 8], &device).unwrap_or_else(|e| panic!("{e}"));
    let images = normal(&mut rng(0, 0, "test"), [2, 64], &device).reshape([2, 1, 8, 8]);
    let rows = |t: Tensor<2>| t.into_data().iter::<f32>().collect::<Vec<_>>();
    let once = rows(made().features(images.clone()));
    assert_eq!(once, rows(made().features(images)));
    assert_eq!(once.len(), 128);
    assert_ne!(once[..64], once[64..]);
}
