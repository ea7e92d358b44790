//! Where a plugin may stand, and under which conditions.

use asivae::plugin::{self, LossPlugin, SchedulePlugin};
use asivae::prelude::*;

type Latent = Tensor<2>;

/// One. Two
/// lines.
///
///     code
#[intro_loss(name = "another_name", crate = ::asivae, whole_batch)]
#[allow(clippy::let_and_return, reason = "other attributes stay")]
pub(crate) fn aliases_and_order(
    #[param(default = 3)] n: usize,
    mut mu_b: Latent,
    mu_a: asivae::Tensor<2>,
) -> Tensor<1> {
    mu_b = mu_b * n as f64;
    let difference = (mu_a - mu_b).sum();
    difference
}

#[intro_schedule]
#[cfg(any())]
fn never(progress: NotAType) -> f64 {
    progress
}

#[intro_map]
fn one_view(x: Tensor<4>) -> Tensor<4> {
    x
}

mod elsewhere {
    asivae::intro_model! {
        #![crate = ::asivae]
        /// A path that leads up.
        pub Elsewhere("elsewhere") {}

        encoder + decoder minimizes super::aliases_and_order(x, super::one_view(xr), n = 2, mu_a = xr, decoder = encoder);
    }
}

#[test]
fn inside_a_function() {
    #[intro_schedule]
    fn local(step: usize, steps: usize, epoch: f64, progress: f64) -> f64 {
        step as f64 + steps as f64 + epoch + progress
    }

    let clock = Clock { step: 1, steps: 10, progress: 0.1, epoch: 100.0, epoch_steps: 1 };
    assert_eq!((plugin::find::<SchedulePlugin>("local").unwrap().call)(&clock, &[], &[]), 111.1);
    assert!(plugin::find::<SchedulePlugin>("never").is_err());
    let _ = elsewhere::Elsewhere::default();
}

#[test]
fn a_loss_says_what_it_is() {
    let loss = plugin::find::<LossPlugin>("another_name").unwrap();
    let views: Vec<_> = loss.views.iter().map(|v| (v.view.name(), v.source)).collect();
    assert_eq!((views.as_slice(), loss.arity(), loss.whole_batch), ([("mu", 1), ("mu", 0)].as_slice(), 2, true));
    assert_eq!(loss.info.doc, "One. Two\nlines.\n\n    code");
    assert_eq!((loss.info.package, loss.info.version), ("asivae", env!("CARGO_PKG_VERSION")));
    assert_eq!(loss.info.line, 14);
}
