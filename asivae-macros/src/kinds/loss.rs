//! `#[intro_loss]`, `#[intro_loss(whole_batch)]`.

use proc_macro2::TokenStream;
use quote::quote;

use super::views::{self, VIEWS, View};
use crate::errors::Errors;
use crate::expand::{Plugin, Record, call};
use crate::form::{Form, Input, Key};

/// Views that the function asks for, in order, each with its source.
pub(crate) struct Loss {
    views: Vec<(&'static View, usize)>,
}

impl Plugin for Loss {
    const ATTRIBUTE: &'static str = "intro_loss";
    const KIND: &'static str = "Loss";
    const KEYS: &'static [Key] = &[Key::Text("name"), Key::Text("symbol"), Key::Root, Key::Flag("whole_batch")];
    const CALLED: bool = true;

    fn check(form: &Form, errors: &mut Errors) -> Self {
        let mut views = Vec::new();
        let mut known: Vec<(&Input, Option<usize>)> = Vec::new();
        for input in form.inputs() {
            let Some((view, source)) = find(&input.name) else {
                errors.at(&input.ident, unknown_view(&input.name));
                continue;
            };
            view.check_type(input, errors);
            views.push((view, source.unwrap_or(0)));
            known.push((input, source));
        }
        if form.complete && form.inputs().next().is_none() {
            errors.at(
                form.ident(),
                format!("`{}` asks for no view; a loss needs at least one of {}", form.ident(), list()),
            );
        }
        check_suffixes(&known, errors);
        views::check_reserved(form, errors);
        let shape = if form.keys.flag("whole_batch") { "[1]" } else { "[batch]" };
        views::check_output(form, "a loss", "Tensor<1>", shape, errors);
        Loss { views }
    }

    fn inputs(&self, form: &Form) -> (usize, Vec<String>) {
        let sources = self.views.iter().map(|(_, source)| source + 1).max().unwrap_or(0);
        (sources, form.inputs().map(|input| input.name.clone()).collect())
    }

    fn record(&self, form: &Form, private: &TokenStream) -> Record {
        let call =
            call(form, private, &quote!(__asivae_input.params), |i, input| self.views[i].0.read(private, input, i));
        let views = self.views.iter().map(|(view, source)| {
            let view = view.expand(private);
            quote!(#private::ViewArg { view: #view, source: #source })
        });
        let whole_batch = form.keys.flag("whole_batch");
        Record {
            items: quote! {
                fn __asivae_call(__asivae_input: &#private::CallInput<'_>) -> #private::Tensor<1> { #call }
            },
            value: quote! {
                #private::LossPlugin {
                    info: __ASIVAE_INFO,
                    views: &[#(#views),*],
                    whole_batch: #whole_batch,
                    call: __asivae_call,
                }
            },
        }
    }
}

/// `mu`, `mu_a`, `mu_b`: the view, and of which source where it says so.
fn find(name: &str) -> Option<(&'static View, Option<usize>)> {
    let suffixed = |suffix: &str, source| Some((View::find(name.strip_suffix(suffix)?)?, Some(source)));
    View::find(name).map(|view| (view, None)).or_else(|| suffixed("_a", 0)).or_else(|| suffixed("_b", 1))
}

fn list() -> String {
    VIEWS.iter().map(|view| view.name).collect::<Vec<_>>().join(", ")
}

fn unknown_view(name: &str) -> String {
    let bare = name.strip_suffix("_a").or(name.strip_suffix("_b")).unwrap_or(name);
    let names: Vec<&str> = VIEWS.iter().map(|view| view.name).collect();
    match asivae_grammar::nearest(bare, &names) {
        Some(meant) => format!("unknown view `{name}`; did you mean `{meant}{}`?", &name[bare.len()..]),
        None => format!(
            "unknown view `{name}`; a loss asks for {} (a term over two sources adds _a, _b), or marks a parameter with #[param]",
            list()
        ),
    }
}

/// A term is over one source, or over two; nothing between.
fn check_suffixes(views: &[(&Input, Option<usize>)], errors: &mut Errors) {
    let Some((suffixed, source)) = views.iter().find(|(_, source)| source.is_some()) else { return };
    let mut mixed = false;
    for (input, _) in views.iter().filter(|(_, source)| source.is_none()) {
        mixed = true;
        let message = format!(
            "`{}` does not say of which source, `{}` does; a term over two sources adds _a or _b to every view",
            input.name, suffixed.name
        );
        errors.at(&input.ident, message);
    }
    if !mixed && views.iter().all(|(_, other)| other == source) {
        let (this, other) = if *source == Some(0) { ("_a", "_b") } else { ("_b", "_a") };
        let message = format!("every view is of {this}, none of {other}; a term over one source has no suffixes");
        errors.at(&suffixed.ident, message);
    }
}
