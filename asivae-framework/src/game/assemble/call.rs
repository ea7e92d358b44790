//! Calls: of `let`s, built-in functions, losses, schedules and scorers.

use asivae_grammar::{Expr, ExprKind, Let, Name, Span, builtins, did_you_mean};

use super::place::Place;
use super::{Assembly, Named, Noted, plural};
use crate::error::{Error, Result};
use crate::game::network::{Role, network_for};
use crate::game::node::{Cast, Function, Input, Leaf, Node, NodeKind, Param, Term, Ty};
use crate::game::posterior::gives;
use crate::plugin::{
    self, ConstraintPlugin, LossPlugin, MapPlugin, ParamInfo, PluginInfo, PosteriorPlugin, Registered, SchedulePlugin,
    ViewArg,
};
use crate::view::View;

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
        if callee.text == builtins::BY_HAND {
            let message = format!("`{callee}` is a whole objective; here an expression is wanted");
            self.mistakes.push(callee.span, message);
            return Err(Noted);
        }
        if let Some(item) = self.find_let(callee) {
            let item: Let = item.clone();
            return self.build_let(&item, args, expr.span);
        }
        if let Some(network) = self.networks.iter().position(|n| n.name == callee.text) {
            return self.build_scorer(expr, network, args, named);
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

    /// What to say of a plugin that stands where another kind is wanted.
    pub(super) fn another_kind(&self, callee: &str, wanted: &str) -> Option<String> {
        let kinds = [
            self.plugin::<LossPlugin>(callee).map(|_| "a loss"),
            self.plugin::<MapPlugin>(callee).map(|_| "a map"),
            self.plugin::<SchedulePlugin>(callee).map(|_| "a schedule"),
            self.plugin::<PosteriorPlugin>(callee).map(|_| "a posterior"),
            self.plugin::<ConstraintPlugin>(callee).map(|_| "a constraint"),
        ];
        let found = kinds.into_iter().flatten().next()?;
        Some(format!("`{callee}` is {found}, and {wanted} is wanted here"))
    }

    /// The nearest of what could have been called here.
    fn unknown_callee(&self, callee: &str, bare: bool) -> String {
        if self.plugin::<MapPlugin>(callee).is_some() {
            return format!("`{callee}` is a map; it stands around a source: `kl({callee}(xr))`");
        }
        // A name that several plugins have is not unknown.
        let several = |found: Option<Error>| found.filter(|error| matches!(error, Error::Registry(_)));
        let found = several(plugin::find::<LossPlugin>(callee).err());
        if let Some(error) = found.or_else(|| several(plugin::find::<SchedulePlugin>(callee).err())) {
            return error.to_string();
        }
        if let Some(message) = self.another_kind(callee, if bare { "a schedule" } else { "a loss term" }) {
            return message;
        }
        if bare {
            let known: Vec<&str> = plugin::all::<SchedulePlugin>().iter().map(|p| p.info.name).collect();
            return did_you_mean("schedule", callee, &known);
        }
        let lets = self.model.lets.iter().map(|l| l.name.text.as_str());
        let functions = builtins::FUNCTIONS.iter().map(|function| function.name);
        let networks = self.networks.iter().map(|network| network.name.as_str());
        let mut known: Vec<&str> = plugin::all::<LossPlugin>().iter().map(|p| p.info.name).chain(lets).collect();
        known.dedup();
        // Functions and networks are meant too, and are not listed where nothing is near.
        match asivae_grammar::nearest(callee, known.iter().copied().chain(functions).chain(networks)) {
            Some(meant) => format!("unknown loss `{callee}`; did you mean `{meant}`?"),
            None => did_you_mean("loss", callee, &known),
        }
    }

    /// The plugin of that kind: the one that rustc resolved the leaf to, else the one registered under the name.
    pub(super) fn plugin<P: Registered>(&self, callee: &str) -> Option<&'static P>
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
        let arity = loss.arity();
        if args.len() != arity + loss.networks {
            let networks = match loss.networks {
                0 => String::new(),
                count => format!(" and {count} network{}", plural(count)),
            };
            let takes = format!("{arity} source{}{networks}", plural(arity));
            self.mistakes.push(expr.span, format!("the loss `{}` takes {takes}; found {}", loss.info.name, args.len()));
            return Err(Noted);
        }
        let (args, given) = args.split_at(arity);
        let networks = given.iter().map(|arg| self.network(arg)).collect::<Vec<_>>();
        let networks = networks.into_iter().collect::<Result<Vec<_>, _>>()?;
        let sources: Vec<_> = args.iter().map(|a| self.source(a)).collect();
        let mut sources = sources.into_iter().collect::<Result<Vec<_>, _>>()?;
        // A named argument that is one of the loss's views takes that view's place, one that is a role gives it to another network; the rest
        // are parameters.
        let named_as = |arg: &ViewArg| match arity {
            2 => format!("{}_{}", arg.view, ["a", "b"][arg.source]),
            _ => arg.view.name().to_owned(),
        };
        let is_view = |name: &str| loss.views.iter().any(|arg| named_as(arg) == name);
        let (views, named): (Vec<_>, Vec<_>) = named.iter().cloned().partition(|(name, _)| is_view(name));
        let own = |name: &str| loss.info.params.iter().any(|p| p.name == name);
        let (roles, named): (Vec<_>, Vec<_>) =
            named.into_iter().partition(|(name, _)| !own(name) && self.role_of(name).is_some());
        let cast = self.cast(loss, &roles)?;
        for (place, source) in sources.iter_mut().enumerate() {
            let asked = loss
                .views
                .iter()
                .filter(|arg| arg.source == place && !views.iter().any(|(name, _)| name.text == named_as(arg)));
            let asked: Vec<View> = asked.map(|arg| arg.view).collect();
            source.cast = Cast { encoder: cast.encoder.or_else(|| self.one_giver(&asked)), ..cast };
        }
        let params = self.params(loss.info, &named, expr.span)?;
        let mut inputs = Vec::new();
        let mut place = Place::of_term(&expr.to_string());
        for arg in loss.views {
            let replaced = views.iter().find(|(name, _)| name.text == named_as(arg));
            inputs.push(match replaced {
                Some((name, value)) => self.view_argument(arg.view, name, value, &mut place)?,
                None => {
                    let source = &sources[arg.source];
                    self.require(arg.view, &source.name, source.cast, args[arg.source].span)?;
                    Input::View(arg.view, source.clone())
                }
            });
        }
        let term = Term { name: expr.to_string(), leaf: Leaf::Loss(loss), inputs, networks, params };
        Ok(Node { ty: if loss.whole_batch { Ty::Whole } else { Ty::Batch }, kind: NodeKind::Term(term) })
    }

    /// The posterior out of which a loss is served, where the usual one does not give all that it asks for and another does.
    fn one_giver(&self, asked: &[View]) -> Option<usize> {
        let from = |place: usize| {
            let encoded = asked.iter().filter(|view| matches!(view, View::Mu | View::Logvar | View::Z | View::Own(_)));
            encoded.into_iter().all(|view| gives(&self.networks, &self.posteriors, place, *view))
        };
        let usual = network_for(&self.networks, Role::Posterior)?;
        let mut others = (0..self.networks.len()).filter(|place| self.networks[*place].role() == Role::Posterior);
        if from(usual) { None } else { others.find(|place| from(*place)) }
    }

    /// A network as an argument of a loss.
    fn network(&mut self, expr: &Expr) -> Result<usize, Noted> {
        let names: Vec<&str> = self.networks.iter().map(|n| n.name.as_str()).collect();
        let found = match &expr.kind {
            ExprKind::Name(name) => names.iter().position(|known| known == name),
            _ => None,
        };
        let message = match &expr.kind {
            ExprKind::Name(name) => did_you_mean("network", name, &names),
            _ => format!("a network is wanted here: {}; found `{expr}`", names.join(", ")),
        };
        found.ok_or_else(|| {
            self.mistakes.push(expr.span, message);
            Noted
        })
    }

    fn build_scorer(&mut self, expr: &Expr, network: usize, args: &[Expr], named: &Named) -> Result<Node, Noted> {
        let declared = self.networks[network].clone();
        if declared.role() != Role::Scorer {
            self.mistakes.push(
                expr.span,
                format!("`{}` gives {}; a term is one number per sample", declared.name, declared.outputs.join(", ")),
            );
            return Err(Noted);
        }
        let name = expr.to_string();
        let inputs = self.network_inputs(network, args, named, &mut Place::of_term(&name), expr.span)?;
        let term = Term { name, leaf: Leaf::Scorer(network), inputs, networks: Vec::new(), params: Vec::new() };
        Ok(Node { ty: Ty::Batch, kind: NodeKind::Term(term) })
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

/// Two plugins of one name in one crate differ in where they stand.
fn same(a: &PluginInfo, b: &PluginInfo) -> bool {
    (a.kind, a.name, a.package, a.file, a.line) == (b.kind, b.name, b.package, b.file, b.line)
}
