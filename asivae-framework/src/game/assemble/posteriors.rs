//! Posteriors: which one makes `z` of what a network gives, and whether a view is there.

use asivae_grammar::{Expr, ExprKind, Span, did_you_mean};

use super::{Assembly, Noted};
use crate::error::Result;
use crate::game::GamePosterior;
use crate::game::network::{NetworkDecl, Role, network_for};
use crate::game::node::Cast;
use crate::plugin::{self, PosteriorPlugin};
use crate::view::View;

/// The posterior of networks that give `mu` and `logvar` and name none.
const USUAL_POSTERIOR: &str = "gaussian";

impl<'a> Assembly<'a> {
    /// For each network, what makes its `z`.
    pub(super) fn declare_posteriors(&mut self) {
        for network in self.networks.clone() {
            let posterior = match self.called(&network.name) {
                Some(call) => self.posterior(&network, call).ok(),
                None if network.gives("mu") && network.gives("logvar") && !network.gives("z") => {
                    plugin::find(USUAL_POSTERIOR).ok().map(|plugin| GamePosterior { plugin, params: Vec::new() })
                }
                None => None,
            };
            self.posteriors.push(posterior);
        }
    }

    fn posterior(&mut self, network: &NetworkDecl, call: &Expr) -> Result<GamePosterior, Noted> {
        let ExprKind::Call { callee, .. } = &call.kind else { return Err(Noted) };
        let Some(plugin) = self.plugin::<PosteriorPlugin>(callee) else {
            let known: Vec<&str> = plugin::all::<PosteriorPlugin>().iter().map(|p| p.info.name).collect();
            self.mistakes.push(callee.span, did_you_mean("posterior", callee, &known));
            return Err(Noted);
        };
        if network.role() != Role::Posterior {
            let message = format!("`{}` reads no data: `{}` has no latent to make", network.name, plugin.info.name);
            self.mistakes.push(callee.span, message);
            return Err(Noted);
        }
        if network.gives("z") {
            self.mistakes.push(callee.span, format!("`{}` gives `z` itself: it needs no posterior", network.name));
            return Err(Noted);
        }
        let lacks = plugin.statistics().find(|view| !network.gives(view.name()));
        if let Some(view) = lacks {
            let message = format!(
                "`{}` asks for `{view}`; `{}` gives {}",
                plugin.info.name,
                network.name,
                network.outputs.join(", ")
            );
            self.mistakes.push(callee.span, message);
            return Err(Noted);
        }
        Ok(GamePosterior { plugin, params: Vec::new() })
    }

    /// Their parameters, which are numbers of the model.
    pub(super) fn set_posteriors(&mut self) {
        for place in 0..self.posteriors.len() {
            let Some(plugin) = self.posteriors[place].as_ref().map(|posterior| posterior.plugin) else { continue };
            let call = self.called(&self.networks[place].name.clone());
            let (named, span) = match call.map(|call| (&call.kind, call.span)) {
                Some((ExprKind::Call { named, .. }, span)) => (named.as_slice(), span),
                _ => (&[][..], Span::default()),
            };
            if let (Ok(params), Some(posterior)) = (self.params(plugin.info, named, span), &mut self.posteriors[place])
            {
                posterior.params = params;
            }
        }
    }

    /// The call of a posterior behind a network.
    fn called(&self, network: &str) -> Option<&'a Expr> {
        self.model.networks.iter().find(|n| n.name.text == network).and_then(|n| n.posterior.as_ref())
    }

    /// Whether the model has the networks that make a view of a source, and these give it.
    pub(super) fn require(&mut self, view: View, source: &str, cast: Cast, span: Span) -> Result<(), Noted> {
        let encoded = matches!(view, View::Mu | View::Logvar | View::Z | View::XHat | View::Own(_));
        let decoded = view == View::XHat || matches!(source, "xr" | "xg");
        for (needed, role, signature) in [
            (encoded || source == "xr", Role::Posterior, "posterior `x -> mu, logvar`"),
            (decoded, Role::Generator, "generator `z -> x`"),
        ] {
            if needed && network_for(&self.networks, role).is_none() {
                let names: Vec<&str> = self.networks.iter().map(|n| n.name.as_str()).collect();
                let message =
                    format!("`{view}` of `{source}` needs a {signature}; this model has {}", names.join(", "));
                self.mistakes.push(span, message);
                return Err(Noted);
            }
        }
        let usual = network_for(&self.networks, Role::Posterior);
        let wanted = if view == View::XHat { View::Z } else { view };
        if encoded && let Some(network) = cast.encoder.or(usual) {
            self.gives(network, wanted, span)?;
        }
        if source == "xr"
            && let Some(network) = usual
        {
            self.gives(network, View::Z, span)?;
        }
        Ok(())
    }

    /// Whether a network, or the posterior behind it, gives a view.
    fn gives(&mut self, network: usize, view: View, span: Span) -> Result<(), Noted> {
        let declared = &self.networks[network];
        let posterior = self.posteriors[network].as_ref().map_or(&[][..], |posterior| posterior.plugin.gives);
        if declared.gives(view.name()) || posterior.contains(&view) {
            return Ok(());
        }
        let (name, outputs) = (&declared.name, declared.outputs.join(", "));
        let message = if view == View::Z {
            let known: Vec<&str> = plugin::all::<PosteriorPlugin>().iter().map(|p| p.info.name).collect();
            format!(
                "`{name}` gives {outputs}, and nothing makes `z` of it: name a posterior, `{} as {}`; known are {}",
                declared.signature(),
                known.first().unwrap_or(&USUAL_POSTERIOR),
                known.join(", ")
            )
        } else {
            let given: Vec<&str> = posterior.iter().map(|view| view.name()).collect();
            let also = if given.is_empty() { String::new() } else { format!(", its posterior {}", given.join(", ")) };
            format!("`{view}` is no view of this model: `{name}` gives {outputs}{also}")
        };
        self.mistakes.push(span, message);
        Err(Noted)
    }
}
