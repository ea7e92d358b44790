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
            Statistics::Batch => 1.0 - MOMENTUM,
            Statistics::Gather(before) => before as f64 / (before as f64 + 1.0),
        };
        let [batch, _, height, width] = input.dims();
        let result = batch_norm_train(input, gamma, beta, EPSILON);
        let n = (batch * height * width) as f64;
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
