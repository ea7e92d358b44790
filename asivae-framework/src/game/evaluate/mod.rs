//! Walking an objective: numbers on the host, terms on the device, each term once, nothing that is multiplied by zero.

mod by_hand;
mod latents;
mod tape;
mod value;
mod views;

use std::collections::HashMap;

use burn::tensor::activation;

use crate::game::node::{Function, Leaf, Node, NodeKind, Term, Ty};
use crate::game::numbers::Numbers;
pub use tape::Tape;
pub use value::Value;
pub use views::{Injected, NoiseSource, Scene, StepMemory};

use value::{combine, negate, scale, unary};
use views::Views;

use super::{Game, GameMove};
use crate::error::Error;
use crate::network::{Net, Record};
use crate::plugin::CallInput;
use crate::plugin::{LossPlugin, working};
use crate::signal::Signal;
use crate::tensor::{Tensor, constant};

/// A term, a `let` or a built-in function as it was evaluated in a move.
#[derive(Clone, Debug)]
pub struct TermLog {
    /// Its name, `rec(xr)`, `exp[xr]`.
    pub name: String,
    /// Where its sum ends: the objective (empty) or the function that it stands in, `exp[xr]`.
    pub root: String,
    /// Its factor in that sum, at this step.
    pub weight: f64,
    /// Its values, without history.
    pub value: Tensor<1>,
    /// A `let` repeats what its terms say: it has no share of its own.
    pub is_let: bool,
}

/// What a move gave.
pub struct Evaluated {
    /// The objective as written, averaged over the batch, `[1]`; `None` where no term was left at this step.
    pub objective: Option<Tensor<1>>,
    /// Every term that was evaluated.
    pub terms: Vec<TermLog>,
    /// The way back behind the objective's own graph, which ends at views.
    pub tape: Tape,
    /// Networks that were called, once for each pass.
    pub calls: Vec<usize>,
    /// What is wrong with what a plugin, or an objective in code, gave.
    pub trouble: Option<Error>,
}

impl Game {
    /// Plays a move's objective on a scene.
    pub fn evaluate(
        &self,
        game_move: &GameMove,
        numbers: &Numbers,
        scene: &Scene<'_>,
        memory: &mut StepMemory,
    ) -> Evaluated {
        self.walk(game_move, numbers, scene, memory, None, false)
    }

    /// A look at it: with gradients through the term of that name alone, where one is given, and without asking code.
    pub(crate) fn look(
        &self,
        game_move: &GameMove,
        numbers: &Numbers,
        scene: &Scene<'_>,
        memory: &mut StepMemory,
        through: Option<&str>,
    ) -> Evaluated {
        self.walk(game_move, numbers, scene, memory, through, true)
    }

    fn walk(
        &self,
        game_move: &GameMove,
        numbers: &Numbers,
        scene: &Scene<'_>,
        memory: &mut StepMemory,
        through: Option<&str>,
        look: bool,
    ) -> Evaluated {
        let about = (game_move.title.as_str(), game_move.players.as_slice(), game_move.rules);
        let views = Views::new(self, scene, memory, numbers, about);
        let mut walk = Walk { game: self, numbers, views, through, values: HashMap::new(), terms: Vec::new() };
        let (value, trouble) = match &game_move.objective.kind {
            // A look must not disturb what code remembers: it is at what the code may read.
            NodeKind::ByHand(reads) if look => (walk.all(reads), None),
            NodeKind::ByHand(reads) => match walk.by_hand(&game_move.title, reads) {
                Ok(value) => (Value::Batch(value), None),
                Err(trouble) => (Value::Number(0.0), Some(trouble)),
            },
            _ => (walk.eval(&game_move.objective, 1.0, ""), None),
        };
        let objective = match value {
            Value::Number(_) => None,
            Value::Batch(value) => Some(value.mean()),
            Value::Whole(value) => Some(value),
        };
        let Record { tape, calls, trouble: wrong } = walk.views.record.take();
        let trouble = trouble.or(wrong);
        Evaluated { objective, terms: walk.terms, tape, calls, trouble }
    }
}

struct Walk<'a> {
    game: &'a Game,
    numbers: &'a Numbers,
    views: Views<'a>,
    /// The only term that gradients flow through, where one is looked at alone.
    through: Option<&'a str>,
    /// Terms by name: a term that stands in two places is computed once.
    values: HashMap<String, Value>,
    terms: Vec<TermLog>,
}

