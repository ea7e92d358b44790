//! `#[intro_posterior]`, `#[intro_posterior(gives = "z, log_q")]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Type;
use syn::spanned::Spanned;

use super::views::{self, View};
use crate::errors::Errors;
use crate::expand::{Plugin, Record, Takes, call};
use crate::form::types::{plain, show};
use crate::form::{Form, Input, Key};
use crate::spanned;

/// Noise that is drawn for a posterior, in the shape of the first thing it asks of its network.
const NOISE: &[(&str, &str)] = &[("eps", "Normal"), ("u", "Uniform")];

/// Views that no posterior gives: they are data, or drawn.
const NOT_GIVEN: &[&str] = &["x", "target", "x_hat", "y", "u"];

/// What it is made of and what it gives, in order.
pub(crate) struct Posterior {
    gives: Vec<String>,
}

impl Plugin for Posterior {
    const ATTRIBUTE: &'static str = "intro_posterior";
    const KIND: &'static str = "Posterior";
    const KEYS: &'static [Key] =
        &[Key::Text("name"), Key::Text("symbol"), Key::Root, Key::Text("gives"), Key::Flag("usual")];
    const CALLED: bool = true;

    fn check(form: &Form, errors: &mut Errors) -> Self {
        for input in form.inputs() {
            let name = input.name.as_str();
            if NOT_GIVEN.contains(&name) && name != "u" || name == "z" {
                let message = "a posterior asks by name for what its network gives, such as mu and logvar, and for noise, eps or u";
                errors.at(&input.ident, format!("`{name}` is not what a network gives here; {message}"));
            } else {
                views::check_own(input, errors);
            }
        }
        if form.complete && statistics(form).next().is_none() {
            let message = format!("`{}` asks for nothing that a network gives, such as mu and logvar", form.ident());
            errors.at(form.ident(), message);
        }
        let written = form.keys.text("gives").unwrap_or("z");
        let gives = written.trim().trim_end_matches(',').split(',').map(|name| name.trim().to_owned());
        let gives: Vec<String> = gives.collect();
        let at = form.keys.span("gives").unwrap_or(form.ident().span());
        for (i, name) in gives.iter().enumerate() {
            let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !plain {
                errors.at_span(at, format!("`{name}` cannot be the name of a view: write `gives = \"z, log_q\"`"));
            } else if gives[..i].contains(name) {
                errors.at_span(at, format!("`{name}` is given twice"));
            } else if let Some(what) = reserved(name) {
                errors.at_span(at, format!("`{name}` is {what}, and no view"));
            } else if NOT_GIVEN.contains(&name.as_str()) || form.inputs().any(|input| input.name == *name) {
                errors.at_span(at, format!("`{name}` is not for a posterior to give"));
            }
        }
        if !gives.iter().any(|name| name == "z") {
            errors.at_span(at, "a posterior gives `z`: write `gives = \"z, log_q\"`");
        }
        check_output(form, &gives, errors);
        Posterior { gives }
    }

    fn takes(&self, form: &Form) -> Takes {
        Takes { views: statistics(form).map(|input| input.name.clone()).collect(), ..Takes::default() }
    }

    fn record(&self, form: &Form, private: &TokenStream) -> Record {
        let call = call(form, private, &quote!(__asivae_input.params), |i, input| {
            let ty = &input.ty;
            spanned::at(ty.span(), quote!(#private::view::<#ty>(__asivae_input, #i)))
        });
        let takes = form.inputs().map(|input| match NOISE.iter().find(|(name, _)| *name == input.name) {
            Some((_, noise)) => {
                let noise = format_ident!("{noise}");
                quote!(#private::PosteriorArg::#noise)
            }
            None => {
                let view = view(&input.name, private);
                quote!(#private::PosteriorArg::Statistic(#view))
            }
        });
        let gives = self.gives.iter().map(|name| view(name, private));
        let items = views::call_of_signals(private, &call, self.gives.len());
        let usual = form.keys.flag("usual");
        Record {
            items,
            value: quote! {
                #private::PosteriorPlugin {
                    info: __ASIVAE_INFO,
                    usual: #usual,
                    takes: &[#(#takes),*],
                    gives: &[#(#gives),*],
                    call: __asivae_call,
                }
            },
        }
    }
}

/// What a name is in every model, where it is no view.
fn reserved(name: &str) -> Option<&'static str> {
    let builtin = asivae_grammar::builtins::reserved(name).filter(|_| View::find(name).is_none());
    builtin.or((name == "scalar").then_some("the output of a scorer"))
}

/// `View::Mu`, `View::Own("loc")`.
fn view(name: &str, private: &TokenStream) -> TokenStream {
    View::find(name).map_or_else(|| quote!(#private::View::Own(#name)), |view| view.expand(private))
}

/// What it asks of its network.
fn statistics(form: &Form) -> impl Iterator<Item = &Input> {
    form.inputs().filter(|input| NOISE.iter().all(|(name, _)| *name != input.name))
}

/// It returns what it gives, in the same order.
fn check_output(form: &Form, gives: &[String], errors: &mut Errors) {
    let parts: Vec<&Type> = match form.output().map(plain) {
        Some(Type::Tuple(tuple)) => tuple.elems.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    if parts.len() == gives.len() && parts.iter().all(|part| views::is_own_view(part)) {
        return;
    }
    let found = form.output().map_or("nothing".to_owned(), |ty| format!("`{}`", show(ty)));
    let wanted = if let [_] = gives { "`Tensor<2>` or `Tensor<4>`" } else { "a tuple of `Tensor<2>` or `Tensor<4>`" };
    let message = format!("a posterior returns what it gives: {} as {wanted}; found {found}", gives.join(", "));
    errors.at(form.output_tokens(), message);
}
