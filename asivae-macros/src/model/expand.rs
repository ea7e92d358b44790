//! Expand: the type of a model and its registration.

use asivae_grammar::Model;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Input, leaves};

/// Everything that a sound model expands to.
pub(super) fn model(model: &Model, ident: &Ident, public: bool, input: &Input, root: &TokenStream) -> TokenStream {
    let private = quote!(#root::__private);
    let name = &model.name.text;
    let doc = if model.doc.is_empty() { format!("The model `{name}`.") } else { model.doc.clone() };
    let declaration = declaration(ident, public, &doc);
    let checks = leaves::checks(model, input, root);
    let table = leaves::table(model);
    let (text, line) = (model.to_string(), ident.span().start().line as u32);
    quote! {
        #declaration

        const _: () = {
            #checks
            const __ASIVAE_INFO: &#private::PluginInfo = &#private::PluginInfo {
                kind: #private::Kind::Model,
                name: #name,
                package: ::core::env!("CARGO_PKG_NAME"),
                version: ::core::env!("CARGO_PKG_VERSION"),
                doc: #doc,
                symbol: ::core::option::Option::None,
                file: ::core::file!(),
                line: #line,
                params: &[],
            };
            const __ASIVAE_MODEL: #private::ModelPlugin =
                #private::ModelPlugin { info: __ASIVAE_INFO, text: #text, leaves: &[#(#table),*] };

            #[automatically_derived]
            impl #private::ModelSource for #ident {
                fn plugin(&self) -> &'static #private::ModelPlugin {
                    static __ASIVAE_PLUGIN: #private::ModelPlugin = __ASIVAE_MODEL;
                    &__ASIVAE_PLUGIN
                }
            }

            #private::inventory::submit! { __ASIVAE_MODEL }
        };
    }
}

/// The type alone, for a model with mistakes, so that who uses it gets no further message.
pub(super) fn stub(ident: &Ident, public: bool, root: &TokenStream) -> TokenStream {
    let private = quote!(#root::__private);
    let declaration = declaration(ident, public, "A model with mistakes.");
    quote! {
        #declaration

        #[automatically_derived]
        impl #private::ModelSource for #ident {
            fn plugin(&self) -> &'static #private::ModelPlugin {
                ::core::unreachable!("it does not compile")
            }
        }
    }
}

fn declaration(ident: &Ident, public: bool, doc: &str) -> TokenStream {
    let vis = public.then(|| quote!(pub));
    quote! {
        #[doc = #doc]
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::default::Default,
            ::core::cmp::PartialEq, ::core::cmp::Eq,
        )]
        #vis struct #ident {
            _private: (),
        }
    }
}
