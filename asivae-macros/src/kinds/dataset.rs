//! `#[intro_dataset]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;

use crate::errors::Errors;
use crate::expand::{Plugin, Record, call};
use crate::form::{COMMON, Form, Key};
use crate::spanned;

pub(crate) struct Dataset;

impl Plugin for Dataset {
    const ATTRIBUTE: &'static str = "intro_dataset";
    const KIND: &'static str = "Dataset";
    const KEYS: &'static [Key] = COMMON;

    fn check(form: &Form, errors: &mut Errors) -> Self {
        for input in form.inputs() {
            errors.at(
                &input.ident,
                format!(
                    "unknown input `{}`; a data set is opened with parameters alone: mark it with #[param]",
                    input.name
                ),
            );
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
        let call = call(form, private, &quote!(__asivae_params), |_, _| TokenStream::new());
        let open = spanned::at(form.output().span(), quote!(#private::IntoDataset::into_dataset(__asivae_data)));
        Record {
            items: quote! {
                fn __asivae_call(
                    __asivae_params: &[#private::ParamValue],
                ) -> ::core::result::Result<#private::Arc<dyn #private::Dataset>, #private::Error> {
                    let __asivae_data = { #call };
                    #open
                }
            },
            value: quote! {
                #private::DatasetPlugin { info: __ASIVAE_INFO, build: __asivae_call }
            },
        }
    }
}
