//! `#[intro_dataset]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::views;
use crate::errors::Errors;
use crate::expand::{Plugin, Record, call};
use crate::form::types::show;
use crate::form::{COMMON, Form, Key};
use crate::spanned;

/// What a data set can ask for by name.
const GIVEN: &[&str] = &["path", "data_dir"];
/// The type of both.
const PATH: &str = "&Path";

pub(crate) struct Dataset;

impl Plugin for Dataset {
    const ATTRIBUTE: &'static str = "intro_dataset";
    const KIND: &'static str = "Dataset";
    const KEYS: &'static [Key] = COMMON;

    fn check(form: &Form, errors: &mut Errors) -> Self {
        for input in form.inputs() {
            match GIVEN.contains(&input.name.as_str()) {
                true if show(&input.ty) != PATH => {
                    errors.at(&input.ty, format!("`{}` is `{PATH}`; found `{}`", input.name, show(&input.ty)));
                }
                true => {}
                false => {
                    let message = "a data set asks for path or data_dir, or marks a parameter with #[param]";
                    errors.at(&input.ident, format!("unknown input `{}`; {message}", input.name));
                }
            }
        }
        for param in form.params().filter(|param| GIVEN.contains(&param.name.as_str())) {
            errors
                .at_span(param.span(), format!("`{}` is given to a data set by name; it is no parameter", param.name));
        }
        if form.output().is_none() {
            errors.at(
                form.ident(),
                "a data set function returns what implements `Dataset`, or a Result of it; found nothing",
            );
        }
        Dataset
    }

    fn record(&self, form: &Form, private: &TokenStream) -> Record {
        let call = call(form, private, &quote!(__asivae_params), |_, input| {
            let (span, name) = (views::span(input), format_ident!("{}", input.name));
            quote_spanned!(span=> __asivae_input.#name)
        });
        let takes_path = form.inputs().any(|input| input.name == "path");
        let open = spanned::at(form.output().span(), quote!(#private::IntoDataset::into_dataset(__asivae_data)));
        Record {
            items: quote! {
                fn __asivae_call(
                    __asivae_input: &#private::DatasetInput<'_>,
                    __asivae_params: &[#private::ParamValue],
                ) -> ::core::result::Result<#private::Arc<dyn #private::Dataset>, #private::Error> {
                    let __asivae_data = { #call };
                    #open
                }
            },
            value: quote! {
                #private::DatasetPlugin { info: __ASIVAE_INFO, takes_path: #takes_path, build: __asivae_call }
            },
        }
    }
}
