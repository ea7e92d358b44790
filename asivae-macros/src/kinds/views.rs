//! The closed vocabulary in which losses and maps ask for views.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::spanned::Spanned;

use crate::errors::Errors;
use crate::form::types::{Sight, ends_with, plain, show, sight};
use crate::form::{Form, Input};
use crate::spanned;

/// A view: name, variant of the framework's `View`, type, shape.
pub(super) struct View {
    pub(super) name: &'static str,
    variant: &'static str,
    tensor: &'static str,
    shape: &'static str,
}

pub(super) const VIEWS: &[View] = &[
    view("x", "X", "Tensor<4>", "[batch, channels, height, width]"),
    view("target", "Target", "Tensor<4>", "[batch, channels, height, width]"),
    view("x_hat", "XHat", "Tensor<4>", "[batch, channels, height, width]"),
    view("z", "Z", "Tensor<2>", "[batch, latent]"),
    view("mu", "Mu", "Tensor<2>", "[batch, latent]"),
    view("logvar", "Logvar", "Tensor<2>", "[batch, latent]"),
    view("y", "Y", "Tensor<1, Int>", "[batch]"),
    view("u", "U", "Tensor<2>", "[batch, 1]"),
];

const fn view(name: &'static str, variant: &'static str, tensor: &'static str, shape: &'static str) -> View {
    View { name, variant, tensor, shape }
}

/// A view that a loss asks for.
pub(super) enum Asked {
    /// One of the vocabulary.
    Known(&'static View),
    /// One that a model's own posterior gives.
    Own(String),
}

impl Asked {
    /// The view's name.
    pub(super) fn name(&self) -> &str {
        match self {
            Asked::Known(view) => view.name,
            Asked::Own(name) => name,
        }
    }

