//! What stands in an attribute's parentheses.
//!
//! ```text
//! #[intro_loss(name = "kl", symbol = "D_{KL}", crate = path, whole_batch)]
//! #[intro_metric(unit = "nats", better = lower)]
//! #[intro_preset(model = "as-introvae", data = "8-gaussians")]
//! ```

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, LitStr, Path, Token};

use crate::errors::Errors;
use crate::root::root;

/// A key that an attribute knows, and what follows it.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Key {
    /// `name = "…"`.
    Text(&'static str),
    /// `better = lower`, one of these words.
    Word(&'static str, &'static [&'static str]),
    /// `whole_batch`.
    Flag(&'static str),
    /// `crate = path`.
    Root,
}

impl Key {
    fn name(&self) -> &'static str {
        match self {
            Key::Text(name) | Key::Word(name, _) | Key::Flag(name) => name,
            Key::Root => "crate",
        }
    }
}

/// Keys that every attribute of a plugin knows.
pub(crate) const COMMON: &[Key] = &[Key::Text("name"), Key::Text("symbol"), Key::Root];

/// What was written.
#[derive(Default)]
pub(crate) struct Keys {
    texts: Vec<(&'static str, String, Span)>,
    root: Option<Path>,
}

impl Keys {
    /// Reads the keys that `known` allows.
    pub(crate) fn parse(tokens: TokenStream, known: &[Key], errors: &mut Errors) -> Keys {
        let mut keys = Keys::default();
        let read = |input: ParseStream<'_>| {
            while !input.is_empty() {
                keys.entry(input, known, errors)?;
                if !input.is_empty() {
                    input
                        .parse::<Token![,]>()
                        .map_err(|e| syn::Error::new(e.span(), "a comma is wanted between keys"))?;
                }
            }
            Ok(())
        };
        if let Err(error) = Parser::parse2(read, tokens) {
            errors.add(error);
        }
        keys
    }

    fn entry(&mut self, input: ParseStream<'_>, known: &[Key], errors: &mut Errors) -> syn::Result<()> {
        let written = Ident::parse_any(input).map_err(|e| syn::Error::new(e.span(), "a key is wanted here"))?;
        let text = written.to_string();
        let Some(key) = known.iter().find(|key| key.name() == text) else {
            errors.at(&written, unknown_key(&text, known));
            return skip_value(input);
        };
        if self.span(key.name()).is_some() || (*key == Key::Root && self.root.is_some()) {
            errors.at(&written, format!("`{text}` is given twice"));
            return skip_value(input);
        }
        if let Key::Flag(name) = key {
            self.texts.push((name, String::new(), written.span()));
            return Ok(());
        }
        if input.parse::<Token![=]>().is_err() {
            errors.at(&written, format!("`{text}` wants a value: {}", key.usage()));
            return skip_value(input);
        }
        match key {
            Key::Root => self.root = Some(input.call(Path::parse_mod_style)?),
            Key::Text(name) => match input.parse::<LitStr>() {
                Ok(value) => self.texts.push((name, value.value(), value.span())),
                Err(error) => {
                    errors.at_span(error.span(), format!("`{text}` wants a string: {}", key.usage()));
                    skip_value(input)?;
                }
            },
            Key::Word(name, words) => match input.call(Ident::parse_any) {
                Ok(word) if words.contains(&word.to_string().as_str()) => {
                    self.texts.push((name, word.to_string(), word.span()));
                }
                Ok(word) => errors.at(&word, asivae_grammar::did_you_mean("value", &word.to_string(), *words)),
                Err(error) => {
                    errors.at_span(error.span(), format!("`{text}` wants one of {}", words.join(", ")));
                    skip_value(input)?;
                }
            },
            Key::Flag(_) => {}
        }
        Ok(())
    }

    /// The value of a key, where it was written.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(key, ..)| *key == name).map(|(_, value, _)| value.as_str())
    }

    /// Where the value of a key stands.
    pub(crate) fn span(&self, name: &str) -> Option<Span> {
        self.texts.iter().find(|(key, ..)| *key == name).map(|(.., span)| *span)
    }

    /// Whether a flag was written.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.text(name).is_some()
    }

    /// Path of the framework: `crate = path`, or where the manifest says that it is.
    pub(crate) fn root(&self) -> TokenStream {
        match &self.root {
            Some(path) => quote!(#path),
            None => root(),
        }
    }
}

impl Key {
    fn usage(&self) -> String {
        match self {
            Key::Text(name) => format!("`{name} = \"…\"`"),
            Key::Word(name, words) => format!("`{name} = {}`", words.join("|")),
            Key::Flag(name) => format!("`{name}`"),
            Key::Root => "`crate = path`".to_owned(),
        }
    }
}

fn unknown_key(text: &str, known: &[Key]) -> String {
    let names: Vec<&str> = known.iter().map(Key::name).collect();
    asivae_grammar::did_you_mean("key", text, &names)
}

/// Goes on after the next comma.
fn skip_value(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}
