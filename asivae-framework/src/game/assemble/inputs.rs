//! What terms, networks and sources are fed with: sources, latents, and what networks make of them.

use asivae_grammar::{Expr, ExprKind, Name, Span, builtins, did_you_mean};

use super::place::Place;
use super::{Assembly, Named, Noted, plural};
use crate::error::Result;
use crate::game::network::{NetworkDecl, Role};
use crate::game::node::{Input, Param, SourceRef};
use crate::plugin::{self, MapPlugin};
use crate::view::View;

impl Assembly<'_> {
    /// What is given by name in the place of a view: `target = sg(xr)`, `z = z_p`, `x_hat = slow(z(x))`.
    pub(super) fn view_argument(
        &mut self,
        view: View,
        name: &Name,
        value: &Expr,
        place: &mut Place,
    ) -> Result<Input, Noted> {
        let data = matches!(view, View::X | View::Target | View::XHat);
        if matches!(view, View::Y | View::U) {
            let message = format!("`{name}` can be given nothing: every source has its own; found `{value}`");
            self.mistakes.push(value.span, message);
            return Err(Noted);
        }
        let named = matches!(value.kind, ExprKind::Name(_) | ExprKind::Call { .. });
        if self.is_data(value) {
            if data {
                let source = self.source(value)?;
                self.require(View::X, &source.name, source.cast, value.span)?;
                return Ok(Input::Source(source));
            }
        } else if self.looks_latent(value) || !data && named {
            let input = self.latent(value, place)?;
            if self.is_image(&input) == data {
                return Ok(input);
            }
        }
        let wanted = match data {
            true => "a source, or what a network makes: `xr`, `sg(xr)`, `decoder(z_p)`",
            false => "a latent: `z_p`, `z(x)`, `shuffle(z(x))`, `sg(z(x))`",
        };
        self.mistakes.push(value.span, format!("`{name}` can be given {wanted}; found `{value}`"));
        Err(Noted)
    }

    /// What goes into a network, by place and by name. One source stands for all that it has; labels and noise of its own need not be written.
    pub(super) fn network_inputs(
        &mut self,
        network: usize,
        args: &[Expr],
        named: &Named,
        place: &mut Place,
        span: Span,
    ) -> Result<Vec<Input>, Noted> {
        let declared = self.networks[network].clone();
        if let Some((name, _)) = named.iter().find(|(name, _)| !declared.reads(name)) {
            let known: Vec<&str> = declared.inputs.iter().map(String::as_str).collect();
            self.mistakes.push(name.span, did_you_mean(&format!("input of `{}`", declared.name), name, &known));
            return Err(Noted);
        }
        if declared.inputs.is_empty() {
            let name = &declared.name;
            let message = format!(
                "`{name}` reads nothing: a loss or a sampler asks for it, as `log_vamp(x, encoder, pseudo)` does, and no equation"
            );
            self.mistakes.push(span, message);
            return Err(Noted);
        }
        let by_name = |input: &str| named.iter().find(|(name, _)| name.text == input);
        let open = |input: &&String| input.as_str() != "y" && by_name(input).is_none();
        let with_noise: Vec<&String> = declared.inputs.iter().filter(open).collect();
        let without: Vec<&String> = with_noise.iter().copied().filter(|input| *input != "noise").collect();
        // Noise may be written, `prior(noise)`, where everything else is.
        let by_place = if args.len() == with_noise.len() { with_noise } else { without };
        let everywhere = args.len() == 1 && self.is_data(&args[0]);
        if args.len() != by_place.len() && !everywhere {
            let wanted: Vec<&str> = by_place.iter().map(|input| input.as_str()).collect();
            let wanted = if wanted.is_empty() { "nothing by place".to_owned() } else { wanted.join(", ") };
            self.mistakes.push(
                span,
                format!("`{}` reads {wanted}; found {} argument{}", declared.name, args.len(), plural(args.len())),
            );
            return Err(Noted);
        }
        let mut inputs = Vec::new();
        for input in &declared.inputs {
            let value = match (by_name(input), by_place.iter().position(|other| *other == input)) {
                (Some((_, value)), _) => value,
                (None, Some(_)) if everywhere => &args[0],
                (None, Some(i)) => &args[i],
                (None, None) if input == "noise" => {
                    inputs.push(place.noise());
                    continue;
                }
                (None, None) => {
                    inputs.push(Input::View(View::Y, SourceRef::plain("x")));
                    continue;
                }
            };
            inputs.push(self.network_input(&declared, input, value, place)?);
        }
        Ok(inputs)
    }

    fn network_input(
        &mut self,
        declared: &NetworkDecl,
        input: &str,
        value: &Expr,
        place: &mut Place,
    ) -> Result<Input, Noted> {
        let found = if self.is_data(value) {
            let source = self.source(value)?;
            let view = if input == "noise" { View::Z } else { View::named(input) };
            self.require(view, &source.name, source.cast, value.span)?;
            // Who scores reads data again, under the rules of the move; whoever makes data of data keeps its history.
            match view {
                View::X if declared.role() != Role::Scorer => Input::Source(source),
                _ => Input::View(view, source),
            }
        } else {
            self.latent(value, place)?
        };
        if (input == "x") == self.is_image(&found) {
            return Ok(found);
        }
        let wanted = if input == "x" { "data" } else { "a latent" };
        self.mistakes.push(value.span, format!("`{input}` of `{}` is {wanted}; found `{value}`", declared.name));
        Err(Noted)
    }

    /// A call of a network, as what it makes.
    pub(super) fn made(&mut self, expr: &Expr, place: &mut Place) -> Result<Input, Noted> {
        let ExprKind::Call { callee, args, named } = &expr.kind else { return Err(Noted) };
        let Some(network) = self.networks.iter().position(|n| n.name == callee.text) else {
            let names: Vec<&str> = self.networks.iter().map(|n| n.name.as_str()).collect();
            self.mistakes.push(callee.span, did_you_mean("network", callee, &names));
            return Err(Noted);
        };
        let inputs = self.network_inputs(network, args, named, place, expr.span)?;
        let text = expr.to_string();
        let noises: Vec<&str> = inputs.iter().flat_map(Input::noises).collect();
        let key = if noises.is_empty() { text.clone() } else { format!("{text} of {}", noises.join(", ")) };
        Ok(Input::Made { network, inputs, text, key })
    }

    /// `z_p`, `noise`, `z(x)`, `shuffle(…)`, `sg(…)`, or what a network makes.
    pub(super) fn latent(&mut self, expr: &Expr, place: &mut Place) -> Result<Input, Noted> {
        match &expr.kind {
            ExprKind::Name(name) if name == "z_p" => Ok(Input::Prior),
            ExprKind::Name(name) if name == "noise" => Ok(place.noise()),
            ExprKind::Name(name) if self.is_view(name) => {
                self.mistakes.push(expr.span, format!("`{name}` of which source? write `{name}(x)`"));
                Err(Noted)
            }
            ExprKind::Call { callee, args, .. } if args.len() == 1 && callee.text == "sg" => {
                Ok(Input::Stopped(Box::new(self.inner(&args[0], place)?)))
            }
            ExprKind::Call { callee, args, .. } if args.len() == 1 && callee.text == "shuffle" => {
                Ok(Input::Shuffled(Box::new(self.inner(&args[0], place)?), expr.to_string()))
            }
            ExprKind::Call { callee, args, .. } if self.is_view(callee) => {
                let [arg] = args.as_slice() else {
                    self.mistakes.push(expr.span, format!("`{callee}` is a view of one source: `{callee}(x)`"));
                    return Err(Noted);
                };
                let (view, source) = (View::named(callee), self.source(arg)?);
                self.require(view, &source.name, source.cast, callee.span)?;
                Ok(Input::View(view, source))
            }
            ExprKind::Call { callee, .. } if self.networks.iter().any(|n| n.name == callee.text) => {
                self.made(expr, place)
            }
            _ => {
                let networks: Vec<&str> = self.networks.iter().map(|n| n.name.as_str()).collect();
                let message = format!(
                    "a latent is wanted here: `z_p`, `noise`, `z(x)`, `shuffle(z(x))`, `sg(z(x))`, or what a network makes ({}); found `{expr}`",
                    networks.join(", ")
                );
                self.mistakes.push(expr.span, message);
                Err(Noted)
            }
        }
    }

    fn inner(&mut self, expr: &Expr, place: &mut Place) -> Result<Input, Noted> {
        if self.is_data(expr) { Ok(Input::Source(self.source(expr)?)) } else { self.latent(expr, place) }
    }

    /// Whether an expression is a source, through whatever maps.
    pub(super) fn is_data(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Name(name) => self.is_source(name),
            ExprKind::Call { callee, args, .. } => {
                let through = callee.text == "sg" || self.plugin::<MapPlugin>(callee).is_some();
                through && args.len() == 1 && !self.is_view(callee) && self.is_data(&args[0])
            }
            _ => false,
        }
    }

    fn looks_latent(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Name(name) => builtins::LATENTS.contains(&name.as_str()) || self.is_view(name),
            ExprKind::Call { callee, .. } => {
                let network = self.networks.iter().any(|n| n.name == callee.text);
                ["sg", "shuffle"].contains(&callee.text.as_str()) || self.is_view(callee) || network
            }
            _ => false,
        }
    }

    /// Whether a name is a view that some network or posterior of the model gives.
    fn is_view(&self, name: &str) -> bool {
        match View::from_name(name) {
            Some(view) => matches!(view, View::Mu | View::Logvar | View::Z),
            None => name != "scalar" && self.networks.iter().any(|network| network.gives(name)),
        }
    }

    /// Whether it is data rather than a latent.
    fn is_image(&self, input: &Input) -> bool {
        match input {
            Input::View(view, _) => matches!(view, View::X | View::Target | View::XHat),
            Input::Source(_) => true,
            Input::Prior | Input::Noise { .. } => false,
            Input::Shuffled(inner, _) | Input::Stopped(inner) => self.is_image(inner),
            Input::Made { network, .. } => self.networks[*network].outputs.first().is_some_and(|output| output == "x"),
        }
    }

    /// A source as an argument: `xr`, `sg(xr)`, `squash(xr)`.
    pub(super) fn source(&mut self, expr: &Expr) -> Result<SourceRef, Noted> {
        match &expr.kind {
            ExprKind::Name(name) if self.is_source(name) => Ok(SourceRef::plain(name)),
            ExprKind::Call { callee, args, named } if args.len() == 1 => {
                let mut source = self.source(&args[0])?;
                source.text = expr.to_string();
                if callee.text == "sg" {
                    source.stop = true;
                    return Ok(source);
                }
                let Some(map) = self.plugin::<MapPlugin>(callee) else {
                    let known: Vec<&str> = plugin::all::<MapPlugin>().iter().map(|p| p.info.name).collect();
                    self.mistakes.push(callee.span, did_you_mean("map", callee, &known));
                    return Err(Noted);
                };
                let params: Vec<Param> = self.params(map.info, named, expr.span)?;
                source.maps.push((map, params));
                Ok(source)
            }
            ExprKind::Name(name) => {
                let names = self.source_names();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                self.mistakes.push(expr.span, did_you_mean("source", name, &names));
                Err(Noted)
            }
            ExprKind::Number(_) => {
                self.mistakes.push(expr.span, format!("numbers are given by name: `name = {expr}`"));
                Err(Noted)
            }
            _ => {
                let names = self.source_names().join(", ");
                self.mistakes.push(expr.span, format!("a source is wanted here: {names}; found `{expr}`"));
                Err(Noted)
            }
        }
    }
}
