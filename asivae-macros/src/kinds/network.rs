//! `#[intro_network]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Type, TypeReference};

use super::views;
use crate::errors::Errors;
use crate::expand::{Plugin, Record, call};
use crate::form::types::{ends_with, plain, show};
use crate::form::{Form, Key};
use crate::spanned;

/// What a network can ask for by name, and its type.
const GIVEN: &[(&str, &str)] = &[("io", "Io"), ("device", "Device")];

pub(crate) struct Network;

impl Plugin for Network {
    const ATTRIBUTE: &'static str = "intro_network";
    const KIND: &'static str = "Network";
    const KEYS: &'static [Key] = &[Key::Text("name"), Key::Text("symbol"), Key::Root, Key::Flag("inputless")];

    fn check(form: &Form, errors: &mut Errors) -> Self {
        for input in form.inputs() {
            let Some((_, wanted)) = GIVEN.iter().find(|(name, _)| *name == input.name) else {
                let message = "a network asks for io, device, or marks a parameter with #[param]";
                errors.at(&input.ident, format!("unknown input `{}`; {message}", input.name));
                continue;
            };
            if !is_reference_to(&input.ty, wanted) {
                errors.at(&input.ty, format!("`{}` is `&{wanted}`; found `{}`", input.name, show(&input.ty)));
            }
        }
        for param in form.params().filter(|param| GIVEN.iter().any(|(name, _)| *name == param.name)) {
            errors.at_span(param.span(), format!("`{}` is given to a network by name; it is no parameter", param.name));
        }
        if form.output().is_none() {
            errors.at(form.ident(), "a network function returns a module that implements `Network`; found nothing");
        }
        Network
    }

    fn record(&self, form: &Form, private: &TokenStream) -> Record {
        let call = call(form, private, &quote!(__asivae_params), |_, input| match input.name.as_str() {
            "io" => quote_spanned!(views::span(input)=> __asivae_io),
            _ => quote_spanned!(views::span(input)=> __asivae_device),
        });
        let boxed =
            spanned::at(form.output().span(), quote!(#private::IntoPlayer::into_player(__asivae_module, __asivae_io)));
        let inputless = form.keys.flag("inputless");
        Record {
            items: quote! {
                fn __asivae_call(
                    __asivae_io: &#private::Io,
                    __asivae_params: &[#private::ParamValue],
                    __asivae_device: &#private::Device,
                ) -> ::core::result::Result<#private::Box<dyn #private::Player>, #private::String> {
                    let __asivae_module = { #call };
                    #boxed
                }
            },
            value: quote! {
                #private::NetworkPlugin { info: __ASIVAE_INFO, inputless: #inputless, build: __asivae_call }
            },
        }
    }
}

fn is_reference_to(ty: &Type, name: &str) -> bool {
    let Type::Reference(TypeReference { elem, .. }) = plain(ty) else { return false };
    matches!(plain(elem), Type::Path(path) if ends_with(&path.path, name))
}
