//! `#[intro_schedule]`.

use std::cell::Cell;

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::views;
use crate::errors::Errors;
use crate::expand::{Plugin, Record, Takes, call};
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
                (Argument::Input(_), None) if by_place(ty).is_some() || is_state(ty) => {}
                (Argument::Param(_), _) if by_place(ty).is_some() || is_state(ty) => {
                    let what = match by_place(ty) {
                        Some("Schedule") => "another schedule",
                        Some(_) => "a measured term",
                        None => "a state",
                    };
                    errors.at(ty, format!("{what} is no parameter: leave #[param] out"));
                }
                (Argument::Param(_), Some(_)) => {
                    let message = format!("`{name}` is given to a schedule by name; it is no parameter");
                    errors.at_span(argument.span(), message);
                }
                (Argument::Input(_), Some((_, wanted))) if show(ty) != *wanted => {
                    errors.at(ty, format!("`{name}` is `{wanted}`; found `{}`", show(ty)));
                }
                // Said already of its mark.
                (Argument::Input(input), None) if input.own.is_some() => {}
                (Argument::Input(input), None) => match behind_reference(ty) {
                    Some(kind) => {
                        errors.at(ty, format!("`{name}` is asked for as `{name}: {kind}`, without a reference"))
                    }
                    None => errors.at(&input.ident, unknown(name)),
                },
                _ => {}
            }
        }
        let mut states = form.inputs().filter(|input| is_state(&input.ty));
        if let (Some(state), Some(second)) = (states.next(), states.next()) {
            let message = format!("`{}` is the state already; a schedule has one, which may be a struct", state.name);
            errors.at(&second.ident, message);
        }
        views::check_output(form, "a schedule", "f64", "", errors);
        Schedule
    }

    fn takes(&self, form: &Form) -> Takes {
        let kinds = form.inputs().filter_map(|input| by_place(&input.ty));
        let views: Vec<String> =
            kinds.map(|kind| if kind == "Measured" { "term" } else { "schedule" }.to_owned()).collect();
        Takes { sources: views.len(), views, ..Takes::default() }
    }

    fn record(&self, form: &Form, private: &TokenStream) -> Record {
        let (schedules, terms) = (Cell::new(0usize), Cell::new(0usize));
        let call = call(form, private, &quote!(__asivae_params), |_, input| {
            let span = views::span(input);
            match by_place(&input.ty) {
                Some("Schedule") => {
                    let i = schedules.replace(schedules.get() + 1);
                    quote_spanned!(span=> __asivae_inner[#i])
                }
                Some(_) => {
                    let i = terms.replace(terms.get() + 1);
                    quote_spanned!(span=> __asivae_measured[#i])
                }
                None if is_state(&input.ty) => quote_spanned!(span=> __asivae_state),
                None => {
                    let field = format_ident!("{}", input.name);
                    quote_spanned!(span=> __asivae_clock.#field)
                }
            }
        });
        let args = form.inputs().filter_map(|input| by_place(&input.ty)).map(|kind| {
            let kind = format_ident!("{kind}");
            quote!(#private::ScheduleArg::#kind)
        });
        let args = quote!(&[#(#args),*]);
        let state = form.inputs().find_map(|input| state(&input.ty));
        let remembers = state.is_some() || terms.get() > 0;
        let ty = state.map_or_else(|| quote!(()), |ty| quote!(#ty));
        let arguments = quote! {
            __asivae_clock: &#private::Clock,
            __asivae_inner: &[#private::Schedule<'_>],
            __asivae_measured: &[#private::Measured],
            __asivae_params: &[#private::ParamValue],
        };
        let kept = match remembers {
            true => quote!(::core::option::Option::Some(__asivae_fresh)),
            false => quote!(::core::option::Option::None),
        };
        // Where the state's type stands in the function: rustc says there what it lacks.
        let fresh = quote_spanned!(ty.span()=> #private::remembered::<#ty>(__asivae_step));
        Record {
            items: quote! {
                fn __asivae_step(__asivae_state: &mut #ty, #arguments) -> ::core::primitive::f64 { #call }
                fn __asivae_fresh() -> #private::Box<dyn #private::ScheduleState> { #fresh }
            },
            value: quote! {
                #private::SchedulePlugin {
                    info: __ASIVAE_INFO,
                    args: #args,
                    call: |clock, inner, params| #private::first_step(__asivae_fresh, clock, inner, #args, params),
                    state: #kept,
                }
            },
        }
    }
}

/// What a call gives by its place: another schedule, or a term that is measured.
fn by_place(ty: &Type) -> Option<&'static str> {
    let Type::Path(path) = types::plain(ty) else { return None };
    ["Schedule", "Measured"].into_iter().find(|kind| types::ends_with(&path.path, kind))
}

/// What a call gives by its place, where it is asked for by reference.
fn behind_reference(ty: &Type) -> Option<&'static str> {
    match types::plain(ty) {
        Type::Reference(reference) => by_place(&reference.elem),
        _ => None,
    }
}

/// The type behind `&mut`, which is remembered from step to step.
fn state(ty: &Type) -> Option<&Type> {
    match types::plain(ty) {
        Type::Reference(reference) if reference.mutability.is_some() => Some(&reference.elem),
        _ => None,
    }
}

fn is_state(ty: &Type) -> bool {
    state(ty).is_some()
}

fn unknown(name: &str) -> String {
    let names: Vec<&str> = CLOCK.iter().map(|(name, _)| *name).collect();
    match asivae_grammar::nearest(name, &names) {
        Some(meant) => format!("unknown input `{name}`; did you mean `{meant}`?"),
        None => format!(
            "unknown input `{name}`; a schedule asks for {}, is made of others (`inner: Schedule`), measures a term (`kl: Measured`), remembers (`state: &mut State`), or marks a parameter with #[param]",
            names.join(", ")
        ),
    }
}
