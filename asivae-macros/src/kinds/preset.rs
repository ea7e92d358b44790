//! `#[intro_preset]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::errors::Errors;
use crate::expand::{Plugin, Record};
use crate::form::{Form, Key};

pub(crate) struct Preset;

impl Plugin for Preset {
    const ATTRIBUTE: &'static str = "intro_preset";
    const KIND: &'static str = "Preset";
    const KEYS: &'static [Key] = &[Key::Text("model"), Key::Text("data"), Key::Root];

    fn check(form: &Form, errors: &mut Errors) -> Self {
        for key in ["model", "data"] {
            if form.keys.text(key).is_none() {
                let message = format!(
                    "`{}` does not say its {key}: `#[intro_preset(model = \"…\", data = \"…\")]`",
                    form.ident()
                );
                errors.at(form.ident(), message);
            }
        }
        for argument in &form.arguments {
            errors.at_span(argument.span(), format!("a preset takes no arguments; found `{}`", argument.name()));
        }
        if form.output().is_none() {
            errors.at(form.ident(), "a preset returns `Settings`; found nothing");
        }
        Preset
    }

    fn name(&self, form: &Form) -> String {
        let part = |key| form.keys.text(key).unwrap_or_default();
        format!("{}/{}", part("model"), part("data"))
    }

    fn record(&self, form: &Form, private: &TokenStream) -> Record {
        let part = |key| form.keys.text(key).unwrap_or_default();
        let (model, data, ident) = (part("model"), part("data"), form.ident());
        let call = quote_spanned!(form.output().span()=> __asivae_settings);
        Record {
            items: quote! {
                fn __asivae_call() -> #private::Settings {
                    let __asivae_settings = #ident();
                    #call
                }
            },
            value: quote! {
                #private::PresetPlugin { info: __ASIVAE_INFO, model: #model, data: #data, call: __asivae_call }
            },
        }
    }
}
