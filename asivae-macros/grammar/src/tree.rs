//! The tree: a model as data.

use serde::{Deserialize, Serialize};

use crate::mistake::Mistakes;
use crate::span::Span;

/// A model as it was declared: named scalars, networks, sources, `let`s and moves.
///
/// A tree is printed by [`Display`](std::fmt::Display), read back by [`parse_model`](crate::parse_model) and equal to itself after
/// that round trip. Spans do not take part in equality.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Registered name, `as-introvae`.
    pub name: Name,
    /// Rust type that the declaration defines, `AsIntroVae`; empty where the model came from a text.
    pub type_name: Name,
    /// Doc comment, without the markers.
    pub doc: String,
    /// Named scalars in order of declaration; a later one may use earlier ones.
    pub scalars: Vec<Scalar>,
    /// Declared networks; empty means `encoder: x -> mu, logvar` and `decoder: z -> x`.
    pub networks: Vec<Network>,
    /// Declared sources beside `x`, `xr`, `xg`.
    pub sources: Vec<Source>,
    /// Named expressions.
    pub lets: Vec<Let>,
    /// Who plays, in order.
    pub moves: Vec<Move>,
    /// Networks that others lead, in the order in which they are moved when a step's moves are over.
    #[serde(default)]
    pub follows: Vec<Follow>,
    /// What the weights of networks are held to after each of their steps.
    #[serde(default)]
    pub obeys: Vec<Obey>,
    /// Terms that are left out, by their names in the records: `encoder/rec(xr)`.
    #[serde(default)]
    pub without: Vec<Name>,
}

/// A name and where it stands.
#[derive(Clone, Debug, Default, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name {
    /// The text of the name.
    pub text: String,
    /// Where it stands in the input.
    #[serde(skip)]
    pub span: Span,
}

/// `beta_neg = 0.5 in 0..` : a scalar of the model, its default and its bounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scalar {
    /// Name under which it is set.
    pub name: Name,
    /// Default; may use earlier scalars and `scale`.
    pub default: Expr,
    /// Smallest legal value, where there is one.
    pub min: Option<f64>,
    /// Largest legal value, where there is one.
    pub max: Option<f64>,
    /// Doc comment.
    pub doc: String,
}

/// `critic: x, z -> scalar`, `encoder: x -> loc, log_b as laplace`, `codes: -> code[8]` : a network and its signature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// Name of the network.
    pub name: Name,
    /// What goes in: `x`, `y`, `z`, `noise`, or what another network gives; nothing where its weights are what it gives.
    pub inputs: Vec<Name>,
    /// What comes out: `x`, `z`, `mu`, `logvar`, `scalar`, or a view of the model's own.
    pub outputs: Vec<Name>,
    /// Sizes of views of the model's own, where they are written: `features[64]`, `map[16, 4, 4]`. Others are as wide as the latent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sizes: Vec<Size>,
    /// The posterior that makes `z` of what comes out, where one is named: `laplace`, `student(df = 4)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posterior: Option<Expr>,
}

/// `features[64]` : how many numbers an output is, one by one or as channels, height and width.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Size {
    /// The output.
    pub output: Name,
    /// One number or three.
    pub numbers: Vec<usize>,
}

/// `source xg2 = decoder(noise)` : a source of the model's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Name of the source.
    pub name: Name,
    /// How it is made.
    pub value: Expr,
}

/// `let div(s) = …;`, `let c = … in 0..1;` : a named expression, with sources as arguments where it has some, and bounds where it is a number
/// that has some.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Let {
    /// Its name.
    pub name: Name,
    /// Names of the sources it is a function of.
    pub params: Vec<Name>,
    /// What it stands for.
    pub body: Expr,
    /// Least value, where it is one number with a bound.
    pub min: Option<f64>,
    /// Greatest value.
    pub max: Option<f64>,
}

