//! Tokens of a `TokenStream`.

use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};

use crate::span::Span;
use crate::symbols;
use crate::token::{PUNCTS, Token, TokenKind};

/// The tokens of a stream and, beside them, where each stands: `Span { start, end }` is `spans[start]` to `spans[end - 1]`.
///
/// Delimiters become tokens. What `macro_rules!` pasted in as one expression stays one: it gets parentheses where it needs them.
pub fn from_stream(stream: TokenStream) -> (Vec<Token>, Vec<proc_macro2::Span>) {
    let mut flat = Flat::default();
    flat.stream(stream);
    let index = |i: usize| Span { start: i as u32, end: i as u32 + 1 };
    let tokens = flat.kinds.into_iter().enumerate().map(|(i, kind)| Token { kind, span: index(i) });
    (tokens.collect(), flat.spans)
}

#[derive(Default)]
struct Flat {
    kinds: Vec<TokenKind>,
    spans: Vec<proc_macro2::Span>,
}

impl Flat {
    fn push(&mut self, kind: TokenKind, span: proc_macro2::Span) {
        self.kinds.push(kind);
        self.spans.push(span);
    }

    fn stream(&mut self, stream: TokenStream) {
        let mut trees = stream.into_iter().peekable();
        while let Some(tree) = trees.next() {
            match tree {
                TokenTree::Ident(ident) => {
                    let text = ident.to_string();
                    self.push(TokenKind::ident(text.strip_prefix("r#").unwrap_or(&text)), ident.span());
                }
                TokenTree::Literal(literal) => self.literal(&literal.to_string(), literal.span()),
                TokenTree::Group(group) => self.group(group),
                TokenTree::Punct(punct) if punct.as_char() == '#' => match trees.peek() {
                    Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
                        let attribute = doc(group.stream());
                        self.push(attribute, group.span());
                        trees.next();
                    }
                    _ => self.punct(&punct, None),
                },
                TokenTree::Punct(punct) => {
                    let joined = match trees.peek() {
                        Some(TokenTree::Punct(next)) if punct.spacing() == Spacing::Joint => {
                            let both = format!("{}{}", punct.as_char(), next.as_char());
                            PUNCTS.iter().find(|known| **known == both).copied()
                        }
                        _ => None,
                    };
                    self.punct(&punct, joined);
                    if joined.is_some() {
                        trees.next();
                    }
                }
            }
        }
    }

    fn literal(&mut self, text: &str, span: proc_macro2::Span) {
        let kind = match text.strip_prefix('-').unwrap_or(text) {
            number if number.starts_with(|c: char| c.is_ascii_digit()) => TokenKind::number(number),
            string => TokenKind::string(string),
        };
        if text.starts_with('-') {
            self.push(TokenKind::Punct("-"), span);
        }
        self.push(kind, span);
    }

    fn punct(&mut self, punct: &Punct, joined: Option<&'static str>) {
        let single = || PUNCTS.iter().copied().find(|known| known.chars().eq([punct.as_char()]));
        let kind = match joined.or_else(single) {
            Some(known) => TokenKind::Punct(known),
            None => TokenKind::Unknown(symbols::unknown_character(punct.as_char())),
        };
        self.push(kind, punct.span());
    }

    fn group(&mut self, group: Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => return self.transparent(group),
        };
        self.push(TokenKind::Punct(open), group.span_open());
        self.stream(group.stream());
        self.push(TokenKind::Punct(close), group.span_close());
    }

    /// `$e` of a `macro_rules!`: with `1 + 2` pasted in, `2 * $e` is six.
    fn transparent(&mut self, group: Group) {
        let start = self.kinds.len();
        self.stream(group.stream());
        if has_operator(&self.kinds[start..]) {
            self.kinds.insert(start, TokenKind::Punct("("));
            self.spans.insert(start, group.span());
            self.push(TokenKind::Punct(")"), group.span());
        }
    }
}

/// Whether something beside a leading minus is open to what stands around: an operator, or the body of a fold.
fn has_operator(kinds: &[TokenKind]) -> bool {
    let mut depth = 0;
    for (i, kind) in kinds.iter().enumerate() {
        match kind {
            TokenKind::Punct("[") if depth == 0 => return true,
            TokenKind::Punct("(" | "[" | "{") => depth += 1,
            TokenKind::Punct(")" | "]" | "}") => depth -= 1,
            TokenKind::Punct("+" | "-" | "*" | "/") if depth == 0 && i > 0 => return true,
            _ => {}
        }
    }
    false
}

/// `doc = "…"` of an attribute.
fn doc(attribute: TokenStream) -> TokenKind {
    let mut flat = Flat::default();
    flat.stream(attribute);
    match flat.kinds.as_slice() {
        [TokenKind::Ident(name), TokenKind::Punct("="), TokenKind::Str(text)] if name == "doc" => {
            let line = |line: &str| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned();
            TokenKind::Doc(text.lines().map(line).collect::<Vec<_>>().join("\n"))
        }
        _ => TokenKind::Unknown("unknown attribute; only doc comments may stand here".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(stream: TokenStream) -> String {
        let (tokens, spans) = from_stream(stream);
        assert_eq!(tokens.len(), spans.len());
        tokens.iter().map(|token| token.kind.to_string().replace('`', "")).collect::<Vec<_>>().join(" ")
    }

    fn stream(text: &str) -> TokenStream {
        text.parse().expect("tokens")
    }

    #[test]
    fn a_stream_gives_the_tokens_of_its_text() {
        for text in ["a::b(x, k = 1e-6) - -2.5", "critic: x, z -> scalar", "mean[s in {xr, xg}] s", "a = 2 in 1e-6..3"]
        {
            let lexed: Vec<_> = crate::lex(text).unwrap().into_iter().map(|token| token.kind).collect();
            let streamed: Vec<_> = from_stream(stream(text)).0.into_iter().map(|token| token.kind).collect();
            assert_eq!(lexed, streamed);
        }
    }

    #[test]
    fn docs_and_raw_names_are_plain() {
        let (tokens, _) = from_stream(stream("/// A doc.\nr#type = \"a\""));
        assert_eq!(tokens[0].kind, TokenKind::Doc("A doc.".into()));
        assert_eq!(tokens[1].kind, TokenKind::Ident("type".into()));
        assert_eq!(kinds(stream("#[cfg(test)] a")), "unknown attribute; only doc comments may stand here a");
    }

    #[test]
    fn a_pasted_expression_stays_one() {
        let paste = |text: &str| TokenStream::from(TokenTree::Group(Group::new(Delimiter::None, stream(text))));
        let mut product = stream("2 *");
        product.extend(paste("1 + a"));
        assert_eq!(kinds(product), "2 * ( 1 + a )");
        assert_eq!(kinds(paste("-1.5")), "- 1.5");
        assert_eq!(kinds(paste("kl(x - 1)")), "kl ( x - 1 )");
        assert_eq!(kinds(paste("mean[s in {xr}] kl(s)")), "( mean [ s in { xr } ] kl ( s ) )");
    }
}
