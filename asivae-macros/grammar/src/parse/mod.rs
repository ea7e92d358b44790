//! Tokens to tree: recursive descent, in linear time, with a limit to the depth.

mod expr;
mod model;
mod network;
mod statement;

use crate::lex::lex_all;
use crate::mistake::{Mistake, Mistakes};
use crate::span::Span;
use crate::token::{Token, TokenKind};
use crate::tree::{Expr, Model, Name};

/// How deep an expression may be; nothing that walks a tree needs to fear for its stack.
pub const MAX_DEPTH: usize = 64;

/// Words that no declared name can be.
pub(crate) const KEYWORDS: &[&str] = &["let", "in", "pub", "source", "networks", "minimizes", "maximizes"];

/// Those of them that are refused as a bare word or an argument's name too.
const HARD_KEYWORDS: &[&str] = &["let", "in", "pub"];

/// Parses the text of a model, in the form of the `intro_model!` body.
///
/// ```
/// let model = asivae_grammar::parse_model(r#"
///     "vae" { beta = 1.0 in 0.. }
///     encoder + decoder minimizes rec(x) + beta * kl(x);
/// "#).unwrap();
/// assert_eq!(model.moves[0].objective.to_string(), "rec(x) + beta * kl(x)");
/// ```
///
/// # Errors
/// All mistakes against the syntax, of all statements.
pub fn parse_model(source: &str) -> Result<Model, Mistakes> {
    parse_model_tokens(&lex_all(source))
}

/// Parses a model from tokens, whatever they were made from.
///
/// # Errors
/// All mistakes against the syntax, of all statements.
pub fn parse_model_tokens(tokens: &[Token]) -> Result<Model, Mistakes> {
    let mut parser = Parser::new(tokens);
    let model = parser.model();
    parser.mistakes.finish(model)
}

/// Parses the text of one expression.
///
/// # Errors
/// The first mistake against the syntax.
pub fn parse_expr(source: &str) -> Result<Expr, Mistakes> {
    whole(source, |parser| parser.expr())
}

/// Parses the left side of a `let` without the word itself, as overrides have it: `div(s)` is a name and its parameters.
///
/// # Errors
/// The first mistake against the syntax.
pub fn parse_let_head(source: &str) -> Result<(Name, Vec<Name>), Mistakes> {
    whole(source, |parser| parser.let_head())
}

fn whole<T>(source: &str, part: impl FnOnce(&mut Parser) -> Parsed<T>) -> Result<T, Mistakes> {
    let tokens = lex_all(source);
    let mut parser = Parser::new(&tokens);
    let value = part(&mut parser)?;
    match parser.peek() {
        None => Ok(value),
        Some(_) => Err(parser.unexpected("the end").into()),
    }
}

type Parsed<T> = Result<T, Mistake>;

/// Where the parser is, and what was wrong so far.
struct Parser<'t> {
    tokens: &'t [Token],
    pos: usize,
    depth: usize,
    mistakes: Mistakes,
}

impl<'t> Parser<'t> {
    fn new(tokens: &'t [Token]) -> Self {
        Parser { tokens, pos: 0, depth: 0, mistakes: Mistakes::default() }
    }

    fn peek(&self) -> Option<&'t TokenKind> {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> Option<&'t TokenKind> {
        self.tokens.get(self.pos + ahead).map(|token| &token.kind)
    }

    fn at(&self, punct: &str) -> bool {
        self.at_nth(0, punct)
    }

    fn at_nth(&self, ahead: usize, punct: &str) -> bool {
        matches!(self.peek_at(ahead), Some(TokenKind::Punct(found)) if *found == punct)
    }

    fn at_word(&self, word: &str) -> bool {
        self.word() == Some(word)
    }

    fn word(&self) -> Option<&'t str> {
        self.word_at(0)
    }

    fn word_at(&self, ahead: usize) -> Option<&'t str> {
        match self.peek_at(ahead) {
            Some(TokenKind::Ident(text)) => Some(text),
            _ => None,
        }
    }

    fn eat(&mut self, punct: &str) -> bool {
        let found = self.at(punct);
        self.pos += usize::from(found);
        found
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        self.pos += usize::from(found);
        found
    }

    /// The span of the next token; at the end that of the last one.
    fn here(&self) -> Span {
        self.span_at(self.pos)
    }

    /// The span of the token before.
    fn before(&self) -> Span {
        self.span_at(self.pos.saturating_sub(1))
    }

    fn span_at(&self, pos: usize) -> Span {
        self.tokens.get(pos).or(self.tokens.last()).map(|token| token.span).unwrap_or_default()
    }

    fn expect(&mut self, punct: &str, after: &str) -> Parsed<()> {
        if self.eat(punct) { Ok(()) } else { Err(self.unexpected(&format!("`{punct}` {after}"))) }
    }

    /// A name that is declared: any word but those of the grammar.
    fn name(&mut self, what: &str) -> Parsed<Name> {
        let Some(text) = self.word() else { return Err(self.unexpected(what)) };
        if KEYWORDS.contains(&text) {
            return Err(Mistake::new(self.here(), format!("`{text}` is a word of the grammar and cannot be {what}")));
        }
        Ok(self.take_name(text))
    }

    fn take_name(&mut self, text: &str) -> Name {
        self.pos += 1;
        Name { text: text.to_owned(), span: self.before() }
    }

    /// Names with commas between; a last comma is allowed.
    fn names(&mut self, what: &str, close: &str) -> Parsed<Vec<Name>> {
        let mut names = Vec::new();
        while !self.at(close) {
            names.push(self.name(what)?);
            if !self.eat(",") {
                break;
            }
        }
        Ok(names)
    }

    /// A mistake at the next token, which is not what was expected.
    fn unexpected(&self, expected: &str) -> Mistake {
        let message = match self.peek() {
            Some(TokenKind::Unknown(message)) => message.clone(),
            Some(TokenKind::Doc(_)) => {
                format!("expected {expected}, found a doc comment; a plain one begins with `//`")
            }
            Some(found) => format!("expected {expected}, found {found}"),
            None => format!("expected {expected}, found the end"),
        };
        Mistake::new(self.here(), message)
    }
}
