//! Features of a classifier of the data at hand.

use std::collections::BTreeMap;

use asivae::Result;
use asivae::prelude::*;
use asivae::random::{RngExt, normal, rng};
use burn::tensor::activation::{log_softmax, relu};
use burn::tensor::module::{adaptive_avg_pool2d, conv2d};
use burn::tensor::ops::ConvOptions;

use crate::rows::{held_out, host};

/// Features of a small classifier, which is trained on the labels of the data: its last hidden layer, 64 numbers. It says of which class samples are, too.
///
/// Two 3 × 3 convolutions with stride 2, to 16 and 32 channels, averages over a grid of 4 × 4 at most, a hidden layer of 64, ReLU; images larger than 32 × 32
/// are averaged down to that. Cross-entropy, Adam 3e-3, 800 batches of some hundred, always the same draws: seconds on two cores. A fifth of the
/// images, chosen by their pixels, is kept out of the training, and how many of these it gets right stands with each figure as `accuracy`.
///
/// A distance on these features sees what tells the classes apart and is blind to the rest; it is no FID, and comparable on the same data alone.
///
/// Shapes: `[n, C, H, W]` → `[n, 64]`.
#[intro_features]
pub fn classifier(
    data: &dyn Dataset,
    image: [usize; 3],
    classes: usize,
    device: &Device,
) -> Result<Box<dyn Extractor>> {
    let mut weights = Weights::new(image, classes, device);
    for step in 0..STEPS {
        let (x, y) = drawn(data, BATCH, step, false)?;
        weights.learn(&tensor(&x, image, device), &y, step + 1);
    }
    let (x, y) = drawn(data, TESTED, STEPS, true)?;
    let mut classifier = Classifier { weights, accuracy: 0.0, tested: y.len() };
    if !y.is_empty() {
        let scores = classifier.scores(classifier.features(tensor(&x, image, device)));
        let right = scores.map(best).unwrap_or_default().iter().zip(&y).filter(|(a, b)| a == b).count();
        classifier.accuracy = right as f64 / y.len() as f64;
    }
    Ok(Box::new(classifier))
}

const STEPS: u64 = 800;
/// A fifth of it is kept out.
const BATCH: usize = 160;
/// Drawn for the test, four fifths of which were for the training.
const TESTED: usize = 5_000;
const HIDDEN: usize = 64;
/// Larger images are averaged down to this side.
const LARGEST: usize = 32;
const RATE: f64 = 3e-3;

/// The class with the largest score in each row.
pub(crate) fn best(scores: Tensor<2>) -> Vec<usize> {
    let classes = scores.dims()[1];
    let largest = |row: &[f32]| row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(class, _)| class);
    host(scores).chunks_exact(classes.max(1)).map(largest).collect()
}

/// Images of one of the two parts, out of so many.
fn drawn(data: &dyn Dataset, size: usize, step: u64, test: bool) -> Result<(Vec<f32>, Vec<usize>)> {
    let mut rng = rng(0, step, "features/classifier");
    let (x, y) = match data.len() {
        Some(len) => data.get(&(0..size).map(|_| rng.random_range(0..len.max(1))).collect::<Vec<_>>())?,
        None => data.labelled(size, &mut rng),
    };
    let width = x.len() / y.len().max(1);
    let kept = x.chunks_exact(width.max(1)).zip(y).filter(|(image, _)| held_out(image) == test);
    let (images, labels): (Vec<&[f32]>, Vec<usize>) = kept.unzip();
    Ok((images.concat(), labels))
}

fn tensor(values: &[f32], [c, h, w]: [usize; 3], device: &Device) -> Tensor<4> {
    Tensor::<1>::from_data(values, device).reshape([values.len() / (c * h * w), c, h, w])
}

/// A tensor of weights and Adam's moments of it.
struct Leaf<const D: usize> {
    value: Tensor<D>,
    moments: [Tensor<D>; 2],
}

impl<const D: usize> Leaf<D> {
    fn new(value: Tensor<D>) -> Self {
        let zeros = value.zeros_like();
        Leaf { value, moments: [zeros.clone(), zeros] }
    }

    fn tracked(&self) -> Tensor<D> {
        Tensor::from_inner(self.value.clone()).require_grad()
    }

    /// Adam (Kingma & Ba 2015), its usual decays.
    fn step(&mut self, gradient: Option<Tensor<D>>, step: u64) {
        let Some(gradient) = gradient else { return };
        let [first, second] = self.moments.clone();
        let (first, second) = (first * 0.9 + gradient.clone() * 0.1, second * 0.999 + gradient.square() * 0.001);
        let corrected = |moment: Tensor<D>, decay: f64| moment / (1.0 - decay.powi(step as i32));
        let change = corrected(first.clone(), 0.9) / (corrected(second.clone(), 0.999).sqrt() + 1e-8);
        self.value = self.value.clone() - change * RATE;
        self.moments = [first, second];
    }
}

struct Weights {
    kernels: [Leaf<4>; 2],
    layers: [Leaf<2>; 2],
    biases: [Leaf<2>; 2],
}

