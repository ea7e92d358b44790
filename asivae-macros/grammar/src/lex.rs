//! Tokens of a text.

use crate::mistake::Mistakes;
use crate::span::Span;
use crate::symbols;
use crate::token::{PUNCTS, Token, TokenKind};

/// The tokens of a text, spans in bytes.
///
/// `//` starts a comment, `///` a doc comment. A name holds `-` only as the crate of a path, without blanks: `my-losses::kl`.
///
/// # Errors
/// Where a character, number or string is not part of the grammar.
pub fn lex(source: &str) -> Result<Vec<Token>, Mistakes> {
    let tokens = lex_all(source);
    let mut mistakes = Mistakes::default();
    for token in &tokens {
        if let TokenKind::Unknown(message) = &token.kind {
            mistakes.push(token.span, message.clone());
        }
    }
    mistakes.finish(tokens)
}

/// The tokens of a text, unknown ones among them, so that the parser can report these together with its own mistakes.
pub(crate) fn lex_all(source: &str) -> Vec<Token> {
    let byte_order_mark = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lexer = Lexer { source, pos: byte_order_mark, no_crate_before: 0 };
    std::iter::from_fn(|| lexer.next()).collect()
}

struct Lexer<'a> {
    source: &'a str,
    pos: usize,
    /// Up to here no name goes on as a dashed crate name: looked up once, so that `a-a-a-…` takes linear time.
    no_crate_before: usize,
}

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Option<Token> {
        loop {
            let start = self.pos;
            let first = self.rest().chars().next()?;
            let kind = match first {
                c if c.is_whitespace() => {
                    self.pos += c.len_utf8();
                    continue;
                }
                '/' if self.rest().starts_with("//") => match self.comment() {
                    Some(doc) => doc,
                    None => continue,
                },
                '/' if self.rest().starts_with("/*") => match self.block_comment() {
                    Some(unclosed) => unclosed,
                    None => continue,
                },
                '"' => self.string(),
                c if c.is_ascii_digit() => self.number(),
                c if is_name(c) => self.word(),
                _ => self.punct(first),
            };
            return Some(Token { kind, span: Span { start: start as u32, end: self.pos as u32 } });
        }
    }

    fn rest(&self) -> &'a str {
        &self.source[self.pos..]
    }

    /// Takes everything up to the first character that does not satisfy the condition.
    fn take_while(&mut self, holds: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !holds(c)).unwrap_or(rest.len());
        self.pos += length;
        &rest[..length]
    }

    fn comment(&mut self) -> Option<TokenKind> {
        let line = self.take_while(|c| c != '\n');
        let doc = line.strip_prefix("///").filter(|text| !text.starts_with('/'))?;
        Some(TokenKind::Doc(doc.strip_prefix(' ').unwrap_or(doc).trim_end().to_owned()))
    }

    fn block_comment(&mut self) -> Option<TokenKind> {
        let mut depth = 0;
        while !self.rest().is_empty() {
            let rest = self.rest();
            if rest.starts_with("/*") {
                depth += 1;
                self.pos += 2;
            } else if rest.starts_with("*/") {
                depth -= 1;
                self.pos += 2;
                if depth == 0 {
                    return None;
                }
            } else {
                self.pos += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
        Some(TokenKind::Unknown("a comment is not closed: `*/` is missing".to_owned()))
    }

    fn string(&mut self) -> TokenKind {
        let rest = self.rest();
        let mut escaped = false;
        for (i, c) in rest.char_indices().skip(1) {
            match c {
                '"' if !escaped => {
                    self.pos += i + 1;
                    return TokenKind::string(&rest[..=i]);
                }
                _ => escaped = c == '\\' && !escaped,
            }
        }
        self.pos = self.source.len();
        TokenKind::Unknown("a string is not closed: `\"` is missing".to_owned())
    }

    fn number(&mut self) -> TokenKind {
        let rest = self.rest();
        self.take_while(is_digit);
        let mut after = self.rest().chars();
        if after.next() == Some('.') && after.next().is_none_or(|c| c != '.' && (is_digit(c) || !is_name(c))) {
            self.pos += 1;
            self.take_while(is_digit);
        }
        if let Some(exponent) = self.rest().strip_prefix(['e', 'E']) {
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            if digits.starts_with(is_digit) {
                self.pos += 1 + exponent.len() - digits.len();
                self.take_while(is_digit);
            }
        }
        self.take_while(is_name);
        TokenKind::number(&rest[..rest.len() - self.rest().len()])
    }

    fn word(&mut self) -> TokenKind {
        if self.pos >= self.no_crate_before
            && let Some(name) = self.crate_name()
        {
            return TokenKind::ident(name);
        }
        if self.rest().strip_prefix("r#").is_some_and(|raw| raw.starts_with(|c| is_name(c) && !is_digit(c))) {
            self.pos += 2;
        }
        TokenKind::ident(self.take_while(is_name))
    }

    /// `my-losses` of `my-losses::kl`.
    fn crate_name(&mut self) -> Option<&'a str> {
        let start = self.pos;
        self.take_while(is_name);
        while self.rest().starts_with('-') && self.rest()[1..].starts_with(is_name) {
            self.pos += 1;
            self.take_while(is_name);
        }
        if self.rest().starts_with("::") {
            return Some(&self.source[start..self.pos]);
        }
        self.no_crate_before = self.pos;
        self.pos = start;
        None
    }

    fn punct(&mut self, first: char) -> TokenKind {
        if let Some(punct) = PUNCTS.iter().find(|punct| self.rest().starts_with(**punct)) {
            self.pos += punct.len();
            return TokenKind::Punct(punct);
        }
        self.pos += first.len_utf8();
        if first == '.' && self.rest().starts_with(|c: char| c.is_ascii_digit()) {
            return TokenKind::Unknown("a number has a digit before its point: `0.5`".to_owned());
        }
        TokenKind::Unknown(symbols::unknown_character(first))
    }
}

