//! The head of a model: its names and scalars; and what holds the statements together.

use super::{Parsed, Parser};
use crate::mistake::Mistake;
use crate::token::TokenKind;
use crate::tree::{Model, Name, Scalar};

impl Parser<'_> {
    /// Head, scalars, statements. Notes mistakes and goes on behind them.
    pub(super) fn model(&mut self) -> Model {
        let mut model = Model { doc: self.docs(), ..Model::default() };
        match self.head() {
            Ok((type_name, name)) => (model.type_name, model.name) = (type_name, name),
            Err(mistake) => {
                self.mistakes.add(mistake);
                if !self.at_statement() {
                    self.skip_to(&["{", ";"]);
                }
            }
        }
        if self.at("{") {
            self.scalars(&mut model.scalars);
        }
        self.eat(";");
        while self.peek().is_some() {
            let start = self.pos;
            if let Err(mistake) = self.statement(&mut model) {
                self.mistakes.add(mistake);
                self.pos = self.pos.max(start + 1);
                self.skip_statement();
            }
        }
        model
    }

    /// `pub AsIntroVae("as-introvae")`, `model "as-introvae"` or `"as-introvae"`.
    fn head(&mut self) -> Parsed<(Name, Name)> {
        let public = self.eat_word("pub");
        if !public && (matches!(self.peek(), Some(TokenKind::Str(_))) || self.eat_word("model")) {
            return Ok((Name::default(), self.quoted_name()?));
        }
        if public && self.at("(") {
            return Err(Mistake::new(self.here(), "a model is `pub` or has no visibility"));
        }
        if !self.word().is_some_and(|word| word.starts_with(char::is_uppercase)) {
            return Err(self.unexpected("a model, `TypeName(\"model-name\")` or `\"model-name\"`"));
        }
        let type_name = self.name("a type")?;
        if !self.at("(") {
            let message = format!("the model's name is missing: write `{}(\"model-name\")`", type_name.text);
            return Err(Mistake::new(type_name.span, message));
        }
        self.pos += 1;
        let name = self.quoted_name()?;
        self.expect(")", "after the model's name")?;
        Ok((type_name, name))
    }

    fn quoted_name(&mut self) -> Parsed<Name> {
        match self.peek() {
            Some(TokenKind::Str(text)) => Ok(self.take_name(text)),
            _ => Err(self.unexpected("the model's name in quotes")),
        }
    }

    /// `{ alpha = 2.0 in 1e-6.., gamma = 1.0 }`
    fn scalars(&mut self, scalars: &mut Vec<Scalar>) {
        let open = self.here();
        self.pos += 1;
        while !self.eat("}") {
            let entry = match self.scalar() {
                Ok(scalar) => {
                    scalars.push(scalar);
                    match self.at("}") || self.eat(",") {
                        true => Ok(()),
                        false => Err(self.unexpected("`,` or `}`")),
                    }
                }
                Err(mistake) => Err(mistake),
            };
            if let Err(mistake) = entry {
                self.mistakes.add(mistake);
                self.skip_to(&[",", "}", ";"]);
                self.eat(",");
            }
            if self.peek().is_none() || self.at(";") {
                self.mistakes.push(open, "`{` is not closed: `}` is missing");
                return;
            }
        }
    }

    fn scalar(&mut self) -> Parsed<Scalar> {
        let doc = self.docs();
        let name = self.name("a scalar's name")?;
        self.expect("=", &format!("and a default after `{}`", name.text))?;
        let default = self.expr()?;
        let (min, max) = if self.eat_word("in") { self.bounds()? } else { (None, None) };
        Ok(Scalar { name, default, min, max, doc })
    }

    /// `MIN..MAX`, either of which may be missing.
    pub(super) fn bounds(&mut self) -> Parsed<(Option<f64>, Option<f64>)> {
        let min = self.bound()?;
        self.expect("..", "between the bounds")?;
        if self.at("=") {
            return Err(Mistake::new(self.here(), "bounds are always inclusive: write `..` instead of `..=`"));
        }
        let max = self.bound()?;
        if min.is_none() && max.is_none() {
            return Err(Mistake::new(self.before(), "bounds need a side: write `0..`, `..1` or `0..1`"));
        }
        Ok((min, max))
    }

    fn bound(&mut self) -> Parsed<Option<f64>> {
        let negative = self.eat("-");
        match self.peek() {
            Some(TokenKind::Number { value, .. }) => {
                self.pos += 1;
                Ok(Some(if negative { -value } else { *value }))
            }
            _ if negative => Err(self.unexpected("a number after `-`")),
            Some(TokenKind::Punct(".." | "," | "}" | ";")) | None => Ok(None),
            _ => Err(self.unexpected("a number for the bound")),
        }
    }

    /// Doc comments that stand here, one per line.
    pub(super) fn docs(&mut self) -> String {
        let mut lines = Vec::new();
        while let Some(TokenKind::Doc(line)) = self.peek() {
            lines.push(line.as_str());
            self.pos += 1;
        }
        lines.join("\n")
    }

    /// Skips to one of these outside of brackets that open on the way, or to a `;` anywhere.
    pub(super) fn skip_to(&mut self, ends: &[&str]) {
        let mut depth = 0_usize;
        while let Some(kind) = self.peek() {
            match kind {
                TokenKind::Punct(";") => return,
                TokenKind::Punct(punct) if depth == 0 && ends.contains(punct) => return,
                TokenKind::Punct("(" | "[" | "{") => depth += 1,
                TokenKind::Punct(")" | "]" | "}") => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.pos += 1;
        }
    }
}
