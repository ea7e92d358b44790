#![doc = "The grammar of models."]
#![deny(missing_docs)]
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
pub use leaves::{Leaf, Position, leaves};
pub use lex::lex;
pub use mistake::{Mistake, Mistakes};
pub use nearest::{did_you_mean, nearest};
pub use parse::{MAX_DEPTH, parse_expr, parse_let_head, parse_model, parse_model_tokens};
pub use span::Span;
pub use stream::from_stream;
pub use token::{Token, TokenKind};
pub use tree::{Expr, ExprKind, Fold, Let, Model, Move, Name, Network, Op, Scalar, Sense, Source};
pub use typeset::{latex, latex_with, typeset};
