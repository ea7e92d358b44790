//! `#[param(default = 5.0, min = 0.0, max = 10.0)]` before an argument.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Attribute, Ident, Meta, Token, Type};

use super::types;
use super::value::{Known, Literal, Value, option};
use crate::errors::Errors;
use crate::spanned;

/// A parameter of a plugin, as its argument declares it.
pub(crate) struct Param {
    /// Name of the argument, without `r#`.
    pub(crate) name: String,
    /// Its type.
    pub(crate) ty: Type,
    span: Span,
    default: Option<Literal>,
    min: Option<Literal>,
    max: Option<Literal>,
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
