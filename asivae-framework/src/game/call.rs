//! Calls: of `let`s, built-in functions, losses, schedules and scorers.

use asivae_grammar::{Expr, ExprKind, Let, Name, Span, did_you_mean};

use super::assemble::{Assembly, Noted};
use super::network::Role;
use super::node::{Cast, Function, Input, Leaf, Node, NodeKind, Param, SourceRef, Term, Ty};
use crate::error::Result;
use crate::plugin::{self, LossPlugin, MapPlugin, ParamInfo, PluginInfo, Registered, SchedulePlugin};
use crate::signal::View;

pub(super) type Named = [(Name, Expr)];

impl Assembly<'_> {
    pub(super) fn build_call(
        &mut self,
        expr: &Expr,
        callee: &Name,
        args: &[Expr],
        named: &Named,
    ) -> Result<Node, Noted> {
        if let Some(function) = Function::from_name(callee) {
            return self.build_function(function, callee, args);
        }
        if let Some(item) = self.find_let(callee) {
            let item: Let = item.clone();
            return self.build_let(&item, args, expr.span);
        }
        if let Some(network) = self.networks.iter().position(|n| n.name == callee.text) {
            if let Some((name, _)) = named.first() {
                self.mistakes.push(name.span, format!("the network `{}` takes no named arguments", callee.text));
                return Err(Noted);
            }
            return self.build_scorer(expr, network, args);
        }
        if let Some(loss) = self.plugin::<LossPlugin>(callee) {
            return self.build_loss(expr, loss, args, named);
        }
        if let Some(schedule) = self.schedule_named(callee) {
            return self.build_schedule(schedule, args, named, expr.span);
        }
        self.mistakes.push(callee.span, self.unknown_callee(callee, args.is_empty()));
        Err(Noted)
    }

    /// The nearest of what could have been called here.
    fn unknown_callee(&self, callee: &str, bare: bool) -> String {
        if self.plugin::<MapPlugin>(callee).is_some() {
            return format!("`{callee}` is a map; it stands around a source: `kl({callee}(xr))`");
        }
        if bare {
            let known: Vec<&str> = plugin::all::<SchedulePlugin>().iter().map(|p| p.info.name).collect();
            return did_you_mean("schedule", callee, &known);
        }
        let lets = self.model.lets.iter().map(|l| l.name.text.as_str());
        let known: Vec<&str> = plugin::all::<LossPlugin>().iter().map(|p| p.info.name).chain(lets).collect();
        did_you_mean("loss", callee, &known)
    }

    /// The plugin of that kind: the one that rustc resolved the leaf to, else the one registered under the name.
    fn plugin<P: Registered>(&self, callee: &str) -> Option<&'static P>
    where
        inventory::iter<P>: IntoIterator<Item = &'static P>,
    {
        if let Some(info) = self.leaves.get(callee) {
            return inventory::iter::<P>.into_iter().find(|p| std::ptr::eq(p.info(), *info) || same(p.info(), info));
        }
        let name = callee.rsplit_once("::").filter(|(head, _)| !head.contains('-')).map_or(callee, |(_, last)| last);
        plugin::find(name).ok()
    }

    pub(super) fn schedule_named(&self, name: &str) -> Option<&'static SchedulePlugin> {
        self.plugin(name)
    }

    fn build_loss(
        &mut self,
        expr: &Expr,
        loss: &'static LossPlugin,
        args: &[Expr],
        named: &Named,
    ) -> Result<Node, Noted> {
        if args.len() != loss.arity() {
            self.mistakes.push(
                expr.span,
                format!(
                    "the loss `{}` takes {} source{}; found {}",
                    loss.info.name,
                    loss.arity(),
                    plural(loss.arity()),
                    args.len()
                ),
            );
            return Err(Noted);
        }
        let sources: Vec<_> = args.iter().map(|a| self.source(a)).collect();
        let mut sources = sources.into_iter().collect::<Result<Vec<_>, _>>()?;
        // A named argument that is one of the loss's views takes that view's place, one that is a role gives it to another network; the rest
        // are parameters.
        let is_view = |name: &str| loss.views.iter().any(|v| v.view.name() == name);
        let (views, named): (Vec<_>, Vec<_>) = named.iter().cloned().partition(|(name, _)| is_view(name));
        let own = |name: &str| loss.info.params.iter().any(|p| p.name == name);
        let (roles, named): (Vec<_>, Vec<_>) =
            named.into_iter().partition(|(name, _)| !own(name) && self.role_of(name).is_some());
        let cast = self.cast(loss, &roles)?;
        sources.iter_mut().for_each(|source| source.cast = cast);
        let params = self.params(loss.info, &named, expr.span)?;
        let mut inputs = Vec::new();
        for arg in loss.views {
            let replaced = views.iter().find(|(name, _)| name.text == arg.view.name());
            inputs.push(match replaced {
                Some((name, value)) => self.view_argument(arg.view, name, value)?,
                None => {
                    let source = &sources[arg.source];
                    self.require(arg.view, &source.name, args[arg.source].span)?;
                    Input::View(arg.view, source.clone())
                }
            });
        }
        let term = Term { name: expr.to_string(), leaf: Leaf::Loss(loss), inputs, params };
        Ok(Node { ty: if loss.whole_batch { Ty::Whole } else { Ty::Batch }, kind: NodeKind::Term(term) })
    }

    /// Whether the model has the networks that make a view of a source.
    fn require(&mut self, view: View, source: &str, span: Span) -> Result<(), Noted> {
        let encoded = matches!(view, View::Mu | View::Logvar | View::Z | View::XHat) || source == "xr";
        let decoded = view == View::XHat || matches!(source, "xr" | "xg");
        for (needed, role, signature) in [
            (encoded, Role::Posterior, "posterior `x -> mu, logvar`"),
            (decoded, Role::Generator, "generator `z -> x`"),
        ] {
            if needed && !self.networks.iter().any(|n| n.role() == role) {
                let names: Vec<&str> = self.networks.iter().map(|n| n.name.as_str()).collect();
                let message =
                    format!("`{view}` of `{source}` needs a {signature}; this model has {}", names.join(", "));
                self.mistakes.push(span, message);
                return Err(Noted);
            }
        }
        Ok(())
    }

    /// `target = sg(xr)`, `z = z_p`: a source stands for a picture, the prior sample for a latent.
    fn view_argument(&mut self, view: View, name: &Name, value: &Expr) -> Result<Input, Noted> {
        let latent = matches!(&value.kind, ExprKind::Name(name) if name == "z_p");
        let wanted = match (view, latent) {
            (View::Z, true) => return Ok(Input::Prior),
            (View::X | View::Target | View::XHat, false) => {
                let source = self.source(value)?;
                self.require(View::X, &source.name, value.span)?;
                return Ok(Input::Source(source));
            }
            (View::X | View::Target | View::XHat, true) => "a source: `xr`, `sg(xr)`",
            (View::Z, false) => "the prior sample: `z_p`",
            _ => "nothing: it is computed from the source",
        };
        self.mistakes.push(value.span, format!("`{}` can be given {wanted}; found `{value}`", name.text));
        Err(Noted)
    }

    fn build_scorer(&mut self, expr: &Expr, network: usize, args: &[Expr]) -> Result<Node, Noted> {
        let declared = self.networks[network].clone();
        if declared.role() != Role::Scorer {
            self.mistakes.push(
                expr.span,
                format!("`{}` gives {}; a term is one number per sample", declared.name, declared.outputs.join(", ")),
            );
            return Err(Noted);
        }
        let sources: Vec<_> = args.iter().map(|a| self.source(a)).collect();
        let sources = sources.into_iter().collect::<Result<Vec<_>, _>>()?;
        if sources.len() != 1 && sources.len() != declared.inputs.len() {
            let wanted = declared.inputs.join(", ");
            self.mistakes
                .push(expr.span, format!("`{}` reads {wanted}; found {} sources", declared.name, sources.len()));
            return Err(Noted);
        }
        let inputs = declared
            .inputs
            .iter()
            .enumerate()
            .map(|(i, input)| {
                let source = sources.get(i).unwrap_or(&sources[0]).clone();
                let view = if input == "z" { View::Z } else { View::X };
                self.require(view, &source.name, expr.span)?;
                Ok(Input::View(view, source))
            })
            .collect::<Result<_, Noted>>()?;
        let term = Term { name: expr.to_string(), leaf: Leaf::Scorer(network), inputs, params: Vec::new() };
        Ok(Node { ty: Ty::Batch, kind: NodeKind::Term(term) })
    }

    /// A source as an argument: `xr`, `sg(xr)`, `squash(xr)`.
    fn source(&mut self, expr: &Expr) -> Result<SourceRef, Noted> {
        match &expr.kind {
            ExprKind::Name(name) if self.is_source(name) => Ok(SourceRef {
                name: name.clone(),
                maps: Vec::new(),
                stop: false,
                cast: Cast::default(),
                text: name.clone(),
            }),
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
                let params = self.params(map.info, named, expr.span)?;
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

    /// The parameters of a plugin in their order: given, or default.
    pub(super) fn params(&mut self, info: &'static PluginInfo, named: &Named, span: Span) -> Result<Vec<Param>, Noted> {
        let mut wrong = false;
        for (name, _) in named {
            if !info.params.iter().any(|p| p.name == name.text) {
                self.mistakes.push(name.span, info.unknown_parameter(name));
                wrong = true;
            }
        }
        let mut params = Vec::new();
        for param in info.params {
            let given = named.iter().find(|(name, _)| name.text == param.name);
            let value = match (given, &param.default) {
                (Some((_, value)), _) => self.param(info, param, value),
                (None, Some(default)) => Ok(Param::Fixed(default.clone())),
                (None, None) => {
                    let message = format!("the {} `{}` needs the parameter `{}`", info.kind, info.name, param.name);
                    self.mistakes.push(span, message);
                    Err(Noted)
                }
            };
            match value {
                Ok(value) => params.push(value),
                Err(Noted) => wrong = true,
            }
        }
        if wrong { Err(Noted) } else { Ok(params) }
    }

    fn param(&mut self, info: &'static PluginInfo, param: &'static ParamInfo, value: &Expr) -> Result<Param, Noted> {
        let result = match plugin::fixed(param, value) {
            Some(result) => result.map(Param::Fixed),
            None => {
                let node = self.build(value)?;
                match node.ty {
                    Ty::Number => Ok(Param::Number(node, param)),
                    _ => Err(format!("`{}` of `{}` is one number; `{value}` is a term", param.name, info.name)),
                }
            }
        };
        result.map_err(|message| {
            self.mistakes.push(value.span, message);
            Noted
        })
    }
}

fn same(a: &PluginInfo, b: &PluginInfo) -> bool {
    a.kind == b.kind && a.name == b.name && a.package == b.package
}

pub(super) fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