/// Those of one pass, tracked or not.
type Pass = ([Tensor<4>; 2], [Tensor<2>; 2], [Tensor<2>; 2]);

impl Weights {
    fn new([c, h, w]: [usize; 3], classes: usize, device: &Device) -> Self {
        let draw = |name: &str, rows: usize, fan_in: usize| {
            let values = normal(&mut rng(0, 0, &format!("features/classifier/{name}")), [rows, fan_in], device);
            values * (2.0 / fan_in as f64).sqrt()
        };
        let kernel = |name, outputs: usize, inputs: usize| {
            Leaf::new(draw(name, outputs, inputs * 9).reshape([outputs, inputs, 3, 3]))
        };
        let cells: usize = [h, w].into_iter().map(grid).product();
        let bias = |outputs| Leaf::new(Tensor::zeros([1, outputs], device));
        Weights {
            kernels: [kernel("0", 16, c), kernel("1", 32, 16)],
            layers: [
                Leaf::new(draw("2", HIDDEN, 32 * cells).transpose()),
                Leaf::new(draw("3", classes, HIDDEN).transpose()),
            ],
            biases: [bias(HIDDEN), bias(classes)],
        }
    }

    fn learn(&mut self, x: &Tensor<4>, y: &[usize], step: u64) {
        if y.is_empty() {
            return;
        }
        let pass: Pass = (
            self.kernels.each_ref().map(Leaf::tracked),
            self.layers.each_ref().map(Leaf::tracked),
            self.biases.each_ref().map(Leaf::tracked),
        );
        let scores = classes(hidden(Tensor::from_inner(x.clone()), &pass), &pass);
        let classes = scores.dims()[1];
        let hot: Vec<f32> = y.iter().flat_map(|y| (0..classes).map(move |class| f32::from(class == *y))).collect();
        let hot = Tensor::<1>::from_data(hot.as_slice(), &x.device()).reshape([y.len(), classes]);
        let loss = -(log_softmax(scores, 1) * Tensor::from_inner(hot)).sum() / y.len() as f64;
        let gradients = loss.backward();
        for place in 0..2 {
            self.kernels[place].step(pass.0[place].grad(&gradients), step);
            self.layers[place].step(pass.1[place].grad(&gradients), step);
            self.biases[place].step(pass.2[place].grad(&gradients), step);
        }
    }

    fn plain(&self) -> Pass {
        (
            self.kernels.each_ref().map(|leaf| leaf.value.clone()),
            self.layers.each_ref().map(|leaf| leaf.value.clone()),
            self.biases.each_ref().map(|leaf| leaf.value.clone()),
        )
    }
}

/// Side of the grid of averages on an image of this side.
fn grid(side: usize) -> usize {
    side.min(LARGEST).div_ceil(4).min(4)
}

fn hidden(x: Tensor<4>, (kernels, layers, biases): &Pass) -> Tensor<2> {
    let [_, _, h, w] = x.dims();
    let x = if h.max(w) > LARGEST { adaptive_avg_pool2d(x, [h.min(LARGEST), w.min(LARGEST)]) } else { x };
    let options = || ConvOptions::new([2, 2], [1, 1], [1, 1], 1);
    let x = kernels.iter().fold(x * 2.0 - 1.0, |x, kernel| relu(conv2d(x, kernel.clone(), None, options())));
    let x: Tensor<2> = adaptive_avg_pool2d(x, [grid(h), grid(w)]).flatten(1, 3);
    relu(x.matmul(layers[0].clone()) + biases[0].clone())
}

fn classes(hidden: Tensor<2>, (_, layers, biases): &Pass) -> Tensor<2> {
    hidden.matmul(layers[1].clone()) + biases[1].clone()
}

struct Classifier {
    weights: Weights,
    accuracy: f64,
    tested: usize,
}

impl Extractor for Classifier {
    fn features(&self, images: Tensor<4>) -> Tensor<2> {
        hidden(images, &self.weights.plain())
    }

    fn scores(&self, features: Tensor<2>) -> Option<Tensor<2>> {
        Some(classes(features, &self.weights.plain()))
    }

    fn protocol(&self) -> BTreeMap<String, String> {
        let accuracy = format!("{:.3} of {} images not trained on", self.accuracy, self.tested);
        let resize = format!("{LARGEST} at most, averages");
        BTreeMap::from([("accuracy".to_owned(), accuracy), ("resize".to_owned(), resize)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::digits;

    #[test]
    fn it_tells_digits_apart_that_it_has_not_seen() {
        let device = Device::default();
        let made = classifier(&digits(), [1, 8, 8], 10, &device).unwrap_or_else(|e| panic!("{e}"));
        let (x, y) = drawn(&digits(), 2_000, 9_999, true).unwrap();
        assert!(y.len() > 250, "a fifth is kept out: {}", y.len());
        let features = made.features(tensor(&x, [1, 8, 8], &device));
        assert_eq!(features.dims(), [y.len(), HIDDEN]);
        let found = made.scores(features).map(best).unwrap_or_default();
        let right = found.iter().zip(&y).filter(|(a, b)| a == b).count() as f64 / y.len() as f64;
        assert!(right > 0.92, "{right}");
    }
}