impl Walk<'_> {
    /// Evaluates a node that stands with factor `weight` in the sum called `root`.
    fn eval(&mut self, node: &Node, weight: f64, root: &str) -> Value {
        if node.ty == Ty::Number {
            return Value::Number(self.numbers.of(self.game, node));
        }
        match &node.kind {
            NodeKind::Term(term) => {
                let value = self.term(term);
                self.note(&term.name, root, weight, &value, false);
                value
            }
            NodeKind::Let(name, inner) => {
                let value = self.eval(inner, weight, root);
                self.note(name, root, weight, &value, true);
                value
            }
            NodeKind::Neg(a) => negate(self.eval(a, -weight, root)),
            NodeKind::Add(a, b) => {
                let (a, b) = (self.eval(a, weight, root), self.eval(b, weight, root));
                combine(a, b, |a, b| a + b, |a, b| a + b)
            }
            NodeKind::Sub(a, b) => {
                let (a, b) = (self.eval(a, weight, root), self.eval(b, -weight, root));
                combine(a, b, |a, b| a - b, |a, b| a - b)
            }
            NodeKind::Mul(a, b) => self.product(a, b, weight, root),
            NodeKind::Div(a, b) if b.ty == Ty::Number => {
                let by = self.numbers.of(self.game, b);
                scale(self.eval(a, weight / by, root), 1.0 / by)
            }
            NodeKind::Div(a, b) => {
                let (a, b) = (self.eval(a, 1.0, "quotient"), self.eval(b, 1.0, "quotient"));
                combine(a, b, |a, b| a / b, |a, b| a / b)
            }
            NodeKind::Apply(function, args, place) => {
                let value = self.apply(*function, args, place, weight, root);
                if !matches!(function, Function::BatchMean | Function::StopGradient) {
                    self.note(place, root, weight, &value, false);
                }
                value
            }
            _ => Value::Number(self.numbers.of(self.game, node)),
        }
    }

    /// A product: what is multiplied by a number that is exactly zero is not evaluated, unless a schedule measures it.
    fn product(&mut self, a: &Node, b: &Node, weight: f64, root: &str) -> Value {
        let (number, other) = match (a.ty, b.ty) {
            (Ty::Number, _) => (self.numbers.of(self.game, a), b),
            (_, Ty::Number) => (self.numbers.of(self.game, b), a),
            _ => {
                let (a, b) = (self.eval(a, 1.0, "product"), self.eval(b, 1.0, "product"));
                return combine(a, b, |a, b| a * b, |a, b| a * b);
            }
        };
        if number == 0.0 {
            self.measure(other, root);
            return Value::Number(0.0);
        }
        scale(self.eval(other, weight * number, root), number)
    }

    /// What a schedule measures is evaluated even where it counts for nothing: the schedule may be the reason why.
    fn measure(&mut self, node: &Node, root: &str) {
        node.kind.children().into_iter().for_each(|inner| self.measure(inner, root));
        if let NodeKind::Term(term) = &node.kind
            && self.game.measures(&term.name)
        {
            let value = self.term(term);
            self.note(&term.name, root, 0.0, &value, false);
        }
    }

    fn apply(&mut self, function: Function, args: &[Node], place: &str, weight: f64, root: &str) -> Value {
        match function {
            // Linear: what stands inside keeps its weight in the sum outside.
            Function::BatchMean => match self.eval(&args[0], weight, root) {
                Value::Batch(value) => Value::Whole(value.mean()),
                other => other,
            },
            Function::StopGradient => unary(self.eval(&args[0], 0.0, root), |a| a, constant),
            Function::Max => {
                let (a, b) = (self.eval(&args[0], 1.0, place), self.eval(&args[1], 1.0, place));
                combine(a, b, f64::max, |a, b| a.max_pair(b))
            }
            _ => {
                let on_numbers = move |a: f64| function.on_numbers(&[a]);
                unary(self.eval(&args[0], 1.0, place), on_numbers, |a| match function {
                    Function::Exp => a.exp(),
                    Function::Log => a.log(),
                    Function::Hinge => activation::relu(a),
                    Function::Abs => a.abs(),
                    Function::Tanh => a.tanh(),
                    _ => activation::softplus(a, 1.0),
                })
            }
        }
    }

    fn term(&mut self, term: &Term) -> Value {
        if let Some(known) = self.values.get(&term.name) {
            return known.clone();
        }
        let views: Vec<Signal> = term.inputs.iter().map(|input| self.views.input(input)).collect();
        let value = match &term.leaf {
            Leaf::Loss(loss) => {
                let params = self.numbers.params(self.game, &term.params);
                let networks: Vec<Net<'_>> = term.networks.iter().filter_map(|n| self.views.net(*n)).collect();
                let input = CallInput { views: &views, networks: &networks, params: &params };
                let value = working(loss.info, || (loss.call)(&input));
                drop(networks);
                let value = self.shaped(loss, value);
                if loss.whole_batch { Value::Whole(value) } else { Value::Batch(value) }
            }
            Leaf::Scorer(network) => match self.views.forward(*network, views).into_iter().next() {
                Some(score) => Value::Batch(score.flat().flatten::<1>(0, 1)),
                None => Value::Number(0.0),
            },
        };
        let value = match self.through {
            Some(name) if name != term.name => unary(value, |a| a, constant),
            _ => value,
        };
        self.values.insert(term.name.clone(), value.clone());
        value
    }

    /// A value of the shape that the loss has announced, or trouble.
    fn shaped(&mut self, loss: &LossPlugin, value: Tensor<1>) -> Tensor<1> {
        let (found, batch) = (value.dims()[0], self.views.batch_size());
        let wanted = if loss.whole_batch { 1 } else { batch };
        if found == wanted {
            return value;
        }
        let hint = match (loss.whole_batch, found) {
            (false, 1) => "; one number for the whole batch is announced by #[intro_loss(whole_batch)]",
            _ => "",
        };
        let message = format!("expected [{wanted}] for a batch of {batch}; the function gave [{found}]{hint}");
        self.views
            .record
            .get_mut()
            .trouble
            .get_or_insert(Error::setting(format!("the loss `{}`", loss.info.name), message));
        constant(value).sum().expand([wanted])
    }

    fn note(&mut self, name: &str, root: &str, weight: f64, value: &Value, is_let: bool) {
        if let Value::Batch(value) | Value::Whole(value) = value {
            let value = value.clone().detach();
            self.terms.push(TermLog { name: name.to_owned(), root: root.to_owned(), weight, value, is_let });
        }
    }
}
