//! Adam: Burn's, in a single pass over the numbers where they are at hand.

use burn::optim::{AdamConfig, AdamState, AdaptiveMomentumState, LearningRate, ModuleOptimizer, Optimizer};
use burn::tensor::{DType, Device, TensorData};

use crate::tensor::Tensor;

/// Settings of Adam (Kingma & Ba 2015); the defaults are PyTorch's, not Burn's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamSettings {
    /// Decay of the first moment.
    pub beta_1: f64,
    /// Decay of the second moment.
    pub beta_2: f64,
    /// Added to the denominator.
    pub epsilon: f64,
}

impl Default for AdamSettings {
    fn default() -> Self {
        AdamSettings { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-8 }
    }
}

impl AdamSettings {
    /// An optimiser for one network.
    pub(super) fn optimiser(&self) -> ModuleOptimizer {
        Adam(*self).into()
    }
}

/// Burn's Adam. On the processor its passes over the numbers, one for each operation, are two, to the same bits.
#[derive(Clone)]
struct Adam(AdamSettings);

impl Optimizer for Adam {
    type State<const D: usize> = AdamState<D>;

    fn step<const D: usize>(
        &self,
        rate: LearningRate,
        tensor: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<AdamState<D>>,
    ) -> (Tensor<D>, Option<AdamState<D>>) {
        let (beta_1, beta_2) = (self.0.beta_1 as f32, self.0.beta_2 as f32);
        let epsilon = self.0.epsilon as f32;
        let device = tensor.device();
        let floats = |state: &AdamState<D>| {
            let moments = [&state.momentum.moment_1, &state.momentum.moment_2];
            [&tensor, &gradient].into_iter().chain(moments).all(|t| t.dtype() == DType::F32)
        };
        match state {
            Some(state) if device == Device::flex() && floats(&state) => {
                let momentum = state.momentum;
                let time = momentum.time + 1;
                let (mut moment_1, mut moment_2) = (momentum.moment_1.into_data(), momentum.moment_2.into_data());
                let mut delta = gradient.into_data();
                let correction_2 = (1.0 - beta_2.powi(time as i32)).sqrt();
                let factors = Factors {
                    beta_1,
                    beta_2,
                    correction: correction_2 / (1.0 - beta_1.powi(time as i32)),
                    epsilon: epsilon * correction_2,
                    rate: rate as f32,
                };
                factors.pass(numbers(&mut moment_1), numbers(&mut moment_2), numbers(&mut delta));
                let tensor_of = |data| Tensor::from_data(data, (&device, DType::F32));
                let momentum = AdaptiveMomentumState::new(time, tensor_of(moment_1), tensor_of(moment_2));
                (tensor - tensor_of(delta), Some(AdamState { momentum }))
            }
            state => {
                let burn = AdamConfig::new().with_beta_1(beta_1).with_beta_2(beta_2).with_epsilon(epsilon).build();
                burn.step(rate, tensor, gradient, state)
            }
        }
    }

    fn to_device<const D: usize>(state: AdamState<D>, device: &Device) -> AdamState<D> {
        AdamState { momentum: state.momentum.to_device(device) }
    }
}

struct Factors {
    beta_1: f32,
    beta_2: f32,
    correction: f32,
    epsilon: f32,
    rate: f32,
}

impl Factors {
    /// Moves both moments, and puts the change of the weight in the gradient's place.
    fn pass(&self, moment_1: &mut [f32], moment_2: &mut [f32], gradient: &mut [f32]) {
        for ((m, v), g) in moment_1.iter_mut().zip(moment_2).zip(gradient) {
            *m = *m * self.beta_1 + *g * (1.0 - self.beta_1);
            *v = *v * self.beta_2 + *g * *g * (1.0 - self.beta_2);
            *g = *m * self.correction / (v.sqrt() + self.epsilon) * self.rate;
        }
    }
}

fn numbers(data: &mut TensorData) -> &mut [f32] {
    data.as_mut_slice().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Distribution;

    #[test]
    fn the_bits_are_those_of_burn() {
        let device = Device::flex();
        let settings = AdamSettings::default();
        let burn = AdamConfig::new().with_epsilon(1e-8).build();
        let start: Tensor<2> = Tensor::random([7, 9], Distribution::Default, &device);
        let (mut ours, mut theirs) = ((start.clone(), None), (start, None));
        for _ in 0..5 {
            let gradient: Tensor<2> = Tensor::random([7, 9], Distribution::Normal(0.0, 1e-3), &device);
            ours = Adam(settings).step(3e-4, ours.0, gradient.clone(), ours.1);
            theirs = burn.step(3e-4, theirs.0, gradient, theirs.1);
            assert_eq!(ours.0.to_data(), theirs.0.to_data());
        }
    }
}