/// `label: critic[5] minimizes …` : who plays, how often, minimising what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Move {
    /// Label; the players' names joined by ` + ` where none is written.
    pub label: Option<Name>,
    /// Networks that are updated.
    pub players: Vec<Name>,
    /// How often per step, each time on a new batch.
    pub repeat: usize,
    /// Minimised or maximised.
    pub sense: Sense,
    /// The objective; what is `[B]` at its end is averaged over the batch.
    pub objective: Expr,
}

/// `slow follows decoder 0.999`, `slow copies decoder every 5 epochs` : a network without an objective, which another one leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Follow {
    /// The network that is moved.
    pub network: Name,
    /// The network whose weights it takes.
    pub leader: Name,
    /// In which way.
    pub pace: Pace,
}

/// `critic obeys clip(limit = 0.01)` : a constraint on the weights of a network, which holds after each of its steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Obey {
    /// The network whose weights are changed.
    pub network: Name,
    /// The call of the constraint.
    pub constraint: Expr,
}

/// How a network takes the weights of another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pace {
    /// After each step: `own = decay · own + (1 − decay) · leader`.
    Average(Expr),
    /// All of them, every so many steps.
    Steps(usize),
    /// All of them, every so many epochs.
    Epochs(usize),
}

/// Whether an objective is minimised or maximised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sense {
    /// Written `minimizes`.
    Minimizes,
    /// Written `maximizes`.
    Maximizes,
}

/// An expression and where it stands.
///
/// In JSON it is its text: a run's configuration can be read by people, and no depth of nesting is too much for a JSON reader.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands in the input.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `0.5`, `1e-8`.
    Number(f64),
    /// `beta_rec`, `xr`, `progress`, or a bare word for a choice: `sum`.
    Name(String),
    /// `kl(x)`, `rec(s, distance = l1)`, `losses::kl(x)`, `exp(…)`, `sg(s)`.
    Call {
        /// Path as written, `kl` or `losses::kl` or `my-losses::kl` (the last in texts only).
        callee: Name,
        /// Positional arguments.
        args: Vec<Expr>,
        /// Named arguments.
        named: Vec<(Name, Expr)>,
    },
    /// `[64, 128]`: the value of a parameter that is a list of numbers.
    List(Vec<f64>),
    /// `-e`.
    Neg(Box<Expr>),
    /// `a + b`, `a - b`, `a * b`, `a / b`.
    Binary {
        /// The operator.
        op: Op,
        /// Left operand.
        left: Box<Expr>,
        /// Right operand.
        right: Box<Expr>,
    },
    /// `mean[s in {xr, xg}] …`, `sum[s in {xr, xg}] …`: binds to the product on its right and stops at `+` and `-`.
    Fold {
        /// Sum or mean.
        kind: Fold,
        /// The bound name.
        var: Name,
        /// The sources it runs over.
        over: Vec<Expr>,
        /// What is summed.
        body: Box<Expr>,
    },
}

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Op {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
}

/// How a fold puts its parts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fold {
    /// `sum[…]`
    Sum,
    /// `mean[…]`
    Mean,
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Name { text: text.to_owned(), span: Span::default() }
    }
}

impl From<f64> for Expr {
    fn from(value: f64) -> Self {
        Expr { kind: ExprKind::Number(value), span: Span::default() }
    }
}

/// A bare name; [`parse_expr`](crate::parse_expr) reads a whole expression.
impl From<&str> for Expr {
    fn from(name: &str) -> Self {
        Expr { kind: ExprKind::Name(name.to_owned()), span: Span::default() }
    }
}

impl From<Expr> for String {
    fn from(expr: Expr) -> Self {
        expr.to_string()
    }
}

impl TryFrom<String> for Expr {
    type Error = Mistakes;

    fn try_from(text: String) -> Result<Self, Mistakes> {
        crate::parse_expr(&text)
    }
}

impl std::ops::Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl Move {
    /// The label, or the players' names joined by ` + `.
    pub fn title(&self) -> String {
        match &self.label {
            Some(label) => label.text.clone(),
            None => self.players.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" + "),
        }
    }
}
