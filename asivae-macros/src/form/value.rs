//! Values in `#[param(…)]`: `5`, `-0.5`, `true`, `mse`, `[0.1, 0.5]`.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Lit, LitFloat, LitInt, Token, Type, bracketed};

use super::types;

/// A value and its tokens.
pub(super) struct Literal {
    pub(super) value: Value,
    pub(super) tokens: TokenStream,
}

/// What was written.
pub(super) enum Value {
    Number(f64),
    Flag(bool),
    Word(String),
    List(Vec<f64>),
}

impl Literal {
    /// Reads everything up to the next comma.
    pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Literal> {
        let mut tokens = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![,]) {
            tokens.extend([input.parse::<TokenTree>()?]);
        }
        let value = match tokens.is_empty() {
            true => return Err(syn::Error::new(input.span(), WANTED)),
            false => Value::parse.parse2(tokens.clone()),
        };
        // A longer value has a lawful beginning: the whole is what is not understood.
        value
            .map(|value| Literal { value, tokens: tokens.clone() })
            .map_err(|_| syn::Error::new_spanned(tokens, WANTED))
    }
}

impl Value {
    fn parse(input: ParseStream<'_>) -> syn::Result<Value> {
        if input.peek(syn::token::Bracket) {
            let inner;
            bracketed!(inner in input);
            let numbers = inner.parse_terminated(number, Token![,])?;
            return Ok(Value::List(numbers.into_iter().collect()));
        }
        if input.peek(Token![-]) || input.peek(LitFloat) || input.peek(LitInt) {
            return number(input).map(Value::Number);
        }
        if input.peek(syn::LitBool) {
            return Ok(Value::Flag(input.parse::<syn::LitBool>()?.value));
        }
        Ok(Value::Word(input.call(Ident::parse_any)?.unraw().to_string()))
    }

    /// What it is, for messages.
    pub(super) fn what(&self) -> String {
        match self {
            Value::Number(value) => format!("the number {value}"),
            Value::Flag(value) => format!("`{value}`"),
            Value::Word(word) => format!("the word `{word}`"),
            Value::List(_) => "a list".to_owned(),
        }
    }

    /// `ParamValue::…`.
    pub(super) fn expand(&self, private: &TokenStream) -> TokenStream {
        match self {
            Value::Number(value) => quote!(#private::ParamValue::Number(#value)),
            Value::Flag(value) => quote!(#private::ParamValue::Flag(#value)),
            Value::Word(word) => quote!(#private::ParamValue::Word(#private::Cow::Borrowed(#word))),
            Value::List(values) => quote!(#private::ParamValue::List(#private::Cow::Borrowed(&[#(#values),*]))),
        }
    }

    /// `Written::…`: what was written, for a check by rustc.
    pub(super) fn written(&self, private: &TokenStream) -> TokenStream {
        match self {
            Value::Number(value) => quote!(#private::Written::Number(#value)),
            Value::Flag(value) => {
                let word = value.to_string();
                quote!(#private::Written::Word(#word))
            }
            Value::Word(word) => quote!(#private::Written::Word(#word)),
            Value::List(_) => quote!(#private::Written::List),
        }
    }
}

const WANTED: &str = "a finite number, true, false, a word or a list of numbers is wanted here";

fn number(input: ParseStream<'_>) -> syn::Result<f64> {
    let sign = if input.parse::<Option<Token![-]>>()?.is_some() { -1.0 } else { 1.0 };
    let literal: Lit = input.parse()?;
    let value: f64 = match &literal {
        Lit::Float(float) => float.base10_parse()?,
        Lit::Int(int) => int.base10_parse()?,
        other => return Err(syn::Error::new(other.span(), WANTED)),
    };
    if value.is_finite() { Ok(sign * value) } else { Err(syn::Error::new(literal.span(), WANTED)) }
}

/// Types that the macro knows by sight; what remains can be an enum that derives `Choice`, which rustc checks.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Known {
    Number,
    Integer,
    Flag,
    List,
}

impl Known {
    /// By sight.
    pub(super) fn of(ty: &Type) -> Option<Known> {
        match types::show(ty).as_str() {
            "f64" => Some(Known::Number),
            "usize" => Some(Known::Integer),
            "bool" => Some(Known::Flag),
            "Vec<f64>" => Some(Known::List),
            _ => None,
        }
    }

    /// What is wanted instead, where the value does not fit.
    pub(super) fn refuses(self, value: &Value) -> Option<&'static str> {
        let (fits, wanted) = match self {
            Known::Number => (matches!(value, Value::Number(_)), "a number"),
            Known::Integer => {
                let whole = |v: f64| v >= 0.0 && v.fract() == 0.0;
                (matches!(value, Value::Number(v) if whole(*v)), "a whole number, zero or more,")
            }
            Known::Flag => (matches!(value, Value::Flag(_)), "true or false"),
            Known::List => (matches!(value, Value::List(_)), "a list of numbers"),
        };
        (!fits).then_some(wanted)
    }
}

/// `Some(…)` or `None`, whatever these names mean where it stands.
pub(super) fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}
