//! `#[intro_map]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;

use super::views::{self, VIEWS, View};
use crate::errors::Errors;
use crate::expand::{Plugin, Record, Takes, call};
use crate::form::types::{Sight, plain, show, sight};
use crate::form::{COMMON, Form, Key};

/// Views that go in and come out, in order.
pub(crate) struct Map {
    views: Vec<&'static View>,
}

impl Plugin for Map {
    const ATTRIBUTE: &'static str = "intro_map";
    const KIND: &'static str = "Map";
    const KEYS: &'static [Key] = COMMON;
    const CALLED: bool = true;

    fn check(form: &Form, errors: &mut Errors) -> Self {
        let mut views = Vec::new();
        let mut sound = true;
        for input in form.inputs() {
            match View::find(&input.name) {
                Some(view) => {
                    view.check_type(input, errors);
                    views.push(view);
                }
                // Said already of its mark.
                None if input.own.is_some() => sound = false,
                None => {
                    errors.at(&input.ident, unknown_view(&input.name));
                    sound = false;
                }
            }
        }
        if form.complete && form.inputs().next().is_none() {
            errors.at(form.ident(), format!("`{}` asks for no view; a map needs at least one", form.ident()));
        } else if sound && form.complete {
            check_output(form, &views, errors);
        }
        views::check_reserved(form, errors);
        Map { views }
    }

    fn takes(&self, form: &Form) -> Takes {
        Takes { sources: 1, networks: 0, views: form.inputs().map(|input| input.name.clone()).collect() }
    }

    fn record(&self, form: &Form, private: &TokenStream) -> Record {
        let call =
            call(form, private, &quote!(__asivae_input.params), |i, input| self.views[i].read(private, input, i));
        let views = self.views.iter().map(|view| view.expand(private));
        let items = views::call_of_signals(private, &call, self.views.len());
        Record {
            items,
            value: quote! {
                #private::MapPlugin { info: __ASIVAE_INFO, views: &[#(#views),*], call: __asivae_call }
            },
        }
    }
}

fn unknown_view(name: &str) -> String {
    let names: Vec<&str> = VIEWS.iter().map(|view| view.name).collect();
    match asivae_grammar::nearest(name, &names) {
        Some(meant) => format!("unknown view `{name}`; did you mean `{meant}`?"),
        None => {
            format!("unknown view `{name}`; a map asks for {}, or marks a parameter with #[param]", names.join(", "))
        }
    }
}

/// A map gives back what it asked for, in the same order.
fn check_output(form: &Form, views: &[&View], errors: &mut Errors) {
    let parts: Vec<&Type> = match form.output().map(plain) {
        Some(Type::Tuple(tuple)) => tuple.elems.iter().collect(),
        Some(one) if matches!(sight(one), Sight::Alias) => return,
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let fits = |(part, view): (&&Type, &&View)| match sight(part) {
        Sight::Tensor(found) => found == view.tensor(),
        Sight::Alias => true,
        Sight::Other => false,
    };
    if parts.len() == views.len() && parts.iter().zip(views).all(fits) {
        return;
    }
    let names: Vec<&str> = views.iter().map(|view| view.name).collect();
    let found = form.output().map_or("nothing".to_owned(), |ty| format!("`{}`", show(ty)));
    let message =
        format!("a map returns what it asks for: {} as `{}`; found {found}", names.join(", "), views::tuple(views));
    errors.at(form.output_tokens(), message);
}
