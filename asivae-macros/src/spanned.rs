//! Generated tokens that point at what the user wrote.

use proc_macro2::{Group, Span, TokenStream, TokenTree};

/// The same tokens, all at `span`: rustc's messages about them point there and nowhere else.
pub(crate) fn at(span: Span, tokens: TokenStream) -> TokenStream {
    let mark = |mut tree: TokenTree| {
        if let TokenTree::Group(group) = &tree {
            tree = Group::new(group.delimiter(), at(span, group.stream())).into();
        }
        tree.set_span(span);
        tree
    };
    tokens.into_iter().map(mark).collect()
}
