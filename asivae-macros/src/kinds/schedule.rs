//! `#[intro_schedule]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Type;

use super::views;
use crate::errors::Errors;
use crate::expand::{Plugin, Record, call};
use crate::form::types::{self, show};
use crate::form::{Argument, COMMON, Form, Key};

/// What a schedule can ask for by name, and its type.
const CLOCK: &[(&str, &str)] = &[("progress", "f64"), ("step", "usize"), ("steps", "usize"), ("epoch", "f64")];

pub(crate) struct Schedule;

impl Plugin for Schedule {
    const ATTRIBUTE: &'static str = "intro_schedule";
    const KIND: &'static str = "Schedule";
    const KEYS: &'static [Key] = COMMON;
    const CALLED: bool = true;

    fn check(form: &Form, errors: &mut Errors) -> Self {
        for argument in &form.arguments {
            let (name, ty) = (argument.name(), argument.ty());
            let known = CLOCK.iter().find(|(known, _)| *known == name);
            match (argument, known) {
                _ if matches!(types::plain(ty), Type::Path(path) if types::ends_with(&path.path, "Schedule")) => {
                    errors.at(ty, "schedules of schedules are not there yet");
                }
                (Argument::Param(_), Some(_)) => {
                    let message = format!("`{name}` is given to a schedule by name; it is no parameter");
                    errors.at_span(argument.span(), message);
                }
                (Argument::Input(_), Some((_, wanted))) if show(ty) != *wanted => {
                    errors.at(ty, format!("`{name}` is `{wanted}`; found `{}`", show(ty)));
                }
                (Argument::Input(input), None) => errors.at(&input.ident, unknown(name)),
                _ => {}
            }
        }
        views::check_output(form, "a schedule", "f64", "", errors);
        Schedule
    }

    fn record(&self, form: &Form, private: &TokenStream) -> Record {
        let call = call(form, private, &quote!(__asivae_params), |_, input| {
            let field = format_ident!("{}", input.name);
            quote_spanned!(views::span(input)=> __asivae_clock.#field)
        });
        Record {
            items: quote! {
                fn __asivae_call(__asivae_clock: &#private::Clock, __asivae_params: &[#private::ParamValue]) -> ::core::primitive::f64 { #call }
            },
            value: quote! {
                #private::SchedulePlugin { info: __ASIVAE_INFO, call: __asivae_call }
            },
        }
    }
}

fn unknown(name: &str) -> String {
    let names: Vec<&str> = CLOCK.iter().map(|(name, _)| *name).collect();
    match asivae_grammar::nearest(name, &names) {
        Some(meant) => format!("unknown input `{name}`; did you mean `{meant}`?"),
        None => format!(
            "unknown input `{name}`; a schedule asks for {}, or marks a parameter with #[param]",
            names.join(", ")
        ),
    }
}
