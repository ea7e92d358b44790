//! `#[intro_loss]`, `#[intro_loss(whole_batch)]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::views::{self, Asked, VIEWS, View};
use crate::errors::Errors;
use crate::expand::{Plugin, Record, Takes, call};
use crate::form::{Form, Input, Key};

/// What the function asks for, in the order of its arguments.
pub(crate) struct Loss {
    asks: Vec<Ask>,
}

enum Ask {
    /// A view, and of which source.
    View(Asked, usize),
    /// A network; its number among those of a call.
    Network(usize),
}

impl Plugin for Loss {
    const ATTRIBUTE: &'static str = "intro_loss";
    const KIND: &'static str = "Loss";
    const KEYS: &'static [Key] =
        &[Key::Text("name"), Key::Text("symbol"), Key::Root, Key::Flag("whole_batch"), Key::Flag("across_batch")];
    const CALLED: bool = true;

    fn check(form: &Form, errors: &mut Errors) -> Self {
        let mut asks = Vec::new();
        let mut known: Vec<(&Input, Option<usize>)> = Vec::new();
        let mut networks = 0;
        let two = is_over_two(form);
        for input in form.inputs() {
            if views::is_network(&input.ty) {
                if let Some(mark) = &input.own {
                    errors.at_span(mark.span, format!("`{}` is a network, not a view", input.name));
                } else if View::find(&input.name).is_some() {
                    errors.at(&input.ident, format!("`{}` is a view, and cannot be the name of a network", input.name));
                }
                asks.push(Ask::Network(networks));
                networks += 1;
                continue;
            }
            if let Some(mark) = &input.own {
                let source = suffix(&input.name).filter(|_| two);
                let written = if source.is_some() { &input.name[..input.name.len() - 2] } else { &input.name };
                let name = mark.name.as_deref().unwrap_or(written);
                if let Some(message) = refused(name) {
                    errors.at_span(mark.span, message);
                }
                views::check_own(input, errors);
                asks.push(Ask::View(Asked::Own(name.to_owned()), source.unwrap_or(0)));
                known.push((input, source));
                continue;
            }
            let Some((view, source)) = find(&input.name) else {
                match views::is_named_net(&input.ty) {
                    true => errors.at(&input.ty, format!("a network is asked for by `{}: &Net`", input.name)),
                    false => errors.at(&input.ident, unknown_view(&input.name)),
                }
                continue;
            };
            view.check_type(input, errors);
            asks.push(Ask::View(Asked::Known(view), source.unwrap_or(0)));
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
        Loss { asks }
    }

    fn takes(&self, _form: &Form) -> Takes {
        let sources = self.asks.iter().map(|ask| if let Ask::View(_, source) = ask { source + 1 } else { 0 });
        Takes { sources: sources.max().unwrap_or(0), networks: self.networks(), views: self.names() }
    }

    fn record(&self, form: &Form, private: &TokenStream) -> Record {
        let mut views = 0;
        let places: Vec<usize> = self
            .asks
            .iter()
            .map(|ask| match ask {
                Ask::View(..) => {
                    views += 1;
                    views - 1
                }
                Ask::Network(number) => *number,
            })
            .collect();
        let call = call(form, private, &quote!(__asivae_input.params), |i, input| match &self.asks[i] {
            Ask::View(asked, _) => asked.read(private, input, places[i]),
            Ask::Network(number) => quote_spanned!(views::span(input)=> &__asivae_input.networks[#number]),
        });
        let views = self.asks.iter().filter_map(|ask| match ask {
            Ask::View(asked, source) => {
                let view = asked.expand(private);
                Some(quote!(#private::ViewArg { view: #view, source: #source }))
            }
            Ask::Network(_) => None,
        });
        let (whole_batch, networks) = (form.keys.flag("whole_batch"), self.networks());
        let across_batch = form.keys.flag("across_batch");
        Record {
            items: quote! {
                fn __asivae_call(__asivae_input: &#private::CallInput<'_>) -> #private::Tensor<1> { #call }
            },
            value: quote! {
                #private::LossPlugin {
                    info: __ASIVAE_INFO,
                    views: &[#(#views),*],
                    networks: #networks,
                    whole_batch: #whole_batch,
                    across_batch: #across_batch,
                    call: __asivae_call,
                }
            },
        }
    }
}

impl Loss {
    /// Names by which a call gives its views: with suffixes where there are two sources.
    fn names(&self) -> Vec<String> {
        let two = self.asks.iter().any(|ask| matches!(ask, Ask::View(_, 1)));
        let name = |ask: &Ask| match ask {
            Ask::View(asked, source) if two => Some(format!("{}{}", asked.name(), ["_a", "_b"][*source])),
            Ask::View(asked, _) => Some(asked.name().to_owned()),
            Ask::Network(_) => None,
        };
        self.asks.iter().filter_map(name).collect()
    }

    fn networks(&self) -> usize {
        self.asks.iter().filter(|ask| matches!(ask, Ask::Network(_))).count()
    }
}

/// Whether names carry suffixes: seen at the views that every model knows; where there are none, one of its own must come with both.
fn is_over_two(form: &Form) -> bool {
    let views = || form.inputs().filter(|input| !views::is_network(&input.ty));
    if views().any(|input| input.own.is_none()) {
        return views().any(|input| input.own.is_none() && matches!(find(&input.name), Some((_, Some(_)))));
    }
    let named =
        |name: &str| views().any(|input| input.name == name && input.own.as_ref().is_some_and(|o| o.name.is_none()));
    views().any(|input| {
        input.name.strip_suffix("_a").is_some_and(|stem| named(&input.name) && named(&format!("{stem}_b")))
    })
}

/// Why a name cannot be that of a view of a model's own.
fn refused(name: &str) -> Option<String> {
    if View::find(name).is_some() {
        return Some(format!("`{name}` is a view of every model: leave `#[view]` out"));
    }
    let what = asivae_grammar::builtins::reserved(name).or((name == "scalar").then_some("the output of a scorer"))?;
    Some(format!("`{name}` is {what}, and no view of a model's own"))
}

/// Which source a name says that it is of.
fn suffix(name: &str) -> Option<usize> {
    ["_a", "_b"].iter().position(|suffix| name.len() > suffix.len() && name.ends_with(suffix))
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
            "unknown view `{name}`; a loss asks for {} (over two sources with _a, _b); #[view] marks a view of a model's own, #[param] a parameter, and `{name}: &Net` is a network",
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
