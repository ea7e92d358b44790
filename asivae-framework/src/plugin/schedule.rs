//! Schedules: what they are called with, what they remember, and what they measure.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::info::{ParamValue, PluginInfo};

/// A registered schedule.
pub struct SchedulePlugin {
    /// What it says of itself.
    pub info: &'static PluginInfo,
    /// What a call gives by its place, in order.
    pub args: &'static [ScheduleArg],
    /// Calls the function; of one with a state, as its first step.
    pub call: fn(&Clock, &[Schedule<'_>], &[ParamValue]) -> f64,
    /// A fresh state, where it has one.
    pub state: Option<fn() -> Box<dyn ScheduleState>>,
}

/// What a schedule takes by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleArg {
    /// Another schedule, or a number of the model.
    Schedule,
    /// A term, of which it sees the mean of the last batch.
    Measured,
}

/// The mean over the batch of a term, as it was last evaluated.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured(Option<f64>);

impl Measured {
    /// One that was evaluated.
    pub fn new(mean: f64) -> Self {
        Measured(Some(mean))
    }

    /// The mean; nothing before the term was first evaluated.
    pub fn mean(self) -> Option<f64> {
        self.0
    }
}

impl From<Option<f64>> for Measured {
    fn from(mean: Option<f64>) -> Self {
        Measured(mean)
    }
}

/// What a schedule can remember from step to step: it begins as its default, and is written down with a run.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the state of a schedule",
    label = "a state begins as its default and can be written down",
    note = "add #[derive(Default, serde::Serialize, serde::Deserialize)] to it"
)]
pub trait State: Default + Serialize + DeserializeOwned + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<S: Default + Serialize + DeserializeOwned + Send + 'static> State for S {}

/// A schedule with its state.
pub trait ScheduleState: Send {
    /// The value of the next step.
    fn advance(&mut self, clock: &Clock, inner: &[Schedule<'_>], measured: &[Measured], params: &[ParamValue]) -> f64;

    /// The state as bytes (CBOR, which keeps numbers that are not finite).
    ///
    /// # Errors
    ///
    /// A state that cannot be written down.
    fn save(&self) -> Result<Vec<u8>, String>;

    /// Takes a state that was saved.
    ///
    /// # Errors
    ///
    /// Bytes that are no such state.
    fn load(&mut self, bytes: &[u8]) -> Result<(), String>;
}

/// A schedule, or any number of a model, that another schedule is made of: `delay(cosine(), start = 0.2)`.
#[derive(Clone, Copy)]
pub struct Schedule<'a> {
    at: &'a dyn Fn(f64) -> f64,
}

impl<'a> Schedule<'a> {
    /// One that has these values.
    pub fn new(at: &'a dyn Fn(f64) -> f64) -> Self {
        Schedule { at }
    }

    /// Its value where the run's progress is `t`, in `[0, 1]`.
    pub fn at(&self, t: f64) -> f64 {
        (self.at)(t)
    }
}

/// What a schedule can ask for by name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clock {
    /// Step, counted from 0.
    pub step: usize,
    /// Steps of the whole run, warm-up included.
    pub steps: usize,
    /// `step / steps`, in `[0, 1]`.
    pub progress: f64,
    /// Passes over the data so far, fractional.
    pub epoch: f64,
    /// Steps of a pass over the data.
    pub epoch_steps: usize,
}

inventory::collect!(SchedulePlugin);
