//! `#[param(default = 5.0, min = 0.0, max = 10.0)]` before an argument.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Attribute, Ident, Lit, LitFloat, LitInt, Meta, Token, Type, bracketed};

use super::types;
use crate::errors::Errors;
use crate::spanned;

/// A parameter of a plugin, as its argument declares it.
pub(crate) struct Param {
    /// Name of the argument, without `r#`.
    pub(crate) name: String,
    ty: Type,
    span: Span,
    default: Option<Literal>,
    min: Option<Literal>,
    max: Option<Literal>,
}

/// A value and its tokens.
struct Literal {
    value: Value,
    tokens: TokenStream,
}

enum Value {
    Number(f64),
    Flag(bool),
    Word(String),
    List(Vec<f64>),
}

/// Types that the macro knows by sight; what remains can be an enum that derives `Choice`, which rustc checks.
#[derive(Clone, Copy, PartialEq)]
enum Known {
    Number,
    Integer,
    Flag,
    List,
}

impl Param {
    /// Reads the attribute of an argument.
    pub(crate) fn parse(attribute: &Attribute, ident: &Ident, ty: &Type, errors: &mut Errors) -> Param {
        let (mut default, mut min, mut max) = (None, None, None);
        let read = |input: ParseStream<'_>| {
            while !input.is_empty() {
                let key = Ident::parse_any(input)?;
                let slot = match key.to_string().as_str() {
                    "default" => &mut default,
                    "min" => &mut min,
                    "max" => &mut max,
                    other => {
                        let known = ["default", "min", "max"];
                        return Err(syn::Error::new(key.span(), asivae_grammar::did_you_mean("key", other, &known)));
                    }
                };
                if slot.is_some() {
                    return Err(syn::Error::new(key.span(), format!("`{key}` is given twice")));
                }
                if input.parse::<Token![=]>().is_err() {
                    return Err(syn::Error::new(key.span(), format!("`{key}` wants a value: `{key} = …`")));
                }
                *slot = Some(Literal::parse(input)?);
                if !input.is_empty() {
                    input
                        .parse::<Token![,]>()
                        .map_err(|e| syn::Error::new(e.span(), "a comma is wanted between keys"))?;
                }
            }
            Ok(())
        };
        let parsed = match &attribute.meta {
            Meta::Path(_) => Ok(()),
            Meta::List(list) => Parser::parse2(read, list.tokens.clone()),
            Meta::NameValue(_) => Err(syn::Error::new_spanned(attribute, "write `#[param(default = …)]`")),
        };
        if let Err(error) = parsed {
            errors.add(error);
        }
        let param = Param { name: ident.unraw().to_string(), ty: ty.clone(), span: ident.span(), default, min, max };
        param.check(errors);
        param
    }

    fn check(&self, errors: &mut Errors) {
        let name = &self.name;
        let known = Known::of(&self.ty);
        if let (Some(known), Some(default)) = (known, &self.default)
            && let Some(wanted) = known.refuses(&default.value)
        {
            errors.at(
                &default.tokens,
                format!("the default of `{name}` is {}; {wanted} is wanted", default.value.what()),
            );
        }
        for (bound, key) in [(&self.min, "min"), (&self.max, "max")] {
            let Some(bound) = bound else { continue };
            if !matches!(known, Some(Known::Number | Known::Integer)) {
                let ty = types::show(&self.ty);
                errors.at(&bound.tokens, format!("`{key}` bounds a number; `{name}` is `{ty}`"));
            } else if !matches!(bound.value, Value::Number(_)) {
                errors.at(&bound.tokens, format!("`{key}` of `{name}` is {}; a number is wanted", bound.value.what()));
            }
        }
        let number = |literal: &Option<Literal>| match literal {
            Some(Literal { value: Value::Number(value), .. }) => Some(*value),
            _ => None,
        };
        let (default, min, max) = (number(&self.default), number(&self.min), number(&self.max));
        if let (Some(low), Some(high), Some(bound)) = (min, max, &self.max)
            && low > high
        {
            return errors
                .at(&bound.tokens, format!("the bounds of `{name}` are empty: min {low} is above max {high}"));
        }
        let (Some(value), Some(literal)) = (default, &self.default) else { return };
        if let Some(low) = min.filter(|low| value < *low) {
            errors.at(&literal.tokens, format!("the default {value} of `{name}` is below its min {low}"));
        }
        if let Some(high) = max.filter(|high| value > *high) {
            errors.at(&literal.tokens, format!("the default {value} of `{name}` is above its max {high}"));
        }
    }

    /// `ParamInfo { … }`.
    pub(crate) fn info(&self, root: &TokenStream) -> TokenStream {
        let (name, ty) = (&self.name, &self.ty);
        let private = quote!(#root::__private);
        let kind = spanned::at(self.ty.span(), quote!(<#ty as #private::Parameter>::KIND));
        let default = option(self.default.as_ref().map(|literal| literal.value.expand(&private)));
        let bound = |bound: &Option<Literal>| {
            option(bound.as_ref().and_then(|literal| match literal.value {
                Value::Number(value) => Some(quote!(#value)),
                _ => None,
            }))
        };
        let (min, max) = (bound(&self.min), bound(&self.max));
        quote!(#private::ParamInfo { name: #name, kind: #kind, default: #default, min: #min, max: #max })
    }

    /// A const item that lets rustc check a default whose type the macro does not know.
    pub(crate) fn assertion(&self, root: &TokenStream) -> Option<TokenStream> {
        if Known::of(&self.ty).is_some() {
            return None;
        }
        let (name, ty, default) = (&self.name, &self.ty, self.default.as_ref()?);
        let span = default.tokens.span();
        let private = quote!(#root::__private);
        let written = default.value.written(&private);
        let check = quote!(const _: () = #private::check_default(<#ty as #private::Parameter>::KIND, #name, #written););
        Some(spanned::at(span, check))
    }

    /// Reads the value with which the i-th parameter was called.
    pub(crate) fn read(&self, private: &TokenStream, params: &TokenStream, i: usize) -> TokenStream {
        let ty = &self.ty;
        let value = quote!(<#ty as #private::Parameter>::from_value(&#params[#i]));
        spanned::at(self.ty.span(), quote!(#private::checked(#value)))
    }

    /// Where the name stands.
    pub(crate) fn span(&self) -> Span {
        self.span
    }
}

impl Literal {
    fn parse(input: ParseStream<'_>) -> syn::Result<Literal> {
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

    fn what(&self) -> String {
        match self {
            Value::Number(value) => format!("the number {value}"),
            Value::Flag(value) => format!("`{value}`"),
            Value::Word(word) => format!("the word `{word}`"),
            Value::List(_) => "a list".to_owned(),
        }
    }

    /// `ParamValue::…`.
    fn expand(&self, private: &TokenStream) -> TokenStream {
        match self {
            Value::Number(value) => quote!(#private::ParamValue::Number(#value)),
            Value::Flag(value) => quote!(#private::ParamValue::Flag(#value)),
            Value::Word(word) => quote!(#private::ParamValue::Word(#private::Cow::Borrowed(#word))),
            Value::List(values) => quote!(#private::ParamValue::List(#private::Cow::Borrowed(&[#(#values),*]))),
        }
    }

    /// `Written::…`: what was written, for a check by rustc.
    fn written(&self, private: &TokenStream) -> TokenStream {
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

impl Known {
    fn of(ty: &Type) -> Option<Known> {
        match types::show(ty).as_str() {
            "f64" => Some(Known::Number),
            "usize" => Some(Known::Integer),
            "bool" => Some(Known::Flag),
            "Vec<f64>" => Some(Known::List),
            _ => None,
        }
    }

    /// What is wanted instead, where the value does not fit.
    fn refuses(self, value: &Value) -> Option<&'static str> {
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
