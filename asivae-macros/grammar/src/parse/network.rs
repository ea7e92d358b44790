//! The block of networks: names, signatures, sizes.

use super::{Parsed, Parser};
use crate::mistake::Mistake;
use crate::token::TokenKind;
use crate::tree::{Expr, ExprKind, Name, Network, Size};

/// Numbers of an output; more are a slip of the finger.
const MAX_SIZE: f64 = 1_048_576.0;

impl Parser<'_> {
    /// `networks { critic: x -> scalar, encoder: x -> mu, logvar }`
    pub(super) fn networks(&mut self, networks: &mut Vec<Network>) -> Parsed<()> {
        let start = self.here();
        self.pos += 1;
        self.expect("{", "after `networks`")?;
        while !self.eat("}") {
            match self.network() {
                Ok(network) => networks.push(network),
                Err(mistake) => {
                    self.mistakes.add(mistake);
                    self.skip_to(&["}"]);
                    if !self.at("}") {
                        self.mistakes.push(start, "the block of networks is not closed: `}` is missing");
                        break;
                    }
                }
            }
        }
        self.eat(";");
        Ok(())
    }

    fn network(&mut self) -> Parsed<Network> {
        self.docs();
        let name = self.name("a network's name")?;
        self.expect(":", &format!("and a signature, such as `x -> scalar`, after `{}`", name.text))?;
        let mut sizes = Vec::new();
        let inputs = if self.at("->") { Vec::new() } else { self.ports(&name, "goes into", "->", None)? };
        self.expect("->", &format!("after what goes into `{}`", name.text))?;
        let outputs = self.ports(&name, "comes out of", "}", Some(&mut sizes))?;
        let posterior = if self.eat_word("as") { Some(self.called()?) } else { None };
        if self.at("}") || self.eat(",") {
            return Ok(Network { name, inputs, outputs, sizes, posterior });
        }
        Err(self.unexpected(if posterior.is_none() { "`,`, `as` or `}`" } else { "`,` or `}`" }))
    }

    /// Names with commas between, each with its size where one may be written; a name with a colon behind it is the next network.
    fn ports(
        &mut self,
        network: &Name,
        flows: &str,
        close: &str,
        mut sizes: Option<&mut Vec<Size>>,
    ) -> Parsed<Vec<Name>> {
        let what = format!("what {flows} `{}`, such as `x`", network.text);
        let mut ports = Vec::new();
        loop {
            let port = self.name(&what)?;
            if self.at("[") {
                let Some(sizes) = sizes.as_mut() else {
                    let message =
                        format!("a size stands where `{port}` comes out of a network, not where it goes into one");
                    return Err(Mistake::new(self.here(), message));
                };
                sizes.push(self.size(&port)?);
            }
            ports.push(port);
            if !self.at(",") || self.at_nth(1, close) || self.at_nth(2, ":") || self.doc_ahead() {
                return Ok(ports);
            }
            self.pos += 1;
        }
    }

    /// `[64]`, `[16, 4, 4]`
    fn size(&mut self, output: &Name) -> Parsed<Size> {
        let start = self.here();
        let mut numbers = Vec::new();
        while numbers.is_empty() || self.at(",") {
            self.pos += 1;
            numbers.push(self.whole("a size", "a size is a whole number", MAX_SIZE)?);
        }
        self.expect("]", &format!("after the size of `{output}`"))?;
        let whole: f64 = numbers.iter().map(|number| *number as f64).product();
        if whole > MAX_SIZE {
            return Err(Mistake::new(start, format!("`{output}` has at most {MAX_SIZE} numbers")));
        }
        if numbers.len() == 1 || numbers.len() == 3 {
            return Ok(Size { output: output.clone(), numbers });
        }
        Err(Mistake::new(
            start,
            format!("a size is one number, `{output}[64]`, or channels, height and width, `{output}[16, 4, 4]`"),
        ))
    }

    /// A plugin; without parentheses it is called with its defaults.
    pub(super) fn called(&mut self) -> Parsed<Expr> {
        let Expr { kind, span } = self.expr()?;
        let kind = match kind {
            ExprKind::Name(text) => ExprKind::Call { callee: Name { text, span }, args: Vec::new(), named: Vec::new() },
            other => other,
        };
        Ok(Expr { kind, span })
    }

    fn doc_ahead(&self) -> bool {
        matches!(self.peek_at(1), Some(TokenKind::Doc(_)))
    }
}
