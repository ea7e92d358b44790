//! `#[intro_constraint]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::views;
use crate::errors::Errors;
use crate::expand::{Plugin, Record, call};
use crate::form::types::show;
use crate::form::{COMMON, Form, Key};

/// What a constraint can ask for by name, and its type.
const GIVEN: &[(&str, &str)] = &[("weight", "Tensor<1>"), ("shape", "&[usize]"), ("name", "&str")];

pub(crate) struct Constraint;

impl Plugin for Constraint {
    const ATTRIBUTE: &'static str = "intro_constraint";
    const KIND: &'static str = "Constraint";
    const KEYS: &'static [Key] = COMMON;
    const CALLED: bool = true;

    fn check(form: &Form, errors: &mut Errors) -> Self {
        for input in form.inputs() {
            match GIVEN.iter().find(|(name, _)| *name == input.name) {
                Some((name @ "weight", wanted)) => {
                    views::check_tensor(name, wanted, "the numbers of one tensor, row-major", &input.ty, errors);
                }
                Some((name, wanted)) if show(&input.ty) != *wanted => {
                    errors.at(&input.ty, format!("`{name}` is `{wanted}`; found `{}`", show(&input.ty)));
                }
                Some(_) => {}
                None => {
                    let message = "a constraint asks for weight, shape, name, or marks a parameter with #[param]";
                    errors.at(&input.ident, format!("unknown input `{}`; {message}", input.name));
                }
            }
        }
        for param in form.params().filter(|param| GIVEN.iter().any(|(name, _)| *name == param.name)) {
            errors.at_span(
                param.span(),
                format!("`{}` is given to a constraint by name; it is no parameter", param.name),
            );
        }
        if form.complete && !form.inputs().any(|input| input.name == "weight") {
            errors.at(form.ident(), format!("`{}` does not ask for `weight: Tensor<1>`", form.ident()));
        }
        views::check_output(form, "a constraint", "Tensor<1>", "as many numbers as `weight`", errors);
        Constraint
    }

    fn record(&self, form: &Form, private: &TokenStream) -> Record {
        let call = call(form, private, &quote!(__asivae_params), |_, input| {
            let field = format_ident!("{}", input.name);
            let span = views::span(input);
            match input.name.as_str() {
                "weight" => quote_spanned!(span=> __asivae_weight.#field.clone()),
                _ => quote_spanned!(span=> __asivae_weight.#field),
            }
        });
        Record {
            items: quote! {
                fn __asivae_call(
                    __asivae_weight: &#private::Weight<'_>,
                    __asivae_params: &[#private::ParamValue],
                ) -> #private::Tensor<1> { #call }
            },
            value: quote! {
                #private::ConstraintPlugin { info: __ASIVAE_INFO, call: __asivae_call }
            },
        }
    }
}