/// Letters of any language, so that a whole word which is not ASCII makes one message.
fn is_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric() && !matches!(c, '²' | '³' | '½')
}

fn is_digit(c: char) -> bool {
    c == '_' || c.is_ascii_digit()
}

#[cfg(test)]
fn kinds(source: &str) -> String {
    let show = |token: &Token| token.kind.to_string().replace('`', "");
    lex_all(source).iter().map(show).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_crate_name_may_hold_dashes_before_a_path_only() {
    assert_eq!(kinds("my-losses::kl(x) - a-b"), "my-losses :: kl ( x ) - a - b");
}

#[test]
fn bounds_do_not_swallow_their_dots() {
    assert_eq!(kinds("1e-6..2.5 1..2 ..3. x->z"), "1e-6 .. 2.5 1 .. 2 .. 3. x -> z");
}

#[test]
fn comments_vanish_and_docs_stay() {
    assert_eq!(kinds("a // b\n/* c /* d */ */ e r#type"), "a e type");
    assert_eq!(lex_all("///  doc \n//// no")[0].kind, TokenKind::Doc(" doc".into()));
    assert_eq!(lex_all("//// no"), []);
    assert_eq!(kinds("\u{feff}a"), "a");
    assert_eq!(
        kinds("r#1e"),
        "r unknown character #; a comment begins with // unknown number 1e; write it in decimal and without a suffix"
    );
}

#[test]
fn what_is_not_ascii_is_named() {
    let message = |source: &str| lex(source).unwrap_err().to_string();
    assert_eq!(message("β_neg"), "`β_neg` is not ASCII; write `beta_neg`");
    assert_eq!(message("é"), "`é` is not ASCII; a name is made of letters, digits and `_`");
    assert_eq!(message("a · b"), "unknown character `·`; write `*`");
    assert_eq!(message("a ^ 2"), "unknown character `^`; write a product");
    assert_eq!(message("a * .5"), "a number has a digit before its point: `0.5`");
    assert_eq!(message("a ? 2"), "unknown character `?`");
    assert_eq!(message("\"abc"), "a string is not closed: `\"` is missing");
    assert_eq!(message("2.0f32"), "unknown number `2.0f32`; write it in decimal and without a suffix");
}
