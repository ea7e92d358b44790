//! Roles in a call: `rec(s, decoder = slow)`.

use asivae_grammar::{ExprKind, did_you_mean};

use super::{Assembly, Named, Noted};
use crate::error::Result;
use crate::game::network::{NetworkDecl, Role, network_for};
use crate::game::node::Cast;
use crate::plugin::LossPlugin;

impl Assembly<'_> {
    /// The role that a named argument gives to another network: `decoder`, or the name of the model's own generator.
    pub(super) fn role_of(&self, name: &str) -> Option<Role> {
        match name {
            "encoder" => Some(Role::Posterior),
            "decoder" => Some(Role::Generator),
            _ => [Role::Posterior, Role::Generator]
                .into_iter()
                .find(|role| network_for(&self.networks, *role).is_some_and(|n| self.networks[n].name == name)),
        }
    }

    /// Who plays which role in a call.
    pub(super) fn cast(&mut self, loss: &LossPlugin, roles: &Named) -> Result<Cast, Noted> {
        let mut cast = Cast::default();
        for (name, value) in roles {
            let Some(role) = self.role_of(name) else { continue };
            let fits = |n: &&NetworkDecl| n.role() == role;
            let chosen = match &value.kind {
                ExprKind::Name(network) => self.networks.iter().position(|n| n.name == *network && fits(&n)),
                _ => None,
            };
            let Some(chosen) = chosen else {
                let known: Vec<&str> = self.networks.iter().filter(fits).map(|n| n.name.as_str()).collect();
                let what = if role == Role::Posterior { "posterior" } else { "generator" };
                let message = did_you_mean(what, &value.to_string(), &known);
                self.mistakes.push(value.span, message);
                return Err(Noted);
            };
            let with = match role {
                Role::Posterior => Cast { encoder: Some(chosen), decoder: None },
                _ => Cast { encoder: None, decoder: Some(chosen) },
            };
            let usual = network_for(&self.networks, role) == Some(chosen);
            if loss.views.iter().all(|arg| with.of(arg.view) == Cast::default()) {
                let views: Vec<&str> = loss.views.iter().map(|arg| arg.view.name()).collect();
                let message = format!("`{}` asks for {}: `{name}` has no part in it", loss.info.name, views.join(", "));
                self.mistakes.push(name.span, message);
                return Err(Noted);
            }
            if usual {
                continue;
            }
            cast = Cast { encoder: with.encoder.or(cast.encoder), decoder: with.decoder.or(cast.decoder) };
        }
        Ok(cast)
    }
}
