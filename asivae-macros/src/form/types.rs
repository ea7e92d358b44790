//! Types by sight.

use quote::ToTokens;
use syn::{GenericArgument, Path, PathArguments, PathSegment, Type};

/// The type as one would write it.
pub(crate) fn show(ty: &Type) -> String {
    let mut text = plain(ty).to_token_stream().to_string();
    for (spaced, tight) in
        [(" <", "<"), ("< ", "<"), (" >", ">"), (" ::", "::"), (":: ", "::"), ("& ", "&"), (" ,", ","), (" ;", ";")]
    {
        text = text.replace(spaced, tight);
    }
    text
}

/// The type without what `macro_rules!` or parentheses put around it.
pub(crate) fn plain(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => plain(&group.elem),
        Type::Paren(paren) => plain(&paren.elem),
        _ => ty,
    }
}

/// What can be said of a type without resolving names.
pub(crate) enum Sight {
    /// `Tensor<2>`, `Tensor<1, Int>`: in canonical form.
    Tensor(String),
    /// Certainly no tensor.
    Other,
    /// A name that may be an alias: rustc knows.
    Alias,
}

/// A look at a type that should be a tensor.
pub(crate) fn sight(ty: &Type) -> Sight {
    let Type::Path(path) = plain(ty) else { return Sight::Other };
    let Some(last) = path.path.segments.last() else { return Sight::Other };
    if last.ident == "Tensor" {
        return tensor(last).map_or(Sight::Alias, Sight::Tensor);
    }
    const PLAIN: &[&str] =
        &["f32", "f64", "usize", "i32", "i64", "u32", "u64", "bool", "String", "Vec", "Option", "str"];
    if PLAIN.iter().any(|plain| last.ident == plain) { Sight::Other } else { Sight::Alias }
}

fn tensor(segment: &PathSegment) -> Option<String> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    let mut arguments = arguments.args.iter();
    let rank = match arguments.next()? {
        GenericArgument::Const(rank) => rank.to_token_stream().to_string(),
        _ => return None,
    };
    rank.parse::<usize>().ok()?;
    match arguments.next() {
        None => Some(format!("Tensor<{rank}>")),
        Some(GenericArgument::Type(Type::Path(kind))) => match kind.path.segments.last()?.ident.to_string().as_str() {
            "Float" => Some(format!("Tensor<{rank}>")),
            other => Some(format!("Tensor<{rank}, {other}>")),
        },
        Some(_) => None,
    }
}

/// Whether the last name of a path is this one.
pub(crate) fn ends_with(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|last| last.ident == name)
}
