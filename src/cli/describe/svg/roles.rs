//! Who plays which role: what a model's networks are, and who gives which view.

use asivae_grammar::builtins::default_networks;
use asivae_grammar::{Expr, Model, Name};

use crate::game::{NetworkDecl, Role, network_for};

/// Who encodes and who decodes.
pub(super) type Cast = (Option<usize>, Option<usize>);

/// The networks of a model, and who has the usual roles.
#[derive(Clone)]
pub(super) struct Roles {
    pub(super) networks: Vec<NetworkDecl>,
    /// As they are written: `x → mu, logvar`.
    pub(super) signatures: Vec<String>,
    /// Who encodes and decodes, in the call that is looked at.
    pub(super) posterior: Option<usize>,
    pub(super) generator: Option<usize>,
    /// Who encodes and decodes where no call says otherwise.
    pub(super) usual_posterior: Option<usize>,
    pub(super) usual_generator: Option<usize>,
}

impl Roles {
    pub(super) fn of(model: &Model) -> Self {
        let declared = if model.networks.is_empty() { default_networks() } else { model.networks.clone() };
        let signature = |network: &asivae_grammar::Network| {
            let text = network.to_string();
            text.split_once(": ").map_or(text.as_str(), |(_, signature)| signature).replace("->", "→")
        };
        let signatures = declared.iter().map(signature).collect();
        let networks = NetworkDecl::of(model);
        let (posterior, generator) = (network_for(&networks, Role::Posterior), network_for(&networks, Role::Generator));
        Roles { networks, signatures, posterior, generator, usual_posterior: posterior, usual_generator: generator }
    }

    /// The same where a call gives roles to others: `decoder = slow`.
    pub(super) fn with(&self, named: &[(Name, Expr)]) -> Self {
        let mut roles = self.clone();
        for (_, value) in named {
            let Some(network) = self.named(&value.to_string()) else { continue };
            match self.networks[network].role() {
                Role::Posterior => roles.posterior = Some(network),
                Role::Generator => roles.generator = Some(network),
                _ => {}
            }
        }
        roles
    }

    /// Who encodes and decodes where no call says otherwise.
    pub(super) fn usual_cast(&self) -> Cast {
        (self.usual_posterior, self.usual_generator)
    }

    /// A network by its name.
    pub(super) fn named(&self, name: &str) -> Option<usize> {
        self.networks.iter().position(|network| network.name == name)
    }

    /// The posterior that gives a view: the usual one, else the first.
    pub(super) fn giver(&self, view: &str) -> Option<usize> {
        let gives = |place: &usize| self.networks[*place].outputs.iter().any(|output| output == view);
        let posteriors = |place: &usize| self.networks[*place].role() == Role::Posterior;
        let usual = self.posterior.filter(|place| view == "z" || gives(place));
        let first = || (0..self.networks.len()).filter(posteriors).find(gives);
        usual.or_else(first).or_else(|| (0..self.networks.len()).find(gives)).or(self.posterior)
    }

    pub(super) fn is_scorer(&self, place: usize) -> bool {
        self.networks[place].role() == Role::Scorer
    }
}
