//! The assembled form of an expression: every name resolved, every `let` and fold written out.

use crate::plugin::{LossPlugin, MapPlugin, ParamInfo, ParamValue, SchedulePlugin};
use crate::view::View;

/// What an expression gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    /// One number, known on the host before any tensor is touched.
    Number,
    /// One number per sample, `[batch]`.
    Batch,
    /// One number for the whole batch, `[1]`.
    Whole,
}

impl Ty {
    /// What an operation on both gives.
    pub(crate) fn with(self, other: Ty) -> Ty {
        match (self, other) {
            (Ty::Batch, _) | (_, Ty::Batch) => Ty::Batch,
            (Ty::Whole, _) | (_, Ty::Whole) => Ty::Whole,
            _ => Ty::Number,
        }
    }
}

/// A resolved expression and its type.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) ty: Ty,
    pub(crate) kind: NodeKind,
}

#[derive(Clone)]
pub(crate) enum NodeKind {
    Constant(f64),
    Clock(ClockField),
    /// A named number: index into the game's table.
    Named(usize),
    /// A schedule, what it is made of, and its parameters.
    Schedule(&'static SchedulePlugin, Vec<Node>, Vec<Param>),
    /// A schedule that remembers: index into the game's table.
    Remembering(usize),
    Term(Term),
    /// A `let` over sources, written out; kept for its name in the log.
    Let(String, Box<Node>),
    Neg(Box<Node>),
    Add(Box<Node>, Box<Node>),
    Sub(Box<Node>, Box<Node>),
    Mul(Box<Node>, Box<Node>),
    Div(Box<Node>, Box<Node>),
    /// A built-in function; the name says where it stands, `exp[xr]`.
    Apply(Function, Vec<Node>, String),
    /// An objective in code, and what it may read, by name.
    ByHand(Vec<(String, Node)>),
}

impl NodeKind {
    /// The expressions inside, in order; parameters of calls are not among them.
    pub(crate) fn children(&self) -> Vec<&Node> {
        match self {
            NodeKind::Constant(_) | NodeKind::Clock(_) | NodeKind::Named(_) | NodeKind::Remembering(_) => Vec::new(),
            NodeKind::Term(_) => Vec::new(),
            NodeKind::Let(_, a) | NodeKind::Neg(a) => vec![a],
            NodeKind::Add(a, b) | NodeKind::Sub(a, b) | NodeKind::Mul(a, b) | NodeKind::Div(a, b) => vec![a, b],
            NodeKind::Apply(_, args, _) | NodeKind::Schedule(_, args, _) => args.iter().collect(),
            NodeKind::ByHand(args) => args.iter().map(|(_, node)| node).collect(),
        }
    }

    /// Whether something holds for a term inside.
    pub(crate) fn mentions(&self, holds: &dyn Fn(&Term) -> bool) -> bool {
        match self {
            NodeKind::Term(term) => holds(term),
            other => other.children().into_iter().any(|inner| inner.kind.mentions(holds)),
        }
    }

    /// The same, to be changed.
    pub(crate) fn children_mut(&mut self) -> Vec<&mut Node> {
        match self {
            NodeKind::Constant(_) | NodeKind::Clock(_) | NodeKind::Named(_) | NodeKind::Remembering(_) => Vec::new(),
            NodeKind::Term(_) => Vec::new(),
            NodeKind::Let(_, a) | NodeKind::Neg(a) => vec![a],
            NodeKind::Add(a, b) | NodeKind::Sub(a, b) | NodeKind::Mul(a, b) | NodeKind::Div(a, b) => vec![a, b],
            NodeKind::Apply(_, args, _) | NodeKind::Schedule(_, args, _) => args.iter_mut().collect(),
            NodeKind::ByHand(args) => args.iter_mut().map(|(_, node)| node).collect(),
        }
    }
}

/// A built-in number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClockField {
    Progress,
    Step,
    Epoch,
}

/// A built-in function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Exp,
    Log,
    Hinge,
    Abs,
    Max,
    Tanh,
    Softplus,
    BatchMean,
    StopGradient,
}

impl Function {
    pub(crate) fn from_name(name: &str) -> Option<Function> {
        Some(match name {
            "exp" => Function::Exp,
            "log" => Function::Log,
            "hinge" => Function::Hinge,
            "abs" => Function::Abs,
            "max" => Function::Max,
            "tanh" => Function::Tanh,
            "softplus" => Function::Softplus,
            "batch_mean" => Function::BatchMean,
            "sg" => Function::StopGradient,
            _ => return None,
        })
    }

    pub(crate) fn on_numbers(self, a: &[f64]) -> f64 {
        match self {
            Function::Exp => a[0].exp(),
            Function::Log => a[0].ln(),
            Function::Hinge => a[0].max(0.0),
            Function::Abs => a[0].abs(),
            Function::Max => a[0].max(a[1]),
            Function::Tanh => a[0].tanh(),
            Function::Softplus => a[0].max(0.0) + (-a[0].abs()).exp().ln_1p(),
            Function::BatchMean | Function::StopGradient => a[0],
        }
    }
}

