//! What a plugin's function is called with.

use super::info::ParamValue;
use crate::network::Net;
use crate::signal::{FromSignal, Signal};

/// What a plugin's function is called with: views and parameters in the order of its arguments.
pub struct CallInput<'a> {
    /// Views, in the order in which the function names them.
    pub views: &'a [Signal],
    /// Networks, in the order in which the function names them.
    pub networks: &'a [Net<'a>],
    /// Parameters, in the order in which the function names them.
    pub params: &'a [ParamValue],
}

impl CallInput<'_> {
    /// The i-th view.
    pub fn view<T: FromSignal>(&self, i: usize) -> T {
        T::from_signal(self.views[i].clone())
    }
}
