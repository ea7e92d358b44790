//! The graph of a move in pieces, and the way back through them.
//!
//! Every view is a leaf: what computed it is a piece with a graph of its own. A backward pass starts at the objective, whose own graph
//! ends at views, and goes on through the pieces, the last one first; each gets the sum of what those behind it sent to its outputs.
//! So a call of a network can go back on several threads, and a piece that nobody needs is never walked.

use burn::tensor::Gradients;

use crate::network::{Attached, Back, Called, Player, WeightSum, Workers};
use crate::signal::Signal;
use crate::tensor::Tensor;

/// The pieces of a move, in the order in which they were computed.
#[derive(Default)]
pub struct Tape {
    pieces: Vec<Piece>,
    /// Networks that losses have called on what they compute themselves: parts of the objective's own graph.
    attached: Vec<(usize, Box<dyn Attached>)>,
}

struct Piece {
    kind: PieceKind,
    /// What it made: the leaves that the rest of the move has used.
    outputs: Vec<Signal>,
}

enum PieceKind {
    /// Views computed from others without a network: the same as the outputs, with their history.
    Plain(Vec<Signal>),
    /// A call of the network of that number.
    Call { network: usize, inputs: Vec<Signal>, back: Box<dyn Back> },
}

/// Gradients of the weights: for each network that was called, sums whose sum is its gradient.
pub(crate) type WeightGradients = Vec<(usize, Vec<WeightSum>)>;

impl Tape {
    /// Calls a network.
    pub(crate) fn call(
        &mut self,
        network: usize,
        player: &dyn Player,
        playing: bool,
        inputs: Vec<Signal>,
        workers: &Workers,
    ) -> Vec<Signal> {
        let Called { outputs, back } = player.call(inputs.clone(), playing, workers);
        if let Some(back) = back {
            let kind = PieceKind::Call { network, inputs, back };
            self.pieces.push(Piece { kind, outputs: outputs.clone() });
        }
        outputs
    }

    /// A network as a part of the objective's graph.
    pub(crate) fn attach(&mut self, network: usize, player: &dyn Player, playing: bool) -> &dyn Attached {
        let place = self.attached.iter().position(|(known, _)| *known == network).unwrap_or_else(|| {
            self.attached.push((network, player.attach(playing)));
            self.attached.len() - 1
        });
        self.attached[place].1.as_ref()
    }

    /// Cuts views from what they were computed from.
    pub(super) fn cut(&mut self, views: Vec<Signal>) -> Vec<Signal> {
        if !views.iter().any(Signal::is_tracked) {
            return views;
        }
        let outputs: Vec<Signal> = views.iter().map(Signal::leaf).collect();
        self.pieces.push(Piece { kind: PieceKind::Plain(views), outputs: outputs.clone() });
        outputs
    }

    /// Goes back from a loss `[1]` to the weights of those who play: for each network that was called, by its place in the game, sums whose sum is its
    /// gradient.
    pub fn weight_gradients(self, loss: &Tensor<1>, workers: &Workers) -> Vec<(usize, Vec<WeightSum>)> {
        self.backward(loss, &[], workers).0
    }

    /// Goes back from a loss `[1]` to leaves that the scene was given; `None` for one that it does not depend on.
    pub fn gradients(self, loss: &Tensor<1>, leaves: &[Signal], workers: &Workers) -> Vec<Option<Signal>> {
        self.backward(loss, leaves, workers).1
    }

    fn backward(
        mut self,
        loss: &Tensor<1>,
        leaves: &[Signal],
        workers: &Workers,
    ) -> (WeightGradients, Vec<Option<Signal>>) {
        let mut weights = WeightGradients::new();
        // The given leaves come before everything that was computed.
        self.pieces.insert(0, Piece { kind: PieceKind::Plain(Vec::new()), outputs: leaves.to_vec() });
        let mut sums: Vec<Vec<Option<Signal>>> = self.pieces.iter().map(|p| vec![None; p.outputs.len()]).collect();
        let mut found = loss.backward();
        for (network, attached) in &self.attached {
            weights.push((*network, vec![attached.weights(&mut found)]));
        }
        collect(&self.pieces, &mut sums, &mut found);
        while sums.len() > 1
            && let (Some(piece), Some(gradients)) = (self.pieces.pop(), sums.pop())
        {
            if gradients.iter().all(Option::is_none) {
                continue;
            }
            let further = match piece.kind {
                PieceKind::Plain(views) => Signal::backward(views.iter().zip(gradients)),
                PieceKind::Call { network, inputs, back } => {
                    let at = weights.iter().position(|(known, _)| *known == network).unwrap_or_else(|| {
                        weights.push((network, Vec::new()));
                        weights.len() - 1
                    });
                    let mut gradients = back.backward(gradients, &mut weights[at].1, workers);
                    // Most inputs are views, which are leaves; others were made of views, and their own graph leads there. Each is collected
                    // at once: the same leaf may be given twice.
                    for (input, gradient) in inputs.iter().zip(&mut gradients) {
                        *gradient = gradient.take().and_then(|gradient| input.put_gradient(&mut found, gradient));
                        collect(&self.pieces, &mut sums, &mut found);
                    }
                    Signal::backward(inputs.iter().zip(gradients))
                }
            };
            if let Some(mut further) = further {
                collect(&self.pieces, &mut sums, &mut further);
            }
        }
        (weights, sums.pop().unwrap_or_default())
    }
}

/// Adds what a backward pass found at the outputs of pieces.
fn collect(pieces: &[Piece], sums: &mut [Vec<Option<Signal>>], found: &mut Gradients) {
    for (piece, sums) in pieces.iter().zip(sums) {
        for (output, sum) in piece.outputs.iter().zip(sums) {
            if let Some(gradient) = output.take_gradient(found) {
                *sum = Some(match sum.take() {
                    Some(sum) => sum.add(gradient),
                    None => gradient,
                });
            }
        }
    }
}
