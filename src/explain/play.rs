//! A move, and what is recorded of its objective.

use crate::game::Role;

/// Losses that compare data with what was decoded, in a space that stands still: what a network sees in both may grow without end while it learns.
const RECONSTRUCTIONS: [&str; 1] = ["rec"];
/// Losses that are the divergence of a posterior from the prior, in nats.
const DIVERGENCES: [&str; 1] = ["kl"];

/// Losses that hold posteriors to the prior, in whatever units.
const HOLDING: [&str; 4] = ["kl", "free_bits", "elbo", "hinge_kl"];

/// A move of the model.
pub(super) struct Play {
    /// Under which its columns stand.
    pub(super) title: String,
    /// Who is updated, and their roles.
    pub(super) players: Vec<String>,
    pub(super) roles: Vec<Role>,
    /// What is recorded of its objective: terms, functions and `let`s.
    pub(super) terms: Vec<Term>,
}

/// Something that is recorded by its name in an objective, `rec(x)`, `exp[xr]`.
#[derive(Clone)]
pub(super) struct Term {
    /// Its name in the records.
    pub(super) name: String,
    /// The column of its mean.
    pub(super) column: String,
    /// Sums that it stands in, and the columns of its share in each: the objective (empty), or a function, `exp[xr]`.
    pub(super) shares: Vec<(String, String)>,
}

impl Term {
    /// What is called: `rec` of `rec(x, distance = l1)`, `exp` of `exp[xr]`.
    pub(super) fn callee(&self) -> &str {
        self.name.split(['(', '[']).next().unwrap_or_default()
    }

    /// The first argument, where there is one: `x` of `rec(x, distance = l1)`, `squash(xr)` of `kl(squash(xr))`.
    pub(super) fn source(&self) -> Option<&str> {
        let inside = self.name.split_once('(')?.1.strip_suffix(')')?;
        Some(inside[..outer(inside, ',').unwrap_or(inside.len())].trim())
    }

    pub(super) fn is_reconstruction_of(&self, source: &str) -> bool {
        RECONSTRUCTIONS.contains(&self.callee()) && self.source() == Some(source)
    }

    pub(super) fn holds_posteriors(&self) -> bool {
        HOLDING.contains(&self.callee())
    }

    pub(super) fn is_divergence(&self) -> bool {
        DIVERGENCES.contains(&self.callee())
    }
}

impl Play {
    /// Whether some player encodes.
    pub(super) fn encodes(&self) -> bool {
        self.roles.contains(&Role::Posterior)
    }

    /// The first player of that role.
    pub(super) fn player(&self, role: Role) -> Option<&str> {
        self.players.iter().zip(&self.roles).find(|(_, other)| **other == role).map(|(player, _)| player.as_str())
    }

    /// Whether all who play encode, or all of them score.
    pub(super) fn is_all(&self, role: Role) -> bool {
        !self.roles.is_empty() && self.roles.iter().all(|other| *other == role)
    }
}

/// Where a sign stands outside of all brackets.
pub(super) fn outer(text: &str, sign: char) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (c == sign && depth == 0).then_some(at)
    })
}
