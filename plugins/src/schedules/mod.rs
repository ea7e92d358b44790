//! Schedules: numbers that change with progress, in [0, 1], or with the step.

#[path = "."]
mod file {
    pub(super) mod constant;
    pub(super) mod cosine;
    pub(super) mod cyclical;
    pub(super) mod delay;
    pub(super) mod exponential;
    pub(super) mod geco;
    pub(super) mod hold;
    pub(super) mod keep_above;
    pub(super) mod linear_ramp;
    pub(super) mod pi_control;
    pub(super) mod piecewise;
    pub(super) mod reverse;
    pub(super) mod sigmoid;
    pub(super) mod tanh_ramp;
    pub(super) mod then;
    pub(super) mod warm_up;
}

pub use file::constant::constant;
pub use file::cosine::cosine;
pub use file::cyclical::{Ramp, cyclical};
pub use file::delay::delay;
pub use file::exponential::exponential;
pub use file::geco::{GecoState, geco};
pub use file::hold::hold;
pub use file::keep_above::keep_above;
pub use file::linear_ramp::linear_ramp;
pub use file::pi_control::{PiState, pi_control};
pub use file::piecewise::piecewise;
pub use file::reverse::reverse;
pub use file::sigmoid::sigmoid;
pub use file::tanh_ramp::tanh_ramp;
pub use file::then::then;
pub use file::warm_up::warm_up;
