//! Expand: what all attributes emit beside the function.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use crate::errors::Errors;
use crate::form::{Argument, Form, Key, Keys};

/// One kind of plugin: its checks and its record.
pub(crate) trait Plugin: Sized {
    /// The attribute, `intro_loss`.
    const ATTRIBUTE: &'static str;
    /// Variant of the framework's `Kind`.
    const KIND: &'static str;
    /// Legal keys.
    const KEYS: &'static [Key];
    /// Whether models call it by name, so that its name must be one of their grammar.
    const CALLED: bool = false;

    /// Looks at everything that only this kind knows.
    fn check(form: &Form, errors: &mut Errors) -> Self;

    /// Registered name.
    fn name(&self, form: &Form) -> String {
        form.name()
    }

    /// What a call takes, as models are checked against.
    fn takes(&self, _form: &Form) -> Takes {
        Takes::default()
    }

    /// A function `__asivae_call` and the record that is submitted, which uses it and the constant `INFO`.
    fn record(&self, form: &Form, private: &TokenStream) -> Record;
}

/// What a call of a plugin takes.
#[derive(Default)]
pub(crate) struct Takes {
    /// Sources, or what stands in their place.
    pub(crate) sources: usize,
    /// Networks behind them.
    pub(crate) networks: usize,
    /// Views that it asks for; of a posterior, what it asks of its network; of a schedule, what it takes by its place.
    pub(crate) views: Vec<String>,
}

/// What a kind of plugin registers.
pub(crate) struct Record {
    /// Items that the value needs.
    pub(crate) items: TokenStream,
    /// The value, a constant expression.
    pub(crate) value: TokenStream,
}

/// The passes of an attribute, one after the other.
pub(crate) fn attribute<P: Plugin>(keys: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let keys = Keys::parse(keys, P::KEYS, &mut errors);
    let root = keys.root();
    let Some(form) = Form::parse(P::ATTRIBUTE, keys, item.clone(), &mut errors) else {
        let errors = errors.into_tokens();
        return quote!(#item #errors);
    };
    let plugin = P::check(&form, &mut errors);
    check_name::<P>(&form, &mut errors);

    let private = quote!(#root::__private);
    let (function, ident, vis) = (&form.function, form.ident(), &form.function.vis);
    let conditions: Vec<_> = form.conditions().collect();
    if function.sig.receiver().is_some() {
        // In an `impl`, where nothing else can stand.
        let errors = errors.into_tokens();
        return quote!(#function #errors);
    }
    let sound = errors.is_empty();
    let leaf = if sound { leaf(&plugin, &form, &root) } else { quote!(#private::Leaf::BROKEN) };
    let registration = if sound { Some(registration(&plugin, &form, &root)) } else { None };
    let errors = errors.into_tokens();
    quote! {
        #function

        // Of the same name as the function, so that one path leads to both: models check their calls against it.
        #(#conditions)*
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code, unreachable_pub)]
        #vis struct #ident {}

        #(#conditions)*
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #private::Plugin for #ident {
            const LEAF: #private::Leaf = #leaf;
        }

        #(#conditions)*
        const _: () = { #registration };
        #errors
    }
}

fn leaf<P: Plugin>(plugin: &P, form: &Form, root: &TokenStream) -> TokenStream {
    let private = quote!(#root::__private);
    let kind = format_ident!("{}", P::KIND);
    let (name, doc) = (plugin.name(form), form.doc());
    let symbol = match form.keys.text("symbol") {
        Some(symbol) => quote!(::core::option::Option::Some(#symbol)),
        None => quote!(::core::option::Option::None),
    };
    let line = form.ident().span().start().line as u32;
    let params = form.params().map(|param| param.info(root));
    let Takes { sources, networks, views } = plugin.takes(form);
    quote! {
        #private::Leaf {
            info: &#private::PluginInfo {
                kind: #private::Kind::#kind,
                name: #name,
                package: ::core::env!("CARGO_PKG_NAME"),
                version: ::core::env!("CARGO_PKG_VERSION"),
                doc: #doc,
                symbol: #symbol,
                file: ::core::file!(),
                line: #line,
                params: &[#(#params),*],
            },
            sources: #sources,
            networks: #networks,
            views: &[#(#views),*],
            sound: true,
        }
    }
}

fn registration<P: Plugin>(plugin: &P, form: &Form, root: &TokenStream) -> TokenStream {
    let private = quote!(#root::__private);
    let ident = form.ident();
    let assertions = form.params().filter_map(|param| param.assertion(root));
    let Record { items, value } = plugin.record(form, &private);
    quote! {
        const __ASIVAE_INFO: &#private::PluginInfo = <#ident as #private::Plugin>::LEAF.info;
        #(#assertions)*
        #items
        #private::inventory::submit! { #value }
    }
}

/// The call of the function: a `let` per argument, so that a wrong type is shown at the argument, then the call.
///
/// `input(i, input)` says where the i-th of the named inputs comes from; `params` is an expression for the parameters.
pub(crate) fn call(
    form: &Form,
    private: &TokenStream,
    params: &TokenStream,
    input: impl Fn(usize, &crate::form::Input) -> TokenStream,
) -> TokenStream {
    let (mut inputs, mut parameters) = (0, 0usize);
    let mut bindings = Vec::new();
    let mut names: Vec<Ident> = Vec::new();
    for argument in &form.arguments {
        let name = format_ident!("__asivae_{}", names.len());
        let value = match argument {
            Argument::Input(asked) => {
                inputs += 1;
                input(inputs - 1, asked)
            }
            Argument::Param(param) => {
                parameters += 1;
                param.read(private, params, parameters - 1)
            }
        };
        let ty = argument.ty();
        bindings.push(quote!(let #name: #ty = #value;));
        names.push(name);
    }
    let ident = form.ident();
    quote!(#(#bindings)* #ident(#(#names),*))
}

fn check_name<P: Plugin>(form: &Form, errors: &mut Errors) {
    let name = form.name();
    let span = form.keys.span("name").unwrap_or(form.ident().span());
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if P::CALLED {
        let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if !starts_well || !name.chars().all(plain) {
            errors.at_span(span, format!("models call `{name}` by name: it is made of ASCII letters, digits and `_`"));
        } else if let Some(what) = asivae_grammar::builtins::reserved(&name) {
            errors.at_span(span, format!("`{name}` is {what} of every model; a plugin needs another name"));
        }
    } else if name.is_empty() || !name.chars().all(|c| plain(c) || c == '-' || c == '.') {
        errors
            .at_span(span, format!("`{name}` cannot be a name; it is made of ASCII letters, digits, `_`, `-` and `.`"));
    }
}
