//! Batch normalisation whose statistics are chosen openly.

use asivae::Statistics;
use asivae::prelude::*;
use asivae::{Content, Released};
use burn::module::{Initializer, ModuleMapper, Param, RunningState};
use burn::tensor::module::{batch_norm, batch_norm_train};

/// `y = (x − mean) / √(variance + ε) · gamma + beta` per channel.
///
/// Ioffe & Szegedy, *Batch Normalization* (ICML 2015), algorithm 1, with the numbers of PyTorch's `BatchNorm2d`: ε = 1e-5, running statistics that move by a
/// tenth at each batch, a running variance over n − 1. Burn's own keeps that over n, and one for each thread.
#[derive(Module, Debug)]
pub(super) struct BatchNorm {
    pub(super) gamma: Param<Tensor<1>>,
    pub(super) beta: Param<Tensor<1>>,
    pub(super) running_mean: RunningState<Tensor<1>>,
    pub(super) running_var: RunningState<Tensor<1>>,
    #[module(skip)]
    pub(super) statistics: Statistics,
}

const EPSILON: f64 = 1e-5;
const MOMENTUM: f64 = 0.1;

impl BatchNorm {
    pub(super) fn new(channels: usize, device: &Device) -> BatchNorm {
        BatchNorm {
            gamma: Initializer::Ones.init([channels], device),
            beta: Initializer::Zeros.init([channels], device),
            running_mean: RunningState::new(Tensor::zeros([channels], device)),
            running_var: RunningState::new(Tensor::ones([channels], device)),
            statistics: Statistics::Batch,
        }
    }

    pub(super) fn forward(&self, input: Tensor<4>) -> Tensor<4> {
        let (gamma, beta) = (self.gamma.val(), self.beta.val());
        let kept = match self.statistics {
            Statistics::Running => {
                let (mean, variance) = (self.running_mean.value(), self.running_var.value());
                return batch_norm(input, gamma, beta, mean, variance, EPSILON);
            }
            // A trained model is only looked at.
            Statistics::Batch if !input.device().is_autodiff() => 1.0,
            Statistics::Batch => 1.0 - MOMENTUM,
            Statistics::Gather(before) => before as f64 / (before as f64 + 1.0),
        };
        let [batch, _, height, width] = input.dims();
        let result = batch_norm_train(input, gamma, beta, EPSILON);
        let n = (batch * height * width) as f64;
        if kept == 1.0 {
            return result.output;
        }
        move_towards(&self.running_mean, result.mean, kept);
        move_towards(&self.running_var, result.variance * (n / (n - 1.0).max(1.0)), kept);
        result.output
    }

    /// What PyTorch's state dict calls its tensors.
    pub(super) fn released(name: &str, own: &str) -> Vec<Released> {
        let tensors =
            [("weight", "gamma"), ("bias", "beta"), ("running_mean", "running_mean"), ("running_var", "running_var")];
        let tensor = |(theirs, ours)| Released::tensor(format!("{name}.{theirs}"), format!("{own}.{ours}"));
        let mut released: Vec<Released> = tensors.into_iter().map(tensor).collect();
        released.push(Released { name: format!("{name}.num_batches_tracked"), holds: Content::Counter });
        released
    }
}

/// Copies of a module share their running statistics; mapping one sets it for all, at once and whatever thread asks.
fn move_towards(state: &RunningState<Tensor<1>>, batch: Tensor<1>, kept: f64) {
    let batch = batch.detach();
    let _ = state.clone().map(&mut MoveTowards { batch, kept });
}

struct MoveTowards {
    batch: Tensor<1>,
    kept: f64,
}

impl ModuleMapper for MoveTowards {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (batch, kept) = (self.batch.clone(), self.kept);
        param.map(|own| {
            let shape = own.shape();
            own.detach() * kept + batch.reshape(shape) * (1.0 - kept)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
        tensor.into_data().iter().collect()
    }

    fn running(norm: &BatchNorm) -> [Vec<f64>; 2] {
        [&norm.running_mean, &norm.running_var].map(|state| numbers(state.value()))
    }

    #[test]
    fn running_statistics_move_by_a_tenth_and_the_variance_is_over_n_minus_one() {
        // Where there is training.
        let device = Device::default().autodiff();
        let norm = BatchNorm::new(1, &device);
        // mean 3, squares around it 9 + 1 + 1 + 9 = 20: variance 5 over n, 20/3 over n − 1
        let batch = || Tensor::<4>::from_data([[[[0.0, 2.0]]], [[[4.0, 6.0]]]], &device);
        let output = numbers(norm.forward(batch()));
        assert!((output[0] + 3.0 / (5.0_f64 + 1e-5).sqrt()).abs() < 1e-6, "{output:?}");
        let [mean, variance] = running(&norm);
        assert!((mean[0] - 0.3).abs() < 1e-6 && (variance[0] - (0.9 + 2.0 / 3.0)).abs() < 1e-6);
        // A copy has the same ones, whoever moves them.
        norm.clone().forward(batch());
        assert!((running(&norm)[0][0] - (0.27 + 0.3)).abs() < 1e-6);
        // A look at it moves nothing.
        let device = device.inner();
        let norm = BatchNorm::new(1, &device);
        norm.forward(Tensor::from_data([[[[0.0, 2.0]]]], &device));
        assert_eq!(running(&norm), [vec![0.0], vec![1.0]]);
    }

    #[test]
    fn running_statistics_are_used_and_gathered() {
        let device = Device::default();
        let mut norm = BatchNorm::new(1, &device);
        let batch = |value: f64| Tensor::<4>::from_data([[[[value, value + 2.0]]]], &device);
        norm.statistics = Statistics::Running;
        // mean 0, variance 1
        assert!((numbers(norm.forward(batch(1.0)))[0] - 1.0 / (1.0 + 1e-5_f64).sqrt()).abs() < 1e-6);
        assert_eq!(running(&norm), [vec![0.0], vec![1.0]]);
        for (i, value) in [1.0, 5.0].into_iter().enumerate() {
            norm.statistics = Statistics::Gather(i);
            norm.forward(batch(value));
        }
        // Means 2 and 6; the variance of two numbers that are 2 apart is 2.
        let [mean, variance] = running(&norm);
        assert!((mean[0] - 4.0).abs() < 1e-6 && (variance[0] - 2.0).abs() < 1e-6, "{mean:?} {variance:?}");
    }
}
