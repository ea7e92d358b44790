//! The canonical text of a tree: read back, it is an equal tree.

use std::fmt::{self, Display, Formatter};

use crate::tree::{
    Expr, ExprKind, Fold, Follow, Let, Model, Move, Name, Network, Obey, Op, Pace, Scalar, Sense, Source,
};

/// How tightly what stands around holds; weaker things get parentheses.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Around {
    /// Nothing stands around: any expression.
    Sum,
    /// A product, or the body of a fold.
    Product,
    /// A factor on the right of `*` or `/`, or what `-` negates.
    Factor,
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        print(self, Around::Sum, false, f)
    }
}

/// `followed`: a `*` or `/` comes next, which the body of a fold would swallow.
fn print(expr: &Expr, around: Around, followed: bool, f: &mut Formatter<'_>) -> fmt::Result {
    match &expr.kind {
        ExprKind::Number(value) => f.write_str(&number(*value)),
        ExprKind::Name(name) => f.write_str(name),
        ExprKind::List(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(|value| number(*value)).collect();
            write!(f, "[{}]", numbers.join(", "))
        }
        ExprKind::Call { callee, args, named } => {
            write!(f, "{callee}(")?;
            let mut comma = "";
            for arg in args {
                write!(f, "{comma}{arg}")?;
                comma = ", ";
            }
            for (name, value) in named {
                write!(f, "{comma}{name} = {value}")?;
                comma = ", ";
            }
            f.write_str(")")
        }
        ExprKind::Neg(inner) => {
            f.write_str("-")?;
            print(inner, Around::Factor, followed, f)
        }
        ExprKind::Binary { op, left, right } => {
            let sum = matches!(op, Op::Add | Op::Sub);
            let own = if sum { Around::Sum } else { Around::Product };
            let tighter = if sum { Around::Product } else { Around::Factor };
            let parentheses = around > own;
            let followed = followed && !parentheses;
            open(parentheses, f)?;
            print(left, own, !sum, f)?;
            write!(f, " {op} ")?;
            print(right, tighter, followed, f)?;
            close(parentheses, f)
        }
        ExprKind::Fold { kind, var, over, body } => {
            open(followed, f)?;
            write!(f, "{kind}[{var} in {{{}}}] ", commas(over))?;
            print(body, Around::Product, false, f)?;
            close(followed, f)
        }
    }
}

fn open(parentheses: bool, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_str(if parentheses { "(" } else { "" })
}

fn close(parentheses: bool, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_str(if parentheses { ")" } else { "" })
}

/// The shorter of the usual forms that reads back equal: `2`, `0.5`, `1e-8`.
pub(crate) fn number(value: f64) -> String {
    match value.abs() {
        0.0 | 1e-4..1e7 => format!("{value}"),
        _ => format!("{value:e}"),
    }
}

pub(crate) fn commas<T: Display>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl Display for Model {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        docs(&self.doc, "", f)?;
        match self.type_name.is_empty() {
            true => write!(f, "{:?} {{", self.name.text)?,
            false => write!(f, "pub {}({:?}) {{", self.type_name, self.name.text)?,
        }
        for scalar in &self.scalars {
            writeln!(f)?;
            docs(&scalar.doc, "    ", f)?;
            write!(f, "    {scalar},")?;
        }
        writeln!(f, "{}", if self.scalars.is_empty() { "}" } else { "\n}" })?;
        if !self.networks.is_empty() {
            writeln!(f, "networks {{ {} }}", commas(&self.networks))?;
        }
        self.sources.iter().try_for_each(|source| writeln!(f, "{source};"))?;
        self.lets.iter().try_for_each(|named| writeln!(f, "{named};"))?;
        self.moves.iter().try_for_each(|play| writeln!(f, "{play};"))?;
        self.follows.iter().try_for_each(|follow| writeln!(f, "{follow};"))?;
        self.obeys.iter().try_for_each(|obey| writeln!(f, "{obey};"))?;
        self.without.iter().try_for_each(|term| writeln!(f, "without {:?};", term.text))
    }
}

fn docs(doc: &str, indent: &str, f: &mut Formatter<'_>) -> fmt::Result {
    if doc.is_empty() {
        return Ok(());
    }
    doc.split('\n').try_for_each(|line| writeln!(f, "{}", format!("{indent}/// {line}").trim_end()))
}

impl Display for Name {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Display for Scalar {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", self.name, self.default)?;
        bounds(self.min, self.max, f)
    }
}

fn bounds(min: Option<f64>, max: Option<f64>, f: &mut Formatter<'_>) -> fmt::Result {
    if min.is_none() && max.is_none() {
        return Ok(());
    }
    let side = |bound: Option<f64>| bound.map(number).unwrap_or_default();
    write!(f, " in {}..{}", side(min), side(max))
}

impl Network {
    /// `x, z `, with a space behind it where there is something.
    pub(crate) fn written_inputs(&self) -> String {
        if self.inputs.is_empty() { String::new() } else { commas(&self.inputs) + " " }
    }

    /// `scalar, features[64]`
    pub(crate) fn written_outputs(&self) -> String {
        let written = |output: &Name| match self.sizes.iter().find(|size| size.output == *output) {
            Some(size) => format!("{output}[{}]", commas(&size.numbers)),
            None => output.to_string(),
        };
        commas(&self.outputs.iter().map(written).collect::<Vec<_>>())
    }
}

impl Display for Network {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}-> {}", self.name, self.written_inputs(), self.written_outputs())?;
        match &self.posterior {
            Some(posterior) => write!(f, " as {posterior}"),
            None => Ok(()),
        }
    }
}

impl Display for Source {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "source {} = {}", self.name, self.value)
    }
}

impl Display for Let {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.params.is_empty() {
            true => write!(f, "let {} = {}", self.name, self.body),
            false => write!(f, "let {}({}) = {}", self.name, commas(&self.params), self.body),
        }?;
        bounds(self.min, self.max, f)
    }
}

impl Display for Move {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(label) = &self.label {
            write!(f, "{label}: ")?;
        }
        let players: Vec<&str> = self.players.iter().map(|player| player.text.as_str()).collect();
        write!(f, "{}", players.join(" + "))?;
        if self.repeat != 1 {
            write!(f, "[{}]", self.repeat)?;
        }
        write!(f, " {} {}", self.sense, self.objective)
    }
}

impl Display for Follow {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Follow { network, leader, pace } = self;
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        match pace {
            Pace::Average(decay) => write!(f, "{network} follows {leader} {decay}"),
            Pace::Steps(count) => write!(f, "{network} copies {leader} every {count} step{}", plural(*count)),
            Pace::Epochs(count) => write!(f, "{network} copies {leader} every {count} epoch{}", plural(*count)),
        }
    }
}

impl Display for Obey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} obeys {}", self.network, self.constraint)
    }
}

impl Display for Sense {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Sense::Minimizes => "minimizes",
            Sense::Maximizes => "maximizes",
        })
    }
}

impl Display for Op {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Op::Add => "+",
            Op::Sub => "-",
            Op::Mul => "*",
            Op::Div => "/",
        })
    }
}

impl Display for Fold {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fold::Sum => "sum",
            Fold::Mean => "mean",
        })
    }
}
