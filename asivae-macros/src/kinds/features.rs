//! `#[intro_features]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::views;
use crate::errors::Errors;
use crate::expand::{Plugin, Record, call};
use crate::form::types::show;
use crate::form::{COMMON, Form, Key};

/// What an extractor can ask for by name: its type, and whether data or settings may lack it.
const GIVEN: &[(&str, &str, bool)] = &[
    ("data", "&dyn Dataset", false),
    ("image", "[usize; 3]", true),
    ("classes", "usize", true),
    ("weights", "&StateDict", true),
    ("device", "&Device", false),
];

pub(crate) struct Features;

impl Plugin for Features {
    const ATTRIBUTE: &'static str = "intro_features";
    const KIND: &'static str = "Features";
    const KEYS: &'static [Key] = COMMON;

    fn check(form: &Form, errors: &mut Errors) -> Self {
        for input in form.inputs() {
            match GIVEN.iter().find(|(name, ..)| *name == input.name) {
                Some((name, wanted, _)) if show(&input.ty) != *wanted => {
                    errors.at(&input.ty, format!("`{name}` is `{wanted}`; found `{}`", show(&input.ty)));
                }
                Some(_) => {}
                None => {
                    let message = "a feature extractor asks for data, image, classes, weights, device, or marks a parameter with #[param]";
                    errors.at(&input.ident, format!("unknown input `{}`; {message}", input.name));
                }
            }
        }
        for param in form.params().filter(|param| GIVEN.iter().any(|(name, ..)| *name == param.name)) {
            let message = format!("`{}` is given to a feature extractor by name; it is no parameter", param.name);
            errors.at_span(param.span(), message);
        }
        views::check_output(form, "a feature extractor", "Result<Box<dyn Extractor>>", "", errors);
        Features
    }

    fn record(&self, form: &Form, private: &TokenStream) -> Record {
        let call = call(form, private, &quote!(__asivae_params), |_, input| {
            let field = format_ident!("{}", input.name);
            let value = quote_spanned!(views::span(input)=> __asivae_input.#field);
            let optional = GIVEN.iter().any(|(name, _, optional)| *optional && *name == input.name);
            if optional { quote!(#value?) } else { value }
        });
        let weights = form.inputs().any(|input| input.name == "weights");
        Record {
            items: quote! {
                fn __asivae_call(
                    __asivae_input: &#private::FeaturesInput<'_>,
                    __asivae_params: &[#private::ParamValue],
                ) -> ::core::option::Option<#private::Result<#private::Box<dyn #private::Extractor>>> {
                    ::core::option::Option::Some({ #call })
                }
            },
            value: quote! {
                #private::FeaturesPlugin { info: __ASIVAE_INFO, weights: #weights, call: __asivae_call }
            },
        }
    }
}
