//! Objectives in code, as they are asked and as they are looked at.

use super::Walk;
use super::value::{Value, combine};
use crate::error::{Error, Result};
use crate::game::node::Node;
use crate::game::objective::Terms;
use crate::tensor::Tensor;

impl Walk<'_> {
    /// What code makes of what it reads.
    pub(super) fn by_hand(&mut self, title: &str, reads: &[(String, Node)]) -> Result<Tensor<1>> {
        let (game, clock, like) = (self.game, *self.numbers.clock(), self.views.scene.batch.clone());
        let mut evaluate = |place: usize| match self.eval(&reads[place].1, 1.0, "by_hand") {
            Value::Number(number) => Tensor::full([1], number, (&like.device(), like.dtype())),
            Value::Batch(value) | Value::Whole(value) => value,
        };
        let names = reads.iter().map(|(name, _)| name.as_str()).collect();
        let value = game.ask(title, &mut Terms { names, evaluate: &mut evaluate, clock: &clock })?;
        let (found, batch) = (value.dims()[0], like.dims()[0]);
        if found == batch || found == 1 {
            return Ok(value);
        }
        let message = format!("expected [{batch}], one number per sample, or [1]; the code gave [{found}]");
        Err(Error::setting(format!("the objective of `{title}`"), message))
    }

    /// The sum of all that code may read.
    pub(super) fn all(&mut self, reads: &[(String, Node)]) -> Value {
        let mut sum = Value::Number(0.0);
        for (_, node) in reads {
            let value = self.eval(node, 1.0, "by_hand");
            sum = combine(sum, value, |a, b| a + b, |a, b| a + b);
        }
        sum
    }
}