/// A parameter of a call: fixed, or a number of this step with the bounds of what it is declared as.
#[derive(Clone)]
pub(crate) enum Param {
    Fixed(ParamValue),
    Number(Node, &'static ParamInfo),
}

/// A call of a loss or of a scorer, by its name in the log: `rec(xr)`.
#[derive(Clone)]
pub(crate) struct Term {
    pub(crate) name: String,
    pub(crate) leaf: Leaf,
    pub(crate) inputs: Vec<Input>,
    /// Networks that a loss is given: indices into the game's networks.
    pub(crate) networks: Vec<usize>,
    pub(crate) params: Vec<Param>,
}

#[derive(Clone)]
pub(crate) enum Leaf {
    Loss(&'static LossPlugin),
    /// A network whose output is one number per sample: index into the game's networks.
    Scorer(usize),
}

/// What a term, a network or a source is fed with.
#[derive(Clone)]
pub(crate) enum Input {
    /// A view of a source.
    View(View, SourceRef),
    /// A source itself, in the place of a view: `target = sg(xr)`.
    Source(SourceRef),
    /// The prior sample that `xg` is made from: `z = z_p`.
    Prior,
    /// A draw from the prior under this name; the same in every move of a step, or one for each move.
    Noise { name: String, step: bool },
    /// Another one in a random order of the batch: `shuffle(z(x))`, the order drawn under this name.
    Shuffled(Box<Input>, String),
    /// Another one without its gradient: `sg(z(x))`.
    Stopped(Box<Input>),
    /// What a network makes of others, as written, `prior(noise)`; the key tells draws of the same text apart.
    Made { network: usize, inputs: Vec<Input>, text: String, key: String },
}

impl Input {
    /// Whether it is a batch of labels.
    pub(crate) fn is_labels(&self) -> bool {
        match self {
            Input::View(view, _) => *view == View::Y,
            Input::Source(_) | Input::Prior | Input::Noise { .. } => false,
            Input::Shuffled(inner, _) | Input::Stopped(inner) => inner.is_labels(),
            Input::Made { inputs, .. } => inputs.iter().any(Input::is_labels),
        }
    }

    /// Names of the noise in it.
    pub(crate) fn noises(&self) -> Vec<&str> {
        match self {
            Input::View(..) | Input::Source(_) | Input::Prior => Vec::new(),
            Input::Noise { name, .. } => vec![name],
            Input::Shuffled(inner, _) | Input::Stopped(inner) => inner.noises(),
            Input::Made { inputs, .. } => inputs.iter().flat_map(Input::noises).collect(),
        }
    }

    /// Parameters of the maps in it, call by call.
    pub(crate) fn params(&self) -> Vec<&Vec<Param>> {
        match self {
            Input::View(_, source) | Input::Source(source) => source.maps.iter().map(|(_, params)| params).collect(),
            Input::Prior | Input::Noise { .. } => Vec::new(),
            Input::Shuffled(inner, _) | Input::Stopped(inner) => inner.params(),
            Input::Made { inputs, .. } => inputs.iter().flat_map(Input::params).collect(),
        }
    }

    /// As one would write it: `mu of xr`.
    pub(crate) fn text(&self) -> String {
        match self {
            Input::View(view, source) => format!("{view} of {}", source.text),
            Input::Source(source) => source.text.clone(),
            Input::Prior => "z_p".to_owned(),
            Input::Noise { .. } => "noise".to_owned(),
            Input::Shuffled(_, text) | Input::Made { text, .. } => text.clone(),
            Input::Stopped(inner) => format!("sg({})", inner.text()),
        }
    }
}

/// Networks that a call puts in the place of the usual ones, `rec(s, decoder = slow)`: indices into the game's networks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Cast {
    pub(crate) encoder: Option<usize>,
    pub(crate) decoder: Option<usize>,
}

impl Cast {
    /// As far as a view depends on it.
    pub(crate) fn of(self, view: View) -> Cast {
        match view {
            View::XHat => self,
            View::Mu | View::Logvar | View::Z | View::Own(_) => Cast { decoder: None, ..self },
            View::X | View::Target | View::Y | View::U => Cast::default(),
        }
    }
}

/// A source as an argument: its name, the maps it goes through, and whether gradients stop there.
#[derive(Clone)]
pub(crate) struct SourceRef {
    pub(crate) name: String,
    pub(crate) maps: Vec<(&'static MapPlugin, Vec<Param>)>,
    pub(crate) stop: bool,
    /// Which networks make its views.
    pub(crate) cast: Cast,
    /// The argument as written, `squash(xr)`: the key under which its views are kept.
    pub(crate) text: String,
}

impl SourceRef {
    /// A source as it is.
    pub(crate) fn plain(name: &str) -> SourceRef {
        let cast = Cast::default();
        SourceRef { name: name.to_owned(), maps: Vec::new(), stop: false, cast, text: name.to_owned() }
    }
}
