//! The item behind an attribute: what it is, and whether it is a plain function.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{GenericParam, Item, ItemFn, Safety};

use crate::errors::Errors;

/// Says so where a function is more than a plain one.
pub(super) fn check_signature(attribute: &str, function: &ItemFn, errors: &mut Errors) {
    let signature = &function.sig;
    let plain = format!("#[{attribute}] stands on a plain function");
    if let Some(keyword) = &signature.asyncness {
        errors.at(keyword, format!("{plain}; found an async one"));
    }
    if let Safety::Unsafe(keyword) = &signature.safety {
        errors.at(keyword, format!("{plain}; found an unsafe one"));
    }
    for parameter in &signature.generics.params {
        if !matches!(parameter, GenericParam::Lifetime(_)) {
            errors.at(
                parameter,
                format!("{plain}; found a generic one: who calls it by name cannot choose `{}`", name(parameter)),
            );
        }
    }
    if let Some(dots) = &signature.variadic {
        errors.at(dots, format!("{plain}; found a variadic one"));
    }
}

fn name(parameter: &GenericParam) -> String {
    match parameter {
        GenericParam::Type(ty) => ty.ident.to_string(),
        GenericParam::Const(value) => value.ident.to_string(),
        GenericParam::Lifetime(lifetime) => lifetime.lifetime.to_string(),
    }
}

/// What an item is, and the token that says so.
pub(super) fn kind(item: &Item) -> (&'static str, Span) {
    match item {
        Item::Const(i) => ("a const", i.const_token.span()),
        Item::Enum(i) => ("an enum", i.enum_token.span()),
        Item::Impl(i) => ("an impl", i.impl_token.span()),
        Item::Macro(i) => ("a macro call", i.mac.path.span()),
        Item::Mod(i) => ("a module", i.mod_token.span()),
        Item::Static(i) => ("a static", i.static_token.span()),
        Item::Struct(i) => ("a struct", i.struct_token.span()),
        Item::Trait(i) => ("a trait", i.trait_token.span()),
        Item::Type(i) => ("a type alias", i.type_token.span()),
        Item::Union(i) => ("a union", i.union_token.span()),
        Item::Use(i) => ("a use", i.use_token.span()),
        Item::Verbatim(tokens) if tokens.clone().into_iter().any(|token| token.to_string() == "fn") => {
            ("a function without a body", item.span())
        }
        other => ("something else", other.span()),
    }
}
