//! Where generated code finds the framework.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Ident;

/// The path of the framework in the crate that is being compiled: the facade where it is a dependency, else the framework,
/// under whatever name; in these crates themselves `::asivae`, by `extern crate self as asivae;`.
pub(crate) fn root() -> TokenStream {
    let found = crate_name("asivae").or_else(|_| crate_name("asivae-framework"));
    let name = match &found {
        Ok(FoundCrate::Name(name)) => name.as_str(),
        // Without a manifest that says so, rustc's message about `::asivae` is the one that helps.
        Ok(FoundCrate::Itself) | Err(_) => "asivae",
    };
    let name = Ident::new(name, Span::call_site());
    quote!(::#name)
}
