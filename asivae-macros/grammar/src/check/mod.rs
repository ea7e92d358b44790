//! What can be seen without the plugins: declarations, names, numbers of arguments, moves.

mod call;
mod eval;
mod expr;
mod lets;
mod moves;
mod names;
mod networks;
mod scalars;

use std::borrow::Cow;

use crate::builtins;
use crate::mistake::Mistakes;
use crate::tree::{Model, Network, Pace};
use expr::{Walk, Wants};
use names::Names;

/// Everything that is wrong with a model as far as it can be seen without its plugins, in the order of the text.
///
/// What merely follows from another mistake is left out. A call of something unknown is a plugin and legal here; see
/// [`leaves`](crate::leaves). So is any bare word as the value of a named argument.
pub fn check(model: &Model) -> Mistakes {
    let mut mistakes = Mistakes::default();
    let networks = declared(model);
    names::model_name(model, &mut mistakes);
    let names = Names::declare(model, &networks, &mut mistakes);
    scalars::check(model, &names, &mut mistakes);
    sources(model, &names, &mut mistakes);
    lets::check(model, &names, &mut mistakes);
    networks::check(model, &networks, &names, &mut mistakes);
    moves::check(model, &networks, &names, &mut mistakes);
    for play in &model.moves {
        Walk::new(&names, &mut mistakes).expr(&play.objective, Wants::Number);
    }
    for follow in &model.follows {
        if let Pace::Average(decay) = &follow.pace {
            Walk::new(&names, &mut mistakes).expr(decay, Wants::Number);
        }
    }
    mistakes.sort();
    mistakes
}

/// The declared networks, or those that a model has when it declares none.
fn declared(model: &Model) -> Cow<'_, [Network]> {
    if model.networks.is_empty() { builtins::default_networks().into() } else { (&model.networks).into() }
}

/// A source may be made of earlier ones.
fn sources(model: &Model, names: &Names, mistakes: &mut Mistakes) {
    for (i, source) in model.sources.iter().enumerate() {
        let mut walk = Walk::new(names, mistakes);
        walk.later = model.sources[i..].iter().map(|later| later.name.text.as_str()).collect();
        walk.expr(&source.value, Wants::Source);
    }
}
