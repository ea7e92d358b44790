//! `#[intro_metric]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use syn::spanned::Spanned;

use super::views;
use crate::errors::Errors;
use crate::expand::{Plugin, Record, call};
use crate::form::types::show;
use crate::form::{Form, Key};
use crate::spanned;

/// What a metric can ask for by name: its type, and whether data or model may lack it.
const INPUTS: &[(&str, &str, bool)] = &[
    ("real", "&[[f64; 2]]", true),
    ("generated", "&[[f64; 2]]", true),
    ("image", "[usize; 3]", true),
    ("modes", "&Modes", true),
    ("extent", "f64", false),
    ("classes", "usize", true),
    ("mu", "Tensor<2>", true),
    ("logvar", "Tensor<2>", true),
    ("mu_fake", "Tensor<2>", true),
    ("logvar_fake", "Tensor<2>", true),
    ("x", "Tensor<2>", true),
    ("x_mean", "Tensor<2>", true),
    ("x_fake", "Tensor<2>", true),
    ("y", "&[usize]", true),
    ("y_fake", "&[usize]", true),
    ("decode", "&Decode", true),
];

/// What those names are for that an extractor of features has.
const FEATURES: &str = "&Features";
/// Features of whatever extractor.
const ANY: &str = "features";
/// What a metric can return.
const OUTPUTS: [&str; 4] = ["f64", "Figure", "Option<f64>", "Option<Figure>"];

pub(crate) struct Metric;

impl Plugin for Metric {
    const ATTRIBUTE: &'static str = "intro_metric";
    const KIND: &'static str = "Metric";
    const KEYS: &'static [Key] = &[
        Key::Text("name"),
        Key::Text("symbol"),
        Key::Root,
        Key::Text("unit"),
        Key::Word("better", &["lower", "higher", "neither"]),
    ];

    fn check(form: &Form, errors: &mut Errors) -> Self {
        for input in form.inputs() {
            match INPUTS.iter().find(|(name, ..)| *name == input.name) {
                None if show(&input.ty) == FEATURES => {}
                None if input.name == ANY => {
                    errors.at(&input.ty, format!("`{ANY}` is `{FEATURES}`; found `{}`", show(&input.ty)));
                }
                None => errors.at(&input.ident, unknown(&input.name)),
                Some((name, wanted @ "Tensor<2>", _)) => {
                    let shape = if name.starts_with('x') { "[n, width]" } else { "[n, latent]" };
                    views::check_tensor(name, wanted, shape, &input.ty, errors);
                }
                Some((name, wanted, _)) => {
                    let found = show(&input.ty);
                    // A name behind a path, or an alias, is rustc's to judge.
                    if found != *wanted
                        && (found.starts_with('&') != wanted.starts_with('&') || found.starts_with("&Vec"))
                    {
                        errors.at(&input.ty, format!("`{name}` is `{wanted}`; found `{found}`"));
                    }
                }
            }
        }
        for param in form.params().filter(|param| INPUTS.iter().any(|(name, ..)| *name == param.name)) {
            errors.at_span(param.span(), format!("`{}` is given to a metric by name; it is no parameter", param.name));
        }
        if !form.output().is_some_and(|ty| OUTPUTS.contains(&show(ty).as_str())) {
            views::check_output(form, "a metric", "f64", "`Figure` or an `Option` of one of them", errors);
        }
        Metric
    }

    fn record(&self, form: &Form, private: &TokenStream) -> Record {
        let call = call(form, private, &quote!(__asivae_params), |_, input| {
            let field = format_ident!("{}", input.name);
            let optional = INPUTS.iter().any(|(name, _, optional)| *optional && *name == input.name);
            let value = quote_spanned!(views::span(input)=> __asivae_input.#field);
            match (optional, input.name.as_str()) {
                (false, "extent") => value,
                (false, ANY) => quote_spanned!(views::span(input)=> __asivae_input.features?),
                (false, extractor) => quote_spanned!(views::span(input)=> __asivae_input.of(#extractor)?),
                (true, "mu" | "logvar" | "mu_fake" | "logvar_fake" | "x" | "x_mean" | "x_fake") => {
                    quote!(::core::clone::Clone::clone(#value?))
                }
                (true, _) => quote!(#value?),
            }
        });
        let figure = spanned::at(form.output().span(), quote!(#private::IntoFigure::into_figure(__asivae_figure)));
        let extracted = form.inputs().any(|input| input.name == ANY);
        let named = |name: &str| name != ANY && !INPUTS.iter().any(|(input, ..)| *input == name);
        let extractors = form.inputs().map(|input| input.name.as_str()).filter(|name| named(name));
        let unit = form.keys.text("unit").unwrap_or_default();
        let better = match form.keys.text("better") {
            Some("lower") => format_ident!("Lower"),
            Some("higher") => format_ident!("Higher"),
            _ => format_ident!("Neither"),
        };
        Record {
            items: quote! {
                fn __asivae_call(
                    __asivae_input: &#private::MetricInput<'_>,
                    __asivae_params: &[#private::ParamValue],
                ) -> ::core::option::Option<#private::Figure> {
                    let __asivae_figure = { #call };
                    #figure
                }
            },
            value: quote! {
                #private::MetricPlugin {
                    info: __ASIVAE_INFO,
                    unit: #unit,
                    better: #private::Better::#better,
                    extracted: #extracted,
                    extractors: &[#(#extractors),*],
                    call: __asivae_call,
                }
            },
        }
    }
}

fn unknown(name: &str) -> String {
    let names: Vec<&str> = INPUTS.iter().map(|(name, ..)| *name).collect();
    match asivae_grammar::nearest(name, &names) {
        Some(meant) => format!("unknown input `{name}`; did you mean `{meant}`?"),
        None => format!(
            "unknown input `{name}`; a metric asks for {}, for `features: &Features` or those of an extractor, or marks a parameter with #[param]",
            names.join(", ")
        ),
    }
}
