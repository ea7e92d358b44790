//! Where tensors live.

use std::fmt;
use std::str::FromStr;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A device as one names it on the command line: `cpu`, `cuda`, `cuda:1`, `wgpu`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum DeviceChoice {
    /// The processor, through Burn's flex backend.
    #[default]
    Cpu,
    /// The n-th CUDA device; needs the feature `cuda` or `cuda-nvrtc`.
    Cuda(usize),
    /// The default WebGPU device; needs the feature `wgpu`.
    Wgpu,
}

impl FromStr for DeviceChoice {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.split_once(':') {
            None if text == "cpu" => Ok(DeviceChoice::Cpu),
            None if text == "cuda" => Ok(DeviceChoice::Cuda(0)),
            None if text == "wgpu" => Ok(DeviceChoice::Wgpu),
            Some(("cuda", index)) if index.parse::<usize>().is_ok() => {
                Ok(DeviceChoice::Cuda(index.parse().unwrap_or(0)))
            }
            _ => Err(Error::Device(format!("unknown device `{text}`; known are cpu, cuda, cuda:N, wgpu"))),
        }
    }
}

impl TryFrom<String> for DeviceChoice {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<DeviceChoice> for String {
    fn from(device: DeviceChoice) -> String {
        device.to_string()
    }
}

impl fmt::Display for DeviceChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DeviceChoice::Cpu => f.write_str("cpu"),
            DeviceChoice::Cuda(index) => write!(f, "cuda:{index}"),
            DeviceChoice::Wgpu => f.write_str("wgpu"),
        }
    }
}

impl DeviceChoice {
    /// Opens it, without autodiff.
    ///
    /// # Errors
    ///
    /// A device that this build has no backend for, or that is not in the machine.
    pub fn open(self) -> Result<Device> {
        match self {
            DeviceChoice::Cpu => Ok(Device::flex()),
            DeviceChoice::Cuda(index) => cuda(index),
            DeviceChoice::Wgpu => wgpu(),
        }
    }
}

#[cfg(feature = "cuda")]
fn cuda(index: usize) -> Result<Device> {
    // Asked for first: opening a device that is not there panics in a thread of the driver's.
    let count = Device::enumerate(burn::tensor::DeviceType::Cuda).into_vec().len();
    if index >= count {
        return Err(Error::Device(format!(
            "no device `cuda:{index}`: this machine has {count} CUDA devices; `cpu` is always there"
        )));
    }
    Ok(Device::cuda(index))
}

#[cfg(not(feature = "cuda"))]
fn cuda(index: usize) -> Result<Device> {
    Err(Error::Device(format!(
        "no device `cuda:{index}`: this build has no CUDA; build with `--features cuda` (or `cuda-nvrtc`), or use `cpu`"
    )))
}

#[cfg(feature = "wgpu")]
fn wgpu() -> Result<Device> {
    if Device::enumerate(burn::tensor::DeviceType::Wgpu).into_vec().is_empty() {
        return Err(Error::Device("no device `wgpu`: no adapter was found; `cpu` is always there".to_owned()));
    }
    Ok(Device::wgpu(burn::tensor::DeviceKind::DefaultDevice))
}

#[cfg(not(feature = "wgpu"))]
fn wgpu() -> Result<Device> {
    Err(Error::Device(
        "no device `wgpu`: this build has no WebGPU; build with `--features wgpu`, or use `cpu`".to_owned(),
    ))
}
