//! Parse: the form that all attributes share.
//!
//! ```text
//! /// Docs.
//! #[intro_xxx(name = "…", symbol = "…", crate = path, …)]
//! pub fn name(input: T, #[param(default = …, min = …, max = …)] parameter: T) -> R { … }
//! ```

mod item;
mod keys;
mod param;
pub(crate) mod types;
mod value;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, FnArg, Ident, Item, ItemFn, Lit, Meta, Pat, ReturnType, Type};

pub(crate) use keys::{COMMON, Key, Keys};
pub(crate) use param::Param;

use crate::errors::Errors;

/// A plugin as it was written.
pub(crate) struct Form {
    /// What stands in the attribute's parentheses.
    pub(crate) keys: Keys,
    /// The function, without `#[param]`.
    pub(crate) function: ItemFn,
    /// Arguments in order.
    pub(crate) arguments: Vec<Argument>,
    /// Whether every argument could be read.
    pub(crate) complete: bool,
}

/// An argument of a plugin's function.
pub(crate) enum Argument {
    /// Asked for by name.
    Input(Input),
    /// Marked with `#[param]`.
    Param(Box<Param>),
}

/// An argument that is asked for by name.
pub(crate) struct Input {
    /// The name, without `r#`.
    pub(crate) name: String,
    /// The name as it stands there.
    pub(crate) ident: Ident,
    /// Its type.
    pub(crate) ty: Box<Type>,
    /// Its mark `#[view]`, if it is a view of a model's own.
    pub(crate) own: Option<OwnView>,
}

impl Argument {
    /// The name, without `r#`.
    pub(crate) fn name(&self) -> &str {
        match self {
            Argument::Input(input) => &input.name,
            Argument::Param(param) => &param.name,
        }
    }

    /// Where the name stands.
    pub(crate) fn span(&self) -> Span {
        match self {
            Argument::Input(input) => input.ident.span(),
            Argument::Param(param) => param.span(),
        }
    }

    /// Its type.
    pub(crate) fn ty(&self) -> &Type {
        match self {
            Argument::Input(input) => &input.ty,
            Argument::Param(param) => &param.ty,
        }
    }
}

impl Form {
    /// Reads the item behind `#[attribute]`; `None` where it is no function.
    pub(crate) fn parse(attribute: &str, keys: Keys, item: TokenStream, errors: &mut Errors) -> Option<Form> {
        let mut function = match syn::parse2::<Item>(item) {
            Ok(Item::Fn(function)) => function,
            Ok(other) => {
                let (what, span) = item::kind(&other);
                let later = match (attribute, &other) {
                    ("intro_schedule", Item::Impl(_)) => {
                        "; a schedule that remembers is a function with `state: &mut State`"
                    }
                    _ => "",
                };
                errors.at_span(span, format!("#[{attribute}] stands on a function; found {what}{later}"));
                return None;
            }
            Err(error) => {
                errors.add(error);
                return None;
            }
        };
        item::check_signature(attribute, &function, errors);
        let mut arguments = Vec::new();
        for argument in &mut function.sig.inputs {
            match argument {
                FnArg::Receiver(receiver) => {
                    errors.at(
                        receiver.self_token,
                        format!("#[{attribute}] stands on a function; found a method with `self`"),
                    );
                }
                FnArg::Typed(typed) => {
                    let marks: Vec<Attribute> = typed.attrs.extract_if(.., |a| a.path().is_ident("param")).collect();
                    let Pat::Ident(pattern) = &*typed.pat else {
                        errors.at(
                            &typed.pat,
                            "an argument needs a plain name here: plugins ask for their inputs by name",
                        );
                        continue;
                    };
                    let ident = pattern.ident.clone();
                    if let [_, second, ..] = marks.as_slice() {
                        errors.at(second, format!("`{ident}` is marked twice"));
                    }
                    arguments.push(match marks.first() {
                        Some(mark) => Argument::Param(Box::new(Param::parse(mark, &ident, &typed.ty, errors))),
                        None => {
                            let own = own_view(&mut typed.attrs, attribute, errors);
                            Argument::Input(Input { name: ident.unraw().to_string(), ident, ty: typed.ty.clone(), own })
                        }
                    });
                }
            }
        }
        let complete = arguments.len() == function.sig.inputs.len();
        Some(Form { keys, function, arguments, complete })
    }

    /// Arguments that are asked for by name, in order.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &Input> {
        self.arguments.iter().filter_map(|argument| match argument {
            Argument::Input(input) => Some(input),
            Argument::Param(_) => None,
        })
    }

    /// Parameters, in order.
    pub(crate) fn params(&self) -> impl Iterator<Item = &Param> {
        self.arguments.iter().filter_map(|argument| match argument {
            Argument::Param(param) => Some(&**param),
            Argument::Input(_) => None,
        })
    }

    /// The function's name.
    pub(crate) fn ident(&self) -> &Ident {
        &self.function.sig.ident
    }

    /// What it returns; `None` for nothing.
    pub(crate) fn output(&self) -> Option<&Type> {
        match &self.function.sig.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(ty),
        }
    }

    /// The return type's tokens, or those of what lacks one.
    pub(crate) fn output_tokens(&self) -> TokenStream {
        self.output().map_or_else(|| self.ident().to_token_stream(), ToTokens::to_token_stream)
    }

    /// The registered name: `name = "…"`, or the function's.
    pub(crate) fn name(&self) -> String {
        self.keys.text("name").map_or_else(|| self.ident().unraw().to_string(), str::to_owned)
    }

    /// The doc comment, one blank less on the left.
    pub(crate) fn doc(&self) -> String {
        let line = |attribute: &Attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
                Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        };
        let lines = self.function.attrs.iter().filter_map(line);
        let strip = |text: String| {
            text.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end()).collect::<Vec<_>>().join("\n")
        };
        lines.map(strip).collect::<Vec<_>>().join("\n")
    }

    /// `#[cfg(…)]` of the function, which what is generated beside it needs too.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Attribute> {
        self.function.attrs.iter().filter(|a| a.path().is_ident("cfg"))
    }
}

/// `#[view]`, `#[view(name = "log_a")]`.
pub(crate) struct OwnView {
    /// Where it stands.
    pub(crate) span: Span,
    /// The view's name, where it is not the argument's.
    pub(crate) name: Option<String>,
}

/// Takes the mark `#[view]` off an argument; only a loss has views of a model's own.
fn own_view(attributes: &mut Vec<Attribute>, attribute: &str, errors: &mut Errors) -> Option<OwnView> {
    let mut marks = attributes.extract_if(.., |a| a.path().is_ident("view"));
    let mark = marks.next()?;
    let name = match &mark.meta {
        Meta::Path(_) => None,
        Meta::List(list) => match list.parse_args::<syn::MetaNameValue>() {
            Ok(syn::MetaNameValue { path, value: Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), .. })
                if path.is_ident("name") =>
            {
                Some(text.value())
            }
            _ => {
                errors.at(&mark, "write `#[view]`, or `#[view(name = \"…\")]` where the argument has another name");
                None
            }
        },
        Meta::NameValue(_) => {
            errors.at(&mark, "write `#[view]`, or `#[view(name = \"…\")]` where the argument has another name");
            None
        }
    };
    if attribute != "intro_loss" {
        errors.at(&mark, "`#[view]` marks an argument of a loss");
    }
    Some(OwnView { span: mark.path().span(), name })
}
