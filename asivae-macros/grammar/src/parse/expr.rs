//! Expressions.

use super::{HARD_KEYWORDS, MAX_DEPTH, Parsed, Parser};
use crate::mistake::Mistake;
use crate::span::Span;
use crate::token::TokenKind;
use crate::tree::{Expr, ExprKind, Fold, Name, Op};

/// An expression and how many levels it has: a sum of many terms is deep without being nested.
struct Tall {
    expr: Expr,
    height: usize,
}

/// ```text
/// sum     = product (("+" | "-") product)*
/// product = unary (("*" | "/") unary)*
/// unary   = "-" unary | fold | atom
/// fold    = ("mean" | "sum") "[" name "in" "{" sum, … "}" "]" product
/// atom    = number | "(" sum ")" | path | path "(" (sum | name "=" sum), … ")"
/// ```
impl Parser<'_> {
    pub(super) fn expr(&mut self) -> Parsed<Expr> {
        Ok(self.sum()?.expr)
    }

    fn sum(&mut self) -> Parsed<Tall> {
        let mut left = self.product()?;
        loop {
            let op = match self.peek() {
                Some(TokenKind::Punct("+")) => Op::Add,
                Some(TokenKind::Punct("-")) => Op::Sub,
                _ => return Ok(left),
            };
            left = self.binary(op, left, Self::product)?;
        }
    }

    fn product(&mut self) -> Parsed<Tall> {
        let mut left = self.unary()?;
        loop {
            let op = match self.peek() {
                Some(TokenKind::Punct("*")) => Op::Mul,
                Some(TokenKind::Punct("/")) => Op::Div,
                _ => return Ok(left),
            };
            left = self.binary(op, left, Self::unary)?;
        }
    }

    fn binary(&mut self, op: Op, left: Tall, right: impl FnOnce(&mut Self) -> Parsed<Tall>) -> Parsed<Tall> {
        let at = self.here();
        self.pos += 1;
        let right = right(self)?;
        let span = left.expr.span.to(right.expr.span);
        let kind = ExprKind::Binary { op, left: Box::new(left.expr), right: Box::new(right.expr) };
        tall(kind, span, left.height.max(right.height), at)
    }

    fn unary(&mut self) -> Parsed<Tall> {
        let start = self.here();
        if self.at("-") {
            return self.deeper(|parser| {
                parser.pos += 1;
                let inner = parser.unary()?;
                let span = start.to(inner.expr.span);
                tall(ExprKind::Neg(Box::new(inner.expr)), span, inner.height, start)
            });
        }
        match self.word() {
            Some("mean") if self.at_nth(1, "[") => self.deeper(|parser| parser.fold(Fold::Mean)),
            Some("sum") if self.at_nth(1, "[") => self.deeper(|parser| parser.fold(Fold::Sum)),
            _ => self.atom(),
        }
    }

    fn fold(&mut self, kind: Fold) -> Parsed<Tall> {
        let start = self.here();
        self.pos += 2;
        let var = self.name("a name for the source")?;
        if !self.eat_word("in") {
            return Err(self.unexpected(&format!("`in` after `{}`", var.text)));
        }
        self.expect("{", "around the sources")?;
        let mut over = Vec::new();
        let sources = self.list("}", |parser| {
            let source = parser.sum()?;
            over.push(source.expr);
            Ok(source.height)
        })?;
        if over.is_empty() {
            return Err(Mistake::new(self.before(), "the fold runs over no source"));
        }
        self.expect("]", "after the sources")?;
        let body = self.product()?;
        let span = start.to(body.expr.span);
        let height = sources.max(body.height);
        tall(ExprKind::Fold { kind, var, over, body: Box::new(body.expr) }, span, height, start)
    }

    fn atom(&mut self) -> Parsed<Tall> {
        let start = self.here();
        match self.peek() {
            Some(TokenKind::Number { value, .. }) => {
                self.pos += 1;
                tall(ExprKind::Number(*value), start, 0, start)
            }
            Some(TokenKind::Punct("(")) => self.deeper(|parser| {
                parser.pos += 1;
                let mut inner = parser.sum()?;
                parser.expect(")", "after the expression")?;
                inner.expr.span = start.to(parser.before());
                Ok(inner)
            }),
            Some(TokenKind::Punct("[")) => {
                self.pos += 1;
                let mut numbers = Vec::new();
                self.list("]", |parser| {
                    numbers.push(parser.signed()?);
                    Ok(0)
                })?;
                tall(ExprKind::List(numbers), start.to(self.before()), 0, start)
            }
            Some(TokenKind::Ident(word)) if !HARD_KEYWORDS.contains(&word.as_str()) => {
                let path = self.path()?;
                match self.at("(") {
                    true => self.deeper(|parser| parser.call(path)),
                    false => tall(ExprKind::Name(path.text), path.span, 0, start),
                }
            }
            _ => Err(self.unexpected("an expression")),
        }
    }

    /// `8`, `-0.5`: an item of a list.
    fn signed(&mut self) -> Parsed<f64> {
        let sign = if self.eat("-") { -1.0 } else { 1.0 };
        match self.peek() {
            Some(TokenKind::Number { value, .. }) => {
                let value = sign * value;
                self.pos += 1;
                Ok(value)
            }
            _ => Err(self.unexpected("a number: lists are of numbers")),
        }
    }

    /// `kl`, `losses::kl`.
    fn path(&mut self) -> Parsed<Name> {
        let mut path = Name::default();
        let start = self.here();
        loop {
            match self.word() {
                Some(word) => path.text.push_str(word),
                None => return Err(self.unexpected(&format!("a name after `{}`", path.text))),
            }
            self.pos += 1;
            path.span = start.to(self.before());
            if !self.eat("::") {
                return Ok(path);
            }
            path.text.push_str("::");
        }
    }

    fn call(&mut self, callee: Name) -> Parsed<Tall> {
        let start = callee.span;
        self.pos += 1;
        let mut args = Vec::new();
        let mut named = Vec::new();
        let height = self.list(")", |parser| {
            let name = parser.argument_name();
            let value = parser.sum()?;
            match name {
                Some(name) => named.push((name, value.expr)),
                None if named.is_empty() => args.push(value.expr),
                None => {
                    let message = "positional arguments stand before the named ones";
                    return Err(Mistake::new(value.expr.span, message));
                }
            }
            Ok(value.height)
        })?;
        tall(ExprKind::Call { callee, args, named }, start.to(self.before()), height, start)
    }

    /// `rate =` of a named argument.
    fn argument_name(&mut self) -> Option<Name> {
        let word = self.word().filter(|word| self.at_nth(1, "=") && !HARD_KEYWORDS.contains(word))?;
        let name = self.take_name(word);
        self.pos += 1;
        Some(name)
    }

    /// Items with commas between, and the closing delimiter; a last comma is allowed. Gives the largest height.
    fn list(&mut self, close: &str, mut item: impl FnMut(&mut Self) -> Parsed<usize>) -> Parsed<usize> {
        let mut height = 0;
        while !self.eat(close) {
            height = height.max(item(self)?);
            if !self.at(close) && !self.eat(",") {
                return Err(self.unexpected(&format!("`,` or `{close}`")));
            }
        }
        Ok(height)
    }

    /// Parses something one level further down.
    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == MAX_DEPTH {
            return Err(too_deep(self.here()));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }
}

fn tall(kind: ExprKind, span: Span, below: usize, at: Span) -> Parsed<Tall> {
    let height = below + 1;
    if height > MAX_DEPTH { Err(too_deep(at)) } else { Ok(Tall { expr: Expr { kind, span }, height }) }
}

fn too_deep(at: Span) -> Mistake {
    Mistake::new(at, format!("the expression is deeper than {MAX_DEPTH} levels; name a part of it with `let`"))
}
