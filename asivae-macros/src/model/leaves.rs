//! The leaves of a model, for rustc to resolve and to check.

use asivae_grammar::{ExprKind, Given, Model, Name, Network, Place, Position, Span, TokenKind, builtins};
use proc_macro2::{Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::Input;
use crate::spanned;

/// A constant per call of a plugin, and its checks: rustc resolves the path as written, const evaluation speaks of the rest.
pub(super) fn checks(model: &Model, input: &Input, root: &TokenStream) -> TokenStream {
    let private = quote!(#root::__private);
    let (roles, known) = (roles(model), numbers(model));
    let mut items = TokenStream::new();
    let leaves = asivae_grammar::leaves(model);
    for (i, leaf) in leaves.iter().enumerate() {
        let (written, name) = (&leaf.callee.text, constant(i));
        let path = path(leaf.callee.span, input);
        let at = input.span(leaf.callee.span);
        let position = match leaf.position {
            Position::Number => quote!(Number),
            Position::Source => quote!(Source),
            Position::Argument => quote!(Argument),
            Position::Posterior => quote!(Posterior),
            Position::Constraint => quote!(Constraint),
        };
        let count = leaf.args;
        let named = leaf.named.iter().map(|(name, _)| &name.text);
        let given = leaf.given.iter().map(|given| {
            let Given { text, what, place, .. } = given;
            quote!(#private::Given { text: #text, what: #what, place: #place })
        });
        let resolved = {
            // The path keeps its own spans: each of its names can be looked up.
            let (open, rest) = (spanned::at(at, quote!(<)), spanned::at(at, quote!(as #private::Plugin>::LEAF)));
            quote!(#open #path #rest)
        };
        let around = leaf.around.as_ref().and_then(|around| {
            let outer = constant(leaves.iter().position(|other| other.callee.text == around.callee)?);
            let place = match &around.place {
                Place::At(i) => quote!(At(#i)),
                Place::Named(name) => quote!(Named(#name)),
            };
            let callee = &around.callee;
            Some(quote!(#private::Around { leaf: &#outer, written: #callee, place: #private::Place::#place }))
        });
        let around = match around {
            Some(around) => quote!(::core::option::Option::Some(#around)),
            None => quote!(::core::option::Option::None),
        };
        let place = quote!(#private::Position::#position);
        let (given, named) = (quote!(&[#(#given),*]), quote!(&[#(#named),*]));
        let called =
            spanned::at(at, quote!(#private::check_call(&#name, #written, #place, #around, #count, #given, #named)));
        items.extend(quote! {
            const #name: #private::Leaf = #resolved;
            const _: () = #called;
        });
        if leaf.position == Position::Posterior {
            // Equal calls are one leaf; each network gives what it gives.
            for (network, callee) in model.networks.iter().filter_map(|network| Some((network, behind(network)?))) {
                if callee.text == leaf.callee.text {
                    let (own, gives) = (&network.name.text, network.outputs.iter().map(|output| &output.text));
                    let reads = network.inputs.iter().any(|input| input.text == "x");
                    let fits = quote!(const _: () = #private::check_posterior(&#name, #written, #own, #reads, &[#(#gives),*]););
                    items.extend(spanned::at(input.span(callee.span), fits));
                }
            }
        }
        for given in &leaf.given {
            let Given { text, what, place, span } = given;
            let given = quote!(&#private::Given { text: #text, what: #what, place: #place });
            let fits = quote!(const _: () = #private::check_given(&#name, #written, #given););
            items.extend(spanned::at(input.start(*span), fits));
        }
        for (argument, given) in &leaf.named {
            let name_text = &argument.text;
            let named = quote!(const _: () = #private::check_argument(&#name, #written, #name_text, &[#(#roles),*]););
            items.extend(spanned::at(input.span(argument.span), named));
            let (value, place) = value(argument.span, input, &private);
            let Given { text, what, .. } = given;
            let given = quote!(&#private::Given { text: #text, what: #what, place: 0 });
            let fits = quote! {
                const _: () = #private::check_value(&#name, #written, #name_text, #value, #given, &[#(#known),*]);
            };
            items.extend(spanned::at(input.span(place), fits));
        }
    }
    items
}

/// Leaf as written and the plugin behind it, for the registry.
pub(super) fn table(model: &Model) -> Vec<TokenStream> {
    let leaves = asivae_grammar::leaves(model);
    let mut seen: Vec<&str> = Vec::new();
    let mut table = Vec::new();
    for (i, leaf) in leaves.iter().enumerate() {
        let written = leaf.callee.text.as_str();
        if !seen.contains(&written) {
            let name = constant(i);
            table.push(quote!((#written, #name.info)));
            seen.push(written);
        }
    }
    table
}

/// What is called behind a network's signature.
fn behind(network: &Network) -> Option<&Name> {
    match &network.posterior.as_ref()?.kind {
        ExprKind::Call { callee, .. } => Some(callee),
        _ => None,
    }
}

fn constant(i: usize) -> Ident {
    format_ident!("__ASIVAE_LEAF_{i}")
}

/// Names of numbers: scalars, `let`s and what is built in.
fn numbers(model: &Model) -> Vec<&str> {
    let scalars = model.scalars.iter().map(|scalar| scalar.name.text.as_str());
    let lets = model.lets.iter().filter(|named| named.params.is_empty()).map(|named| named.name.text.as_str());
    scalars.chain(lets).chain(builtins::NUMBERS.iter().copied()).collect()
}

/// Networks, which a call can give another role.
fn roles(model: &Model) -> Vec<&str> {
    let declared = model.networks.iter().map(|network| network.name.text.as_str());
    ["encoder", "decoder"].into_iter().chain(declared).collect()
}

/// The path as it was written, each name with its own span.
fn path(span: Span, input: &Input) -> TokenStream {
    let mut path = TokenStream::new();
    for i in span.start as usize..span.end as usize {
        if let Some(ident) = input.ident(i) {
            path.extend([TokenTree::from(ident)]);
        } else {
            for spacing in [Spacing::Joint, Spacing::Alone] {
                let mut colon = Punct::new(':', spacing);
                colon.set_span(input.spans[i]);
                path.extend([TokenTree::from(colon)]);
            }
        }
    }
    path
}

/// What stands behind `name =`, where it is a word or a number by itself, and its place; of anything longer, that of the name.
fn value(name: Span, input: &Input, private: &TokenStream) -> (TokenStream, Span) {
    let after = name.end + 1;
    let kind = |i: u32| input.tokens.get(i as usize).map(|token| &token.kind);
    let (sign, start) = match kind(after) {
        Some(TokenKind::Punct("-")) => (-1.0, after + 1),
        _ => (1.0, after),
    };
    let place = Span { start: after, end: start + 1 };
    let alone = matches!(kind(start + 1), Some(TokenKind::Punct("," | ")")));
    match kind(start) {
        Some(TokenKind::Number { value, .. }) if alone => {
            let value = sign * value;
            (quote!(#private::Written::Number(#value)), place)
        }
        Some(TokenKind::Punct("[")) => (quote!(#private::Written::List), Span { start: after, end: after + 1 }),
        Some(TokenKind::Ident(word)) if alone && start == after => (quote!(#private::Written::Word(#word)), place),
        _ => (quote!(#private::Written::Expression), name),
    }
}

impl Input {
    /// The span in Rust; where rustc cannot join tokens, that of the last name, which is the one that is wrong.
    fn span(&self, span: Span) -> proc_macro2::Span {
        let (first, last) = (self.spans[span.start as usize], self.spans[span.end as usize - 1]);
        first.join(last).unwrap_or(last)
    }

    /// The span in Rust; where rustc cannot join tokens, that of the first one, with which an expression begins.
    fn start(&self, span: Span) -> proc_macro2::Span {
        let (first, last) = (self.spans[span.start as usize], self.spans[span.end as usize - 1]);
        first.join(last).unwrap_or(first)
    }
}
