//! Calls of schedules: what they are made of, what they measure, and one place for each that remembers.

use asivae_grammar::{Expr, Span};

use super::{Assembly, Named, Noted, plural};
use crate::error::Result;
use crate::game::Remembering;
use crate::game::node::{Node, NodeKind, Ty};
use crate::plugin::{ScheduleArg, SchedulePlugin};

impl Assembly<'_> {
    pub(super) fn build_schedule(
        &mut self,
        schedule: &'static SchedulePlugin,
        args: &[Expr],
        named: &Named,
        span: Span,
    ) -> Result<Node, Noted> {
        let name = schedule.info.name;
        let wanted = schedule.args;
        if args.len() != wanted.len() {
            let (terms, others) = count(wanted);
            let message = match (terms, others) {
                (0, 0) => format!("the schedule `{name}` takes named parameters alone: `{name}(rate = 5)`"),
                (0, n) => {
                    let place = if args.is_empty() {
                        format!(", which stand in front: `{name}(cosine(), …)`")
                    } else {
                        String::new()
                    };
                    format!("the schedule `{name}` is made of {n} other{}{place}; found {}", plural(n), args.len())
                }
                (n, 0) => format!("the schedule `{name}` measures {n} term{}; found {}", plural(n), args.len()),
                (n, m) => {
                    format!(
                        "the schedule `{name}` takes {n} term{} and {m} schedule{}; found {}",
                        plural(n),
                        plural(m),
                        args.len()
                    )
                }
            };
            self.mistakes.push(args.get(wanted.len()).map_or(span, |arg| arg.span), message);
            return Err(Noted);
        }
        let (mut inner, mut measured) = (Vec::new(), Vec::new());
        for (arg, wanted) in args.iter().zip(wanted) {
            let node = self.build(arg)?;
            match (wanted, node.kind) {
                (ScheduleArg::Measured, NodeKind::Term(term)) => {
                    self.measured.push((term.name.clone(), arg.span));
                    measured.push(term.name);
                }
                (ScheduleArg::Schedule, kind) if node.ty == Ty::Number => inner.push(Node { ty: Ty::Number, kind }),
                (ScheduleArg::Measured, _) => {
                    let message = format!("`{name}` measures a term, such as `kl(x)`; found `{arg}`");
                    self.mistakes.push(arg.span, message);
                    return Err(Noted);
                }
                (ScheduleArg::Schedule, _) => {
                    let message = format!("`{name}` is made of schedules and numbers; `{arg}` is a term");
                    self.mistakes.push(arg.span, message);
                    return Err(Noted);
                }
            }
        }
        let params = self.params(schedule.info, named, span)?;
        if schedule.state.is_none() {
            return Ok(Node { ty: Ty::Number, kind: NodeKind::Schedule(schedule, inner, params) });
        }
        let shown = |args: &[Expr]| args.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let named: Vec<String> = named.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let text = format!("{name}({}; {})", shown(args), named.join(", "));
        let index = self.remembering.iter().position(|one| one.text == text).unwrap_or_else(|| {
            self.remembering.push(Remembering { text, plugin: schedule, inner, measured, params });
            self.remembering.len() - 1
        });
        Ok(Node { ty: Ty::Number, kind: NodeKind::Remembering(index) })
    }
}

/// How many terms a schedule takes by their place, and how many schedules.
fn count(args: &[ScheduleArg]) -> (usize, usize) {
    let terms = args.iter().filter(|arg| **arg == ScheduleArg::Measured).count();
    (terms, args.len() - terms)
}
