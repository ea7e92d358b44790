//! `intro_model!`: parse and check by the grammar's crate, expand here.

mod expand;
mod leaves;

use asivae_grammar::{Mistakes, Span, Token, TokenKind};
use proc_macro2::{Group, Ident, Span as RustSpan, TokenStream, TokenTree};
use quote::quote;

use crate::errors::Errors;
use crate::root::root;

/// The macro's input: neutral tokens, and where each stands in the Rust source.
struct Input {
    tokens: Vec<Token>,
    spans: Vec<RustSpan>,
}

/// The passes of `intro_model!`, one after the other.
pub(crate) fn model(stream: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let (stream, root) = take_root(stream);
    let root = root.unwrap_or_else(self::root);
    let (tokens, spans) = asivae_grammar::from_stream(stream);
    let input = Input { tokens, spans };
    let model = match asivae_grammar::parse_model_tokens(&input.tokens) {
        Ok(model) => model,
        Err(mistakes) => {
            input.report(&mistakes, &mut errors);
            let stub = input.type_name().map(|(name, public)| expand::stub(&name, public, &root));
            let errors = errors.into_tokens();
            return quote!(#stub #errors);
        }
    };
    input.report(&asivae_grammar::check(&model), &mut errors);
    let Some((name, public)) = input.type_name() else {
        let written = &model.name.text;
        let message = format!("a model in Rust needs a type: write `TypeName(\"{written}\")`");
        errors.at(input.pointer(model.name.span), message);
        return errors.into_tokens();
    };
    if !errors.is_empty() {
        // What rustc could say of the leaves stays true: it is said at once with the rest.
        let stub = expand::stub(&name, public, &root);
        let checks = leaves::checks(&model, &input, &root);
        let errors = errors.into_tokens();
        return quote!(#stub const _: () = { #checks }; #errors);
    }
    expand::model(&model, &name, public, &input, &root)
}

/// `#![crate = path]` before everything else: where the framework is.
fn take_root(stream: TokenStream) -> (TokenStream, Option<TokenStream>) {
    let trees: Vec<TokenTree> = stream.clone().into_iter().take(3).collect();
    let [TokenTree::Punct(pound), TokenTree::Punct(bang), TokenTree::Group(group)] = trees.as_slice() else {
        return (stream, None);
    };
    if pound.as_char() != '#' || bang.as_char() != '!' {
        return (stream, None);
    }
    match path(group) {
        Some(path) => (stream.into_iter().skip(3).collect(), Some(path)),
        None => (stream, None),
    }
}

fn path(group: &Group) -> Option<TokenStream> {
    let mut inner = group.stream().into_iter();
    let is_crate = matches!(inner.next()?, TokenTree::Ident(key) if key == "crate");
    let equals = matches!(inner.next()?, TokenTree::Punct(punct) if punct.as_char() == '=');
    (is_crate && equals).then(|| inner.collect())
}

impl Input {
    fn report(&self, mistakes: &Mistakes, errors: &mut Errors) {
        for mistake in mistakes {
            errors.at(self.pointer(mistake.span), &mistake.message);
        }
    }

    /// Tokens at both ends of a span: rustc underlines what lies between.
    fn pointer(&self, span: Span) -> TokenStream {
        let at = |i: usize| self.spans.get(i).or(self.spans.last()).copied().unwrap_or_else(RustSpan::call_site);
        let first = at(span.start as usize);
        let last = at((span.end as usize).saturating_sub(1).max(span.start as usize));
        let mark = |span| TokenTree::from(Ident::new("here", span));
        [mark(first), mark(last)].into_iter().collect()
    }

    /// The type's name, where it can be found, and whether it is `pub`.
    fn type_name(&self) -> Option<(Ident, bool)> {
        let mut head = self.tokens.iter().enumerate().skip_while(|(_, token)| matches!(token.kind, TokenKind::Doc(_)));
        let (mut i, mut token) = head.next()?;
        let public = matches!(&token.kind, TokenKind::Ident(word) if word == "pub");
        if public {
            (i, token) = head.next()?;
        }
        match &token.kind {
            TokenKind::Ident(_) => Some((self.ident(i)?, public)),
            _ => None,
        }
    }

    /// The Rust identifier behind a token.
    fn ident(&self, i: usize) -> Option<Ident> {
        let TokenKind::Ident(word) = &self.tokens.get(i)?.kind else { return None };
        let span = self.spans[i];
        let path_words = ["crate", "self", "super", "Self"];
        let plain = path_words.contains(&word.as_str()) || syn::parse_str::<Ident>(word).is_ok();
        Some(if plain { Ident::new(word, span) } else { Ident::new_raw(word, span) })
    }
}
