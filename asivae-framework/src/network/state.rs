//! All that a network carries from step to step, by names that outlive the process.

use std::collections::BTreeMap;

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::{ModuleOptimizer, OptimizerRecord};
use burn::tensor::{Bytes, TensorData};
use burn_pack::{Reader, Scalar, Writer};
use serde::{Deserialize, Serialize};

use super::NamedTensor;
use super::visitors::Path;
use crate::tensor::Tensor;

/// Weights, their moving average, and the state of the optimiser.
#[derive(Clone, Debug, Default)]
pub struct PlayerState {
    /// Weights by name.
    pub weights: Vec<NamedTensor>,
    /// Their moving average, where one was begun.
    pub average: Option<Vec<NamedTensor>>,
    /// Tensors of the optimiser: `layers.0.weight/momentum.moment_1`.
    pub moments: Vec<NamedTensor>,
    /// Numbers of the optimiser: `layers.0.weight/momentum.time`.
    pub counts: BTreeMap<String, Count>,
}

/// A number of an optimiser.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Count {
    /// With a sign.
    Int(i64),
    /// Without.
    UInt(u64),
    /// A float.
    Float(f64),
    /// A flag.
    Bool(bool),
}

impl From<Scalar> for Count {
    fn from(scalar: Scalar) -> Count {
        match scalar {
            Scalar::Int(value) => Count::Int(value),
            Scalar::UInt(value) => Count::UInt(value),
            Scalar::Float(value) => Count::Float(value),
            Scalar::Bool(value) => Count::Bool(value),
        }
    }
}

impl From<Count> for Scalar {
    fn from(count: Count) -> Scalar {
        match count {
            Count::Int(value) => Scalar::Int(value),
            Count::UInt(value) => Scalar::UInt(value),
            Count::Float(value) => Scalar::Float(value),
            Count::Bool(value) => Scalar::Bool(value),
        }
    }
}

/// Parameters by name; Burn gives each a number that is another one in every process.
#[derive(Default)]
struct Ids {
    named: Vec<(String, u64)>,
    path: Path,
}

impl ModuleVisitor for Ids {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.enter(name);
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.exit();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.named.push((self.path.text(), param.id.val()));
    }
}

fn ids(module: &impl Module) -> Vec<(String, u64)> {
    let mut ids = Ids::default();
    module.visit(&mut ids);
    ids.named
}

type OptimiserState = (Vec<NamedTensor>, BTreeMap<String, Count>);

/// The state of an optimiser under the names of the parameters.
pub(super) fn written(optimiser: &ModuleOptimizer, module: &impl Module) -> Result<OptimiserState, String> {
    let ids = ids(module);
    let named = |name: &str| {
        let (id, rest) = name.split_once('.')?;
        let id: u64 = id.parse().ok()?;
        let (path, _) = ids.iter().find(|(_, own)| *own == id)?;
        Some(format!("{path}/{rest}"))
    };
    let bytes = optimiser.to_record().into_bytes().map_err(|error| error.to_string())?;
    let reader = Reader::from_bytes(bytes).map_err(|error| error.to_string())?;
    let counts = reader.scalars().iter().filter_map(|(name, scalar)| Some((named(name)?, (*scalar).into()))).collect();
    let mut moments = Vec::new();
    for tensor in reader.into_tensors().map_err(|error| error.to_string())? {
        let (name, dtype, shape, _, bytes) = tensor.into_parts().map_err(|error| error.to_string())?;
        if let Some(name) = named(&name) {
            moments.push((name, TensorData::from_bytes(bytes, shape, dtype)));
        }
    }
    moments.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok((moments, counts))
}

/// An optimiser with such a state.
pub(super) fn restored(
    optimiser: ModuleOptimizer,
    module: &impl Module,
    state: &PlayerState,
) -> Result<ModuleOptimizer, String> {
    let ids = ids(module);
    let numbered = |name: &str| {
        let found = name.rsplit_once('/').and_then(|(path, rest)| {
            let (_, id) = ids.iter().find(|(own, _)| own == path)?;
            Some((*id, format!("{id}.{rest}")))
        });
        found.ok_or_else(|| format!("the optimiser's `{name}` belongs to no parameter"))
    };
    let mut tensors = Vec::new();
    for (name, data) in &state.moments {
        let weight = name.rsplit_once('/').and_then(|(path, _)| state.weights.iter().find(|(own, _)| own == path));
        if weight.is_none_or(|(_, weight)| weight.shape() != data.shape()) {
            return Err(format!(
                "the optimiser's `{name}` has the shape {:?}, which is not its parameter's",
                data.shape()
            ));
        }
        let (id, name) = numbered(name)?;
        let bytes = Bytes::from_bytes_vec(data.as_bytes().to_vec());
        tensors.push(burn_pack::Tensor::new(name, data.dtype(), data.shape().to_vec(), Some(id), bytes));
    }
    let mut writer = Writer::new(tensors);
    for (name, count) in &state.counts {
        writer = writer.with_scalar(&numbered(name)?.1, (*count).into());
    }
    let bytes = writer.into_bytes().map_err(|error| error.to_string())?;
    let record = OptimizerRecord::from_bytes(bytes).map_err(|error| error.to_string())?;
    Ok(optimiser.load_record(record))
}
