//! Statements: networks, sources, `let`s and moves.

use super::{Parsed, Parser};
use crate::mistake::Mistake;
use crate::nearest::{did_you_mean, nearest};
use crate::token::TokenKind;
use crate::tree::{Follow, Let, Model, Move, Name, Obey, Pace, Sense, Source};

/// What a network does.
const VERBS: [&str; 5] = ["minimizes", "maximizes", "follows", "copies", "obeys"];

/// A move is repeated this often at most, and a network copied after so many steps or epochs.
const MAX_REPEAT: f64 = 1e6;

impl Parser<'_> {
    pub(super) fn statement(&mut self, model: &mut Model) -> Parsed<()> {
        self.docs();
        match self.word() {
            Some("networks") => return self.networks(&mut model.networks),
            Some("source") => {
                self.pos += 1;
                let name = self.name("a source's name")?;
                self.expect("=", &format!("after `source {}`", name.text))?;
                let value = self.expr()?;
                model.sources.push(Source { name, value });
            }
            Some("let") => {
                self.pos += 1;
                let (name, params) = self.let_head()?;
                self.expect("=", &format!("after `let {}`", name.text))?;
                let body = self.expr()?;
                let (min, max) = if self.eat_word("in") { self.bounds()? } else { (None, None) };
                model.lets.push(Let { name, params, body, min, max });
            }
            Some("without") if matches!(self.peek_at(1), Some(TokenKind::Str(_))) => {
                self.pos += 1;
                if let Some(TokenKind::Str(text)) = self.peek() {
                    let name = self.take_name(text);
                    model.without.push(name);
                }
            }
            Some(_) if self.word_at(1).is_some_and(|verb| ["follows", "copies"].contains(&verb)) => {
                let follow = self.follow()?;
                model.follows.push(follow);
            }
            Some(_) if self.word_at(1) == Some("obeys") => {
                let network = self.name("a network")?;
                self.pos += 1;
                if self.at(";") || self.peek().is_none() {
                    let message = format!("the constraint is missing: `{network} obeys clip(limit = 0.01)`");
                    return Err(Mistake::new(self.before(), message));
                }
                let constraint = self.called()?;
                model.obeys.push(Obey { network, constraint });
            }
            Some(_) => {
                let play = self.play()?;
                model.moves.push(play);
            }
            None if self.peek().is_none() => return Ok(()),
            None => return Err(self.unexpected("`let`, `source`, `networks` or a move")),
        }
        self.end()
    }

    /// The `;` of a statement. Where it is missing, the next statement is read as if it were there.
    fn end(&mut self) -> Parsed<()> {
        if self.eat(";") {
            return Ok(());
        }
        if self.peek().is_none() || self.at_statement() {
            self.mistakes.push(self.before(), "`;` is missing after this");
            return Ok(());
        }
        Err(self.unexpected("an operator or `;`"))
    }

    /// Whether another statement begins here.
    pub(super) fn at_statement(&self) -> bool {
        match (self.word(), self.peek_at(1)) {
            (Some("let" | "source"), Some(TokenKind::Ident(_))) => true,
            (Some("networks"), Some(TokenKind::Punct("{"))) => true,
            (Some("without"), Some(TokenKind::Str(_))) => true,
            (Some(_), Some(TokenKind::Ident(word))) => VERBS.contains(&word.as_str()),
            (Some(_), Some(TokenKind::Punct(":"))) => true,
            _ => matches!(self.peek(), Some(TokenKind::Doc(_))),
        }
    }

    /// Goes on behind the next `;`, or before the next `let`, `source` or `networks`.
    pub(super) fn skip_statement(&mut self) {
        while self.peek().is_some() && !self.eat(";") {
            let next = matches!(self.word(), Some("let" | "source" | "networks"));
            if next && self.at_statement() {
                return;
            }
            self.pos += 1;
        }
    }

    /// `div(s)`
    pub(super) fn let_head(&mut self) -> Parsed<(Name, Vec<Name>)> {
        let name = self.name("a name")?;
        let mut params = Vec::new();
        if self.eat("(") {
            params = self.names("a name for the source", ")")?;
            self.expect(")", &format!("after the sources of `{}`", name.text))?;
        }
        Ok((name, params))
    }

    /// `label: critic[5] minimizes …`
    fn play(&mut self) -> Parsed<Move> {
        let mut label = None;
        if self.at_nth(1, ":") {
            label = Some(self.name("a label")?);
            self.pos += 1;
        }
        let mut players = vec![self.name("a network")?];
        while self.eat("+") {
            players.push(self.name("a network")?);
        }
        let repeat = if self.at("[") { self.repeat()? } else { 1 };
        if self.at("+") {
            return Err(Mistake::new(self.here(), "how often a move is repeated stands behind its last network"));
        }
        let names: Vec<&str> = players.iter().map(|player| player.text.as_str()).collect();
        let sense = self.sense(&names.join(" + "))?;
        let objective = self.expr()?;
        Ok(Move { label, players, repeat, sense, objective })
    }

    /// `slow follows decoder 0.999`, `slow copies decoder every 5 epochs`
    fn follow(&mut self) -> Parsed<Follow> {
        let network = self.name("a network")?;
        let copies = self.word() == Some("copies");
        self.pos += 1;
        let leader = self.name("the network that leads")?;
        if !copies {
            if self.at(";") || self.peek().is_none() {
                let message = format!("the decay of the average is missing: `{network} follows {leader} 0.999`");
                return Err(Mistake::new(self.before(), message));
            }
            return Ok(Follow { network, leader, pace: Pace::Average(self.expr()?) });
        }
        let usage = format!("how often is missing: `{network} copies {leader} every 5 epochs`, `… every 200 steps`");
        if !self.eat_word("every") {
            return Err(Mistake::new(if self.at(";") { self.before() } else { self.here() }, usage));
        }
        let count = self.count("a network is copied after a whole number of steps or epochs")?;
        let pace = match self.word() {
            Some("step" | "steps") => Pace::Steps(count),
            Some("epoch" | "epochs") => Pace::Epochs(count),
            _ => return Err(self.unexpected("`steps` or `epochs`")),
        };
        self.pos += 1;
        Ok(Follow { network, leader, pace })
    }

    /// `[5]`
    fn repeat(&mut self) -> Parsed<usize> {
        self.pos += 1;
        let count = self.count("a move is repeated a whole number of times")?;
        self.expect("]", "after how often the move is repeated")?;
        Ok(count)
    }

    fn count(&mut self, what: &str) -> Parsed<usize> {
        self.whole("how often", what, MAX_REPEAT)
    }

    pub(super) fn whole(&mut self, wanted: &str, what: &str, max: f64) -> Parsed<usize> {
        let count = match self.peek() {
            Some(TokenKind::Number { value, .. }) => *value,
            _ => return Err(self.unexpected(&format!("{wanted}, a whole number"))),
        };
        if count.fract() != 0.0 || !(1.0..=max).contains(&count) {
            return Err(Mistake::new(self.here(), format!("{what}, 1 to {max}")));
        }
        self.pos += 1;
        Ok(count as usize)
    }

    fn sense(&mut self, players: &str) -> Parsed<Sense> {
        let missing = || match nearest(players, &["networks", "source", "let"]) {
            // The word of another statement, misspelt: what follows it tells.
            Some(meant) if !matches!(self.peek(), Some(TokenKind::Ident(_))) => {
                format!("unknown statement `{players}`; did you mean `{meant}`?")
            }
            _ => format!("`minimizes` or `maximizes` is missing after `{players}`"),
        };
        let message = match self.peek() {
            Some(TokenKind::Ident(word)) if word == "minimizes" => {
                self.pos += 1;
                return Ok(Sense::Minimizes);
            }
            Some(TokenKind::Ident(word)) if word == "maximizes" => {
                self.pos += 1;
                return Ok(Sense::Maximizes);
            }
            Some(TokenKind::Ident(word)) => {
                let verb = matches!(self.peek_at(1), Some(TokenKind::Ident(_)));
                match verb || nearest(word, &VERBS).is_some() {
                    true => did_you_mean("move", word, &VERBS),
                    false => missing(),
                }
            }
            Some(TokenKind::Punct("=")) => format!(
                "`{players} = …` is no statement; write `{players} minimizes …`, `{players} maximizes …` or `let {players} = …`"
            ),
            Some(TokenKind::Unknown(message)) => message.clone(),
            _ => missing(),
        };
        Err(Mistake::new(self.here(), message))
    }
}
