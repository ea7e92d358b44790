//! The grammar of models: a tree, its parser, checker, printer and typesetter.
//!
//! The same tokens are made from a text ([`parse_model`]) and from the body of `intro_model!` ([`from_stream`],
//! [`parse_model_tokens`]), so that a model reads the same in Rust, in a file and on the command line. No tensor is known here.
//!
//! ```
//! let text = r#"
//!     /// β-VAE. Higgins et al., ICLR 2017, eq. (4).
//!     "beta-vae" { beta = 4.0 in 0.. }
//!     encoder + decoder minimizes rec(x) + bta * kl(x);
//! "#;
//! let model = asivae_grammar::parse_model(text).unwrap();
//! let mistakes = asivae_grammar::check(&model);
//! assert_eq!(mistakes.to_string(), "unknown name `bta`; did you mean `beta`?");
//! ```
//!
//! # Grammar
//!
//! ```text
//! model    = head [ "{" scalar, … "}" ] statement*
//! head     = [ "pub" ] TypeName "(" "model-name" ")" | [ "model" ] "model-name"
//! scalar   = name "=" sum [ "in" [ number ] ".." [ number ] ]
//! statement = "networks" "{" name ":" name, … "->" name, … , … "}"
//!          | "source" name "=" sum ";"
//!          | "let" name [ "(" name, … ")" ] "=" sum ";"
//!          | [ label ":" ] network "+" … [ "[" count "]" ] ( "minimizes" | "maximizes" ) sum ";"
//! sum      = product (( "+" | "-" ) product)*
//! product  = unary (( "*" | "/" ) unary)*
//! unary    = "-" unary | ( "mean" | "sum" ) "[" name "in" "{" sum, … "}" "]" product | atom
//! atom     = number | "(" sum ")" | path [ "(" ( sum | name "=" sum ), … ")" ]
//! ```
//!
//! `//` begins a comment; `///` the doc of the model or of a scalar. In a text the crate of a path may hold dashes:
//! `my-losses::kl(x)`; elsewhere `-` is minus.

#![deny(missing_docs, unreachable_pub, unsafe_code)]

pub mod builtins;
mod check;
mod leaves;
mod lex;
mod mistake;
mod nearest;
mod parse;
mod print;
mod span;
mod stream;
mod subst;
mod symbols;
mod token;
mod tree;
mod typeset;

pub use check::check;
pub use leaves::{Around, Given, Leaf, Place, Position, leaves};
pub use lex::lex;
pub use mistake::{Mistake, Mistakes};
pub use nearest::{did_you_mean, nearest};
pub use parse::{MAX_DEPTH, parse_expr, parse_let_head, parse_model, parse_model_tokens};
pub use span::Span;
pub use stream::from_stream;
pub use token::{Token, TokenKind};
pub use tree::{
    Expr, ExprKind, Fold, Follow, Let, Model, Move, Name, Network, Obey, Op, Pace, Scalar, Sense, Size, Source,
};
pub use typeset::{latex, latex_with, typeset, typeset_expr};
