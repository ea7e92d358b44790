//! Posteriors: which one makes `z` of what a network gives, and whether a view is there.

use asivae_grammar::{Expr, ExprKind, Span, did_you_mean};

use super::{Assembly, Noted};
use crate::error::Result;
use crate::game::network::{NetworkDecl, Role, network_for};
use crate::game::node::Cast;
use crate::game::posterior::{GamePosterior, giver};
use crate::plugin::{self, PosteriorPlugin};
use crate::view::View;

impl<'a> Assembly<'a> {
    /// For each network, what makes its `z`.
    pub(super) fn declare_posteriors(&mut self) {
        for network in self.networks.clone() {
            let posterior = match self.called(&network.name) {
                Some(call) => self.posterior(&network, call).ok(),
                None => match usual_posteriors(&network).as_slice() {
                    [one] => Some(GamePosterior { plugin: one, params: Vec::new() }),
                    _ => None,
                },
            };
            self.posteriors.push(posterior);
        }
        for place in 0..self.networks.len() {
            self.check_inputs(place);
        }
    }

    fn posterior(&mut self, network: &NetworkDecl, call: &Expr) -> Result<GamePosterior, Noted> {
        let ExprKind::Call { callee, .. } = &call.kind else { return Err(Noted) };
        let Some(plugin) = self.plugin::<PosteriorPlugin>(callee) else {
            let known: Vec<&str> = plugin::all::<PosteriorPlugin>().iter().map(|p| p.info.name).collect();
            let message =
                self.another_kind(callee, "a posterior").unwrap_or_else(|| did_you_mean("posterior", callee, &known));
            self.mistakes.push(callee.span, message);
            return Err(Noted);
        };
        let (name, own) = (plugin.info.name, &network.name);
        let lacks = plugin.statistics().find(|view| !network.gives(view.name()));
        let twice = plugin.gives.iter().find(|view| network.gives(view.name()));
        let message = match (lacks, twice) {
            _ if network.role() != Role::Posterior => format!("`{own}` reads no data: `{name}` has no latent to make"),
            (_, Some(View::Z)) => format!("`{own}` gives `z` itself: it needs no posterior"),
            (_, Some(view)) => format!("`{own}` gives `{view}`, and so does `{name}`"),
            (Some(view), _) => format!("`{name}` asks for `{view}`; `{own}` gives {}", network.outputs.join(", ")),
            (None, None) => return Ok(GamePosterior { plugin, params: Vec::new() }),
        };
        self.mistakes.push(callee.span, message);
        Err(Noted)
    }

    /// What goes into a posterior or a generator beside data, labels, noise and the latent, a network before it must give.
    fn check_inputs(&mut self, place: usize) {
        let network = self.networks[place].clone();
        let given = match network.role() {
            Role::Posterior => "x",
            Role::Generator => "z",
            _ => return,
        };
        for (i, input) in network.other_inputs(given) {
            let view = View::named(input);
            let before = giver(&self.networks, &self.posteriors, None, view);
            let found = match network.role() {
                Role::Posterior => before.is_some_and(|before| before < place),
                _ => before.is_some(),
            };
            if !found {
                let declared = self.model.networks.get(place).and_then(|n| n.inputs.get(i));
                let span = declared.map_or(self.model.name.span, |name| name.span);
                let message = format!("`{}` reads `{input}`, which no posterior before it gives", network.name);
                self.mistakes.push(span, message);
            }
        }
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
        let generator = network_for(&self.networks, Role::Generator).map(|place| &self.networks[place]);
        if source == "xg"
            && let Some(generator) = generator
            && let Some((_, other)) = generator.other_inputs("z").next()
        {
            let name = &generator.name;
            let message = format!(
                "`xg` is made of noise alone, and `{name}` reads `{other}` too: declare another source, `source xn = {name}(noise, {other}(x))`"
            );
            self.mistakes.push(span, message);
            return Err(Noted);
        }
        if encoded {
            self.gives(cast.encoder, if view == View::XHat { View::Z } else { view }, span)?;
        }
        if source == "xr" {
            self.gives(None, View::Z, span)?;
        }
        Ok(())
    }

    /// Whether some posterior gives a view, first of all the one that was cast.
    fn gives(&mut self, cast: Option<usize>, view: View, span: Span) -> Result<(), Noted> {
        if giver(&self.networks, &self.posteriors, cast, view).is_some() {
            return Ok(());
        }
        let Some(place) = cast.or_else(|| network_for(&self.networks, Role::Posterior)) else { return Err(Noted) };
        let declared = &self.networks[place];
        let (name, outputs) = (&declared.name, declared.outputs.join(", "));
        let behind = self.posteriors[place].as_ref().map_or(&[][..], |posterior| posterior.plugin.gives);
        let message = if view == View::Z {
            let fits = |p: &&PosteriorPlugin| p.statistics().all(|view| declared.gives(view.name()));
            let several = usual_posteriors(declared);
            let known = plugin::all::<PosteriorPlugin>();
            let known: Vec<&str> = known.into_iter().filter(fits).map(|p| p.info.name).collect();
            let advice = match (known.as_slice(), several.len()) {
                (_, 2..) => {
                    let names: Vec<String> = several.iter().map(|p| p.info.qualified_name()).collect();
                    format!("several posteriors are the usual one here: {}; name one", names.join(", "))
                }
                ([], _) => "no registered posterior asks for that".to_owned(),
                ([one, ..], _) => format!("name a posterior, `{} as {one}`", declared.signature()),
            };
            format!("`{name}` gives {outputs}, and nothing makes `z` of it: {advice}")
        } else {
            let given: Vec<&str> = behind.iter().map(|view| view.name()).collect();
            let also = if given.is_empty() { String::new() } else { format!(", its posterior {}", given.join(", ")) };
            format!("`{view}` is no view of this model: `{name}` gives {outputs}{also}")
        };
        self.mistakes.push(span, message);
        Err(Noted)
    }
}

/// Posteriors that networks have which give what these ask for, and name none.
fn usual_posteriors(network: &NetworkDecl) -> Vec<&'static PosteriorPlugin> {
    if network.role() != Role::Posterior || network.gives("z") {
        return Vec::new();
    }
    let fits = |p: &&PosteriorPlugin| p.usual && p.statistics().all(|view| network.gives(view.name()));
    plugin::all::<PosteriorPlugin>().into_iter().filter(fits).collect()
}
