//! `#[intro_schedule]`.

use std::cell::Cell;

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
                (Argument::Input(_), None) if is_schedule(ty) => {}
                (Argument::Param(_), _) if is_schedule(ty) => {
                    errors
                        .at(ty, "another schedule is no parameter: leave #[param] out, and calls give it by its place");
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

    fn inputs(&self, form: &Form) -> (usize, Vec<String>) {
        (inner(form), Vec::new())
    }

    fn record(&self, form: &Form, private: &TokenStream) -> Record {
        let place = Cell::new(0usize);
        let call = call(form, private, &quote!(__asivae_params), |_, input| {
            if is_schedule(&input.ty) {
                let i = place.replace(place.get() + 1);
                return quote_spanned!(views::span(input)=> __asivae_inner[#i]);
            }
            let field = format_ident!("{}", input.name);
            quote_spanned!(views::span(input)=> __asivae_clock.#field)
        });
        let inner = inner(form);
        Record {
            items: quote! {
                fn __asivae_call(
                    __asivae_clock: &#private::Clock,
                    __asivae_inner: &[#private::Schedule<'_>],
                    __asivae_params: &[#private::ParamValue],
                ) -> ::core::primitive::f64 { #call }
            },
            value: quote! {
                #private::SchedulePlugin { info: __ASIVAE_INFO, inner: #inner, call: __asivae_call }
            },
        }
    }
}

/// Whether an argument is another schedule.
fn is_schedule(ty: &Type) -> bool {
    matches!(types::plain(ty), Type::Path(path) if types::ends_with(&path.path, "Schedule"))
}

/// How many other schedules the function takes.
fn inner(form: &Form) -> usize {
    form.inputs().filter(|input| is_schedule(&input.ty)).count()
}

fn unknown(name: &str) -> String {
    let names: Vec<&str> = CLOCK.iter().map(|(name, _)| *name).collect();
    match asivae_grammar::nearest(name, &names) {
        Some(meant) => format!("unknown input `{name}`; did you mean `{meant}`?"),
        None => format!(
            "unknown input `{name}`; a schedule asks for {}, is made of others (`inner: Schedule`), or marks a parameter with #[param]",
            names.join(", ")
        ),
    }
}
