//! `#[intro_sampler]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::views;
use crate::errors::Errors;
use crate::expand::{Plugin, Record, call};
use crate::form::types::show;
use crate::form::{COMMON, Form, Input, Key};

/// What a sampler can ask for by name, and its type.
const GIVEN: &[(&str, &str)] =
    &[("n", "usize"), ("latent", "usize"), ("z", "Tensor<2>"), ("rng", "&mut Rng"), ("device", "&Device")];

pub(crate) struct Sampler {
    /// Networks that it asks for, by their names in a model.
    networks: Vec<String>,
}

impl Plugin for Sampler {
    const ATTRIBUTE: &'static str = "intro_sampler";
    const KIND: &'static str = "Sampler";
    const KEYS: &'static [Key] = COMMON;

    fn check(form: &Form, errors: &mut Errors) -> Self {
        let mut networks = Vec::new();
        for input in form.inputs() {
            match GIVEN.iter().find(|(name, _)| *name == input.name) {
                Some((name, wanted @ "Tensor<2>")) => {
                    views::check_tensor(name, wanted, "[encoded, latent]", &input.ty, errors);
                }
                Some((name, wanted)) if show(&input.ty) != *wanted => {
                    errors.at(&input.ty, format!("`{name}` is `{wanted}`; found `{}`", show(&input.ty)));
                }
                Some(_) => {}
                None if views::is_network(&input.ty) => networks.push(input.name.clone()),
                None => {
                    let message = "a sampler asks for n, latent, z, rng, device, for a network of the model, `encoder: &Net`, or marks a parameter with #[param]";
                    errors.at(&input.ident, format!("unknown input `{}`; {message}", input.name));
                }
            }
        }
        for param in form.params().filter(|param| GIVEN.iter().any(|(name, _)| *name == param.name)) {
            errors.at_span(param.span(), format!("`{}` is given to a sampler by name; it is no parameter", param.name));
        }
        if form.complete && !form.inputs().any(|input| input.name == "n") {
            errors.at(form.ident(), format!("`{}` does not ask for `n: usize`, how many it draws", form.ident()));
        }
        views::check_output(form, "a sampler", "Result<Tensor<2>>", "latents [n, latent]", errors);
        Sampler { networks }
    }

    fn record(&self, form: &Form, private: &TokenStream) -> Record {
        let call = call(form, private, &quote!(__asivae_params), |_, input: &Input| {
            let span = views::span(input);
            match input.name.as_str() {
                "n" => quote_spanned!(span=> __asivae_input.n),
                "latent" => quote_spanned!(span=> __asivae_input.latent),
                "z" => quote_spanned!(span=> ::core::clone::Clone::clone(&__asivae_input.z)),
                "rng" => quote_spanned!(span=> &mut *__asivae_input.rng),
                "device" => quote_spanned!(span=> __asivae_input.device),
                name => {
                    let number = self.networks.iter().position(|network| network == name);
                    quote_spanned!(span=> &__asivae_input.networks[#number])
                }
            }
        });
        let networks = &self.networks;
        let encodes = form.inputs().any(|input| input.name == "z");
        Record {
            items: quote! {
                fn __asivae_call(
                    __asivae_input: &mut #private::SamplerInput<'_>,
                    __asivae_params: &[#private::ParamValue],
                ) -> #private::Result<#private::Tensor<2>> { #call }
            },
            value: quote! {
                #private::SamplerPlugin {
                    info: __ASIVAE_INFO,
                    encodes: #encodes,
                    networks: &[#(#networks),*],
                    call: __asivae_call,
                }
            },
        }
    }
}
