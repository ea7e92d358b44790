//! What generated code uses. Not part of the public interface: it may change in any release.

mod arguments;
mod check;
mod leaf;
mod text;

pub use std::borrow::Cow;
pub use std::boxed::Box;
pub use std::string::String;
pub use std::sync::Arc;
pub use std::vec::Vec;

pub use burn::tensor::{Device, Int};
pub use inventory;

pub use crate::data::Dataset;
pub use crate::error::{Error, Result};
pub use crate::metric::{Extractor, Features, FeaturesInput, Figure, MetricInput};
pub use crate::model_source::ModelSource;
pub use crate::network::{Io, Network, Player};
pub use crate::plugin::CallInput;
pub use crate::plugin::{
    Better, Clock, ConstraintPlugin, DatasetInput, DatasetPlugin, FeaturesPlugin, Kind, LossPlugin, MapPlugin,
    Measured, MetricPlugin, ModelPlugin, NetworkPlugin, ParamInfo, ParamKind, ParamValue, Parameter, PluginInfo,
    PosteriorArg, PosteriorPlugin, PresetPlugin, SamplerInput, SamplerPlugin, Schedule, ScheduleArg, SchedulePlugin,
    ScheduleState, Settings, State, ViewArg, Weight,
};
pub use crate::signal::{FromSignal, Signal};
pub use crate::tensor::Tensor;
pub use crate::view::View;
pub use arguments::{Around, Given, Place, check_given};
pub use check::{Written, check_argument, check_call, check_default, check_posterior, check_value};
pub use leaf::{Leaf, Plugin, Position};

/// The i-th view of a call.
pub fn view<T: FromSignal>(input: &CallInput<'_>, i: usize) -> T {
    input.view(i)
}

/// The value of a parameter, which the engine has checked against its kind.
#[expect(clippy::expect_used, reason = "checked when the model is assembled; a user cannot reach it")]
pub fn checked<T>(value: Option<T>) -> T {
    value.expect("parameters are checked before a plugin is called")
}

/// A network: for messages in our words.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a network",
    label = "a module that implements `Network`, or a Result of it with a text as error, is wanted here"
)]
pub trait IntoPlayer<Marker> {
    /// The network behind a pointer.
    ///
    /// # Errors
    ///
    /// Why there is none of that signature and these sizes.
    fn into_player(self, io: &Io) -> Result<Box<dyn Player>, String>;
}

#[diagnostic::do_not_recommend]
impl<N: Network> IntoPlayer<Plain> for N {
    fn into_player(self, io: &Io) -> Result<Box<dyn Player>, String> {
        Ok(<dyn Player>::boxed(self, io))
    }
}

#[diagnostic::do_not_recommend]
impl<N: Network> IntoPlayer<Fallible> for Result<N, String> {
    fn into_player(self, io: &Io) -> Result<Box<dyn Player>, String> {
        self.map(|module| <dyn Player>::boxed(module, io))
    }
}

/// A data set, or the result of opening one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a data set",
    label = "what implements `Dataset`, or a Result of it, is wanted here"
)]
pub trait IntoDataset<Marker> {
    /// The data set behind a pointer.
    ///
    /// # Errors
    ///
    /// Where it could not be opened.
    fn into_dataset(self) -> Result<Arc<dyn Dataset>, Error>;
}

/// A figure, or none where it cannot be taken.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a figure",
    label = "`f64` or `Figure`, or an `Option` of one of them, is wanted here"
)]
pub trait IntoFigure {
    /// The figure.
    fn into_figure(self) -> Option<Figure>;
}

macro_rules! figures {
    ($($number:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl IntoFigure for $number {
            fn into_figure(self) -> Option<Figure> {
                Some(self.into())
            }
        }

        #[diagnostic::do_not_recommend]
        impl IntoFigure for Option<$number> {
            fn into_figure(self) -> Option<Figure> {
                self.map(Into::into)
            }
        }
    )*};
}

figures!(f64, Figure);

/// Marks what cannot fail.
pub struct Plain;

/// Marks what can fail.
pub struct Fallible;

#[diagnostic::do_not_recommend]
impl<D: Dataset + 'static> IntoDataset<Plain> for D {
    fn into_dataset(self) -> Result<Arc<dyn Dataset>, Error> {
        Ok(Arc::new(self))
    }
}

#[diagnostic::do_not_recommend]
impl<D: Dataset + 'static, E: Into<Error>> IntoDataset<Fallible> for Result<D, E> {
    fn into_dataset(self) -> Result<Arc<dyn Dataset>, Error> {
        match self {
            Ok(data) => Ok(Arc::new(data)),
            Err(error) => Err(error.into()),
        }
    }
}

/// A schedule's function, with its state in front.
pub type Step<S> = fn(&mut S, &Clock, &[Schedule<'_>], &[Measured], &[ParamValue]) -> f64;

/// A schedule and what it remembers.
struct Remembered<S> {
    state: S,
    step: Step<S>,
}

impl<S: State> ScheduleState for Remembered<S> {
    fn advance(&mut self, clock: &Clock, inner: &[Schedule<'_>], measured: &[Measured], params: &[ParamValue]) -> f64 {
        (self.step)(&mut self.state, clock, inner, measured, params)
    }

    fn save(&self) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        ciborium::into_writer(&self.state, &mut bytes).map_err(|error| error.to_string())?;
        Ok(bytes)
    }

    fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.state = ciborium::from_reader(bytes).map_err(|error| error.to_string())?;
        Ok(())
    }
}

/// A schedule at its beginning.
pub fn remembered<S: State>(step: Step<S>) -> Box<dyn ScheduleState> {
    Box::new(Remembered { state: S::default(), step })
}

/// The value of a schedule that has measured nothing yet.
pub fn first_step(
    fresh: fn() -> Box<dyn ScheduleState>,
    clock: &Clock,
    inner: &[Schedule<'_>],
    args: &[ScheduleArg],
    params: &[ParamValue],
) -> f64 {
    let measured = args.iter().filter(|arg| **arg == ScheduleArg::Measured).map(|_| Measured::default());
    fresh().advance(clock, inner, &measured.collect::<Vec<_>>(), params)
}