    /// `View::Mu`, `View::Own("log_q")`.
    pub(super) fn expand(&self, private: &TokenStream) -> TokenStream {
        match self {
            Asked::Known(view) => view.expand(private),
            Asked::Own(name) => quote!(#private::View::Own(#name)),
        }
    }

    /// Reads it as the i-th view of a call.
    pub(super) fn read(&self, private: &TokenStream, input: &Input, i: usize) -> TokenStream {
        match self {
            Asked::Known(view) => view.read(private, input, i),
            Asked::Own(_) => {
                let ty = &input.ty;
                spanned::at(ty.span(), quote!(#private::view::<#ty>(__asivae_input, #i)))
            }
        }
    }
}

/// Names by which a call gives a network another role: no names for parameters.
const ROLES: &[&str] = &["encoder", "decoder"];

impl View {
    /// The view of that name.
    pub(super) fn find(name: &str) -> Option<&'static View> {
        VIEWS.iter().find(|view| view.name == name)
    }

    /// `View::Mu`.
    pub(super) fn expand(&self, private: &TokenStream) -> TokenStream {
        let variant = format_ident!("{}", self.variant);
        quote!(#private::View::#variant)
    }

    /// Reads it as the i-th view of a call; where the argument's type is another one, rustc says so there.
    pub(super) fn read(&self, private: &TokenStream, input: &Input, i: usize) -> TokenStream {
        let rank = Literal::usize_unsuffixed(if self.tensor == "Tensor<4>" { 4 } else { 2 });
        let ty = if self.name == "y" { quote!(1, #private::Int) } else { quote!(#rank) };
        spanned::at(input.ty.span(), quote!(#private::view::<#private::Tensor<#ty>>(__asivae_input, #i)))
    }

    /// Says so where an argument has another rank than the view.
    pub(super) fn check_type(&self, input: &Input, errors: &mut Errors) {
        check_tensor(&input.name, self.tensor, self.shape, &input.ty, errors);
    }

    /// The type, as text.
    pub(super) fn tensor(&self) -> &'static str {
        self.tensor
    }
}

/// Whether a type can be that of a view of a model's own.
pub(super) fn is_own_view(ty: &syn::Type) -> bool {
    match sight(ty) {
        Sight::Tensor(found) => ["Tensor<2>", "Tensor<4>"].contains(&found.as_str()),
        Sight::Alias => true,
        Sight::Other => false,
    }
}

/// Says so where it cannot.
pub(super) fn check_own(input: &Input, errors: &mut Errors) {
    if !is_own_view(&input.ty) {
        let (name, found) = (&input.name, show(&input.ty));
        errors.at(&input.ty, format!("`{name}` is `Tensor<2>`, [batch, latent], or `Tensor<4>`; found `{found}`"));
    }
}

/// Says so where a type is not the tensor that it should be.
pub(super) fn check_tensor(name: &str, wanted: &str, shape: &str, ty: &syn::Type, errors: &mut Errors) {
    let found = match sight(ty) {
        Sight::Tensor(found) if found == wanted => return,
        Sight::Alias => return,
        Sight::Tensor(found) => found,
        Sight::Other => show(ty),
    };
    errors.at(ty, format!("`{name}` is `{wanted}`, {shape}; found `{found}`"));
}

/// `__asivae_call` of a function that gives so many signals, as a tuple where there are several.
pub(super) fn call_of_signals(private: &TokenStream, call: &TokenStream, count: usize) -> TokenStream {
    let names: Vec<_> = (0..count).map(|i| format_ident!("__asivae_out_{i}")).collect();
    let pattern = if let [one] = names.as_slice() { quote!(#one) } else { quote!((#(#names),*)) };
    quote! {
        fn __asivae_call(__asivae_input: &#private::CallInput<'_>) -> #private::Vec<#private::Signal> {
            let #pattern = { #call };
            #private::Vec::from([#(#private::FromSignal::into_signal(#names)),*])
        }
    }
}

/// Says so where a parameter has a name that a call needs for something else.
pub(super) fn check_reserved(form: &Form, errors: &mut Errors) {
    for param in form.params() {
        let bare = param.name.strip_suffix("_a").or(param.name.strip_suffix("_b")).unwrap_or(&param.name);
        if View::find(bare).is_some() {
            let message = format!("`{}` is a view; named arguments that are views may not be parameters", param.name);
            errors.at_span(param.span(), message);
        } else if ROLES.contains(&param.name.as_str()) {
            let message = format!(
                "`{}` is a role of a network; named arguments that are roles may not be parameters",
                param.name
            );
            errors.at_span(param.span(), message);
        }
    }
}

/// Says so where the function does not return `wanted`.
pub(super) fn check_output(form: &Form, what: &str, wanted: &str, shape: &str, errors: &mut Errors) {
    let found = match form.output() {
        None => "nothing".to_owned(),
        Some(ty) if !wanted.starts_with("Tensor") => match show(ty) {
            same if same == wanted => return,
            _ if matches!(sight(ty), Sight::Alias) => return,
            other => format!("`{other}`"),
        },
        Some(ty) => match sight(ty) {
            Sight::Tensor(found) if found == wanted => return,
            Sight::Alias => return,
            Sight::Tensor(found) => format!("`{found}`"),
            Sight::Other => format!("`{}`", show(ty)),
        },
    };
    let shape = if shape.is_empty() { String::new() } else { format!(", {shape}") };
    errors.at(form.output_tokens(), format!("{what} returns `{wanted}`{shape}; found {found}"));
}

/// The types of some views: `(Tensor<2>, Tensor<2>)`, or just the one.
pub(super) fn tuple(views: &[&View]) -> String {
    let types: Vec<&str> = views.iter().map(|view| view.tensor()).collect();
    if let [one] = types.as_slice() { (*one).to_owned() } else { format!("({})", types.join(", ")) }
}

/// Where a type stands.
pub(super) fn span(input: &Input) -> proc_macro2::Span {
    input.ty.span()
}

/// `&Net`
pub(super) fn is_network(ty: &syn::Type) -> bool {
    matches!(plain(ty), syn::Type::Reference(reference) if is_named_net(&reference.elem))
}

/// `Net`
pub(super) fn is_named_net(ty: &syn::Type) -> bool {
    matches!(plain(ty), syn::Type::Path(path) if ends_with(&path.path, "Net"))
}
