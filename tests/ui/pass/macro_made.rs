//! Plugins and models that a `macro_rules!` makes.

use asivae::plugin::{self, LossPlugin, ParamValue};
use asivae::prelude::*;

mod losses {
    use asivae::prelude::*;

    macro_rules! power {
        ($($name:ident: $default:expr, $min:literal, $tensor:ty, $number:ty;)*) => {$(
            /// A power.
            #[intro_loss]
            pub(super) fn $name(mu: $tensor, #[param(default = $default, min = $min)] weight: $number) -> Tensor<1> {
                mu.sum_dim(1).squeeze_dim(1) * weight
            }
        )*};
    }

    power! {
        first: 1.5, 0, Tensor<2>, f64;
        second: -2.5, -3, Tensor<2>, f64;
    }
}

macro_rules! model {
    ($type:ident, $name:literal, $loss:path, $factor:ident = $default:expr) => {
        intro_model! {
            /// Made by a macro.
            pub $type($name) { $factor = $default }

            encoder + decoder minimizes $factor * $loss(x, weight = $default);
        }
    };
}

model!(First, "macro-made-first", losses::first, beta = 1.0 + 2.0);

#[test]
fn defaults_come_through() {
    let default = |name: &str| plugin::find::<LossPlugin>(name).unwrap().info.params[0].default.clone();
    assert_eq!(default("first"), Some(ParamValue::Number(1.5)));
    assert_eq!(default("second"), Some(ParamValue::Number(-2.5)));
}

#[test]
fn a_pasted_sum_is_one_factor() {
    let model = asivae::ModelSource::plugin(&First::default());
    assert_eq!(model.info.doc, "Made by a macro.");
    assert_eq!(model.leaves[0].0, "losses::first");
    assert!(model.text.contains("beta * losses::first(x, weight = 1 + 2)"), "{}", model.text);
}
