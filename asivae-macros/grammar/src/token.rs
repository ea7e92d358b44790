//! Tokens: what the parser reads, whether it came from a text or from a `TokenStream`.

use std::fmt;

use crate::span::Span;
use crate::symbols;

/// A token and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands in the input.
    pub span: Span,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub enum TokenKind {
    /// `beta_rec`, `minimizes`; `my-losses` where a text has it before `::`.
    Ident(String),
    /// `0.5`, `1e-8`.
    Number {
        /// Its value; finite and not negative.
        value: f64,
        /// As it was written.
        text: String,
    },
    /// `"as-introvae"`, unescaped.
    Str(String),
    /// One of `: ; , = + - * / { } [ ] ( ) -> :: ..`.
    Punct(&'static str),
    /// One doc comment, without marker and first blank.
    Doc(String),
    /// Something that the grammar does not have; holds the message that says so.
    Unknown(String),
}

/// Punctuation of the grammar; longer ones first.
pub(crate) const PUNCTS: &[&str] =
    &["->", "::", "..", ":", ";", ",", "=", "+", "-", "*", "/", "{", "}", "[", "]", "(", ")"];

impl TokenKind {
    /// The number that is written so, or what is wrong with it.
    pub(crate) fn number(text: &str) -> TokenKind {
        let digits = text.replace('_', "");
        let plain = digits.starts_with(|c: char| c.is_ascii_digit());
        match digits.parse::<f64>() {
            Ok(value) if plain && value.is_finite() => TokenKind::Number { value, text: text.to_owned() },
            Ok(_) => TokenKind::Unknown(format!("number `{text}` is too large")),
            Err(_) => TokenKind::Unknown(format!("unknown number `{text}`; write it in decimal and without a suffix")),
        }
    }

    /// The word, if it is ASCII.
    pub(crate) fn ident(word: &str) -> TokenKind {
        match word.is_ascii() {
            true => TokenKind::Ident(word.to_owned()),
            false => TokenKind::Unknown(symbols::not_ascii(word)),
        }
    }

    /// The string literal without its quotes and escapes.
    pub(crate) fn string(literal: &str) -> TokenKind {
        match unquote(literal) {
            Some(text) => TokenKind::Str(text),
            None => TokenKind::Unknown(format!("unknown literal `{}`", literal.escape_debug())),
        }
    }
}

impl fmt::Display for TokenKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TokenKind::Ident(text) | TokenKind::Number { text, .. } => write!(f, "`{text}`"),
            TokenKind::Punct(text) => write!(f, "`{text}`"),
            TokenKind::Str(text) => write!(f, "`{text:?}`"),
            TokenKind::Doc(_) => f.write_str("a doc comment"),
            TokenKind::Unknown(message) => f.write_str(message),
        }
    }
}

/// What a string literal of Rust stands for; `None` where it is none.
fn unquote(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('r') {
        let inner = raw.trim_start_matches('#');
        let hashes = &raw[..raw.len() - inner.len()];
        let inner = inner.strip_prefix('"')?.strip_suffix(hashes)?.strip_suffix('"')?;
        return Some(inner.to_owned());
    }
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match rest.next()? {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            '0' => text.push('\0'),
            quoted @ ('\\' | '"' | '\'') => text.push(quoted),
            'x' => {
                let code: String = rest.by_ref().take(2).collect();
                text.push(u8::from_str_radix(&code, 16).ok()?.into());
            }
            'u' => {
                let code: String = rest.by_ref().take_while(|c| *c != '}').collect();
                let code = u32::from_str_radix(code.strip_prefix('{')?, 16).ok()?;
                text.push(char::from_u32(code)?);
            }
            '\n' => {
                let trimmed = rest.as_str().trim_start();
                rest = trimmed.chars();
            }
            _ => return None,
        }
    }
    Some(text)
}

#[test]
fn literals_are_unquoted() {
    assert_eq!(unquote(r#""a\"b\u{3b1}\x41\n""#).as_deref(), Some("a\"bαA\n"));
    assert_eq!(unquote(r##"r#"a"b"#"##).as_deref(), Some("a\"b"));
    assert_eq!(unquote(r#""\q""#), None);
    assert_eq!(unquote("b\"a\""), None);
}

#[test]
fn numbers_are_decimal_and_finite() {
    assert_eq!(TokenKind::number("1_000.5e-3"), TokenKind::Number { value: 1.0005, text: "1_000.5e-3".into() });
    for wrong in ["1e999", "0x10", "2f32", "1.0.0"] {
        assert!(matches!(TokenKind::number(wrong), TokenKind::Unknown(_)), "{wrong}");
    }
}
