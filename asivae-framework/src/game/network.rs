//! The networks of a game: names, signatures, roles.

use asivae_grammar::{Model, Size};

use crate::network::{Io, Space};

/// What a network's signature makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads `x` and gives neither data nor a score: `x -> mu, logvar`, `x, noise -> z`, `x, y -> loc, log_b`.
    Posterior,
    /// Reads `z` and no data, and gives `x`: `z -> x`, `z, y -> x`.
    Generator,
    /// Gives a `scalar` first: `x -> scalar`, `x, z -> scalar`.
    Scorer,
    /// Any other signature.
    Other,
}

/// A network as a model declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkDecl {
    /// Its name.
    pub name: String,
    /// What goes in: `x`, `y`, `z`, `noise`, or what another network gives.
    pub inputs: Vec<String>,
    /// What comes out: `x`, `z`, `mu`, `logvar`, `scalar`, or a view of the model's own.
    pub outputs: Vec<String>,
    /// Views of the model's own that have a size; the others are as wide as the latent.
    pub sizes: Vec<(String, Space)>,
    /// The posterior that makes `z` of what comes out, as the model calls it; nothing where it calls none.
    pub posterior: Option<String>,
}

/// The network that usually has a role: the one called `encoder` or `decoder`, else the first; of posteriors the first that has a latent.
pub fn network_for(networks: &[NetworkDecl], role: Role) -> Option<usize> {
    let usual = if role == Role::Posterior { "encoder" } else { "decoder" };
    let first = |fits: &dyn Fn(&NetworkDecl) -> bool| networks.iter().position(|n| n.role() == role && fits(n));
    first(&|n| n.name == usual).or_else(|| first(&NetworkDecl::has_latent)).or_else(|| first(&|_| true))
}

impl NetworkDecl {
    /// The networks of a model; one that declares none has `encoder` and `decoder`.
    pub fn of(model: &Model) -> Vec<NetworkDecl> {
        if model.networks.is_empty() {
            return vec![
                NetworkDecl::new("encoder", &["x"], &["mu", "logvar"]),
                NetworkDecl::new("decoder", &["z"], &["x"]),
            ];
        }
        let texts = |names: &[asivae_grammar::Name]| names.iter().map(|n| n.text.clone()).collect();
        let size = |size: &Size| match size.numbers.as_slice() {
            [channels, height, width] => (size.output.text.clone(), Space::Image([*channels, *height, *width])),
            numbers => (size.output.text.clone(), Space::Flat(numbers.iter().product())),
        };
        let sizes: Vec<_> = model.networks.iter().flat_map(|network| &network.sizes).map(size).collect();
        model
            .networks
            .iter()
            .map(|n| NetworkDecl {
                name: n.name.text.clone(),
                inputs: texts(&n.inputs),
                outputs: texts(&n.outputs),
                sizes: sizes.clone(),
                posterior: n.posterior.as_ref().map(ToString::to_string),
            })
            .collect()
    }

    fn new(name: &str, inputs: &[&str], outputs: &[&str]) -> Self {
        let texts = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect();
        NetworkDecl {
            name: name.to_owned(),
            inputs: texts(inputs),
            outputs: texts(outputs),
            sizes: Vec::new(),
            posterior: None,
        }
    }

    /// Its role, which is its signature.
    pub fn role(&self) -> Role {
        match self.outputs.first().map(String::as_str) {
            Some("scalar") => Role::Scorer,
            Some("x") if self.reads("z") && !self.reads("x") && self.outputs.len() == 1 => Role::Generator,
            Some(_) if self.reads("x") && !self.gives("x") && !self.gives("scalar") => Role::Posterior,
            _ => Role::Other,
        }
    }

    /// Whether it gives a latent, or what a posterior makes one of.
    pub fn has_latent(&self) -> bool {
        self.gives("z") || self.posterior.is_some() || self.gives("mu") && self.gives("logvar")
    }

    /// What it reads beside this, labels and noise of its own, where it reads more.
    pub(crate) fn other_inputs<'a>(&'a self, given: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
        let inputs = self.inputs.iter().map(String::as_str).enumerate();
        inputs.filter(move |(_, input)| ![given, "y", "noise"].contains(input))
    }

    /// Whether that goes in.
    pub(crate) fn reads(&self, input: &str) -> bool {
        self.inputs.iter().any(|i| i == input)
    }

    /// Whether that comes out.
    pub(crate) fn gives(&self, output: &str) -> bool {
        self.outputs.iter().any(|o| o == output)
    }

    /// `x -> mu, logvar`
    pub fn signature(&self) -> String {
        format!("{} -> {}", self.inputs.join(", "), self.outputs.join(", "))
    }

    /// Sizes of what goes in and comes out, for images of `shape`, a latent space and labels of so many classes.
    pub fn io(&self, shape: [usize; 3], latent: Space, classes: usize) -> Io {
        let space = |word: &String| match word.as_str() {
            "x" => Space::Image(shape),
            "y" => Space::Classes(classes),
            "scalar" => Space::Flat(1),
            own => self.sizes.iter().find(|(name, _)| name == own).map_or(latent, |(_, space)| *space),
        };
        Io { inputs: self.inputs.iter().map(space).collect(), outputs: self.outputs.iter().map(space).collect() }
    }
}
