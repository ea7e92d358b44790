//! `#[derive(Choice)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields};

use crate::errors::Errors;
use crate::form::{Key, Keys};

/// An enum of plain words as the type of a parameter.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = Errors::default();
    let mut root = None;
    for attribute in input.attrs.iter().filter(|a| a.path().is_ident("choice")) {
        match attribute.meta.require_list() {
            Ok(list) => root = Some(Keys::parse(list.tokens.clone(), &[Key::Root], &mut errors).root()),
            Err(error) => errors.add(error),
        }
    }
    let variants = check(&input, &mut errors);
    if !errors.is_empty() {
        return errors.into_tokens();
    }
    let root = root.unwrap_or_else(crate::root::root);
    let (private, ident) = (quote!(#root::__private), &input.ident);
    let words: Vec<String> = variants.iter().map(|variant| snake_case(&variant.unraw().to_string())).collect();
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #private::Parameter for #ident {
            const KIND: #private::ParamKind = #private::ParamKind::Choice(&[#(#words),*]);

            fn from_value(__asivae_value: &#private::ParamValue) -> ::core::option::Option<Self> {
                let #private::ParamValue::Word(__asivae_word) = __asivae_value else {
                    return ::core::option::Option::None;
                };
                match &**__asivae_word {
                    #(#words => ::core::option::Option::Some(#ident::#variants),)*
                    _ => ::core::option::Option::None,
                }
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Display for #ident {
            fn fmt(&self, __asivae_formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __asivae_formatter.pad(match self {
                    #(#ident::#variants => #words,)*
                })
            }
        }
    }
}

fn check<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Vec<&'a syn::Ident> {
    let Data::Enum(data) = &input.data else {
        errors.at(&input.ident, format!("`Choice` is for enums of plain words; `{}` is none", input.ident));
        return Vec::new();
    };
    if !input.generics.params.is_empty() {
        errors.at(&input.generics, "`Choice` is for enums without generics");
    }
    if data.variants.is_empty() {
        errors.at(&input.ident, format!("`{}` leaves no choice: it has no variants", input.ident));
    }
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            errors.at(&variant.fields, format!("`{}` holds something; a choice is a plain word", variant.ident));
        }
    }
    data.variants.iter().map(|variant| &variant.ident).collect()
}

/// `SmoothL1` is written `smooth_l1`.
fn snake_case(name: &str) -> String {
    let mut word = String::new();
    let mut before = None;
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        let starts = letter.is_uppercase()
            && before.is_some_and(|b: char| {
                b != '_' && (!b.is_uppercase() || letters.peek().is_some_and(|next| next.is_lowercase()))
            });
        if starts {
            word.push('_');
        }
        word.extend(letter.to_lowercase());
        before = Some(letter);
    }
    word
}

#[test]
fn variants_become_words() {
    for (variant, word) in [
        ("Mse", "mse"),
        ("L1", "l1"),
        ("SmoothL1", "smooth_l1"),
        ("MSELoss", "mse_loss"),
        ("MSE", "mse"),
        ("A_b", "a_b"),
    ] {
        assert_eq!(snake_case(variant), word);
    }
}
