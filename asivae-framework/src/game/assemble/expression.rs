//! Expressions: `let`s and folds are written out, names resolved, types checked.

use asivae_grammar::{Expr, ExprKind, Fold, Let, Op, Span, builtins, did_you_mean};

use super::{Assembly, MAX_DEPTH, Noted};
use crate::error::Result;
use crate::game::node::{ClockField, Function, Node, NodeKind, Ty};

/// Parts of a model when all is written out: folds within folds multiply.
const MAX_PARTS: usize = 10_000;

impl Assembly<'_> {
    /// A whole objective, in code or as an expression.
    pub(super) fn build_objective(&mut self, expr: &Expr) -> Result<Node, Noted> {
        let ExprKind::Call { callee, args, .. } = &expr.kind else { return self.build(expr) };
        if callee.text != builtins::BY_HAND {
            return self.build(expr);
        }
        let args: Vec<_> = args.iter().map(|arg| self.build(arg).map(|node| (arg.to_string(), node))).collect();
        let args = args.into_iter().collect::<Result<Vec<_>, _>>()?;
        let ty = if args.iter().any(|(_, node)| node.ty != Ty::Number) { Ty::Batch } else { Ty::Number };
        Ok(Node { ty, kind: NodeKind::ByHand(args) })
    }

    /// Resolves an expression in which no `let` parameter and no fold variable is left.
    pub(super) fn build(&mut self, expr: &Expr) -> Result<Node, Noted> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.depth -= 1;
            self.mistakes.push(expr.span, "`let`s are nested too deeply");
            return Err(Noted);
        }
        self.parts += 1;
        if self.parts > MAX_PARTS {
            self.depth -= 1;
            // Said once: everything behind it is too much as well.
            if self.parts == MAX_PARTS + 1 {
                let message = format!("written out, folds and `let`s give more than {MAX_PARTS} parts");
                self.mistakes.push(expr.span, message);
            }
            return Err(Noted);
        }
        let node = self.build_kind(expr);
        self.depth -= 1;
        node
    }

    fn build_kind(&mut self, expr: &Expr) -> Result<Node, Noted> {
        let number = |kind| Node { ty: Ty::Number, kind };
        match &expr.kind {
            ExprKind::Number(value) => Ok(number(NodeKind::Constant(*value))),
            ExprKind::Name(name) => self.build_name(name, expr.span),
            ExprKind::List(_) => {
                self.mistakes.push(expr.span, "a list stands alone as the value of a parameter");
                Err(Noted)
            }
            ExprKind::Call { callee, args, named } => self.build_call(expr, callee, args, named),
            ExprKind::Neg(inner) => {
                let inner = self.build(inner)?;
                Ok(Node { ty: inner.ty, kind: NodeKind::Neg(inner.into()) })
            }
            ExprKind::Binary { op, left, right } => {
                let (left, right) = (self.build(left), self.build(right));
                let (left, right) = (left?, right?);
                Ok(binary(*op, left, right))
            }
            ExprKind::Fold { kind, var, over, body } => {
                let mut sum: Option<Node> = None;
                for source in over {
                    self.at.push(source.to_string());
                    let part = self.build(&body.subst(var, source));
                    self.at.pop();
                    let part = part?;
                    sum = Some(match sum {
                        Some(before) => binary(Op::Add, before, part),
                        None => part,
                    });
                }
                let Some(sum) = sum else {
                    self.mistakes.push(expr.span, "a fold needs at least one source: `mean[s in {xr, xg}]`");
                    return Err(Noted);
                };
                match kind {
                    Fold::Sum => Ok(sum),
                    Fold::Mean => Ok(binary(Op::Mul, number(NodeKind::Constant(1.0 / over.len() as f64)), sum)),
                }
            }
        }
    }

    fn build_name(&mut self, name: &str, span: Span) -> Result<Node, Noted> {
        let number = |kind| Ok(Node { ty: Ty::Number, kind });
        match name {
            "progress" => return number(NodeKind::Clock(ClockField::Progress)),
            "step" => return number(NodeKind::Clock(ClockField::Step)),
            "epoch" => return number(NodeKind::Clock(ClockField::Epoch)),
            _ => {}
        }
        if let Some(index) = self.numbers.iter().position(|n| n.name == name) {
            return number(NodeKind::Named(index));
        }
        if let Some(item) = self.find_let(name).cloned() {
            return self.build_let(&item, &[], span);
        }
        if self.is_source(name) {
            self.mistakes
                .push(span, format!("`{name}` is a source; a term is wanted here: `kl({name})`, `rec({name})`"));
            return Err(Noted);
        }
        let plugin = self.schedule_named(name);
        if let Some(plugin) = plugin {
            return self.build_schedule(plugin, &[], &[], span);
        }
        let mut known: Vec<&str> = self
            .numbers
            .iter()
            .map(|n| n.name.as_str())
            .chain(self.model.lets.iter().map(|l| l.name.text.as_str()))
            .collect();
        known.sort_unstable();
        known.dedup();
        self.mistakes.push(span, did_you_mean("name", name, &known));
        Err(Noted)
    }

    /// A `let`, written out for its arguments.
    pub(super) fn build_let(&mut self, item: &Let, args: &[Expr], span: Span) -> Result<Node, Noted> {
        if item.params.len() != args.len() {
            self.mistakes
                .push(span, format!("`{}` takes {} sources; found {}", item.name.text, item.params.len(), args.len()));
            return Err(Noted);
        }
        let mut body = item.body.clone();
        for (param, arg) in item.params.iter().zip(args) {
            body = body.subst(param, arg);
        }
        let node = self.build(&body)?;
        if node.ty == Ty::Number {
            return Ok(node);
        }
        let shown: Vec<String> = args.iter().map(ToString::to_string).collect();
        let name =
            if shown.is_empty() { item.name.text.clone() } else { format!("{}({})", item.name.text, shown.join(", ")) };
        Ok(Node { ty: node.ty, kind: NodeKind::Let(name, node.into()) })
    }

    /// A built-in function; its place in the log tells the fold's source: `exp[xr]`.
    pub(super) fn build_function(&mut self, function: Function, name: &str, args: &[Expr]) -> Result<Node, Noted> {
        let written: Vec<String> = args.iter().map(ToString::to_string).collect();
        let args: Vec<_> = args.iter().map(|a| self.build(a)).collect();
        let args = args.into_iter().collect::<Result<Vec<_>, _>>()?;
        let mut ty = args.iter().fold(Ty::Number, |ty, a| ty.with(a.ty));
        if function == Function::BatchMean && ty == Ty::Batch {
            ty = Ty::Whole;
        }
        let place = match self.at.last() {
            Some(source) => format!("{name}[{source}]"),
            None => name.to_owned(),
        };
        // Where the short name would stand for two, each has its text.
        let text = format!("{name}({})", written.join(", "));
        self.places.entry(place.clone()).or_default().insert(text.clone());
        let place = if self.crowded.contains(&place) { text } else { place };
        Ok(Node { ty, kind: NodeKind::Apply(function, args, place) })
    }
}

fn binary(op: Op, left: Node, right: Node) -> Node {
    let ty = left.ty.with(right.ty);
    let (left, right) = (Box::new(left), Box::new(right));
    let kind = match op {
        Op::Add => NodeKind::Add(left, right),
        Op::Sub => NodeKind::Sub(left, right),
        Op::Mul => NodeKind::Mul(left, right),
        Op::Div => NodeKind::Div(left, right),
    };
    Node { ty, kind }
}
