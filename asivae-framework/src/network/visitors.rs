//! Walks over a module's parameters.

use burn::module::{ModuleMapper, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::TensorData;

use super::NamedTensor;
use crate::plugin::Weight;
use crate::random;
use crate::tensor::Tensor;

/// Where a visitor stands in a module.
#[derive(Default)]
pub(super) struct Path(Vec<String>);

impl Path {
    pub(super) fn text(&self) -> String {
        self.0.join(".")
    }

    pub(super) fn enter(&mut self, name: &str) {
        self.0.push(name.to_owned());
    }

    pub(super) fn exit(&mut self) {
        self.0.pop();
    }

    /// Whether it is that of a running statistic, which is visited as weights are. Burn and PyTorch agree on the names.
    fn is_running(&self) -> bool {
        self.0.last().is_some_and(|name| name == "running_mean" || name == "running_var")
    }
}

macro_rules! track_path {
    () => {
        fn enter_module(&mut self, name: &str, _container: &str) {
            self.path.enter(name);
        }

        fn exit_module(&mut self, _name: &str, _container: &str) {
            self.path.exit();
        }
    };
}

pub(super) struct Materialise<'a> {
    pub(super) seed: u64,
    pub(super) network: &'a str,
    pub(super) path: Path,
}

impl ModuleVisitor for Materialise<'_> {
    track_path!();

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let mut rng = random::rng(self.seed, 0, &format!("weights/{}/{}", self.network, self.path.text()));
        param.lazy_device().seed(random::RngCore::next_u64(&mut rng));
        let _ = param.val();
    }
}

pub(super) struct SquaredNorm<'a> {
    pub(super) gradients: &'a GradientsParams,
    pub(super) total: Option<Tensor<1>>,
}

impl ModuleVisitor for SquaredNorm<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.get::<D>(param.id) {
            let squared = gradient.square().sum();
            self.total = Some(match self.total.take() {
                Some(total) => total + squared,
                None => squared,
            });
        }
    }
}

pub(super) struct Scale<'a> {
    pub(super) gradients: &'a mut GradientsParams,
    pub(super) factor: f64,
}

impl ModuleVisitor for Scale<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.remove::<D>(param.id) {
            self.gradients.register(param.id, gradient * self.factor);
        }
    }
}

#[derive(Default)]
pub(super) struct Weights(pub(super) Vec<Tensor<1>>);

impl ModuleVisitor for Weights {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let tensor = param.val().inner();
        let count = tensor.shape().num_elements();
        self.0.push(tensor.reshape([count]));
    }
}

pub(super) struct Follow {
    pub(super) weights: std::vec::IntoIter<Tensor<1>>,
    pub(super) decay: f64,
}

impl ModuleMapper for Follow {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let decay = self.decay;
        let next = self.weights.next();
        param.map(|own| {
            let Some(leader) = next else { return own };
            // A parameter that is trained stays a leaf.
            let (trained, autodiff) = (own.is_require_grad(), own.is_autodiff());
            let own = own.inner();
            let leader = leader.reshape(own.shape());
            let moved = if decay == 0.0 { leader } else { own * decay + leader * (1.0 - decay) };
            if autodiff { Tensor::from_inner(moved).set_require_grad(trained) } else { moved }
        })
    }
}

/// Numbers in what is trained.
#[derive(Default)]
pub(super) struct Count {
    pub(super) weights: usize,
    path: Path,
}

impl ModuleVisitor for Count {
    track_path!();

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if !self.path.is_running() {
            self.weights += param.lazy_shape().num_elements();
        }
    }
}

#[derive(Default)]
pub(super) struct Named {
    pub(super) weights: Vec<NamedTensor>,
    pub(super) path: Path,
}

impl ModuleVisitor for Named {
    track_path!();

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.weights.push((self.path.text(), param.val().into_data()));
    }
}

pub(super) struct Load<'a> {
    pub(super) weights: &'a [NamedTensor],
    pub(super) used: Vec<bool>,
    pub(super) path: Path,
}

impl ModuleMapper for Load<'_> {
    track_path!();

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let name = self.path.text();
        let Some(at) = self.weights.iter().position(|(other, _)| *other == name) else { return param };
        self.used[at] = true;
        let data = self.weights[at].1.clone();
        param.map(|tensor| {
            let device = tensor.device();
            let tracked = tensor.is_require_grad();
            Tensor::from_data(data, &device).set_require_grad(tracked)
        })
    }
}

/// Running statistics, which passes move.
#[derive(Default)]
pub(super) struct Running {
    pub(super) values: Vec<Tensor<1>>,
    path: Path,
}

impl ModuleVisitor for Running {
    track_path!();

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if self.path.is_running() {
            self.values.push(param.val().flatten(0, D - 1));
        }
    }
}

/// Puts running statistics back.
pub(super) struct PutBack {
    values: std::vec::IntoIter<Tensor<1>>,
    path: Path,
}

impl PutBack {
    pub(super) fn new(values: Vec<Tensor<1>>) -> Self {
        PutBack { values: values.into_iter(), path: Path::default() }
    }
}

impl ModuleMapper for PutBack {
    track_path!();

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        match self.path.is_running().then(|| self.values.next()).flatten() {
            Some(value) => param.map(|own| value.reshape(own.shape())),
            None => param,
        }
    }
}

/// Replaces every tensor of weights by what a function makes of it.
pub(super) struct Constrain<'a> {
    pub(super) constraint: &'a dyn Fn(&Weight<'_>) -> Tensor<1>,
    pub(super) path: Path,
}

impl ModuleMapper for Constrain<'_> {
    track_path!();

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        if self.path.is_running() {
            return param;
        }
        let name = self.path.text();
        param.map(|own| {
            let (trained, autodiff) = (own.is_require_grad(), own.is_autodiff());
            let own = own.inner();
            let (shape, count) = (own.shape(), own.shape().num_elements());
            let weight = Weight { weight: own.reshape([count]), shape: &shape, name: &name };
            let held = (self.constraint)(&weight).reshape(shape.clone());
            if autodiff { Tensor::from_inner(held).set_require_grad(trained) } else { held }
        })
    }
}

/// Gives every trainable parameter a leaf of its own, so that the graph of one call meets that of no other.
pub(super) struct OwnLeaves;

impl ModuleMapper for OwnLeaves {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        param.map(|tensor| {
            let trained = tensor.is_require_grad();
            tensor.detach().set_require_grad(trained)
        })
    }
}

/// Gradients out of plain numbers, one list for each parameter in order.
pub(super) struct FromHost {
    pub(super) values: std::vec::IntoIter<Vec<f32>>,
    pub(super) gradients: GradientsParams,
}

impl ModuleVisitor for FromHost {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(values) = self.values.next()
            && param.val().is_require_grad()
        {
            let weight = param.val().inner();
            let gradient = Tensor::from_data(TensorData::new(values, weight.shape()), &weight.device());
            self.gradients.register::<D>(param.id, gradient);
        }
    }
}
